#include "roster_store.h"

#include "check.h"
#include "cmocka_tests.h"
#include "fake_clock.h"
#include "file.h"
#include "temporary_folder.h"
#include <stdio.h>
#include <string.h>

struct fixture {
    struct temporary_folder folder;
    struct fake_clock clock;
    struct roster_store *store;
    char seen[4096]; /* "kind/id=value@revision " of every document */
};

static struct roster_store *open_for(struct fixture *fixture, const char *kiosk)
{
    struct roster_store *store = NULL;
    struct error err = {0};
    if (!roster_store_open(fixture->folder.path, kiosk, &fixture->clock.clock, &store, &err)) {
        fail_msg("%s", err.text);
    }
    return store;
}

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    assert_non_null(fixture);
    temporary_folder_init(&fixture->folder);
    fake_clock_init(&fixture->clock, INT64_C(1772411400000000));
    fixture->store = open_for(fixture, "k0001");
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    roster_store_destroy(fixture->store);
    temporary_folder_finish(&fixture->folder);
    free(fixture);
    return 0;
}

static bool note_document(const struct roster_change *document, void *user, struct error *err)
{
    (void)err; /* never fails */
    struct fixture *fixture = user;
    size_t len = strlen(fixture->seen);
    (void)snprintf(fixture->seen + len, sizeof fixture->seen - len, "%s/%s=%.*s@%lld ",
                   document->kind, document->id, (int)document->value_len, document->value,
                   (long long)document->revision);
    return true;
}

static const char *documents(struct fixture *fixture)
{
    fixture->seen[0] = '\0';
    assert_true(roster_store_each(fixture->store, note_document, fixture, NULL));
    return fixture->seen;
}

static struct roster_change change(const char *kind, const char *id, int64_t revision,
                                   const char *value)
{
    return (struct roster_change){.kind = kind,
                                  .id = id,
                                  .revision = revision,
                                  .value = value,
                                  .value_len = value ? strlen(value) : 0};
}

static void apply(struct fixture *fixture, const struct roster_change *changes, size_t count,
                  int64_t revision, bool more)
{
    struct roster_answer answer = {
        .revision = revision, .more = more, .changes = changes, .count = count};
    struct error err = {0};
    if (!roster_store_apply(fixture->store, &answer, &err)) {
        fail_msg("%s", err.text);
    }
}

static void fill(struct fixture *fixture)
{
    const struct roster_change changes[] = {
        change("staff", "s1", 1, "{\"a\":1}"),
        change("staff", "s2", 2, "{\"b\":2}"),
        change("unit", "u1", 3, "{}"),
    };
    apply(fixture, changes, ARRAY_LEN(changes), 3, false);
}

static void test_roster_store__changes_are_kept_with_their_revision(void **state)
{
    struct fixture *fixture = *state;
    assert_int_equal(roster_store_revision(fixture->store), 0);
    fill(fixture);
    for (int again = 0; again < 2; again++) {
        assert_int_equal(roster_store_revision(fixture->store), 3);
        assert_string_equal(documents(fixture),
                            "staff/s1={\"a\":1}@1 staff/s2={\"b\":2}@2 unit/u1={}@3 ");
        roster_store_destroy(TAKE(fixture->store));
        fixture->store = open_for(fixture, "k0001");
    }
}

static void test_roster_store__a_newer_value_replaces_and_null_removes(void **state)
{
    struct fixture *fixture = *state;
    fill(fixture);
    const struct roster_change changes[] = {
        change("staff", "s1", 4, "{\"a\":9}"), change("staff", "s2", 5, NULL),
        change("staff", "s7", 6, NULL), /* was never here */
        change("photo", "s1", 7, "[]"), /* a kind of the future */
    };
    apply(fixture, changes, ARRAY_LEN(changes), 7, false);
    assert_string_equal(documents(fixture), "photo/s1=[]@7 staff/s1={\"a\":9}@4 unit/u1={}@3 ");
}

static void test_roster_store__an_answer_that_fails_leaves_nothing(void **state)
{
    struct fixture *fixture = *state;
    fill(fixture);
    char huge[2] = "x";
    const struct roster_change changes[] = {
        change("staff", "s1", 4, "{\"a\":9}"),
        /* SQLite takes no text of 2 GiB, so this one fails in the middle of the transaction. */
        {.kind = "staff", .id = "s3", .revision = 5, .value = huge, .value_len = (size_t)1 << 40},
    };
    struct roster_answer answer = {.revision = 5, .changes = changes, .count = 2};
    assert_false(roster_store_apply(fixture->store, &answer, NULL));
    assert_int_equal(roster_store_revision(fixture->store), 3);
    assert_string_equal(documents(fixture),
                        "staff/s1={\"a\":1}@1 staff/s2={\"b\":2}@2 unit/u1={}@3 ");
}

