/* The seam itself, through whichever engine is behind it. */

#include "database.h"

#include "cmocka_tests.h"
#include "test_engine.h"
#include <pthread.h>
#include <stdio.h>
#include <string.h>

static const struct database_sql insert_row = {
    "thing.insert",
    "INSERT INTO thing (id, text, bytes) VALUES ($1, $2, $3)",
};

/* $2 comes before $1: an engine that counts by first appearance would swap them. */
static const struct database_sql find_row = {
    "thing.find",
    "SELECT id, text, bytes FROM thing WHERE text = $2 AND id = $1",
};

static const struct database_sql all_rows = {"thing.all", "SELECT id FROM thing ORDER BY id"};
static const struct database_sql count_rows = {"thing.count", "SELECT COUNT(*) FROM thing"};
static const struct database_sql delete_rows = {"thing.delete", "DELETE FROM thing WHERE id > $1"};

struct fixture {
    struct temporary_folder folder;
    char location[512];
    struct database *database;
    struct error err;
};

static int set_up(void **state)
{
    static struct fixture fixture;
    fixture = (struct fixture){0};
    temporary_folder_init(&fixture.folder);
    (void)test_engine_add(&fixture.folder, "test.db", fixture.location);
    assert_true(database_open(fixture.location, DATABASE_CREATE, &fixture.database, &fixture.err));
    assert_true(database_run_script(fixture.database, "schema",
                                    "CREATE TABLE thing (id BIGINT NOT NULL PRIMARY KEY,"
                                    " text TEXT, bytes BYTEA) /* clustered */;",
                                    &fixture.err));
    *state = &fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    database_destroy(fixture->database);
    test_engine_drop(fixture->location);
    temporary_folder_finish(&fixture->folder);
    return 0;
}

static bool insert(struct database *database, int64_t id, const char *text, struct error *err)
{
    AUTO(statement) struct statement *statement = NULL;
    if (!database_prepare(database, &insert_row, &statement, err)) {
        return false;
    }
    statement_bind_int64(statement, 1, id);
    statement_bind_text(statement, 2, text);
    return statement_run(statement, err);
}

static int64_t count(struct database *database)
{
    struct error err;
    AUTO(statement) struct statement *statement = NULL;
    bool row;
    assert_true(database_prepare(database, &count_rows, &statement, &err));
    assert_true(statement_step(statement, &row, &err));
    assert_true(row);
    return statement_int64(statement, 0);
}

static void test_database__values_come_back_as_they_were_bound(void **state)
{
    struct fixture *fixture = *state;
    struct error *err = &fixture->err;
    AUTO(statement) struct statement *insert_it = NULL;
    AUTO(statement) struct statement *find = NULL;
    bool row;
    size_t len;
    assert_true(database_prepare(fixture->database, &insert_row, &insert_it, err));
    statement_bind_int64(insert_it, 1, INT64_MIN);
    statement_bind_text_len(insert_it, 2, "守时XX", 6);
    statement_bind_bytes(insert_it, 3, "a\0b", 3);
    assert_true(statement_run(insert_it, err));
    assert_int_equal(database_changes(fixture->database), 1);

    assert_true(database_prepare(fixture->database, &find_row, &find, err));
    statement_bind_int64(find, 1, INT64_MIN);
    statement_bind_text(find, 2, "守时");
    assert_true(statement_step(find, &row, err));
    assert_true(row);
    assert_true(statement_int64(find, 0) == INT64_MIN);
    assert_string_equal(statement_text(find, 1), "守时");
    const void *bytes = statement_bytes(find, 2, &len);
    assert_int_equal(len, 3);
    assert_memory_equal(bytes, "a\0b", 3);
    assert_true(statement_step(find, &row, err));
    assert_false(row);
}

