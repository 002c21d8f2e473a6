/* The server is killed at random moments while kiosks send, again and again on one database: what a
 * kiosk was told is stored, is; and sent again, every tap is there exactly once. */

#include "check.h"
#include "cmocka_tests.h"
#include "database.h"
#include "http_client.h"
#include "http_server.h"
#include "kiosk_api.h"
#include "test_site.h"
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>

#define KILLS        25 /* unless SHOUSHI_TEST_KILLS says otherwise */
#define KIOSKS       3
#define TAPS         20   /* of a batch */
#define ANSWERS_MAX  4    /* whole rounds before a kill; then up to … */
#define PAUSE_MAX_US 4000 /* more, which is some commits */
#define URL_MAX      128
#define RECORDS      "/api/v1/kiosk/records"

struct sender {
    struct test_kiosk kiosk;
    struct http_client *client;
    char body[TAPS * TAP_RECORD_LINE_MAX]; /* sent until it is answered */
    size_t len;
    uint64_t told; /* the highest number that the server has answered for */
};

struct history {
    struct test_site site;
    struct sender senders[KIOSKS];
    unsigned random;
};

/* In the child: a server until it is killed. */
static void serve_for_ever(struct test_site *site, int pipe_end)
{
    struct error err;
    struct kiosk_api *api;
    struct http_server *server;
    struct http_server_settings settings;
    test_site_open(site);
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
    char url[URL_MAX] = "";
    (void)snprintf(url, sizeof url, "%s", http_server_url(server));
    CHECK(write(pipe_end, url, sizeof url) == sizeof url);
    for (;;) {
        (void)pause(); /* only SIGKILL ends it */
    }
}

static pid_t start_server(struct history *history, char ret_url[static URL_MAX])
{
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        serve_for_ever(&history->site, ends[1]);
    }
    assert_int_equal(close(ends[1]), 0);
    assert_int_equal(read(ends[0], ret_url, URL_MAX), URL_MAX);
    assert_int_equal(close(ends[0]), 0);
    return child;
}

/* The batch that waits for its answer, or a new one. */
static void send_batch(struct sender *sender)
{
    char headers[1024], head[1536];
    if (sender->told == sender->kiosk.head.seq) {
        sender->len = test_kiosk_tap(&sender->kiosk, 1, TAPS, sender->body);
    }
    (void)test_kiosk_sign(&sender->kiosk, "POST", RECORDS, TEST_SITE_UTC_US, sender->body,
                          sender->len, headers);
    (void)snprintf(head, sizeof head,
                   "POST " RECORDS " HTTP/1.1\r\nHost: x\r\n%s"
                   "Content-Type: application/x-ndjson\r\nContent-Length: %zu\r\n\r\n",
                   headers, sender->len);
    (void)http_client_send_text(sender->client, head); /* the server may be gone: no answer then */
    (void)http_client_send(sender->client, sender->body, sender->len);
}

/* True if an answer came; it then says that all of the batch is stored. */
static bool receive_answer(struct sender *sender)
{
    struct http_reply reply = {0};
    http_client_receive(sender->client, "POST", &reply);
    bool answered = reply.status == 200;
    if (answered) {
        char head[64];
        (void)snprintf(head, sizeof head, "\"head\":{\"epoch\":1,\"seq\":%llu,",
                       (unsigned long long)sender->kiosk.head.seq);
        assert_non_null(strstr(reply.body, head));
        assert_null(strstr(reply.body, "quarantined"));
        sender->told = sender->kiosk.head.seq;
    } else {
        assert_int_equal(reply.status, 0); /* gone, and nothing else */
    }
    http_reply_finish(&reply);
    return answered;
}

