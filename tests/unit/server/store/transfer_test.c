/* Databases moved, kept and put back: every row, on and between both engines; and nothing that is
 * damaged, of another program or in the way is taken. */

#include "backup.h"

#include "cmocka_tests.h"
#include "file.h"
#include "migration.h"
#include "schema_list.h"
#include "test_engine.h"
#include "transfer.h"
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

#define LINES 2500 /* more than two pages */

struct fixture {
    struct temporary_folder folder;
    char location[512];
    struct error err;
};

#define MUST(fixture, call)                                                                        \
    do {                                                                                           \
        if (!(call)) {                                                                             \
            fail_msg("%s", (fixture)->err.text);                                                   \
        }                                                                                          \
    } while (0)

static const struct database_sql insert_record = {
    "record.insert",
    "INSERT INTO record (kiosk, epoch, seq, batch, line) VALUES ($1, 1, $2, 1, $3)"};

static const struct database_sql insert_code = {
    "enrol_code.insert",
    "INSERT INTO enrol_code (code_hash, place, made_by, made_utc_us, expires_utc_us, kiosk) "
    "VALUES ($1, $2, 'x', 1, 9223372036854775807, NULL)"};

/* Keys that differ in their case only, long numbers, bytes with zeros, nothing at all. */
static void fill(struct fixture *fixture, struct database *database)
{
    struct error *err = &fixture->err;
    AUTO(statement) struct statement *record = NULL;
    AUTO(statement) struct statement *code = NULL;
    MUST(fixture, database_begin(database, DATABASE_WRITE, err));
    MUST(fixture, database_prepare(database, &insert_record, &record, err));
    for (int64_t i = 0; i < LINES; i++) {
        statement_bind_text(record, 1, i % 2 ? "k0001" : "K0001");
        statement_bind_int64(record, 2, i);
        statement_bind_text(record, 3, i % 3 ? "{\"名\": 1}" : "");
        MUST(fixture, statement_queue(record, err));
    }
    MUST(fixture, database_prepare(database, &insert_code, &code, err));
    statement_bind_bytes(code, 1, "\0\xff\0", 3);
    statement_bind_text(code, 2, "东门 \"x\" '; --");
    MUST(fixture, statement_run(code, err));
    MUST(fixture, database_commit(database, err));
}

static void make_filled(struct fixture *fixture, const char *location, size_t version)
{
    size_t count;
    const struct schema_step *steps = schema_list(&count);
    AUTO(database) struct database *database = NULL;
    MUST(fixture, migration_run(location, steps, version > 0 ? version : count, &fixture->err));
    MUST(fixture, database_open(location, DATABASE_READ_WRITE, &database, &fixture->err));
    fill(fixture, database);
}