static void test_database__what_is_not_bound_is_null(void **state)
{
    struct fixture *fixture = *state;
    struct error *err = &fixture->err;
    static const struct database_sql find = {"thing.null", "SELECT text, bytes FROM thing"};
    AUTO(statement) struct statement *statement = NULL;
    bool row;
    size_t len;
    assert_true(insert(fixture->database, 1, "first", err));
    assert_true(insert(fixture->database, 2, NULL, err)); /* nothing is left of the first */
    assert_true(database_prepare(fixture->database, &find, &statement, err));
    assert_true(statement_step(statement, &row, err));
    assert_true(statement_step(statement, &row, err));
    assert_true(statement_is_null(statement, 0));
    assert_string_equal(statement_text(statement, 0), "");
    assert_non_null(statement_bytes(statement, 1, &len));
    assert_int_equal(len, 0);
}

static void test_database__empty_bytes_are_not_null(void **state)
{
    struct fixture *fixture = *state;
    struct error *err = &fixture->err;
    static const struct database_sql find = {"thing.empty", "SELECT bytes FROM thing"};
    AUTO(statement) struct statement *insert_it = NULL;
    AUTO(statement) struct statement *statement = NULL;
    bool row;
    assert_true(database_prepare(fixture->database, &insert_row, &insert_it, err));
    statement_bind_int64(insert_it, 1, 1);
    statement_bind_bytes(insert_it, 3, "", 0);
    assert_true(statement_run(insert_it, err));
    assert_true(database_prepare(fixture->database, &find, &statement, err));
    assert_true(statement_step(statement, &row, err));
    assert_false(statement_is_null(statement, 0));
}

static void test_database__errors_name_the_statement(void **state)
{
    struct fixture *fixture = *state;
    static const struct database_sql wrong = {"thing.wrong", "SELECT nothing FROM nowhere"};
    AUTO(statement) struct statement *statement = NULL;
    struct error err;
    assert_false(database_prepare(fixture->database, &wrong, &statement, &err));
    assert_memory_equal(err.text, "thing.wrong: ", 13);
    assert_true(insert(fixture->database, 1, "a", &err));
    assert_false(insert(fixture->database, 1, "b", &err));
    assert_int_equal(err.code, ERROR_INVALID);
    assert_memory_equal(err.text, "thing.insert: ", 14);
    assert_true(insert(fixture->database, 2, "c", &err)); /* the statement is fit for use again */
}

static void test_database__a_statement_can_be_used_twice_at_once(void **state)
{
    struct fixture *fixture = *state;
    struct error *err = &fixture->err;
    AUTO(statement) struct statement *outer = NULL;
    AUTO(statement) struct statement *inner = NULL;
    bool row;
    for (int i = 1; i <= 3; i++) {
        assert_true(insert(fixture->database, i, "x", err));
    }
    assert_true(database_prepare(fixture->database, &all_rows, &outer, err));
    assert_true(statement_step(outer, &row, err));
    assert_true(database_prepare(fixture->database, &all_rows, &inner, err));
    assert_ptr_not_equal(outer, inner);
    assert_true(statement_step(inner, &row, err));
    assert_int_equal(statement_int64(inner, 0), 1);
    assert_true(statement_step(outer, &row, err));
    assert_int_equal(statement_int64(outer, 0), 2);
    statement_release(TAKE(inner));
    statement_release(TAKE(outer));
    assert_true(database_prepare(fixture->database, &all_rows, &outer, err));
    assert_true(statement_step(outer, &row, err));
    assert_int_equal(statement_int64(outer, 0), 1);
}

static void test_database__copies_of_a_wrong_length_are_errors(void **state)
{
    struct fixture *fixture = *state;
    struct error err;
    AUTO(statement) struct statement *find = NULL;
    bool row;
    char small[4] = "---";
    uint8_t bytes[2];
    assert_true(insert(fixture->database, 1, "four", &err));
    assert_true(database_prepare(fixture->database, &find_row, &find, &err));
    statement_bind_int64(find, 1, 1);
    statement_bind_text(find, 2, "four");
    assert_true(statement_step(find, &row, &err));
    assert_false(statement_copy_text(find, 1, small, sizeof small, &err));
    assert_string_equal(small, "---");
    assert_false(statement_copy_bytes(find, 2, bytes, sizeof bytes, &err));
    assert_int_equal(err.code, ERROR_INVALID);
}

