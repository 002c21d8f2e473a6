/* What only a PostgreSQL has: where it is, what is said when it is not, and what it must be. */

#include "database.h"

#include "cmocka_tests.h"
#include "migration.h"
#include "postgres_location.h"
#include "schema_list.h"
#include "test_engine.h"
#include <stdio.h>
#include <string.h>

static void test_postgres__locations_are_told_from_paths(void **state)
{
    (void)state;
    static const char *const postgres[] = {
        "postgresql://shoushi@db/shoushi",
        "postgres://db",
        "host=/run/postgresql dbname=shoushi",
        "dbname=shoushi",
        "service=shoushi",
    };
    static const char *const paths[] = {
        "/var/lib/shoushi/server.db",
        "server.db",
        "./dbname=x",
        "/a=b/c",
        "color=red",
        "postgresql",
    };
    for (size_t i = 0; i < sizeof postgres / sizeof *postgres; i++) {
        assert_true(postgres_location_is(postgres[i]));
        assert_false(database_is_file(postgres[i]));
    }
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        assert_false(postgres_location_is(paths[i]));
        assert_true(database_is_file(paths[i]));
    }
}

static void test_postgres__a_password_is_in_no_message(void **state)
{
    (void)state;
    char name[DATABASE_NAME_SIZE];
    AUTO(database) struct database *database = NULL;
    struct error err = {0};
    static const char url[] = "postgresql://u:geheim@127.0.0.1:1/shoushi";
    database_describe(url, name);
    assert_string_equal(name, "PostgreSQL shoushi at 127.0.0.1:1");
    database_describe("host=/nowhere password=geheim dbname=shoushi", name);
    assert_string_equal(name, "PostgreSQL shoushi at /nowhere");
    assert_false(database_open(url, DATABASE_READ_WRITE, &database, &err));
    assert_null(strstr(err.text, "geheim"));
}

static void test_postgres__one_that_does_not_answer_is_gone(void **state)
{
    (void)state;
    AUTO(database) struct database *database = NULL;
    bool exists;
    struct error err = {0};
    assert_false(database_open("host=/nowhere dbname=shoushi", DATABASE_CREATE, &database, &err));
    assert_int_equal(err.code, ERROR_GONE);
    assert_non_null(strstr(err.text, "/nowhere"));
    assert_null(strchr(err.text, '\n'));
    assert_false(database_exists("host=/nowhere dbname=shoushi", &exists, &err));
    assert_int_equal(err.code, ERROR_GONE);
}

static void test_postgres__a_database_that_is_not_there_is_named(void **state)
{
    (void)state;
    char location[512];
    AUTO(database) struct database *database = NULL;
    struct error err = {0};
    (void)snprintf(location, sizeof location, "host=%s user=shoushi dbname=nobody_made_me",
                   postgres_cluster_folder(test_engine_cluster()));
    assert_false(database_open(location, DATABASE_CREATE, &database, &err));
    assert_non_null(strstr(err.text, "nobody_made_me"));
}

static void test_postgres__text_that_is_no_utf8_is_refused_and_named(void **state)
{
    (void)state;
    char location[512];
    AUTO(database) struct database *database = NULL;
    AUTO(statement) struct statement *statement = NULL;
    struct error err = {0};
    static const struct database_sql insert = {"thing.insert",
                                               "INSERT INTO thing (text) VALUES ($1)"};
    postgres_cluster_add(test_engine_cluster(), location);
    assert_true(database_open(location, DATABASE_CREATE, &database, &err));
    assert_true(database_run_script(database, "schema",
                                    "CREATE TABLE thing (text TEXT NOT NULL PRIMARY KEY)", &err));
    assert_true(database_prepare(database, &insert, &statement, &err));
    statement_bind_text(statement, 1, "\xc3\x28");
    assert_false(statement_run(statement, &err));
    assert_int_equal(err.code, ERROR_INVALID);
    assert_memory_equal(err.text, "thing.insert: ", 14);
    statement_bind_text(statement, 1, "守时");
    assert_true(statement_run(statement, &err));
}

static void test_postgres__details_with_values_are_not_told(void **state)
{
    (void)state;
    char location[512];
    AUTO(database) struct database *database = NULL;
    AUTO(statement) struct statement *statement = NULL;
    struct error err = {0};
    static const struct database_sql insert = {"thing.insert",
                                               "INSERT INTO thing (text) VALUES ($1)"};
    postgres_cluster_add(test_engine_cluster(), location);
    assert_true(database_open(location, DATABASE_CREATE, &database, &err));
    assert_true(database_run_script(database, "schema",
                                    "CREATE TABLE thing (text TEXT NOT NULL PRIMARY KEY)", &err));
    assert_true(database_prepare(database, &insert, &statement, &err));
    statement_bind_text(statement, 1, "somebody");
    assert_true(statement_run(statement, &err));
    statement_bind_text(statement, 1, "somebody");
    assert_false(statement_run(statement, &err));
    assert_null(strstr(err.text, "somebody"));
}

