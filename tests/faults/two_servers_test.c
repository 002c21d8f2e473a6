/* Two servers on one PostgreSQL: whatever comes to both at once, the verdicts are those of one
 * server that had it all; and what one is told, the other goes by from its next transaction on. */

#include "civil.h"
#include "cmocka_tests.h"
#include "judging.h"
#include "log.h"
#include "revision_watch.h"
#include "test_engine.h"
#include "test_site.h"
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#define PEOPLE   24
#define MONTH    (2026 * 12 + 2)
#define AT(h, m) (TEST_SITE_UTC_US + ((h)-8) * INT64_C(3600000000) + ((m)-30) * INT64_C(60000000))

struct server {
    struct test_site site;
    struct fact_cache *cache;
    struct judging *judging;
    struct test_kiosk kiosk;
    char body[TAP_RECORD_LINE_MAX + 1];
    size_t len;
    pthread_barrier_t *barrier;
};

struct fixture {
    struct server servers[2];
    pthread_barrier_t barrier;
};

#define MUST(call)                                                                                 \
    do {                                                                                           \
        struct error err = {0};                                                                    \
        if (!(call)) {                                                                             \
            fail_msg("%s", err.text);                                                              \
        }                                                                                          \
    } while (0)

static void add_judging(struct server *server)
{
    struct test_site *site = &server->site;
    MUST(fact_cache_create(site->storage, &server->cache, &err));
    MUST(judging_create(site->storage, server->cache, &site->clock.clock, &server->judging, &err));
    const struct ingest_observer on_taps = judging_ingest_observer(server->judging);
    const struct fact_observer on_facts = judging_fact_observer(server->judging);
    ingest_add_observer(site->ingest, &on_taps);
    fact_writer_add_observer(site->facts, &on_facts);
}

static void put_people(struct test_site *site)
{
    test_site_put(site, "schedule", "day",
                  "{\"id\": \"day\", \"versions\": [{\"from\": \"2026-01-01\", "
                  "\"to\": \"2026-12-31\", \"weekdays\": [1, 2, 3, 4, 5], \"sessions\": "
                  "[{\"start\": \"08:30\", \"end\": \"17:30\", \"in\": \"required\", "
                  "\"out\": \"required\"}]}]}");
    test_site_put(site, "assignment", "a1",
                  "{\"schedule\": \"day\", \"unit\": \"u1\", \"from\": \"2026-01-01\"}");
    for (uint32_t i = 0; i < PEOPLE; i++) {
        char id[16], value[128], token[HASH_HEX_SIZE];
        (void)snprintf(id, sizeof id, "s%02u", i);
        (void)snprintf(value, sizeof value,
                       "{\"id\": \"%s\", \"name\": \"某人\", \"unit\": \"u1\"}", id);
        test_site_put(site, "staff", id, value);
        (void)snprintf(value, sizeof value, "{\"staff\": \"%s\", \"state\": \"active\"}", id);
        test_site_put(site, "card", test_site_token(site, i, token), value);
    }
}

static int set_up(void **state)
{
    static struct fixture fixture;
    memset(&fixture, 0, sizeof fixture);
    struct server *first = &fixture.servers[0];
    struct server *second = &fixture.servers[1];
    test_site_init(&first->site);
    put_people(&first->site);
    second->site = first->site;
    test_site_open(&second->site);
    for (int i = 0; i < 2; i++) {
        struct judging_progress progress;
        struct server *server = &fixture.servers[i];
        fake_clock_init(&server->site.clock, AT(12, 0));
        add_judging(server);
        test_kiosk_init(&server->kiosk, &server->site);
        server->barrier = &fixture.barrier;
        MUST(judging_bring_up(server->judging, MONTH, MONTH, &progress, &err));
    }
    assert_int_equal(pthread_barrier_init(&fixture.barrier, NULL, 2), 0);
    *state = &fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    (void)pthread_barrier_destroy(&fixture->barrier);
    for (int i = 1; i >= 0; i--) {
        struct server *server = &fixture->servers[i];
        test_kiosk_finish(&server->kiosk);
        judging_destroy(server->judging);
        fact_cache_destroy(server->cache);
        if (i > 0) {
            test_site_close(&server->site); /* the first one has folder and database */
        } else {
            test_site_finish(&server->site);
        }
    }
    return 0;
}

static void make_tap(struct server *server, uint32_t card, int64_t at_utc_us)
{
    server->kiosk.at_utc_us = at_utc_us;
    server->len = test_kiosk_tap(&server->kiosk, card, 1, server->body);
}

static void *send_tap(void *user)
{
    struct server *server = user;
    AUTO(ingest_batch)
    struct ingest_batch *batch = test_kiosk_batch(&server->kiosk, server->body, server->len);
    (void)pthread_barrier_wait(server->barrier);
    MUST(ingest_store(server->site.ingest, batch, &err));
    return NULL;
}

static void send_both(struct fixture *fixture)
{
    pthread_t threads[2];
    for (int i = 0; i < 2; i++) {
        assert_int_equal(pthread_create(&threads[i], NULL, send_tap, &fixture->servers[i]), 0);
    }
    for (int i = 0; i < 2; i++) {
        assert_int_equal(pthread_join(threads[i], NULL), 0);
    }
}

static int64_t number(struct fixture *fixture, const char *sql)
{
    return test_site_number(&fixture->servers[0].site, sql);
}

