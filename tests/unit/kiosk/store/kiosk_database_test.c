#include "kiosk_database.h"

#include "cmocka_tests.h"
#include "temporary_folder.h"
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

struct fixture {
    struct temporary_folder folder;
    struct kiosk_database *database;
    char path[512];
};

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    assert_non_null(fixture);
    temporary_folder_init(&fixture->folder);
    (void)temporary_folder_path(&fixture->folder, "t.db", fixture->path);
    assert_true(
        kiosk_database_open(fixture->path, KIOSK_DATABASE_CREATE, &fixture->database, NULL));
    assert_true(kiosk_database_run(fixture->database,
                                   "CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT, c BLOB)", NULL));
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    kiosk_database_destroy(fixture->database);
    temporary_folder_finish(&fixture->folder);
    free(fixture);
    return 0;
}

static int64_t number(struct kiosk_database *database, const char *sql)
{
    int64_t found = -1;
    assert_true(kiosk_database_number(database, sql, &found, NULL));
    return found;
}

static void test_kiosk_database__a_commit_reaches_the_disk_before_it_returns(void **state)
{
    struct fixture *fixture = *state;
    assert_int_equal(number(fixture->database, "PRAGMA synchronous"), 2); /* FULL */
    AUTO(kiosk_query) struct kiosk_query *query = NULL;
    enum kiosk_query_step step;
    assert_true(kiosk_query_create(fixture->database, "PRAGMA journal_mode", &query, NULL));
    assert_true(kiosk_query_step(query, &step, NULL));
    size_t len;
    assert_string_equal(kiosk_query_text(query, 0, &len), "wal");
}

static void test_kiosk_database__values_come_back_as_they_went_in(void **state)
{
    struct fixture *fixture = *state;
    AUTO(kiosk_query) struct kiosk_query *insert = NULL;
    AUTO(kiosk_query) struct kiosk_query *select = NULL;
    assert_true(
        kiosk_query_create(fixture->database, "INSERT INTO t VALUES (?1, ?2, ?3)", &insert, NULL));
    kiosk_query_bind_number(insert, 1, INT64_MIN);
    kiosk_query_bind_text(insert, 2, "名 '\";--", strlen("名 '\";--"));
    kiosk_query_bind_bytes(insert, 3, "a\0b", 3);
    assert_true(kiosk_query_run(insert, NULL));
    assert_true(kiosk_query_create(fixture->database, "SELECT a, b, c FROM t", &select, NULL));
    for (int again = 0; again < 2; again++) {
        enum kiosk_query_step step;
        size_t len;
        assert_true(kiosk_query_step(select, &step, NULL));
        assert_int_equal(step, KIOSK_QUERY_ROW);
        assert_int_equal(kiosk_query_number(select, 0), INT64_MIN);
        assert_string_equal(kiosk_query_text(select, 1, &len), "名 '\";--");
        const void *bytes = kiosk_query_bytes(select, 2, &len);
        assert_int_equal(len, 3);
        assert_memory_equal(bytes, "a\0b", 3);
        assert_true(kiosk_query_step(select, &step, NULL));
        assert_int_equal(step, KIOSK_QUERY_DONE);
    }
}

static void test_kiosk_database__what_is_not_committed_is_not_there(void **state)
{
    struct fixture *fixture = *state;
    {
        assert_true(kiosk_database_begin(fixture->database, NULL));
        AUTO(kiosk_transaction) struct kiosk_database *open = fixture->database;
        assert_true(kiosk_database_run(fixture->database, "INSERT INTO t (a) VALUES (1)", NULL));
        assert_int_equal(number(open, "SELECT count(*) FROM t"), 1);
    }
    assert_int_equal(number(fixture->database, "SELECT count(*) FROM t"), 0);
    assert_true(kiosk_database_begin(fixture->database, NULL));
    AUTO(kiosk_transaction) struct kiosk_database *open = fixture->database;
    assert_true(kiosk_database_run(fixture->database, "INSERT INTO t (a) VALUES (1)", NULL));
    assert_true(kiosk_database_commit(TAKE(open), NULL));
    assert_int_equal(number(fixture->database, "SELECT count(*) FROM t"), 1);
}

static void test_kiosk_database__a_fault_leaves_the_query_usable(void **state)
{
    struct fixture *fixture = *state;
    AUTO(kiosk_query) struct kiosk_query *insert = NULL;
    assert_true(
        kiosk_query_create(fixture->database, "INSERT INTO t (a) VALUES (?1)", &insert, NULL));
    kiosk_query_bind_number(insert, 1, 1);
    assert_true(kiosk_query_run(insert, NULL));
    struct error err = {0};
    assert_false(kiosk_query_run(insert, &err));
    assert_int_equal(err.code, ERROR_INVALID);
    kiosk_query_bind_number(insert, 1, 2);
    assert_true(kiosk_query_run(insert, NULL));
}

