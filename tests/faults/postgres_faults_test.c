/* PostgreSQL stopped and started, connections that break before, in and after a COMMIT and at every
 * other message, two servers at once: nobody is told "stored" of what is not, and sent again every
 * record is there exactly once. */

#include "cmocka_tests.h"
#include "log.h"
#include "socket_cutter.h"
#include "test_engine.h"
#include "test_site.h"
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#define TAPS         6
#define ROUNDS       8
#define MESSAGES_MAX 400 /* a batch makes some dozens */
#define RACES        25

struct fixture {
    struct test_site site;
    struct test_kiosk kiosk;
    struct temporary_folder door; /* of the socket that is cut */
    struct socket_cutter *cutter;
    char direct[512]; /* the location without the cutter */
    char body[TAPS * TAP_RECORD_LINE_MAX + 1];
    size_t len;
};

static struct fixture fixture;

static int set_up(void **state)
{
    (void)state;
    memset(&fixture, 0, sizeof fixture);
    struct temporary_folder *door = &fixture.door;
    test_site_init(&fixture.site);
    test_kiosk_init(&fixture.kiosk, &fixture.site);
    test_site_close(&fixture.site);
    temporary_folder_init(door);
    const char *folder = postgres_cluster_folder(test_engine_cluster());
    fixture.cutter = socket_cutter_create(door->path, folder);
    char *location = fixture.site.location;
    memcpy(fixture.direct, location, sizeof fixture.direct);
    size_t left = strlen(location) - strlen(folder);
    assert_string_equal(location + left, folder);
    (void)snprintf(location + left, sizeof fixture.site.location - left, "%s", door->path);
    test_site_open(&fixture.site);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    test_kiosk_finish(&fixture.kiosk);
    test_site_close(&fixture.site);
    socket_cutter_destroy(fixture.cutter);
    temporary_folder_finish(&fixture.door);
    test_engine_drop(fixture.direct);
    temporary_folder_finish(&fixture.site.folder);
    return 0;
}

static void tap(void)
{
    fixture.len = test_kiosk_tap(&fixture.kiosk, 1, TAPS, fixture.body);
}

/* True if the server said that it has everything. */
static bool send_to(struct test_site *site, struct error *err)
{
    AUTO(ingest_batch)
    struct ingest_batch *batch = test_kiosk_batch(&fixture.kiosk, fixture.body, fixture.len);
    if (!ingest_store(site->ingest, batch, err)) {
        return false;
    }
    for (size_t i = 0; i < batch->line_count; i++) {
        assert_int_not_equal(batch->lines[i].answer, INGEST_QUARANTINED);
    }
    assert_int_equal(batch->head.seq, fixture.kiosk.head.seq);
    return true;
}

static void assert_all_once(void)
{
    int64_t records = (int64_t)fixture.kiosk.head.seq;
    assert_int_equal(test_site_number(&fixture.site, "SELECT COUNT(*) FROM record"), records);
    assert_int_equal(test_site_number(&fixture.site, "SELECT COUNT(*) FROM tap"), records);
    assert_int_equal(test_site_number(&fixture.site, "SELECT COUNT(*) FROM quarantine"), 0);
}

/* The kiosk is told once that all is stored, and PostgreSQL has it: the first time that it asked,
 * though the connection broke. */
static void cut_commits(enum socket_cut cut)
{
    struct error err;
    for (int i = 0; i < ROUNDS; i++) {
        tap();
        socket_cutter_arm(fixture.cutter, cut, 0);
        bool stored = send_to(&fixture.site, &err);
        assert_int_equal(socket_cutter_cuts(fixture.cutter), i + 1);
        assert_true(stored);
        assert_all_once();
        assert_true(send_to(&fixture.site, &err));
        assert_all_once();
    }
}

static void test_postgres_faults__a_commit_that_did_not_arrive_is_done_again(void **state)
{
    (void)state;
    cut_commits(SOCKET_CUT_BEFORE_COMMIT);
}

static void test_postgres_faults__a_commit_without_its_answer_is_looked_up(void **state)
{
    (void)state;
    cut_commits(SOCKET_CUT_AFTER_COMMIT);
}

static void test_postgres_faults__a_commit_cut_in_the_middle_is_settled(void **state)
{
    (void)state;
    cut_commits(SOCKET_CUT_WITH_COMMIT);
}