/* Each came in time by one door and went out and in again, late, by the other. */
static void test_two_servers__taps_of_one_person_at_both_are_judged_together(void **state)
{
    struct fixture *fixture = *state;
    for (uint32_t i = 0; i < PEOPLE; i++) {
        make_tap(&fixture->servers[i % 2], i, AT(8, 20));
        make_tap(&fixture->servers[1 - i % 2], i, AT(9, 10));
        send_both(fixture);
    }
    assert_int_equal(number(fixture, "SELECT COUNT(*) FROM tap"), 2 * PEOPLE);
    assert_int_equal(number(fixture, "SELECT COUNT(*) FROM day_verdict WHERE tap_count = 2 AND "
                                     "check_in = 'on_time'"),
                     PEOPLE);
    assert_int_equal(number(fixture, "SELECT COUNT(*) FROM day_verdict WHERE tap_count = 1"), 0);
    assert_int_equal(number(fixture, "SELECT COALESCE(SUM(late), 0) FROM person_month"), 0);
    assert_int_equal(number(fixture, "SELECT SUM(on_time) FROM person_month"), PEOPLE);
}

/* The second has the facts in memory from before. */
static void test_two_servers__facts_put_at_one_hold_at_the_other(void **state)
{
    struct fixture *fixture = *state;
    struct server *second = &fixture->servers[1];
    make_tap(&fixture->servers[0], 0, AT(8, 0));
    make_tap(second, 1, AT(8, 50));
    send_both(fixture);
    assert_int_equal(number(fixture, "SELECT COUNT(*) FROM day_verdict WHERE check_in = 'late'"),
                     1);
    test_site_put(&fixture->servers[0].site, "schedule", "day",
                  "{\"id\": \"day\", \"versions\": [{\"from\": \"2026-01-01\", "
                  "\"to\": \"2026-12-31\", \"weekdays\": [1, 2, 3, 4, 5], \"sessions\": "
                  "[{\"start\": \"09:00\", \"end\": \"17:30\", \"in\": \"required\", "
                  "\"out\": \"required\"}]}]}");
    struct judging_progress progress;
    MUST(judging_bring_up(second->judging, MONTH, MONTH, &progress, &err));
    make_tap(&fixture->servers[0], 2, AT(8, 1));
    make_tap(second, 3, AT(8, 55));
    send_both(fixture);
    assert_int_equal(number(fixture, "SELECT COUNT(*) FROM day_verdict WHERE check_in = 'late'"),
                     0);
    assert_int_equal(number(fixture, "SELECT SUM(on_time) FROM person_month"), 4);
}

struct heard {
    sem_t moved;
    int64_t revision;
};

static void hear(int64_t revision, void *user)
{
    struct heard *heard = user;
    heard->revision = revision;
    assert_int_equal(sem_post(&heard->moved), 0);
}

static void hear_no_event(void *user)
{
    (void)user;
    fail_msg("no tap has come");
}

static void hear_no_move(int64_t revision, void *user)
{
    (void)revision;
    (void)user;
    fail_msg("no fact has changed");
}

static void hear_event(void *user)
{
    struct heard *heard = user;
    assert_int_equal(sem_post(&heard->moved), 0);
}

/* No tick tells of events where the database has none: only the nudge does. */
static void test_two_servers__what_one_commits_itself_waits_for_no_tick(void **state)
{
    struct fixture *fixture = *state;
    struct heard heard = {.revision = 0};
    AUTO(revision_watch) struct revision_watch *watch = NULL;
    assert_int_equal(sem_init(&heard.moved, 0, 0), 0);
    const struct revision_watch_calls calls = {hear_no_move, hear_event, &heard};
    MUST(revision_watch_create(fixture->servers[0].site.storage, &calls, &watch, &err));
    revision_watch_nudge(watch);
    struct timespec until;
    assert_int_equal(clock_gettime(CLOCK_REALTIME, &until), 0);
    until.tv_sec += 20; /* of a machine that is busy */
    assert_int_equal(sem_timedwait(&heard.moved, &until), 0);
    revision_watch_stop(watch);
    revision_watch_nudge(watch); /* of a last commit: nobody is told */
    revision_watch_destroy(TAKE(watch));
    assert_int_equal(sem_trywait(&heard.moved), -1);
    (void)sem_destroy(&heard.moved);
}

static void test_two_servers__who_waits_at_one_hears_of_the_other_within_a_second(void **state)
{
    struct fixture *fixture = *state;
    struct heard heard = {.revision = 0};
    AUTO(revision_watch) struct revision_watch *watch = NULL;
    assert_int_equal(sem_init(&heard.moved, 0, 0), 0);
    const struct revision_watch_calls calls = {hear, hear_no_event, &heard};
    MUST(revision_watch_create(fixture->servers[1].site.storage, &calls, &watch, &err));
    test_site_put(&fixture->servers[0].site, "unit", "u2", "{\"code\": \"u2\", \"name\": \"二\"}");
    struct timespec until;
    assert_int_equal(clock_gettime(CLOCK_REALTIME, &until), 0);
    until.tv_sec += 20; /* of a machine that is busy; the tick is a quarter of a second */
    assert_int_equal(sem_timedwait(&heard.moved, &until), 0);
    assert_int_equal(heard.revision,
                     number(fixture, "SELECT value FROM counter WHERE name = 'state'"));
    revision_watch_destroy(TAKE(watch));
    (void)sem_destroy(&heard.moved);
}

int main(void)
{
    log_set_level(LOG_ERROR);
    assert_int_equal(setenv("SHOUSHI_TEST_ENGINE", "postgresql", 1), 0);
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
        TEST(test_two_servers__taps_of_one_person_at_both_are_judged_together),
        TEST(test_two_servers__facts_put_at_one_hold_at_the_other),
        TEST(test_two_servers__who_waits_at_one_hears_of_the_other_within_a_second),
        TEST(test_two_servers__what_one_commits_itself_waits_for_no_tick),
#undef TEST
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