static void test_database__rollback_undoes_and_commit_keeps(void **state)
{
    struct fixture *fixture = *state;
    struct error *err = &fixture->err;
    assert_true(database_begin(fixture->database, DATABASE_WRITE, err));
    assert_true(insert(fixture->database, 1, "a", err));
    database_rollback(fixture->database);
    assert_false(database_in_transaction(fixture->database));
    assert_int_equal(count(fixture->database), 0);
    assert_true(database_begin(fixture->database, DATABASE_WRITE, err));
    assert_true(insert(fixture->database, 1, "a", err));
    assert_true(database_commit(fixture->database, err));
    assert_int_equal(count(fixture->database), 1);
    database_rollback(fixture->database); /* none is open: nothing happens */
    assert_int_equal(count(fixture->database), 1);
}

static void test_database__a_savepoint_undoes_its_part_alone(void **state)
{
    struct fixture *fixture = *state;
    struct error *err = &fixture->err;
    assert_true(database_begin(fixture->database, DATABASE_WRITE, err));
    assert_true(insert(fixture->database, 1, "a", err));
    assert_true(database_savepoint(fixture->database, err));
    assert_true(insert(fixture->database, 2, "b", err));
    assert_true(database_savepoint_undo(fixture->database, err));
    assert_true(database_savepoint(fixture->database, err));
    assert_true(insert(fixture->database, 3, "c", err));
    assert_true(database_savepoint_keep(fixture->database, err));
    assert_true(database_commit(fixture->database, err));
    assert_int_equal(count(fixture->database), 2);
}

static void test_database__a_reader_sees_one_moment(void **state)
{
    struct fixture *fixture = *state;
    struct error *err = &fixture->err;
    AUTO(database) struct database *reader = NULL;
    assert_true(database_open(fixture->location, DATABASE_READ_ONLY, &reader, err));
    assert_true(database_begin(reader, DATABASE_READ, err));
    assert_int_equal(count(reader), 0);
    assert_true(insert(fixture->database, 1, "a", err));
    assert_int_equal(count(reader), 0);
    database_rollback(reader);
    assert_int_equal(count(reader), 1);
}

static void test_database__a_reader_cannot_write(void **state)
{
    struct fixture *fixture = *state;
    AUTO(database) struct database *reader = NULL;
    struct error err;
    assert_true(database_open(fixture->location, DATABASE_READ_ONLY, &reader, &err));
    assert_false(insert(reader, 1, "a", &err));
    assert_int_equal(err.code, ERROR_DENIED);
}

static void *commit_other(void *user)
{
    struct database *other = user;
    struct error err;
    assert_true(insert(other, 7, "other", &err));
    assert_true(database_commit(other, &err));
    return NULL;
}

static void test_database__a_writer_waits_for_another(void **state)
{
    struct fixture *fixture = *state;
    struct error *err = &fixture->err;
    AUTO(database) struct database *other = NULL;
    pthread_t thread;
    assert_true(database_open(fixture->location, DATABASE_READ_WRITE, &other, err));
    assert_true(database_begin(other, DATABASE_WRITE, err));
    assert_int_equal(pthread_create(&thread, NULL, commit_other, other), 0);
    assert_true(database_begin(fixture->database, DATABASE_WRITE, err));
    assert_int_equal(pthread_join(thread, NULL), 0);
    assert_int_equal(count(fixture->database), 1);
}

static void test_database__changes_counts_the_rows_of_the_last_statement(void **state)
{
    struct fixture *fixture = *state;
    struct error *err = &fixture->err;
    AUTO(statement) struct statement *statement = NULL;
    for (int i = 1; i <= 5; i++) {
        assert_true(insert(fixture->database, i, "x", err));
    }
    assert_true(database_prepare(fixture->database, &delete_rows, &statement, err));
    statement_bind_int64(statement, 1, 2);
    assert_true(statement_run(statement, err));
    assert_int_equal(database_changes(fixture->database), 3);
}

