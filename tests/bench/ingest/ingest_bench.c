/* How many records a second come in over HTTP, with signatures, chain and exactly-once, against a
 * bare SQLite bulk insert of the same rows in the same run: the same lines and taps, statements
 * prepared, WAL and synchronous FULL, 5,000 records a commit. Both on the disk of $TMPDIR. Prints
 * lines of key=value; nothing is asserted, for machines differ. */

#include "check.h"
#include "http_client.h"
#include "http_server.h"
#include "kiosk_api.h"
#include "log.h"
#include "test_site.h"
#include <inttypes.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#define KIOSKS      24 /* a connection and a thread each */
#define BATCHES     12 /* of each kiosk */
#define BATCH       350
#define RECORDS     (KIOSKS * BATCHES * BATCH)
#define STAFF       2000
#define COMMIT_ROWS 5000
#define TARGET      "/api/v1/kiosk/records"

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

static int64_t now_us(void)
{
    return clock_mono_us(clock_system());
}

/* What the process has used of the processors: less at the mercy of whoever else is there. */
static double cpu_us(void)
{
    struct rusage usage;
    CHECK(getrusage(RUSAGE_SELF, &usage) == 0);
    return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1e6 +
           (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
}

/* The office: people and their cards, so that taps find their holders. */

static void add_document(json_t *documents, const char *kind, const char *id, json_t *value)
{
    json_t *document = json_pack("{s:s, s:s, s:o}", "kind", kind, "id", id, "value", value);
    CHECK(document && json_array_append_new(documents, document) == 0);
}

static void put_office(struct test_site *site)
{
    struct error err;
    json_t *documents = json_array();
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
        int64_t began_us = now_us();
        http_client_request(client, "POST", TARGET, all, batch->body, &reply);
        sender->waited_us[i] = now_us() - began_us;
        CHECK(reply.status == 200 && !strstr(reply.body, "quarantined"));
        http_reply_finish(&reply);
    }
    return NULL;
}

static double run_http(struct sender *senders, const char *url)
{
    int64_t began_us = now_us();
    double began_cpu_us = cpu_us();
    for (size_t i = 0; i < KIOSKS; i++) {
        senders[i].url = url;
        CHECK(pthread_create(&senders[i].thread, NULL, send_all, &senders[i]) == 0);
    }
    for (size_t i = 0; i < KIOSKS; i++) {
        CHECK(pthread_join(senders[i].thread, NULL) == 0);
    }
    double per_second = RECORDS * 1e6 / (double)(now_us() - began_us);
    printf("http_records_per_s=%.0f cpu_us_a_record=%.1f (server and clients)\n", per_second,
           (cpu_us() - began_cpu_us) / RECORDS);
    return per_second;
}

/* The floor: rows read from the database that was just filled, written to another one. */

static void run_sql(sqlite3 *handle, const char *text)
{
    CHECK(sqlite3_exec(handle, text, NULL, NULL, NULL) == SQLITE_OK);
}

static sqlite3_stmt *prepare(sqlite3 *handle, const char *text)
{
    sqlite3_stmt *statement;
    CHECK(sqlite3_prepare_v2(handle, text, -1, &statement, NULL) == SQLITE_OK);
    return statement;
}

struct rows {
    sqlite3_value **values;
    size_t count, columns;
};

/* All rows of a query in memory, so that reading them is no part of the floor. */
static void read_rows(const char *location, const char *query, struct rows *ret_rows)
{
    sqlite3 *handle;
    CHECK(sqlite3_open(location, &handle) == SQLITE_OK);
    sqlite3_stmt *select = prepare(handle, query);
    struct rows rows = {.columns = (size_t)sqlite3_column_count(select)};
    rows.values = calloc(RECORDS * rows.columns, sizeof *rows.values);
    CHECK(rows.values);
    while (sqlite3_step(select) == SQLITE_ROW) {
        for (size_t i = 0; i < rows.columns; i++) {
            rows.values[rows.count * rows.columns + i] =
                sqlite3_value_dup(sqlite3_column_value(select, (int)i));
        }
        rows.count++;
    }
    CHECK(rows.count == RECORDS);
    CHECK(sqlite3_finalize(select) == SQLITE_OK && sqlite3_close(handle) == SQLITE_OK);
    *ret_rows = rows;
}

static void free_rows(struct rows *rows)
{
    for (size_t i = 0; i < rows->count * rows->columns; i++) {
        sqlite3_value_free(rows->values[i]);
    }
    free(rows->values);
}

static void insert(sqlite3_stmt *statement, const struct rows *rows, size_t row)
{
    for (size_t i = 0; i < rows->columns; i++) {
        CHECK(sqlite3_bind_value(statement, (int)i + 1, rows->values[row * rows->columns + i]) ==
              SQLITE_OK);
    }
    CHECK(sqlite3_step(statement) == SQLITE_DONE && sqlite3_reset(statement) == SQLITE_OK);
}