static int set_up(void **state)
{
    static struct fixture fixture;
    fixture = (struct fixture){0};
    temporary_folder_init(&fixture.folder);
    (void)test_engine_add(&fixture.folder, "server.db", fixture.location);
    make_filled(&fixture, fixture.location, 0);
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

/* All tables as text, to compare. */
struct listing {
    char text[8192];
    size_t tables;
};

static bool list_table(const struct transfer_table *table, void *user, struct error *err)
{
    (void)err;
    struct listing *listing = user;
    char checksum[HASH_HEX_SIZE], line[256];
    hash_hex_encode(table->sum.sum.bytes, HASH_BYTES, checksum);
    (void)snprintf(line, sizeof line, "%s %lld %s\n", table->name, (long long)table->sum.rows,
                   checksum);
    assert_true(strlen(listing->text) + strlen(line) < sizeof listing->text);
    (void)strcat(listing->text, line);
    listing->tables++;
    return true;
}

static struct listing sum(struct fixture *fixture, const char *location)
{
    struct listing listing = {.tables = 0};
    MUST(fixture, transfer_sum(location, list_table, &listing, &fixture->err));
    assert_non_null(strstr(listing.text, "\nrecord 2500 "));
    return listing;
}

static const char *path_of(struct fixture *fixture, const char *name, char ret_path[static 512])
{
    return temporary_folder_path(&fixture->folder, name, ret_path);
}

static void test_transfer__another_engine_and_back_is_the_same(void **state)
{
    struct fixture *fixture = *state;
    char file[512], other[512];
    postgres_cluster_add(test_engine_cluster(), other);
    struct listing told = {.tables = 0};
    struct listing before = sum(fixture, fixture->location);
    const struct transfer there = {fixture->location, other, TRANSFER_LOCK, list_table, &told};
    MUST(fixture, transfer_run(&there, &fixture->err));
    struct listing after = sum(fixture, other);
    assert_string_equal(before.text, after.text);
    assert_string_equal(before.text, told.text);
    const struct transfer back = {other, path_of(fixture, "back.db", file), TRANSFER_LOCK, NULL,
                                  NULL};
    MUST(fixture, transfer_run(&back, &fixture->err));
    after = sum(fixture, file);
    assert_string_equal(before.text, after.text);
    test_engine_drop(other);
}

static void test_transfer__a_target_that_has_something_is_not_touched(void **state)
{
    struct fixture *fixture = *state;
    char other[512];
    (void)test_engine_add(&fixture->folder, "other.db", other);
    AUTO(database) struct database *database = NULL;
    MUST(fixture, database_open(other, DATABASE_CREATE, &database, &fixture->err));
    MUST(fixture, database_run_script(database, "photos",
                                      "CREATE TABLE photos (id BIGINT NOT NULL PRIMARY KEY)",
                                      &fixture->err));
    const struct transfer transfer = {fixture->location, other, TRANSFER_READ, NULL, NULL};
    assert_false(transfer_run(&transfer, &fixture->err));
    assert_int_equal(fixture->err.code, ERROR_INVALID);
    assert_non_null(strstr(fixture->err.text, "is not empty"));
    bool there;
    MUST(fixture, database_has_table(database, "record", &there, &fixture->err));
    assert_false(there);
    database_destroy(TAKE(database));
    test_engine_drop(other);
}

static bool refuse(const struct transfer_table *table, void *user, struct error *err)
{
    (void)user;
    return strcmp(table->name, "record") != 0 || error_set(err, ERROR_IO, "refused");
}

static void test_transfer__one_that_fails_leaves_the_target_empty(void **state)
{
    struct fixture *fixture = *state;
    char other[512];
    bool empty;
    (void)test_engine_add(&fixture->folder, "other.db", other);
    const struct transfer refused = {fixture->location, other, TRANSFER_READ, refuse, NULL};
    assert_false(transfer_run(&refused, &fixture->err));
    assert_non_null(strstr(fixture->err.text, "refused"));
    MUST(fixture, transfer_is_empty(other, &empty, &fixture->err));
    assert_true(empty);
    const struct transfer again = {fixture->location, other, TRANSFER_READ, NULL, NULL};
    MUST(fixture, transfer_run(&again, &fixture->err));
    struct listing before = sum(fixture, fixture->location);
    struct listing after = sum(fixture, other);
    assert_string_equal(before.text, after.text);
    test_engine_drop(other);
}

static void test_transfer__nobody_writes_while_the_source_is_locked(void **state)
{
    struct fixture *fixture = *state;
    char other[512];
    AUTO(database) struct database *writer = NULL;
    (void)test_engine_add(&fixture->folder, "other.db", other);
    MUST(fixture, database_open(fixture->location, DATABASE_READ_WRITE, &writer, &fixture->err));
    MUST(fixture, database_begin(writer, DATABASE_WRITE, &fixture->err));
    const struct transfer transfer = {fixture->location, other, TRANSFER_LOCK, NULL, NULL};
    assert_false(transfer_run(&transfer, &fixture->err)); /* waits for it, but not for ever */
    assert_int_equal(fixture->err.code, ERROR_BUSY);
    database_rollback(writer);
    MUST(fixture, transfer_run(&transfer, &fixture->err));
    test_engine_drop(other);
}

static void test_transfer__an_older_schema_keeps_its_version(void **state)
{
    struct fixture *fixture = *state;
    char from[512], to[512];
    int version;
    make_filled(fixture, path_of(fixture, "old.db", from), 2);
    (void)test_engine_add(&fixture->folder, "other.db", to);
    const struct transfer transfer = {from, to, TRANSFER_READ, NULL, NULL};
    MUST(fixture, transfer_run(&transfer, &fixture->err));
    MUST(fixture, migration_read_version(to, &version, &fixture->err));
    assert_int_equal(version, 2);
    test_engine_drop(to);
}

static void test_backup__is_put_back_as_it_was(void **state)
{
    struct fixture *fixture = *state;
    char path[512], other[512];
    struct listing before = sum(fixture, fixture->location);
    struct listing told = {.tables = 0};
    MUST(fixture, backup_make(fixture->location, path_of(fixture, "one.backup", path), list_table,
                              &told, &fixture->err));
    assert_string_equal(before.text, told.text);
    assert_int_equal(access(temporary_folder_path(&fixture->folder, "one.backup-wal", other), F_OK),
                     -1);
    MUST(fixture, backup_check(path, NULL, NULL, &fixture->err));
    (void)test_engine_add(&fixture->folder, "other.db", other);
    MUST(fixture, backup_restore(path, other, NULL, NULL, &fixture->err));
    struct listing after = sum(fixture, other);
    assert_string_equal(before.text, after.text);
    test_engine_drop(other);
}

static void test_backup__is_of_one_moment_while_others_write(void **state)
{
    struct fixture *fixture = *state;
    char path[512];
    AUTO(database) struct database *writer = NULL;
    MUST(fixture, database_open(fixture->location, DATABASE_READ_WRITE, &writer, &fixture->err));
    MUST(fixture, database_begin(writer, DATABASE_WRITE, &fixture->err));
    MUST(fixture, database_run_script(writer, "delete", "DELETE FROM record", &fixture->err));
    MUST(fixture, backup_make(fixture->location, path_of(fixture, "one.backup", path), NULL, NULL,
                              &fixture->err));
    MUST(fixture, database_commit(writer, &fixture->err));
    (void)sum(fixture, path); /* which looks for all records */
}

static void test_backup__never_overwrites(void **state)
{
    struct fixture *fixture = *state;
    char path[512];
    (void)path_of(fixture, "one.backup", path);
    MUST(fixture, file_replace(path, "mine", 4, 0600, &fixture->err));
    assert_false(backup_make(fixture->location, path, NULL, NULL, &fixture->err));
    assert_non_null(strstr(fixture->err.text, "there already"));
    AUTO(memory) char *text = NULL;
    size_t len;
    MUST(fixture, file_read(path, 100, &text, &len, &fixture->err));
    assert_string_equal(text, "mine");
    char good[512];
    MUST(fixture, backup_make(fixture->location, path_of(fixture, "two.backup", good), NULL, NULL,
                              &fixture->err));
    assert_false(backup_restore(good, fixture->location, NULL, NULL, &fixture->err));
    assert_non_null(strstr(fixture->err.text, "is not empty"));
    (void)sum(fixture, fixture->location);
}

static void change(struct fixture *fixture, const char *path, const char *sql)
{
    AUTO(database) struct database *database = NULL;
    MUST(fixture, database_open(path, DATABASE_READ_WRITE, &database, &fixture->err));
    MUST(fixture, database_run_script(database, "change", sql, &fixture->err));
}

static void test_backup__a_row_changed_taken_or_added_is_seen(void **state)
{
    struct fixture *fixture = *state;
    static const char *const changes[] = {
        "UPDATE record SET batch = 2 WHERE seq = 17",
        "DELETE FROM record WHERE seq = 17",
        "INSERT INTO record (kiosk, epoch, seq, batch, line) VALUES ('k', 1, 1, 1, '')",
        "DROP TABLE tap",
        "UPDATE schema_version SET version = 999 WHERE version = 1",
    };
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
        char path[512], name[32], other[512];
        bool empty;
        (void)snprintf(name, sizeof name, "%zu.backup", i);
        MUST(fixture, backup_make(fixture->location, path_of(fixture, name, path), NULL, NULL,
                                  &fixture->err));
        change(fixture, path, changes[i]);
        assert_false(backup_check(path, NULL, NULL, &fixture->err));
        (void)snprintf(name, sizeof name, "%zu.db", i);
        (void)test_engine_add(&fixture->folder, name, other);
        assert_false(backup_restore(path, other, NULL, NULL, &fixture->err));
        assert_non_null(strstr(fixture->err.text, path));
        MUST(fixture, transfer_is_empty(other, &empty, &fixture->err));
        assert_true(empty);
        test_engine_drop(other);
    }
}