static void test_database__sums_of_whole_numbers_are_whole_numbers(void **state)
{
    struct fixture *fixture = *state;
    struct error *err = &fixture->err;
    static const struct database_sql sums = {
        "thing.sums", "SELECT SUM(id), COUNT(*), SUM(CASE WHEN id > 0 THEN 1 ELSE 0 END), MIN(id), "
                      "COALESCE(SUM(id) - SUM(id), 0) FROM thing"};
    static const int64_t ids[] = {INT64_C(4000000000000000000), -3, 10000, 120000};
    AUTO(statement) struct statement *statement = NULL;
    bool row;
    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++) {
        assert_true(insert(fixture->database, ids[i], "x", err));
    }
    assert_true(database_prepare(fixture->database, &sums, &statement, err));
    assert_true(statement_step(statement, &row, err));
    assert_true(statement_int64(statement, 0) == INT64_C(4000000000000129997));
    assert_int_equal(statement_int64(statement, 1), 4);
    assert_int_equal(statement_int64(statement, 2), 3);
    assert_true(statement_int64(statement, 3) == -3);
    assert_int_equal(statement_int64(statement, 4), 0);
}

static void test_database__text_is_in_the_order_of_its_bytes(void **state)
{
    struct fixture *fixture = *state;
    struct error *err = &fixture->err;
    static const struct database_sql select = {"thing.text",
                                               "SELECT text FROM thing ORDER BY text"};
    static const char *const texts[] = {"B", "a", "é", "守"};
    AUTO(statement) struct statement *statement = NULL;
    for (size_t i = 4; i > 0; i--) {
        assert_true(insert(fixture->database, (int64_t)i, texts[i - 1], err));
    }
    assert_true(database_prepare(fixture->database, &select, &statement, err));
    for (size_t i = 0; i < 4; i++) {
        bool row;
        assert_true(statement_step(statement, &row, err));
        assert_string_equal(statement_text(statement, 0), texts[i]);
    }
}

static bool queue_row(struct database *database, int64_t id, struct error *err)
{
    AUTO(statement) struct statement *statement = NULL;
    if (!database_prepare(database, &insert_row, &statement, err)) {
        return false;
    }
    statement_bind_int64(statement, 1, id);
    statement_bind_text(statement, 2, "queued");
    return statement_queue(statement, err);
}

static void test_database__queued_statements_are_seen_by_what_follows(void **state)
{
    struct fixture *fixture = *state;
    struct error *err = &fixture->err;
    assert_true(database_begin(fixture->database, DATABASE_WRITE, err));
    for (int64_t id = 1; id <= 700; id++) {
        assert_true(queue_row(fixture->database, id, err));
    }
    assert_int_equal(count(fixture->database), 700);
    assert_true(queue_row(fixture->database, 701, err));
    assert_true(database_commit(fixture->database, err));
    assert_int_equal(count(fixture->database), 701);
}

static bool read_row_ahead(struct database *database, int64_t id, struct error *err)
{
    AUTO(statement) struct statement *select = NULL;
    if (!database_prepare(database, &find_row, &select, err)) {
        return false;
    }
    statement_bind_int64(select, 1, id);
    statement_bind_text(select, 2, "queued");
    return statement_read_ahead(select, err);
}

/* Is there a row of this id, by the statement that was read ahead? */
static bool finds_row(struct database *database, int64_t id)
{
    struct error err;
    AUTO(statement) struct statement *select = NULL;
    bool row;
    assert_true(database_prepare(database, &find_row, &select, &err));
    statement_bind_int64(select, 1, id);
    statement_bind_text(select, 2, "queued");
    assert_true(statement_step(select, &row, &err));
    return row;
}