static const char bare_schema[] =
    "PRAGMA page_size = 8192; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
    "PRAGMA cache_size = -32768;"
    "CREATE TABLE record (kiosk TEXT NOT NULL, epoch BIGINT NOT NULL, seq BIGINT NOT NULL,"
    " batch BIGINT NOT NULL, line TEXT NOT NULL, PRIMARY KEY (kiosk, epoch, seq));"
    "CREATE TABLE tap (date BIGINT, staff TEXT, at_ms BIGINT, kiosk TEXT, epoch BIGINT,"
    " seq BIGINT, at_utc_us BIGINT, card TEXT, uncertain BIGINT, not_before_ms BIGINT,"
    " not_after_ms BIGINT, meeting TEXT, substitute_for TEXT, token BYTEA,"
    " PRIMARY KEY (date, staff, at_ms, kiosk, epoch, seq)) WITHOUT ROWID;";

static double run_bare(const char *path, const struct rows *records, const struct rows *taps)
{
    sqlite3 *handle;
    CHECK(sqlite3_open(path, &handle) == SQLITE_OK);
    run_sql(handle, bare_schema);
    sqlite3_stmt *record = prepare(handle, "INSERT INTO record VALUES (?, ?, ?, ?, ?)");
    sqlite3_stmt *tap =
        prepare(handle, "INSERT INTO tap VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    int64_t began_us = now_us();
    double began_cpu_us = cpu_us();
    for (size_t first = 0; first < RECORDS; first += COMMIT_ROWS) {
        size_t last = first + COMMIT_ROWS < RECORDS ? first + COMMIT_ROWS : RECORDS;
        run_sql(handle, "BEGIN IMMEDIATE");
        for (size_t row = first; row < last; row++) {
            insert(record, records, row);
        }
        for (size_t row = first; taps && row < last; row++) {
            insert(tap, taps, row);
        }
        run_sql(handle, "COMMIT");
    }
    double per_second = RECORDS * 1e6 / (double)(now_us() - began_us);
    printf("bare_%s_per_s=%.0f cpu_us_a_record=%.1f\n", taps ? "records_and_taps" : "records",
           per_second, (cpu_us() - began_cpu_us) / RECORDS);
    CHECK(sqlite3_finalize(record) == SQLITE_OK && sqlite3_finalize(tap) == SQLITE_OK);
    CHECK(sqlite3_close(handle) == SQLITE_OK);
    return per_second;
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

static void compare_with_bare(struct test_site *site, double http)
{
    char path[512];
    struct rows records, taps;
    read_rows(site->location, "SELECT kiosk, epoch, seq, batch, line FROM record ORDER BY rowid",
              &records);
    read_rows(site->location, "SELECT * FROM tap ORDER BY at_ms, kiosk", &taps);
    double bare =
        run_bare(temporary_folder_path(&site->folder, "records.db", path), &records, NULL);
    double both = run_bare(temporary_folder_path(&site->folder, "both.db", path), &records, &taps);
    printf("ratio_to_records=%.2f ratio_to_records_and_taps=%.2f\n", http / bare, http / both);
    free_rows(&records);
    free_rows(&taps);
}

int main(void)
{
    static struct test_site site;
    static struct sender senders[KIOSKS];
    struct error err;
    log_set_level(LOG_WARNING);
    test_site_init(&site);
    put_office(&site);
    for (size_t i = 0; i < KIOSKS; i++) {
        make_batches(&senders[i], &site, (uint32_t)i * 83u);
    }
    struct kiosk_api *api;
    struct http_server *server;
    struct http_server_settings settings;
    const struct kiosk_api_settings api_settings = {site.storage, &site.clock.clock, site.enrolment,
                                                    site.ingest};
    CHECK(kiosk_api_create(&api_settings, &api, &err));
    struct http_route_set routes = kiosk_api_routes(api);
    http_server_settings_init(&settings);
    settings.port = 0;
    CHECK(http_server_create(&settings, &routes, 1, &server, &err));
    CHECK(http_server_start(server, &err));
    printf("records=%d kiosks=%d batch=%d bytes_a_record=%zu\n", RECORDS, KIOSKS, BATCH,
           senders[0].batches[0].len / BATCH);
    double http = run_http(senders, http_server_url(server));
    print_waits(senders);
    compare_with_bare(&site, http);
    http_server_destroy(server);
    for (size_t i = 0; i < KIOSKS; i++) {
        for (size_t j = 0; j < BATCHES; j++) {
            free(senders[i].batches[j].body);
        }
        test_kiosk_finish(&senders[i].kiosk);
    }
    test_site_finish(&site);
    kiosk_api_destroy(api);
    return 0;
}