/* What has no key of its own is written once as well. */

static bool count_up(struct database *database, void *user, struct error *err)
{
    (void)user;
    static const struct database_sql sql = {
        "test.count_up", "UPDATE counter SET value = value + 1 WHERE name = 'kiosk'"};
    AUTO(statement) struct statement *update = NULL;
    return database_prepare(database, &sql, &update, err) && statement_run(update, err);
}

static void test_postgres_faults__what_has_no_key_is_written_once_too(void **state)
{
    (void)state;
    static const enum socket_cut cuts[] = {SOCKET_CUT_BEFORE_COMMIT, SOCKET_CUT_WITH_COMMIT,
                                           SOCKET_CUT_AFTER_COMMIT};
    static const char number[] = "SELECT value FROM counter WHERE name = 'kiosk'";
    struct error err;
    int64_t before = test_site_number(&fixture.site, number);
    for (int i = 0; i < 3 * ROUNDS; i++) {
        socket_cutter_arm(fixture.cutter, cuts[i % 3], 0);
        assert_true(storage_write(fixture.site.storage, count_up, NULL, &err));
        assert_int_equal(test_site_number(&fixture.site, number), before + i + 1);
    }
    assert_int_equal(socket_cutter_cuts(fixture.cutter), 3 * ROUNDS);
}

static void test_postgres_faults__a_break_at_any_message_loses_nothing(void **state)
{
    (void)state;
    struct error err;
    uint64_t at = 0;
    uint64_t cuts = 0;
    while (cuts == at && at < MESSAGES_MAX) {
        at++;
        tap();
        socket_cutter_arm(fixture.cutter, SOCKET_CUT_AT_MESSAGE, at);
        bool stored = send_to(&fixture.site, &err);
        socket_cutter_arm(fixture.cutter, SOCKET_CUT_NONE, 0);
        cuts = socket_cutter_cuts(fixture.cutter);
        if (stored) {
            assert_all_once();
        }
        assert_true(send_to(&fixture.site, &err));
        assert_all_once();
    }
    assert_in_range(at, 10, MESSAGES_MAX - 1); /* there were cuts, and they came to an end */
}

static void test_postgres_faults__stopped_and_started_it_is_told_and_goes_on(void **state)
{
    (void)state;
    struct error err = {0};
    struct postgres_cluster *cluster = test_engine_cluster();
    for (int i = 0; i < 3; i++) {
        tap();
        assert_true(send_to(&fixture.site, &err));
        assert_true(storage_is_ready(fixture.site.storage, &err));
        postgres_cluster_stop(cluster);
        tap();
        assert_false(send_to(&fixture.site, &err));
        assert_int_equal(err.code, ERROR_GONE);
        assert_false(storage_is_ready(fixture.site.storage, &err));
        postgres_cluster_start(cluster);
        assert_true(send_to(&fixture.site, &err));
        assert_true(storage_is_ready(fixture.site.storage, &err));
        assert_all_once();
    }
}

/* A sender that does not give up, as kiosks do not. */
static void *send_until_stored(void *user)
{
    (void)user;
    struct error err;
    for (int i = 0; i < RACES; i++) {
        tap();
        int tries = 0;
        while (!send_to(&fixture.site, &err) && tries++ < 10000) {
        }
    }
    return NULL;
}

static void test_postgres_faults__restarts_in_the_midst_of_ingest_lose_nothing(void **state)
{
    (void)state;
    pthread_t thread;
    struct postgres_cluster *cluster = test_engine_cluster();
    assert_int_equal(pthread_create(&thread, NULL, send_until_stored, NULL), 0);
    for (int i = 0; i < 5; i++) {
        postgres_cluster_stop(cluster);
        postgres_cluster_start(cluster);
    }
    assert_int_equal(pthread_join(thread, NULL), 0);
    assert_int_equal(fixture.kiosk.head.seq, RACES * TAPS);
    assert_all_once();
}

/* Faults that PostgreSQL tells by their codes */

struct raising {
    const char *script;
    int times, runs;
};

static bool raise(struct database *database, void *user, struct error *err)
{
    struct raising *raising = user;
    raising->runs++;
    return count_up(database, NULL, err) &&
           (raising->runs > raising->times ||
            database_run_script(database, "raise", raising->script, err));
}