static void test_database__what_was_read_ahead_is_found_by_its_values(void **state)
{
    struct fixture *fixture = *state;
    struct error *err = &fixture->err;
    assert_true(database_begin(fixture->database, DATABASE_WRITE, err));
    for (int64_t id = 1; id <= 300; id++) {
        assert_true(queue_row(fixture->database, 2 * id, err));
    }
    for (int64_t id = 1; id <= 600; id++) {
        assert_true(read_row_ahead(fixture->database, id, err));
    }
    for (int64_t id = 600; id >= 1; id--) { /* in another order, with writes between */
        assert_true(id % 100 != 0 || queue_row(fixture->database, 1000 + id, err));
        assert_int_equal(finds_row(fixture->database, id), id % 2 == 0);
    }
    assert_int_equal(count(fixture->database), 306);
    assert_true(database_commit(fixture->database, err));
}

static void test_database__what_is_forgotten_is_read_again(void **state)
{
    struct fixture *fixture = *state;
    struct error *err = &fixture->err;
    assert_true(database_begin(fixture->database, DATABASE_WRITE, err));
    assert_true(read_row_ahead(fixture->database, 1, err));
    assert_true(database_forget_ahead(fixture->database, err));
    assert_true(queue_row(fixture->database, 1, err));
    assert_true(finds_row(fixture->database, 1));
    assert_true(read_row_ahead(fixture->database, 2, err));
    assert_true(database_commit(fixture->database, err)); /* forgets what nobody asked for */
    assert_true(database_begin(fixture->database, DATABASE_WRITE, err));
    assert_true(queue_row(fixture->database, 2, err));
    assert_true(finds_row(fixture->database, 2));
    assert_true(read_row_ahead(fixture->database, 3, err));
    database_rollback(fixture->database);
    assert_false(finds_row(fixture->database, 2));
}

static void test_database__a_queued_statement_that_fails_undoes_all(void **state)
{
    struct fixture *fixture = *state;
    struct error *err = &fixture->err;
    assert_true(database_begin(fixture->database, DATABASE_WRITE, err));
    bool good = queue_row(fixture->database, 1, err) && queue_row(fixture->database, 1, err) &&
                queue_row(fixture->database, 2, err) && database_commit(fixture->database, err);
    assert_false(good);
    assert_int_equal(err->code, ERROR_INVALID);
    assert_non_null(strstr(err->text, "thing.insert"));
    assert_false(database_may_retry(fixture->database));
    database_rollback(fixture->database);
    assert_int_equal(count(fixture->database), 0);
}

static void test_database__a_savepoint_undoes_what_was_queued_in_it(void **state)
{
    struct fixture *fixture = *state;
    struct error *err = &fixture->err;
    assert_true(database_begin(fixture->database, DATABASE_WRITE, err));
    assert_true(queue_row(fixture->database, 1, err));
    assert_true(database_savepoint(fixture->database, err));
    bool good = queue_row(fixture->database, 2, err) && queue_row(fixture->database, 2, err) &&
                database_savepoint_keep(fixture->database, err);
    assert_false(good);
    assert_true(database_savepoint_undo(fixture->database, err));
    assert_true(database_commit(fixture->database, err));
    assert_int_equal(count(fixture->database), 1);
}

struct names {
    char text[512];
};

static bool add_table(const char *table, void *user, struct error *err)
{
    (void)err;
    struct names *names = user;
    (void)strcat(strcat(names->text, table), " ");
    return true;
}

static bool add_column(const struct database_column *column, void *user, struct error *err)
{
    (void)err;
    struct names *names = user;
    char text[64];
    (void)snprintf(text, sizeof text, "%s:%d:%d ", column->name, (int)column->type, column->key);
    (void)strcat(names->text, text);
    return true;
}