static void test_kiosk_database__each_fault_has_its_code(void **state)
{
    struct fixture *fixture = *state;
    char path[512];
    struct error err = {0};
    struct kiosk_database *database = NULL;
    (void)temporary_folder_path(&fixture->folder, "none/t.db", path);
    assert_false(kiosk_database_open(path, KIOSK_DATABASE_CREATE, &database, &err));
    assert_int_equal(err.code, ERROR_IO);
    assert_non_null(strstr(err.text, "No such file"));
    FILE *file = fopen(temporary_folder_path(&fixture->folder, "x.db", path), "we");
    assert_non_null(file);
    for (int i = 0; i < 1000; i++) {
        assert_true(fputs("no database ", file) >= 0);
    }
    assert_int_equal(fclose(file), 0);
    assert_false(kiosk_database_open(path, KIOSK_DATABASE_CREATE, &database, &err));
    assert_int_equal(err.code, ERROR_INVALID);
    assert_true(kiosk_database_run(fixture->database, "PRAGMA max_page_count = 3", NULL));
    assert_false(kiosk_database_run(fixture->database,
                                    "INSERT INTO t (b) VALUES (hex(zeroblob(20000)))", &err));
    assert_int_equal(err.code, ERROR_FULL);
    assert_true(kiosk_database_open(fixture->path, KIOSK_DATABASE_READ, &database, &err));
    assert_false(kiosk_database_run(database, "INSERT INTO t (a) VALUES (9)", &err));
    assert_int_equal(err.code, ERROR_DENIED);
    kiosk_database_destroy(database);
}

static void test_kiosk_database__a_copy_holds_the_same(void **state)
{
    struct fixture *fixture = *state;
    char path[512];
    (void)temporary_folder_path(&fixture->folder, "copy.db", path);
    assert_true(kiosk_database_run(fixture->database, "INSERT INTO t (a) VALUES (5)", NULL));
    for (int again = 0; again < 2; again++) {
        assert_true(kiosk_database_copy(fixture->database, path, NULL));
    }
    AUTO(kiosk_database) struct kiosk_database *copy = NULL;
    assert_true(kiosk_database_open(path, KIOSK_DATABASE_READ, &copy, NULL));
    assert_int_equal(number(copy, "SELECT a FROM t"), 5);
}

static off_t wal_size(const struct fixture *fixture)
{
    char path[520];
    struct stat status;
    (void)snprintf(path, sizeof path, "%s-wal", fixture->path);
    return stat(path, &status) == 0 ? status.st_size : -1;
}

static void test_kiosk_database__a_checkpoint_keeps_the_wal_and_truncation_empties_it(void **state)
{
    struct fixture *fixture = *state;
    assert_true(kiosk_database_run(fixture->database, "INSERT INTO t (a) VALUES (5)", NULL));
    off_t before = wal_size(fixture);
    assert_true(before > 0);
    assert_true(kiosk_database_checkpoint(fixture->database, NULL));
    assert_int_equal(wal_size(fixture), before);
    kiosk_database_destroy(fixture->database);
    fixture->database = NULL;
    assert_int_equal(wal_size(fixture), before); /* recycled by the next program */
    assert_true(
        kiosk_database_open(fixture->path, KIOSK_DATABASE_CREATE, &fixture->database, NULL));
    assert_true(kiosk_database_truncate_wal(fixture->database, NULL));
    assert_int_equal(wal_size(fixture), 0);
    assert_int_equal(number(fixture->database, "SELECT a FROM t"), 5);
}

/* A rush without a quiet moment; and one large transaction, such as a whole roster that is told. */
static void test_kiosk_database__the_wal_is_bounded_whatever_is_written(void **state)
{
    struct fixture *fixture = *state;
    static const off_t one_commit = 256 * 1024; /* and the page headers of the rest */
    for (int i = 0; i < 300; i++) {
        assert_true(kiosk_database_run(fixture->database,
                                       "INSERT INTO t (c) VALUES (zeroblob(100000))", NULL));
        assert_true(wal_size(fixture) <= KIOSK_DATABASE_WAL_BYTES + one_commit);
    }
    assert_true(kiosk_database_run(fixture->database,
                                   "INSERT INTO t (c) VALUES (zeroblob(40000000))", NULL));
    assert_true(wal_size(fixture) > 2 * KIOSK_DATABASE_WAL_BYTES);
    assert_true(kiosk_database_run(fixture->database, "INSERT INTO t (b) VALUES ('x')", NULL));
    assert_true(wal_size(fixture) <= KIOSK_DATABASE_WAL_BYTES);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(
            test_kiosk_database__a_commit_reaches_the_disk_before_it_returns, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_kiosk_database__values_come_back_as_they_went_in,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_kiosk_database__what_is_not_committed_is_not_there,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_kiosk_database__a_fault_leaves_the_query_usable,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_kiosk_database__each_fault_has_its_code, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(test_kiosk_database__a_copy_holds_the_same, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(test_kiosk_database__the_wal_is_bounded_whatever_is_written,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            test_kiosk_database__a_checkpoint_keeps_the_wal_and_truncation_empties_it, set_up,
            tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