static void test_postgres_faults__a_deadlock_is_tried_again_and_not_for_ever(void **state)
{
    (void)state;
    static const char number[] = "SELECT value FROM counter WHERE name = 'kiosk'";
    struct error err;
    struct raising twice = {"DO 'BEGIN RAISE EXCEPTION USING ERRCODE = ''40P01''; END'", 2, 0};
    struct raising ever = {"DO 'BEGIN RAISE EXCEPTION USING ERRCODE = ''40001''; END'", 1000, 0};
    struct raising full = {"DO 'BEGIN RAISE EXCEPTION USING ERRCODE = ''53100''; END'", 1000, 0};
    int64_t before = test_site_number(&fixture.site, number);
    assert_true(storage_write(fixture.site.storage, raise, &twice, &err));
    assert_int_equal(twice.runs, 3);
    assert_false(storage_write(fixture.site.storage, raise, &ever, &err));
    assert_int_equal(err.code, ERROR_BUSY);
    assert_int_equal(ever.runs, WRITE_QUEUE_TRIES_MAX);
    assert_false(storage_write(fixture.site.storage, raise, &full, &err));
    assert_int_equal(err.code, ERROR_FULL);
    assert_int_equal(full.runs, 1);
    assert_false(storage_is_ready(fixture.site.storage, &err));
    assert_int_equal(test_site_number(&fixture.site, number), before + 1);
}

/* Two servers */

struct race {
    struct test_site *site;
    pthread_barrier_t *barrier;
    bool stored;
    size_t fresh; /* lines that this server says it has stored */
};

static void *race_once(void *user)
{
    struct race *race = user;
    struct error err;
    AUTO(ingest_batch)
    struct ingest_batch *batch = test_kiosk_batch(&fixture.kiosk, fixture.body, fixture.len);
    (void)pthread_barrier_wait(race->barrier);
    race->stored = ingest_store(race->site->ingest, batch, &err);
    race->fresh = 0;
    for (size_t i = 0; i < batch->line_count; i++) {
        race->fresh += batch->lines[i].answer == INGEST_STORED;
    }
    return NULL;
}

static void test_postgres_faults__one_batch_at_two_servers_is_stored_once(void **state)
{
    (void)state;
    pthread_barrier_t barrier;
    struct test_site other = fixture.site;
    test_site_open(&other);
    assert_int_equal(pthread_barrier_init(&barrier, NULL, 2), 0);
    for (int i = 0; i < RACES; i++) {
        struct race races[] = {{.site = &fixture.site, .barrier = &barrier},
                               {.site = &other, .barrier = &barrier}};
        pthread_t threads[2];
        tap();
        for (int j = 0; j < 2; j++) {
            assert_int_equal(pthread_create(&threads[j], NULL, race_once, &races[j]), 0);
        }
        for (int j = 0; j < 2; j++) {
            assert_int_equal(pthread_join(threads[j], NULL), 0);
        }
        assert_true(races[0].stored && races[1].stored);
        assert_int_equal(races[0].fresh + races[1].fresh, TAPS);
        assert_all_once();
    }
    (void)pthread_barrier_destroy(&barrier);
    test_site_close(&other);
}

int main(void)
{
    log_set_level(LOG_ERROR);
    assert_int_equal(setenv("SHOUSHI_TEST_ENGINE", "postgresql", 1), 0);
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
        TEST(test_postgres_faults__a_commit_that_did_not_arrive_is_done_again),
        TEST(test_postgres_faults__a_commit_without_its_answer_is_looked_up),
        TEST(test_postgres_faults__a_commit_cut_in_the_middle_is_settled),
        TEST(test_postgres_faults__what_has_no_key_is_written_once_too),
        TEST(test_postgres_faults__a_break_at_any_message_loses_nothing),
        TEST(test_postgres_faults__stopped_and_started_it_is_told_and_goes_on),
        TEST(test_postgres_faults__restarts_in_the_midst_of_ingest_lose_nothing),
        TEST(test_postgres_faults__a_deadlock_is_tried_again_and_not_for_ever),
        TEST(test_postgres_faults__one_batch_at_two_servers_is_stored_once),
#undef TEST
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