static void test_backup__a_damaged_page_is_seen(void **state)
{
    struct fixture *fixture = *state;
    char path[512];
    MUST(fixture, backup_make(fixture->location, path_of(fixture, "one.backup", path), NULL, NULL,
                              &fixture->err));
    AUTO(memory) char *text = NULL;
    size_t len;
    MUST(fixture, file_read(path, 64u << 20, &text, &len, &fixture->err));
    char *line = memmem(text, len, "{\"\xe5\x90\x8d\": 1}", 10);
    assert_non_null(line);
    AUTO(fd) int file = open(path, O_WRONLY);
    assert_true(file >= 0);
    assert_int_equal(pwrite(file, "?", 1, line - text + 2), 1);
    assert_false(backup_check(path, NULL, NULL, &fixture->err));
    assert_int_equal(fixture->err.code, ERROR_INVALID);
}

static void test_backup__what_is_no_backup_is_refused(void **state)
{
    struct fixture *fixture = *state;
    char path[512], other[512];
    (void)path_of(fixture, "plain.db", path);
    make_filled(fixture, path, 0);
    (void)test_engine_add(&fixture->folder, "other.db", other);
    assert_false(backup_restore(path, other, NULL, NULL, &fixture->err));
    assert_non_null(strstr(fixture->err.text, "no backup"));
    test_engine_drop(other);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
        TEST(test_transfer__another_engine_and_back_is_the_same),
        TEST(test_transfer__a_target_that_has_something_is_not_touched),
        TEST(test_transfer__one_that_fails_leaves_the_target_empty),
        TEST(test_transfer__nobody_writes_while_the_source_is_locked),
        TEST(test_transfer__an_older_schema_keeps_its_version),
        TEST(test_backup__is_put_back_as_it_was),
        TEST(test_backup__is_of_one_moment_while_others_write),
        TEST(test_backup__never_overwrites),
        TEST(test_backup__a_row_changed_taken_or_added_is_seen),
        TEST(test_backup__a_damaged_page_is_seen),
        TEST(test_backup__what_is_no_backup_is_refused),
#undef TEST
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
