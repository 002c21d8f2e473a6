#include "kiosk_schema.h"

#include "cmocka_tests.h"
#include "file.h"
#include "hash.h"
#include "temporary_folder.h"
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

static const struct kiosk_schema_step steps[] = {
    {"things/0001_thing.sql", "CREATE TABLE thing (a INTEGER PRIMARY KEY);"
                              "PRAGMA application_id = 4711; PRAGMA user_version = 1;"},
    {"things/0002_colour.sql", "ALTER TABLE thing ADD COLUMN colour TEXT NOT NULL DEFAULT 'red';"
                               "PRAGMA user_version = 2;"},
    {"things/0003_broken.sql", "CREATE TABLE half (a); INSERT INTO nowhere VALUES (1);"
                               "PRAGMA user_version = 3;"},
};
static const struct kiosk_schema one = {"things", 4711, steps, 1};
static const struct kiosk_schema two = {"things", 4711, steps, 2};
static const struct kiosk_schema three = {"things", 4711, steps, 3};
static const struct kiosk_schema other = {"others", 4712, steps, 1};

struct fixture {
    struct temporary_folder folder;
    char path[512];
};

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    assert_non_null(fixture);
    temporary_folder_init(&fixture->folder);
    (void)temporary_folder_path(&fixture->folder, "things.db", fixture->path);
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    temporary_folder_finish(&fixture->folder);
    free(fixture);
    return 0;
}

static enum kiosk_schema_state open_as(const struct fixture *fixture,
                                       const struct kiosk_schema *schema, const char *then)
{
    AUTO(kiosk_database) struct kiosk_database *database = NULL;
    enum kiosk_schema_state state;
    struct error err = {0};
    struct kiosk_damage damage = {0};
    if (!kiosk_schema_open(schema, fixture->path, &database, &state, &damage, &err)) {
        fail_msg("%s", err.text);
    }
    if (then) {
        assert_true(kiosk_database_run(database, then, NULL));
    }
    return state;
}

static bool there(const struct fixture *fixture, const char *name)
{
    char path[512];
    return access(temporary_folder_path(&fixture->folder, name, path), F_OK) == 0;
}

static struct hash hash_file(const struct fixture *fixture, const char *name)
{
    char path[512];
    AUTO(memory) char *data = NULL;
    size_t len = 0;
    (void)temporary_folder_path(&fixture->folder, name, path);
    assert_true(file_read(path, 1 << 24, &data, &len, NULL));
    return hash_sha256(data, len);
}

