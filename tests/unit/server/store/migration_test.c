/* A database meets programs older and newer than itself. */

#include "migration.h"

#include "cmocka_tests.h"
#include "database.h"
#include "file.h"
#include "test_engine.h"
#include <stdio.h>
#include <string.h>

#define FILE_MAX (16u << 20)

static const struct schema_step steps[] = {
    {1, "0001_first.sql",
     "CREATE TABLE thing (id BIGINT NOT NULL PRIMARY KEY);"
     "INSERT INTO thing (id) VALUES (42);"},
    {2, "0002_second.sql",
     "ALTER TABLE thing ADD COLUMN text TEXT;"
     "UPDATE thing SET text = 'second';"},
    {3, "0003_third.sql",
     "CREATE TABLE other (id BIGINT NOT NULL PRIMARY KEY);"
     "INSERT INTO nowhere (id) VALUES (1);"},
};

struct fixture {
    struct temporary_folder folder;
    char location[512];
};

static int set_up(void **state)
{
    static struct fixture fixture;
    temporary_folder_init(&fixture.folder);
    (void)test_engine_add(&fixture.folder, "server.db", fixture.location);
    *state = &fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    test_engine_drop(fixture->location);
    temporary_folder_finish(&fixture->folder);
    return 0;
}

static const struct database_sql select_text = {"thing.text", "SELECT text FROM thing"};
static const struct database_sql select_id = {"thing.id", "SELECT id FROM thing"};

static void assert_version(const char *location, int expected)
{
    struct error err;
    int version;
    assert_true(migration_read_version(location, &version, &err));
    assert_int_equal(version, expected);
}

static void test_migration__makes_what_is_not_there(void **state)
{
    struct fixture *fixture = *state;
    struct error err;
    assert_version(fixture->location, 0);
    assert_true(migration_run(fixture->location, steps, 1, &err));
    assert_version(fixture->location, 1);
    assert_true(migration_run(fixture->location, steps, 1, &err));
    assert_version(fixture->location, 1);
}

static void test_migration__goes_on_from_an_older_one_and_keeps_its_rows(void **state)
{
    struct fixture *fixture = *state;
    struct error err;
    AUTO(database) struct database *database = NULL;
    AUTO(statement) struct statement *statement = NULL;
    bool row;
    assert_true(migration_run(fixture->location, steps, 1, &err));
    assert_true(migration_run(fixture->location, steps, 2, &err));
    assert_version(fixture->location, 2);
    assert_true(database_open(fixture->location, DATABASE_READ_ONLY, &database, &err));
    assert_true(database_prepare(database, &select_text, &statement, &err));
    assert_true(statement_step(statement, &row, &err));
    assert_true(row);
    assert_string_equal(statement_text(statement, 0), "second");
}

/* A file beside an SQLite file; in PostgreSQL a schema beside the one in use. */
static const struct database_sql select_kept = {"thing.kept", "SELECT id FROM before_2.thing"};

static void test_migration__leaves_a_copy_of_what_was(void **state)
{
    struct fixture *fixture = *state;
    struct error err;
    char copy[600];
    bool file = test_engine() == TEST_ENGINE_SQLITE;
    assert_true(migration_run(fixture->location, steps, 1, &err));
    assert_true(migration_run(fixture->location, steps, 2, &err));
    (void)snprintf(copy, sizeof copy, "%s%s", fixture->location, file ? ".before-2" : "");
    assert_version(copy, file ? 1 : 2);
    AUTO(database) struct database *database = NULL;
    AUTO(statement) struct statement *statement = NULL;
    bool row;
    assert_true(database_open(copy, DATABASE_READ_ONLY, &database, &err));
    assert_true(database_prepare(database, file ? &select_id : &select_kept, &statement, &err));
    assert_true(statement_step(statement, &row, &err));
    assert_true(row);
    assert_int_equal(statement_int64(statement, 0), 42);
}

static void test_migration__a_step_that_fails_leaves_everything_as_it_was(void **state)
{
    struct fixture *fixture = *state;
    struct error err;
    AUTO(database) struct database *database = NULL;
    bool exists;
    assert_true(migration_run(fixture->location, steps, 2, &err));
    assert_false(migration_run(fixture->location, steps, 3, &err));
    assert_non_null(strstr(err.text, "0003_third.sql"));
    assert_non_null(strstr(err.text, "nowhere"));
    assert_version(fixture->location, 2);
    assert_true(database_open(fixture->location, DATABASE_READ_ONLY, &database, &err));
    assert_true(database_has_table(database, "other", &exists, &err));
    assert_false(exists);
    assert_true(
        migration_run(fixture->location, steps, 2, &err)); /* the older program still runs */
}

static void test_migration__a_newer_schema_is_refused_and_not_touched(void **state)
{
    struct fixture *fixture = *state;
    struct error err;
    AUTO(memory) char *before = NULL;
    AUTO(memory) char *after = NULL;
    size_t before_len, after_len;
    assert_true(migration_run(fixture->location, steps, 2, &err));
    if (test_engine() == TEST_ENGINE_SQLITE) {
        assert_true(file_read(fixture->location, FILE_MAX, &before, &before_len, &err));
    }
    assert_false(migration_run(fixture->location, steps, 1, &err));
    assert_int_equal(err.code, ERROR_UNSUPPORTED);
    assert_non_null(strstr(err.text, "schema 2"));
    assert_version(fixture->location, 2);
    if (test_engine() == TEST_ENGINE_SQLITE) {
        assert_true(file_read(fixture->location, FILE_MAX, &after, &after_len, &err));
        assert_int_equal(before_len, after_len);
        assert_memory_equal(before, after, before_len);
    }
}

static void test_migration__a_database_of_another_program_is_refused(void **state)
{
    struct fixture *fixture = *state;
    struct error err;
    AUTO(database) struct database *database = NULL;
    assert_true(database_open(fixture->location, DATABASE_CREATE, &database, &err));
    assert_true(database_run_script(database, "other", "CREATE TABLE photos (id BIGINT)", &err));
    database_destroy(TAKE(database));
    assert_false(migration_run(fixture->location, steps, 1, &err));
    assert_int_equal(err.code, ERROR_INVALID);
    assert_non_null(strstr(err.text, "not a database of shoushi-server"));
}

static void test_migration__our_own_schema_runs_from_every_version(void **state)
{
    struct fixture *fixture = *state;
    struct error err;
    size_t count;
    const struct schema_step *ours = schema_list(&count);
    assert_true(count >= 2);
    for (size_t from = 1; from < count; from++) {
        char location[512], name[32];
        (void)snprintf(name, sizeof name, "%zu.db", from);
        (void)test_engine_add(&fixture->folder, name, location);
        assert_true(migration_run(location, ours, from, &err));
        assert_version(location, (int)from);
        assert_true(migration_run(location, ours, count, &err));
        assert_version(location, (int)count);
        test_engine_drop(location);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
        TEST(test_migration__makes_what_is_not_there),
        TEST(test_migration__goes_on_from_an_older_one_and_keeps_its_rows),
        TEST(test_migration__leaves_a_copy_of_what_was),
        TEST(test_migration__a_step_that_fails_leaves_everything_as_it_was),
        TEST(test_migration__a_newer_schema_is_refused_and_not_touched),
        TEST(test_migration__a_database_of_another_program_is_refused),
        TEST(test_migration__our_own_schema_runs_from_every_version),
#undef TEST
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