static void test_roster_store__what_is_not_told_again_is_dropped_at_the_end(void **state)
{
    struct fixture *fixture = *state;
    fill(fixture);
    assert_true(roster_store_begin_again(fixture->store, NULL));
    assert_int_equal(roster_store_revision(fixture->store), 0);
    const struct roster_change first[] = {change("staff", "s2", 1, "{\"b\":3}")};
    apply(fixture, first, 1, 1, true);
    /* A restart in the middle changes nothing. */
    roster_store_destroy(TAKE(fixture->store));
    fixture->store = open_for(fixture, "k0001");
    assert_int_equal(roster_store_revision(fixture->store), 1);
    assert_string_equal(documents(fixture),
                        "staff/s1={\"a\":1}@1 staff/s2={\"b\":3}@1 unit/u1={}@3 ");
    const struct roster_change second[] = {change("unit", "u2", 2, "{}")};
    apply(fixture, second, 1, 2, false);
    assert_string_equal(documents(fixture), "staff/s2={\"b\":3}@1 unit/u2={}@2 ");
    const struct roster_change third[] = {change("unit", "u3", 3, "{}")};
    apply(fixture, third, 1, 3, false);
    assert_string_equal(documents(fixture), "staff/s2={\"b\":3}@1 unit/u2={}@2 unit/u3={}@3 ");
}

static bool folder_holds(const struct fixture *fixture, const char *name, const char *text)
{
    char path[512];
    AUTO(memory) char *data = NULL;
    size_t len;
    (void)temporary_folder_path(&fixture->folder, name, path);
    return file_read(path, 1 << 24, &data, &len, NULL) && memmem(data, len, text, strlen(text));
}

static void test_roster_store__a_wiped_roster_leaves_no_bytes(void **state)
{
    struct fixture *fixture = *state;
    const struct roster_change changes[] = {change("staff", "s1", 1, "{\"name\":\"SECRET-NAME\"}")};
    apply(fixture, changes, 1, 1, false);
    assert_true(folder_holds(fixture, "roster.db-wal", "SECRET-NAME"));
    assert_true(roster_store_wipe(fixture->store, NULL));
    assert_int_equal(roster_store_revision(fixture->store), 0);
    assert_string_equal(documents(fixture), "");
    assert_false(folder_holds(fixture, "roster.db-wal", "SECRET-NAME"));
    assert_false(folder_holds(fixture, "roster.db", "SECRET-NAME"));
    fill(fixture); /* and can be told again */
    assert_int_equal(roster_store_revision(fixture->store), 3);
}

static void test_roster_store__what_another_kiosk_was_told_is_wiped(void **state)
{
    struct fixture *fixture = *state;
    fill(fixture);
    roster_store_destroy(TAKE(fixture->store));
    fixture->store = open_for(fixture, "k0002");
    assert_int_equal(roster_store_revision(fixture->store), 0);
    assert_string_equal(documents(fixture), "");
}

static void test_roster_store__a_damaged_one_is_fetched_again(void **state)
{
    struct fixture *fixture = *state;
    fill(fixture);
    roster_store_destroy(TAKE(fixture->store));
    char path[512];
    char garbage[16384];
    memset(garbage, 0x5a, sizeof garbage);
    (void)temporary_folder_path(&fixture->folder, "roster.db-wal", path);
    assert_int_equal(unlink(path), 0);
    (void)temporary_folder_path(&fixture->folder, "roster.db", path);
    assert_true(file_replace(path, garbage, sizeof garbage, 0600, NULL));
    fixture->store = open_for(fixture, "k0001");
    assert_int_equal(roster_store_revision(fixture->store), 0);
    assert_true(folder_holds(fixture, "roster-damaged-20260302T003000Z.db", "ZZZZ"));
    assert_true(roster_store_wipe(fixture->store, NULL)); /* it may hold names */
    assert_false(folder_holds(fixture, "roster-damaged-20260302T003000Z.db", ""));
}

#define WITH_ROSTER(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_ROSTER(test_roster_store__changes_are_kept_with_their_revision),
        WITH_ROSTER(test_roster_store__a_newer_value_replaces_and_null_removes),
        WITH_ROSTER(test_roster_store__an_answer_that_fails_leaves_nothing),
        WITH_ROSTER(test_roster_store__what_is_not_told_again_is_dropped_at_the_end),
        WITH_ROSTER(test_roster_store__a_wiped_roster_leaves_no_bytes),
        WITH_ROSTER(test_roster_store__what_another_kiosk_was_told_is_wiped),
        WITH_ROSTER(test_roster_store__a_damaged_one_is_fetched_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
