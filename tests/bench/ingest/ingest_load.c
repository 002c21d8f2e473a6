#include "ingest_load.h"

#include "check.h"
#include "http_client.h"
#include "http_server.h"
#include "json.h"
#include "judging.h"
#include "kiosk_api.h"
#include <assert.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#define KIOSKS         24 /* a connection and a thread each */
#define BATCHES        4  /* of each kiosk */
#define BATCH          350
#define STAFF          2000
#define MONTH          (2026 * 12 + 2) /* of TEST_SITE_UTC_US */
#define JUDGED_AT_ONCE 6 /* kiosks: their answers take longer, and clients have their patience */
#define TARGET         "/api/v1/kiosk/records"

static_assert(KIOSKS % JUDGED_AT_ONCE == 0, "whole waves");
static_assert(KIOSKS * BATCHES * BATCH == INGEST_LOAD_RECORDS, "what the header says");

struct batch {
    char *body;
    size_t len;
};

struct sender {
    struct test_kiosk kiosk;
    struct batch batches[BATCHES];
    const char *url;
    pthread_t thread;
    int64_t waited_us[BATCHES];
};

int64_t ingest_load_now_us(void)
{
    return clock_mono_us(clock_system());
}

/* What the process has used of the processors: less at the mercy of whoever else is there. */
double ingest_load_cpu_us(void)
{
    struct rusage usage;
    CHECK(getrusage(RUSAGE_SELF, &usage) == 0);
    return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1e6 +
           (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
}

struct ingest_load {
    struct test_site *site;
    struct fact_cache *cache;
    struct judging *judging; /* NULL: nothing is judged */
    struct sender senders[KIOSKS];
};

/* The office: people and their cards, so that taps find their holders. */

static void add_document(json_t *documents, const char *kind, const char *id, json_t *value)
{
    json_t *document = json_pack("{s:s, s:s, s:o}", "kind", kind, "id", id, "value", value);
    CHECK(document && json_array_append_new(documents, document) == 0);
}

/* Everybody has to be there on work days, so that each tap is judged where judging is on. */
static const char schedule[] =
    "{\"id\": \"day\", \"versions\": [{\"from\": \"2026-01-01\", \"to\": \"2026-12-31\", "
    "\"weekdays\": [1, 2, 3, 4, 5], \"sessions\": [{\"start\": \"08:30\", \"end\": \"17:30\", "
    "\"in\": \"required\", \"out\": \"required\"}]}]}";

static void put_office(struct test_site *site)
{
    struct error err;
    json_t *documents = json_array();
    add_document(documents, "schedule", "day", json_loads(schedule, 0, NULL));
    add_document(
        documents, "assignment", "a1",
        json_pack("{s:s, s:s, s:s}", "schedule", "day", "unit", "u1", "from", "2026-01-01"));
    for (uint32_t i = 0; i < STAFF; i++) {
        char id[16], token[HASH_HEX_SIZE];
        (void)snprintf(id, sizeof id, "s%05" PRIu32, i);
        add_document(documents, "staff", id,
                     json_pack("{s:s, s:s, s:s}", "id", id, "name", "某人", "unit", "u1"));
        add_document(documents, "card", test_site_token(site, i, token),
                     json_pack("{s:s, s:s}", "staff", id, "state", "active"));
    }
    CHECK(fact_writer_import(site->facts, documents, "bench", &err));
    json_decref(documents);
}

static void make_batches(struct sender *sender, struct test_site *site, uint32_t first_card)
{
    test_kiosk_init(&sender->kiosk, site);
    for (size_t i = 0; i < BATCHES; i++) {
        struct batch *batch = &sender->batches[i];
        batch->body = malloc(BATCH * TAP_RECORD_LINE_MAX);
        CHECK(batch->body);
        batch->len = 0;
        for (size_t line = 0; line < BATCH; line++) {
            uint32_t card = (first_card + (uint32_t)(i * BATCH + line) * 7u) % STAFF;
            batch->len += test_kiosk_tap(&sender->kiosk, card, 1, batch->body + batch->len);
        }
    }
}

/* Over HTTP */

static void *send_all(void *user)
{
    struct sender *sender = user;
    AUTO(http_client) struct http_client *client = http_client_create(sender->url);
    for (size_t i = 0; i < BATCHES; i++) {
        const struct batch *batch = &sender->batches[i];
        char headers[1024], all[1200];
        struct http_reply reply = {0};
        (void)test_kiosk_sign(&sender->kiosk, "POST", TARGET, TEST_SITE_UTC_US, batch->body,
                              batch->len, headers);
        (void)snprintf(all, sizeof all, "%sContent-Type: application/x-ndjson\r\n", headers);
        int64_t began_us = ingest_load_now_us();
        http_client_request(client, "POST", TARGET, all, batch->body, &reply);
        sender->waited_us[i] = ingest_load_now_us() - began_us;
        if (reply.status != 200) {
            (void)fprintf(stderr, "status %d: %s\n", reply.status, reply.body ? reply.body : "");
        }
        CHECK(reply.status == 200 && !strstr(reply.body, "quarantined"));
        http_reply_finish(&reply);
    }
    return NULL;
}

/* Figures */

static int compare_times(const void *left, const void *right)
{
    int64_t a = *(const int64_t *)left;
    int64_t b = *(const int64_t *)right;
    return (a > b) - (a < b);
}

static void print_waits(const struct sender *senders)
{
    static int64_t waits[KIOSKS * BATCHES];
    for (size_t i = 0; i < KIOSKS; i++) {
        memcpy(waits + i * BATCHES, senders[i].waited_us, sizeof senders[i].waited_us);
    }
    size_t count = KIOSKS * BATCHES;
    qsort(waits, count, sizeof waits[0], compare_times);
    printf("batch_ms_p50=%.1f batch_ms_p99=%.1f\n", (double)waits[count / 2] / 1000,
           (double)waits[count * 99 / 100] / 1000);
}

static void add_judging(struct ingest_load *load)
{
    struct error err;
    struct judging_progress progress;
    struct test_site *site = load->site;
    CHECK(fact_cache_create(site->storage, &load->cache, &err));
    CHECK(judging_create(site->storage, load->cache, &site->clock.clock, &load->judging, &err));
    const struct ingest_observer on_taps = judging_ingest_observer(load->judging);
    ingest_add_observer(site->ingest, &on_taps);
    CHECK(judging_bring_up(load->judging, MONTH, MONTH, &progress, &err));
    CHECK(progress.done == progress.total);
}

struct ingest_load *ingest_load_create(struct test_site *site, enum ingest_load_kind kind)
{
    struct ingest_load *load = calloc(1, sizeof *load);
    CHECK(load);
    load->site = site;
    put_office(site);
    if (kind == INGEST_LOAD_JUDGED) {
        add_judging(load);
    }
    for (size_t i = 0; i < KIOSKS; i++) {
        make_batches(&load->senders[i], site, (uint32_t)i * 83u);
    }
    return load;
}

void ingest_load_destroy(struct ingest_load *load)
{
    for (size_t i = 0; i < KIOSKS; i++) {
        for (size_t j = 0; j < BATCHES; j++) {
            free(load->senders[i].batches[j].body);
        }
        test_kiosk_finish(&load->senders[i].kiosk);
    }
    if (load->judging) {
        judging_destroy(load->judging);
        fact_cache_destroy(load->cache);
    }
    free(load);
}

static double send_from_all(struct ingest_load *load, const char *url)
{
    int64_t began_us = ingest_load_now_us();
    double began_cpu_us = ingest_load_cpu_us();
    size_t at_once = load->judging ? JUDGED_AT_ONCE : KIOSKS;
    for (size_t first = 0; first < KIOSKS; first += at_once) {
        for (size_t i = first; i < first + at_once; i++) {
            load->senders[i].url = url;
            CHECK(pthread_create(&load->senders[i].thread, NULL, send_all, &load->senders[i]) == 0);
        }
        for (size_t i = first; i < first + at_once; i++) {
            CHECK(pthread_join(load->senders[i].thread, NULL) == 0);
        }
    }
    double per_second = INGEST_LOAD_RECORDS * 1e6 / (double)(ingest_load_now_us() - began_us);
    printf("%s_records_per_s=%.0f cpu_us_a_record=%.1f (server and clients)\n",
           load->judging ? "judged_http" : "http", per_second,
           (ingest_load_cpu_us() - began_cpu_us) / INGEST_LOAD_RECORDS);
    print_waits(load->senders);
    return per_second;
}

double ingest_load_run(struct ingest_load *load)
{
    struct error err;
    struct kiosk_api *api;
    struct http_server *server;
    struct http_server_settings settings;
    const struct test_site *site = load->site;
    const struct kiosk_api_settings api_settings = {.storage = site->storage,
                                                    .clock = &site->clock.clock,
                                                    .enrolment = site->enrolment,
                                                    .ingest = site->ingest};
    CHECK(kiosk_api_create(&api_settings, &api, &err));
    struct http_route_set routes = kiosk_api_routes(api);
    http_server_settings_init(&settings);
    settings.port = 0;
    CHECK(http_server_create(&settings, &routes, 1, &server, &err));
    CHECK(http_server_start(server, &err));
    double per_second = send_from_all(load, http_server_url(server));
    http_server_destroy(server);
    kiosk_api_destroy(api);
    return per_second;
}

void ingest_load_print_size(const struct ingest_load *load)
{
    printf("records=%d kiosks=%d batch=%d bytes_a_record=%zu\n", INGEST_LOAD_RECORDS, KIOSKS, BATCH,
           load->senders[0].batches[0].len / BATCH);
}
