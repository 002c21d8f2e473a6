/* Databases of past schemas, as servers of their time wrote them: each comes to the newest schema
 * with all that is in it. past/ has a copy of every schema that was ever released, and rows; a
 * released schema that is edited later is seen here. */

#include "migration.h"

#include "cmocka_tests.h"
#include "database.h"
#include "file.h"
#include "schema_list.h"
#include "test_engine.h"
#include "transfer.h"
#include <stdio.h>
#include <string.h>

#define RELEASED      17 /* schemas; a release adds its own to past/ and here */
#define FIRST_RELEASE 4
#define FILE_MAX      (1u << 20)
#define TABLES_MAX    64

struct fixture {
    struct temporary_folder folder;
    char location[512];
};

#define MUST(call)                                                                                 \
    do {                                                                                           \
        struct error err = {0};                                                                    \
        if (!(call)) {                                                                             \
            fail_msg("%s", err.text);                                                              \
        }                                                                                          \
    } while (0)

static int set_up(void **state)
{
    static struct fixture fixture;
    temporary_folder_init(&fixture.folder);
    *state = &fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    temporary_folder_finish(&fixture->folder);
    return 0;
}

static char *read_past(const char *name)
{
    char path[600];
    char *text = NULL;
    size_t len;
    (void)snprintf(path, sizeof path, PAST_FOLDER "/%s", name);
    MUST(file_read(path, FILE_MAX, &text, &len, &err));
    return text;
}

/* Bytes stand as X'00ff' in the rows, which means something else in PostgreSQL. */
static void spell_bytes(char *rows)
{
    for (char *at = strstr(rows, "X'"); at; at = strstr(at, "X'")) {
        size_t digits = strcspn(at + 2, "'");
        memmove(at + 3, at + 2, digits); /* over the closing quote: '\x…' is one longer, */
        memcpy(at, "'\\x", 3);
        at += 3 + digits; /* which stands where the quote has to be put again */
        memmove(at + 1, at, strlen(at) + 1);
        *at = '\'';
    }
}

static void run_rows(struct database *database, const char *name)
{
    AUTO(memory) char *text = read_past(name);
    size_t len = strlen(text);
    AUTO(memory) char *rows = calloc(1, 2 * len + 1); /* spelt for PostgreSQL it is longer */
    assert_non_null(rows);
    memcpy(rows, text, len);
    if (test_engine() == TEST_ENGINE_POSTGRESQL) {
        spell_bytes(rows);
    }
    MUST(database_run_script(database, name, rows, &err));
}

/* From one schema to a later one, as servers of its time went, and what they wrote then. */
static void go_on(const char *location, const struct schema_step *steps, int from, int to)
{
    AUTO(database) struct database *database = NULL;
    MUST(migration_run(location, steps, (size_t)to, &err));
    MUST(database_open(location, DATABASE_READ_WRITE, &database, &err));
    for (int version = from + 1; version <= to; version++) {
        char name[32];
        (void)snprintf(name, sizeof name, "rows_%04d.sql", version);
        run_rows(database, name);
    }
}

/* What a server of that schema would have made, which had been there since the first release. */
static void make_past(const char *location, int version)
{
    size_t count;
    const struct schema_step *ours = schema_list(&count);
    struct schema_step steps[RELEASED];
    char *texts[RELEASED];
    for (int i = 0; i < version; i++) {
        texts[i] = read_past(ours[i].name);
        steps[i] = (struct schema_step){i + 1, ours[i].name, texts[i]};
    }
    int first = version < FIRST_RELEASE ? version : FIRST_RELEASE;
    go_on(location, steps, 0, first);
    if (version > first) {
        go_on(location, steps, first, version);
    }
    for (int i = 0; i < version; i++) {
        free(texts[i]);
    }
}

struct known {
    char name[64];
    struct table_sum sum;
};

struct listing {
    struct known tables[TABLES_MAX];
    size_t count;
};

static bool list_table(const struct transfer_table *table, void *user, struct error *err)
{
    (void)err;
    struct listing *listing = user;
    assert_true(listing->count < TABLES_MAX);
    struct known *known = &listing->tables[listing->count++];
    (void)snprintf(known->name, sizeof known->name, "%s", table->name);
    known->sum = table->sum;
    return true;
}

static const struct known *find(const struct listing *listing, const char *name)
{
    for (size_t i = 0; i < listing->count; i++) {
        if (strcmp(listing->tables[i].name, name) == 0) {
            return &listing->tables[i];
        }
    }
    return NULL;
}

/* Verdicts are a function of the facts: a migration may throw them away, and they are made again.
 */
static bool is_computed(const char *table)
{
    static const char *const tables[] = {"attendee_verdict", "day_verdict",   "judged_month",
                                         "person_month",     "unsettled_day", "unsettled_meeting"};
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
        if (strcmp(tables[i], table) == 0) {
            return true;
        }
    }
    return false;
}

/* What came from outside is byte for byte what it was; of the rest no row is missing. */
static void assert_kept(const struct listing *before, const struct listing *after)
{
    static const char *const facts[] = {"record",       "record_batch",    "fact",
                                        "quarantine",   "audit_line",      "verdict_difference",
                                        "closed_month", "frozen_document", "evidence"};
    for (size_t i = 0; i < before->count; i++) {
        const struct known *known = find(after, before->tables[i].name);
        assert_non_null(known);
        assert_true(before->tables[i].sum.rows > 0);
        assert_true(known->sum.rows >= before->tables[i].sum.rows || is_computed(known->name));
    }
    for (size_t i = 0; i < sizeof facts / sizeof *facts; i++) {
        const struct known *known = find(before, facts[i]);
        assert_true(!known || table_sum_equal(&known->sum, &find(after, facts[i])->sum));
    }
}

static void test_past_schema__every_one_comes_to_the_newest_with_its_rows(void **state)
{
    struct fixture *fixture = *state;
    size_t count;
    const struct schema_step *ours = schema_list(&count);
    for (int version = 1; version <= RELEASED; version++) {
        char name[32];
        int reached;
        static struct listing before, after;
        before.count = after.count = 0;
        (void)snprintf(name, sizeof name, "%d.db", version);
        (void)test_engine_add(&fixture->folder, name, fixture->location);
        make_past(fixture->location, version);
        MUST(transfer_sum(fixture->location, list_table, &before, &err));
        MUST(migration_run(fixture->location, ours, count, &err));
        MUST(migration_read_version(fixture->location, &reached, &err));
        assert_int_equal(reached, count);
        MUST(transfer_sum(fixture->location, list_table, &after, &err));
        assert_kept(&before, &after);
        test_engine_drop(fixture->location);
    }
}

static void test_past_schema__a_released_one_is_never_edited(void **state)
{
    (void)state;
    size_t count;
    const struct schema_step *ours = schema_list(&count);
    assert_true(count >= RELEASED);
    for (size_t i = 0; i < RELEASED; i++) {
        AUTO(memory) char *past = read_past(ours[i].name);
        assert_string_equal(past, ours[i].sql);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
        TEST(test_past_schema__every_one_comes_to_the_newest_with_its_rows),
        TEST(test_past_schema__a_released_one_is_never_edited),
#undef TEST
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