static int64_t number(struct database *database, const struct database_sql *sql)
{
    struct error err;
    AUTO(statement) struct statement *select = NULL;
    bool row;
    assert_true(database_prepare(database, sql, &select, &err));
    assert_true(statement_step(select, &row, &err));
    assert_true(row);
    return statement_int64(select, 0);
}

static void add_verdict(struct database *database, int64_t date)
{
    static const struct database_sql insert = {
        "day_verdict.insert",
        "INSERT INTO day_verdict (date, staff, session, unit, status, check_in, check_out, "
        "late_min, early_min, leave_min, trip_min, tap_count) "
        "VALUES ($1, 's', 0, 'u', 'x', 'x', 'x', 0, 0, 0, 0, 0) ON CONFLICT (date, staff, session) "
        "DO UPDATE SET tap_count = day_verdict.tap_count + 1"};
    struct error err;
    AUTO(statement) struct statement *statement = NULL;
    assert_true(database_prepare(database, &insert, &statement, &err));
    statement_bind_int64(statement, 1, date);
    if (!statement_run(statement, &err)) {
        fail_msg("%s", err.text);
    }
}

static void make_parts(struct database *database, int32_t month)
{
    struct error err;
    assert_true(database_begin(database, DATABASE_WRITE, &err));
    if (!database_make_parts(database, month, &err)) {
        fail_msg("%s", err.text);
    }
    assert_true(database_commit(database, &err));
}

/* Dates of March and May 2026, of a clock that is far off, and of next year. */
static void test_postgres__months_lie_apart_and_rows_need_no_part(void **state)
{
    (void)state;
    static const struct database_sql all = {"all", "SELECT COUNT(*) FROM day_verdict"};
    static const struct database_sql rest = {"rest", "SELECT COUNT(*) FROM day_verdict_rest"};
    static const struct database_sql march = {"march", "SELECT COUNT(*) FROM day_verdict_2026_03"};
    static const struct database_sql april = {"april", "SELECT COUNT(*) FROM day_verdict_2026_04"};
    static const struct database_sql may = {"may", "SELECT COUNT(*) FROM day_verdict_2026_05"};
    static const struct database_sql taps = {"taps", "SELECT COUNT(*) FROM tap_2027_05"};
    static const struct database_sql indexes = {
        "indexes", "SELECT COUNT(*) FROM pg_indexes WHERE tablename = 'tap_2027_05'"};
    char location[512];
    size_t count;
    struct error err = {0};
    AUTO(database) struct database *database = NULL;
    const struct schema_step *ours = schema_list(&count);
    postgres_cluster_add(test_engine_cluster(), location);
    assert_true(migration_run(location, ours, count, &err));
    assert_true(database_open(location, DATABASE_READ_WRITE, &database, &err));
    add_verdict(database, 20513);   /* 2026-03-01 */
    add_verdict(database, 20543);   /* 2026-03-31 */
    add_verdict(database, 20574);   /* 2026-05-01 */
    add_verdict(database, -700000); /* no year that anybody was in */
    assert_int_equal(number(database, &rest), 4);
    make_parts(database, 2026 * 12 + 4);
    assert_int_equal(number(database, &rest), 1);
    assert_int_equal(number(database, &march), 2);
    assert_int_equal(number(database, &april), 0);
    assert_int_equal(number(database, &may), 1);
    assert_int_equal(number(database, &taps), 0); /* a year ahead */
    assert_int_equal(number(database, &indexes), 4);
    make_parts(database, 2026 * 12 + 5);
    add_verdict(database, 20513); /* the same row again */
    add_verdict(database, 20514);
    assert_int_equal(number(database, &march), 3);
    assert_int_equal(number(database, &all), 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_postgres__locations_are_told_from_paths),
        cmocka_unit_test(test_postgres__a_password_is_in_no_message),
        cmocka_unit_test(test_postgres__one_that_does_not_answer_is_gone),
        cmocka_unit_test(test_postgres__a_database_that_is_not_there_is_named),
        cmocka_unit_test(test_postgres__text_that_is_no_utf8_is_refused_and_named),
        cmocka_unit_test(test_postgres__details_with_values_are_not_told),
        cmocka_unit_test(test_postgres__months_lie_apart_and_rows_need_no_part),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