static void run_until_killed(struct history *history)
{
    char url[URL_MAX];
    pid_t child = start_server(history, url);
    for (size_t i = 0; i < KIOSKS; i++) {
        history->senders[i].client = http_client_create(url);
    }
    int rounds = rand_r(&history->random) % ANSWERS_MAX;
    for (int round = 0; round < rounds; round++) {
        for (size_t i = 0; i < KIOSKS; i++) {
            send_batch(&history->senders[i]);
        }
        for (size_t i = 0; i < KIOSKS; i++) {
            assert_true(receive_answer(&history->senders[i]));
        }
    }
    for (size_t i = 0; i < KIOSKS; i++) {
        send_batch(&history->senders[i]);
    }
    struct timespec pause = {.tv_nsec = rand_r(&history->random) % PAUSE_MAX_US * 1000L};
    (void)ppoll(NULL, 0, &pause, NULL); /* the random moment itself: nothing is waited for */
    assert_int_equal(kill(child, SIGKILL), 0);
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status));
    for (size_t i = 0; i < KIOSKS; i++) {
        (void)receive_answer(&history->senders[i]); /* may have come before the end, or not */
        http_client_destroy(TAKE(history->senders[i].client));
    }
}

/* A PostgreSQL may still be at what the server that is dead has sent it last: whoever gets the
 * writers' lock comes after that. */
static void wait_for_the_end(const struct history *history)
{
    struct error err;
    AUTO(database) struct database *database = NULL;
    assert_true(database_open(history->site.location, DATABASE_READ_WRITE, &database, &err));
    assert_true(database_begin(database, DATABASE_WRITE, &err));
    database_rollback(database);
}

static int kills_wanted(void)
{
    const char *text = getenv("SHOUSHI_TEST_KILLS");
    int kills = text ? atoi(text) : KILLS;
    assert_in_range(kills, 1, 100000);
    return kills;
}

/* What the kiosks were told is there, in a chain without a break; and nothing is there twice. */
static void assert_kept(struct history *history)
{
    for (size_t i = 0; i < KIOSKS; i++) {
        const struct sender *sender = &history->senders[i];
        char sql[256];
        (void)snprintf(sql, sizeof sql, "SELECT seq FROM kiosk_chain WHERE kiosk = '%s'",
                       sender->kiosk.id);
        int64_t held = sender->told > 0 ? test_site_number(&history->site, sql) : 0;
        assert_true(held >= (int64_t)sender->told);
        (void)snprintf(sql, sizeof sql,
                       "SELECT COUNT(*) + (COALESCE(MAX(seq), 0) - COUNT(*)) * 1000000 FROM record "
                       "WHERE kiosk = '%s'",
                       sender->kiosk.id);
        int64_t counted = test_site_number(&history->site, sql);
        assert_true(counted == held || sender->told == 0);
    }
    assert_int_equal(test_site_number(&history->site, "SELECT (SELECT COUNT(*) FROM record) - "
                                                      "(SELECT COUNT(*) FROM tap)"),
                     0);
    assert_int_equal(test_site_number(&history->site, "SELECT COUNT(*) FROM quarantine"), 0);
}

static void test_ingest_kill__what_was_told_is_kept(void **state)
{
    (void)state;
    static struct history history;
    history.random = (unsigned)kills_wanted(); /* the long run is another than the short one */
    test_site_init(&history.site);
    for (size_t i = 0; i < KIOSKS; i++) {
        test_kiosk_init(&history.senders[i].kiosk, &history.site);
    }
    test_site_close(&history.site); /* no thread is left: the process can fork */
    int wanted = kills_wanted();
    for (int kills = 0; kills < wanted; kills++) {
        run_until_killed(&history);
        wait_for_the_end(&history);
        assert_kept(&history);
    }
    test_site_open(&history.site);
    for (size_t i = 0; i < KIOSKS; i++) {
        struct sender *sender = &history.senders[i];
        struct error err;
        AUTO(ingest_batch)
        struct ingest_batch *batch = test_kiosk_batch(&sender->kiosk, sender->body, sender->len);
        assert_true(ingest_store(history.site.ingest, batch, &err));
        sender->told = sender->kiosk.head.seq;
        test_kiosk_finish(&sender->kiosk);
    }
    assert_kept(&history);
    test_site_finish(&history.site);
}

int main(void)
{
    (void)signal(SIGPIPE, SIG_IGN); /* the server goes while it is sent to */
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ingest_kill__what_was_told_is_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
