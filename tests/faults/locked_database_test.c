/* Another process holds the database locked: the kiosk is told to come back, nothing is half done,
 * and once the lock is gone all is stored once. */

#include "cmocka_tests.h"
#include "database.h"
#include "log.h"
#include "test_engine.h"
#include "test_site.h"
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

#define TAPS 6

/* A process that holds the writers' lock until it is let go. */
struct locker {
    pid_t child;
    int let_go;
};

static void lock_until_told(const char *location, int locked, int let_go)
{
    struct error err;
    struct database *database;
    char byte = 'x';
    bool good = database_open(location, DATABASE_READ_WRITE, &database, &err) &&
                database_begin(database, DATABASE_WRITE, &err) && write(locked, &byte, 1) == 1;
    if (good) {
        good = read(let_go, &byte, 1) == 0; /* the end of the pipe is the sign */
        database_destroy(database);
    }
    _exit(good ? 0 : 1);
}

static struct locker lock_database(const char *location)
{
    int locked[2], let_go[2];
    char byte;
    assert_int_equal(pipe(locked), 0);
    assert_int_equal(pipe(let_go), 0);
    struct locker locker = {fork(), let_go[1]};
    assert_true(locker.child >= 0);
    if (locker.child == 0) {
        (void)close(let_go[1]); /* or it would wait for itself */
        lock_until_told(location, locked[1], let_go[0]);
    }
    assert_int_equal(close(locked[1]) | close(let_go[0]), 0);
    assert_int_equal(read(locked[0], &byte, 1), 1);
    assert_int_equal(close(locked[0]), 0);
    return locker;
}

static void unlock_database(struct locker *locker)
{
    int status;
    assert_int_equal(close(locker->let_go), 0);
    assert_int_equal(waitpid(locker->child, &status, 0), locker->child);
    assert_int_equal(status, 0);
}

static void test_locked_database__who_sends_is_told_and_nothing_is_lost(void **state)
{
    (void)state;
    static struct test_site site;
    struct test_kiosk kiosk;
    char body[TAPS * TAP_RECORD_LINE_MAX + 1];
    struct error err = {0};
    test_site_init(&site);
    test_kiosk_init(&kiosk, &site);
    test_site_close(&site); /* no thread is left: the process can fork */
    struct locker locker = lock_database(site.location);
    test_site_open(&site);
    size_t len = test_kiosk_tap(&kiosk, 1, TAPS, body);
    AUTO(ingest_batch) struct ingest_batch *first = test_kiosk_batch(&kiosk, body, len);
    assert_false(ingest_store(site.ingest, first, &err));
    assert_int_equal(err.code, ERROR_BUSY);
    assert_false(storage_is_ready(site.storage, &err));
    assert_int_equal(err.code, ERROR_BUSY);
    assert_int_equal(test_site_number(&site, "SELECT COUNT(*) FROM record"), 0); /* and is read */
    unlock_database(&locker);
    AUTO(ingest_batch) struct ingest_batch *second = test_kiosk_batch(&kiosk, body, len);
    assert_true(ingest_store(site.ingest, second, &err));
    assert_true(storage_is_ready(site.storage, &err));
    assert_int_equal(test_site_number(&site, "SELECT COUNT(*) FROM record"), TAPS);
    assert_int_equal(test_site_number(&site, "SELECT COUNT(*) FROM tap"), TAPS);
    test_kiosk_finish(&kiosk);
    test_site_finish(&site);
}

int main(void)
{
    log_set_level(LOG_ERROR);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_locked_database__who_sends_is_told_and_nothing_is_lost),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