static void test_kiosk_schema__makes_then_finds_a_database_of_its_own(void **state)
{
    struct fixture *fixture = *state;
    assert_int_equal(open_as(fixture, &one, NULL), KIOSK_SCHEMA_MADE);
    assert_int_equal(open_as(fixture, &one, NULL), KIOSK_SCHEMA_THERE);
    struct stat status;
    assert_int_equal(stat(fixture->path, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0600);
    static const char *const drafts[] = {"things.db.new", "things.db.new-wal", "things.db.new-shm"};
    for (size_t i = 0; i < sizeof drafts / sizeof drafts[0]; i++) {
        assert_false(there(fixture, drafts[i]));
    }
}

static void test_kiosk_schema__migrates_after_a_copy(void **state)
{
    struct fixture *fixture = *state;
    (void)open_as(fixture, &one, "INSERT INTO thing (a) VALUES (7)");
    assert_int_equal(open_as(fixture, &two, "UPDATE thing SET colour = 'blue' WHERE a = 7"),
                     KIOSK_SCHEMA_THERE);
    AUTO(kiosk_database) struct kiosk_database *copy = NULL;
    char path[512];
    int64_t found;
    (void)temporary_folder_path(&fixture->folder, "things.db.before-2", path);
    assert_true(kiosk_database_open(path, KIOSK_DATABASE_READ, &copy, NULL));
    assert_true(kiosk_database_number(copy, "PRAGMA user_version", &found, NULL));
    assert_int_equal(found, 1);
    assert_true(kiosk_database_number(copy, "SELECT a FROM thing", &found, NULL));
    assert_int_equal(found, 7);
}

static void test_kiosk_schema__a_failed_step_leaves_everything_as_it_was(void **state)
{
    struct fixture *fixture = *state;
    (void)open_as(fixture, &two, "INSERT INTO thing (a) VALUES (7)");
    struct kiosk_database *database = NULL;
    enum kiosk_schema_state found;
    struct kiosk_damage damage = {0};
    struct error err = {0};
    assert_false(kiosk_schema_open(&three, fixture->path, &database, &found, &damage, &err));
    assert_null(database);
    assert_non_null(strstr(err.text, "things/0003_broken.sql"));
    assert_true(there(fixture, "things.db.before-3"));
    (void)open_as(fixture, &two, "UPDATE thing SET colour = 'blue' WHERE a = 7");
}

static void test_kiosk_schema__a_newer_version_is_refused_and_untouched(void **state)
{
    struct fixture *fixture = *state;
    /* The newer program is still running: what it wrote stands in the WAL only. */
    AUTO(kiosk_database) struct kiosk_database *newer = NULL;
    enum kiosk_schema_state found;
    struct kiosk_damage damage = {0};
    struct error err = {0};
    assert_true(kiosk_schema_open(&two, fixture->path, &newer, &found, &damage, NULL));
    struct hash before = hash_file(fixture, "things.db");
    struct hash wal_before = hash_file(fixture, "things.db-wal");
    struct kiosk_database *database = NULL;
    assert_false(kiosk_schema_open(&one, fixture->path, &database, &found, &damage, &err));
    assert_int_equal(err.code, ERROR_UNSUPPORTED);
    assert_non_null(strstr(err.text, "written by a newer version"));
    struct hash after = hash_file(fixture, "things.db");
    struct hash wal_after = hash_file(fixture, "things.db-wal");
    assert_true(hash_equal(&before, &after));
    assert_true(hash_equal(&wal_before, &wal_after));
    assert_false(there(fixture, "things.db.before-1"));
}

static void write_file(const struct fixture *fixture, const char *data, size_t len)
{
    assert_true(file_replace(fixture->path, data, len, 0600, NULL));
}

static void test_kiosk_schema__damage_is_told_and_nothing_is_changed(void **state)
{
    struct fixture *fixture = *state;
    char garbage[8192];
    memset(garbage, 'x', sizeof garbage);
    write_file(fixture, garbage, sizeof garbage);
    assert_int_equal(open_as(fixture, &one, NULL), KIOSK_SCHEMA_DAMAGED);
    struct hash expected = hash_sha256(garbage, sizeof garbage);
    struct hash found = hash_file(fixture, "things.db");
    assert_true(hash_equal(&found, &expected));
}

static void test_kiosk_schema__a_database_of_another_kind_is_not_opened(void **state)
{
    struct fixture *fixture = *state;
    (void)open_as(fixture, &one, NULL);
    assert_int_equal(open_as(fixture, &other, NULL), KIOSK_SCHEMA_DAMAGED);
    assert_int_equal(unlink(fixture->path), 0);
    sqlite3 *foreign = NULL;
    assert_int_equal(sqlite3_open(fixture->path, &foreign), SQLITE_OK);
    assert_int_equal(sqlite3_exec(foreign, "CREATE TABLE photo (a)", NULL, NULL, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_close(foreign), SQLITE_OK);
    assert_int_equal(open_as(fixture, &one, NULL), KIOSK_SCHEMA_DAMAGED);
}

static void test_kiosk_schema__an_empty_file_is_a_fresh_database(void **state)
{
    struct fixture *fixture = *state;
    write_file(fixture, "", 0); /* a power cut right after the file was made */
    assert_int_equal(open_as(fixture, &one, NULL), KIOSK_SCHEMA_MADE);
    assert_int_equal(open_as(fixture, &one, NULL), KIOSK_SCHEMA_THERE);
}

static void test_kiosk_schema__the_kiosks_own_schemas_can_be_made(void **state)
{
    static const struct kiosk_schema *const schemas[] = {&kiosk_schema_records,
                                                         &kiosk_schema_roster, &kiosk_schema_sync};
    struct fixture *fixture = *state;
    for (size_t i = 0; i < sizeof schemas / sizeof schemas[0]; i++) {
        char name[32];
        (void)snprintf(name, sizeof name, "%s.db", schemas[i]->name);
        (void)temporary_folder_path(&fixture->folder, name, fixture->path);
        assert_int_equal(open_as(fixture, schemas[i], NULL), KIOSK_SCHEMA_MADE);
        assert_int_equal(open_as(fixture, schemas[i], NULL), KIOSK_SCHEMA_THERE);
        for (size_t j = 0; j < i; j++) {
            assert_int_not_equal(schemas[i]->application_id, schemas[j]->application_id);
        }
    }
}

#define WITH_FOLDER(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_FOLDER(test_kiosk_schema__makes_then_finds_a_database_of_its_own),
        WITH_FOLDER(test_kiosk_schema__migrates_after_a_copy),
        WITH_FOLDER(test_kiosk_schema__a_failed_step_leaves_everything_as_it_was),
        WITH_FOLDER(test_kiosk_schema__a_newer_version_is_refused_and_untouched),
        WITH_FOLDER(test_kiosk_schema__damage_is_told_and_nothing_is_changed),
        WITH_FOLDER(test_kiosk_schema__a_database_of_another_kind_is_not_opened),
        WITH_FOLDER(test_kiosk_schema__an_empty_file_is_a_fresh_database),
        WITH_FOLDER(test_kiosk_schema__the_kiosks_own_schemas_can_be_made),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