static void test_database__tables_and_columns_are_told(void **state)
{
    struct fixture *fixture = *state;
    struct error *err = &fixture->err;
    struct names names = {""};
    assert_true(database_run_script(fixture->database, "more",
                                    "CREATE TABLE pair (b TEXT NOT NULL, a BIGINT NOT NULL, "
                                    "c BYTEA, PRIMARY KEY (a, b))",
                                    err));
    assert_true(database_each_table(fixture->database, add_table, &names, err));
    assert_true(database_each_column(fixture->database, "pair", add_column, &names, err));
    assert_string_equal(names.text, "pair thing b:1:2 a:0:1 c:2:0 ");
}

static void test_database__a_copy_is_whole_and_alone(void **state)
{
    if (test_engine() != TEST_ENGINE_SQLITE) {
        skip(); /* of files */
    }
    struct fixture *fixture = *state;
    struct error *err = &fixture->err;
    char path[512];
    AUTO(database) struct database *copy = NULL;
    assert_true(insert(fixture->database, 1, "a", err));
    (void)temporary_folder_path(&fixture->folder, "copy.db", path);
    assert_true(database_copy(fixture->database, path, err));
    assert_true(insert(fixture->database, 2, "b", err));
    assert_true(database_open(path, DATABASE_READ_WRITE, &copy, err));
    assert_int_equal(count(copy), 1);
}

static void test_database__what_is_not_there_is_not_made(void **state)
{
    if (test_engine() != TEST_ENGINE_SQLITE) {
        skip(); /* of files */
    }
    struct fixture *fixture = *state;
    char path[512];
    AUTO(database) struct database *none = NULL;
    struct error err;
    bool exists;
    (void)temporary_folder_path(&fixture->folder, "none.db", path);
    assert_false(database_open(path, DATABASE_READ_WRITE, &none, &err));
    assert_false(database_open(path, DATABASE_READ_ONLY, &none, &err));
    assert_non_null(strstr(err.text, path));
    assert_true(database_exists(path, &exists, &err));
    assert_false(exists);
}

static void test_database__a_file_that_is_none_is_refused(void **state)
{
    if (test_engine() != TEST_ENGINE_SQLITE) {
        skip(); /* of files */
    }
    struct fixture *fixture = *state;
    char path[512];
    AUTO(database) struct database *none = NULL;
    struct error err;
    (void)temporary_folder_path(&fixture->folder, "text.db", path);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    for (int i = 0; i < 1000; i++) {
        assert_true(fputs("this is no database\n", file) >= 0);
    }
    assert_int_equal(fclose(file), 0);
    assert_false(database_open(path, DATABASE_READ_WRITE, &none, &err));
    assert_int_equal(err.code, ERROR_INVALID);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
        TEST(test_database__values_come_back_as_they_were_bound),
        TEST(test_database__what_is_not_bound_is_null),
        TEST(test_database__empty_bytes_are_not_null),
        TEST(test_database__errors_name_the_statement),
        TEST(test_database__a_statement_can_be_used_twice_at_once),
        TEST(test_database__copies_of_a_wrong_length_are_errors),
        TEST(test_database__rollback_undoes_and_commit_keeps),
        TEST(test_database__a_savepoint_undoes_its_part_alone),
        TEST(test_database__a_reader_sees_one_moment),
        TEST(test_database__a_reader_cannot_write),
        TEST(test_database__a_writer_waits_for_another),
        TEST(test_database__changes_counts_the_rows_of_the_last_statement),
        TEST(test_database__sums_of_whole_numbers_are_whole_numbers),
        TEST(test_database__text_is_in_the_order_of_its_bytes),
        TEST(test_database__queued_statements_are_seen_by_what_follows),
        TEST(test_database__what_was_read_ahead_is_found_by_its_values),
        TEST(test_database__what_is_forgotten_is_read_again),
        TEST(test_database__a_queued_statement_that_fails_undoes_all),
        TEST(test_database__a_savepoint_undoes_what_was_queued_in_it),
        TEST(test_database__tables_and_columns_are_told),
        TEST(test_database__a_copy_is_whole_and_alone),
        TEST(test_database__what_is_not_there_is_not_made),
        TEST(test_database__a_file_that_is_none_is_refused),
#undef TEST
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
