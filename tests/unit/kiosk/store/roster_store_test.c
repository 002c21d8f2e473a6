#include "roster_store.h"

#include "check.h"
#include "cmocka_tests.h"
#include "damaged_page.h"
#include "fake_clock.h"
#include "file.h"
#include "hash.h"
#include "temporary_folder.h"
#include <glob.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

#define DOCUMENTS_MAX 16

struct fixture {
    struct temporary_folder folder;
    struct fake_clock clock;
    struct roster_store *store;
    char seen[4096]; /* "kind/id=value@revision " of every document, in their order */
    size_t count;
    char lines[DOCUMENTS_MAX][256];
    struct identity identity; /* of the store that was opened last */
};

/* seed: of the enrolment. */
static struct roster_store *open_enrolled(struct fixture *fixture, const char *kiosk, uint8_t seed)
{
    struct roster_store *store = NULL;
    struct error err = {0};
    fixture->identity = (struct identity){.seed = {seed}};
    (void)snprintf(fixture->identity.kiosk, sizeof fixture->identity.kiosk, "%s", kiosk);
    if (!roster_store_open(fixture->folder.path, &fixture->identity, &fixture->clock.clock, &store,
                           &err)) {
        fail_msg("%s", err.text);
    }
    return store;
}

static struct roster_store *open_for(struct fixture *fixture, const char *kiosk)
{
    return open_enrolled(fixture, kiosk, 1);
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
    assert_true(fixture->count < DOCUMENTS_MAX);
    char *line = fixture->lines[fixture->count++];
    (void)snprintf(line, sizeof fixture->lines[0], "%s/%s=%.*s@%lld ", document->kind, document->id,
                   (int)document->value_len, document->value, (long long)document->revision);
    return true;
}

static int compare_lines(const void *a, const void *b)
{
    return strcmp(a, b);
}

static const char *documents(struct fixture *fixture)
{
    fixture->seen[0] = '\0';
    fixture->count = 0;
    assert_true(roster_store_each(fixture->store, note_document, fixture, NULL));
    qsort(fixture->lines, fixture->count, sizeof fixture->lines[0], compare_lines);
    for (size_t i = 0; i < fixture->count; i++) {
        size_t len = strlen(fixture->seen);
        (void)snprintf(fixture->seen + len, sizeof fixture->seen - len, "%s", fixture->lines[i]);
    }
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
        .next = {.revision = revision}, .more = more, .changes = changes, .count = count};
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
        /* Longer than any document, so this one fails in the middle of the transaction. */
        {.kind = "staff", .id = "s3", .revision = 5, .value = huge, .value_len = (size_t)1 << 40},
    };
    struct roster_answer answer = {.next = {.revision = 5}, .changes = changes, .count = 2};
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

/* Taps of other kiosks */

#define DAY_US INT64_C(86400000000)

static struct other_tap tap(uint64_t seq, const char *staff, int64_t day)
{
    return (struct other_tap){.kiosk = "k0002",
                              .epoch = 1,
                              .seq = seq,
                              .staff = staff,
                              .at_utc_us = day * DAY_US + (int64_t)seq,
                              .meeting = "m1",
                              .substitute_for = ""};
}

static void tell(struct fixture *fixture, const struct other_tap *taps, size_t count,
                 int64_t revision)
{
    struct roster_answer answer = {.taps = taps, .tap_count = count};
    answer.next = roster_store_cursor(fixture->store);
    answer.next.taps = revision;
    struct error err = {0};
    if (!roster_store_apply(fixture->store, &answer, &err)) {
        fail_msg("%s", err.text);
    }
    assert_int_equal(roster_store_cursor(fixture->store).taps, revision);
}

static void note_tap(const struct other_tap *found, void *user)
{
    struct fixture *fixture = user;
    size_t len = strlen(fixture->seen);
    (void)snprintf(fixture->seen + len, sizeof fixture->seen - len, "%s:%d=%s ", found->kiosk,
                   (int)found->seq, found->staff);
    assert_string_equal(found->meeting, "m1");
}

/* Those behind *no of the day or later, at most max of them. */
static const char *new_taps(struct fixture *fixture, int64_t *no, int64_t day, size_t max)
{
    AUTO(other_taps) struct other_taps *taps = NULL;
    size_t count;
    fixture->seen[0] = '\0';
    assert_true(other_taps_open(fixture->folder.path, &fixture->identity, &taps, NULL));
    assert_true(
        other_taps_each_new(taps, *no, day * DAY_US, max, note_tap, fixture, no, &count, NULL));
    return fixture->seen;
}

static void test_roster_store__taps_of_other_kiosks_are_read_where_they_are_new(void **state)
{
    struct fixture *fixture = *state;
    const struct other_tap first[] = {tap(1, "s1", 100), tap(2, "s2", 102), tap(3, "s1", 102)};
    int64_t no = 0;
    tell(fixture, first, 3, 7);
    assert_string_equal(new_taps(fixture, &no, 101, 1), "k0002:2=s2 ");
    assert_string_equal(new_taps(fixture, &no, 101, 9), "k0002:3=s1 ");
    assert_string_equal(new_taps(fixture, &no, 101, 9), "");
    const struct other_tap again[] = {tap(2, "s9", 102)}; /* it was somebody else's */
    tell(fixture, again, 1, 8);
    assert_string_equal(new_taps(fixture, &no, 101, 9), "k0002:2=s9 ");
    assert_true(roster_store_begin_again(fixture->store, NULL)); /* the server was put back */
    assert_int_equal(roster_store_cursor(fixture->store).taps, 0);
    tell(fixture, first, 2, 2);
    assert_string_equal(new_taps(fixture, &no, 101, 9), "k0002:2=s2 ");
}

static void test_roster_store__a_person_s_taps_by_day_until_they_are_forgotten(void **state)
{
    struct fixture *fixture = *state;
    const struct other_tap told[] = {tap(1, "s1", 100), tap(2, "s2", 101), tap(3, "s1", 131),
                                     tap(4, "s1", 132)};
    tell(fixture, told, 4, 4);
    AUTO(other_taps) struct other_taps *taps = NULL;
    assert_true(other_taps_open(fixture->folder.path, &fixture->identity, &taps, NULL));
    fixture->seen[0] = '\0';
    assert_true(
        other_taps_each_of(taps, "s1", 100 * DAY_US, 131 * DAY_US, note_tap, fixture, NULL));
    assert_string_equal(fixture->seen, "k0002:1=s1 k0002:3=s1 ");
    assert_true(roster_store_forget_taps(fixture->store, 101 * DAY_US + 5, NULL));
    fixture->seen[0] = '\0';
    assert_true(other_taps_each_of(taps, "s1", 0, 140 * DAY_US, note_tap, fixture, NULL));
    assert_string_equal(fixture->seen, "k0002:3=s1 k0002:4=s1 ");
    assert_true(roster_store_wipe(fixture->store, NULL));
    fixture->seen[0] = '\0';
    assert_true(other_taps_each_of(taps, "s1", 0, 140 * DAY_US, note_tap, fixture, NULL));
    assert_string_equal(fixture->seen, "");
}

static bool folder_holds(const struct fixture *fixture, const char *name, const char *text)
{
    char path[512];
    AUTO(memory) char *data = NULL;
    size_t len;
    (void)temporary_folder_path(&fixture->folder, name, path);
    return file_read(path, 1 << 24, &data, &len, NULL) && memmem(data, len, text, strlen(text));
}

static const char *const files[] = {"roster.db", "roster.db-wal", "roster.db-shm"};

static bool files_hold(const struct fixture *fixture, const char *text)
{
    for (size_t i = 0; i < ARRAY_LEN(files); i++) {
        if (folder_holds(fixture, files[i], text)) {
            return true;
        }
    }
    return false;
}

static void test_roster_store__nothing_of_it_can_be_read_in_its_files(void **state)
{
    struct fixture *fixture = *state;
    const struct roster_change changes[] = {
        change("staff", "person-17", 1, "{\"name\":\"SECRET-NAME\"}")};
    const struct other_tap taps[] = {tap(1, "person-17", 100)};
    apply(fixture, changes, 1, 1, false);
    tell(fixture, taps, 1, 1);
    for (int again = 0; again < 2; again++) {
        assert_false(files_hold(fixture, "k0002"));
        assert_false(files_hold(fixture, "SECRET-NAME"));
        assert_false(files_hold(fixture, "person-17"));
        assert_false(files_hold(fixture, "staff/"));
        roster_store_destroy(TAKE(fixture->store));
        fixture->store = open_for(fixture, "k0001");
    }
    assert_string_equal(documents(fixture), "staff/person-17={\"name\":\"SECRET-NAME\"}@1 ");
}

/* The bytes of the rows as they lie on the disk. */
static void read_sealed(const struct fixture *fixture, char *ret_hex, size_t size)
{
    char path[512];
    sqlite3 *database = NULL;
    sqlite3_stmt *rows = NULL;
    (void)temporary_folder_path(&fixture->folder, "roster.db", path);
    assert_int_equal(sqlite3_open(path, &database), SQLITE_OK);
    assert_int_equal(
        sqlite3_prepare_v2(database, "SELECT hex(content) FROM sealed LIMIT 1", -1, &rows, NULL),
        SQLITE_OK);
    ret_hex[0] = '\0';
    if (sqlite3_step(rows) == SQLITE_ROW) {
        (void)snprintf(ret_hex, size, "%s", (const char *)sqlite3_column_text(rows, 0));
    }
    (void)sqlite3_finalize(rows);
    assert_int_equal(sqlite3_close(database), SQLITE_OK);
}

static void change_file(const struct fixture *fixture, const char *sql)
{
    char path[512];
    sqlite3 *database = NULL;
    char *text = NULL;
    (void)temporary_folder_path(&fixture->folder, "roster.db", path);
    assert_int_equal(sqlite3_open(path, &database), SQLITE_OK);
    if (sqlite3_exec(database, sql, NULL, NULL, &text) != SQLITE_OK) {
        fail_msg("%s", text);
    }
    assert_int_equal(sqlite3_close(database), SQLITE_OK);
}

static void test_roster_store__a_wiped_roster_leaves_no_bytes(void **state)
{
    struct fixture *fixture = *state;
    const struct roster_change changes[] = {change("staff", "s1", 1, "{\"name\":\"SECRET-NAME\"}")};
    char hex[512], none[512];
    apply(fixture, changes, 1, 1, false);
    read_sealed(fixture, hex, sizeof hex);
    uint8_t sealed[128];
    size_t len = strlen(hex) / 2;
    assert_true(len > 0 && len < sizeof sealed && hash_hex_decode(hex, 2 * len, sealed, len));
    sealed[16] = sealed[16] ? sealed[16] : 1; /* a piece of it, as a text to look for */
    assert_true(roster_store_wipe(fixture->store, NULL));
    assert_int_equal(roster_store_revision(fixture->store), 0);
    assert_string_equal(documents(fixture), "");
    read_sealed(fixture, none, sizeof none);
    assert_string_equal(none, "");
    for (size_t i = 0; i < ARRAY_LEN(files); i++) {
        char path[512];
        AUTO(memory) char *data = NULL;
        size_t data_len;
        (void)temporary_folder_path(&fixture->folder, files[i], path);
        if (file_read(path, 1 << 24, &data, &data_len, NULL)) {
            assert_null(memmem(data, data_len, sealed, 12));
        }
    }
    fill(fixture); /* and can be told again */
    assert_int_equal(roster_store_revision(fixture->store), 3);
}

static void test_roster_store__another_enrolment_of_the_same_kiosk_begins_anew(void **state)
{
    struct fixture *fixture = *state;
    fill(fixture);
    roster_store_destroy(TAKE(fixture->store));
    fixture->store = open_enrolled(fixture, "k0001", 2);
    assert_int_equal(roster_store_revision(fixture->store), 0);
    assert_string_equal(documents(fixture), "");
}

static void test_roster_store__a_changed_document_is_passed_over_and_all_is_told_again(void **state)
{
    struct fixture *fixture = *state;
    fill(fixture);
    roster_store_destroy(TAKE(fixture->store));
    change_file(fixture, "UPDATE sealed SET content = zeroblob(40) WHERE revision = 2");
    fixture->store = open_for(fixture, "k0001");
    assert_int_equal(roster_store_revision(fixture->store), 3);
    assert_string_equal(documents(fixture), "staff/s1={\"a\":1}@1 unit/u1={}@3 ");
    assert_int_equal(roster_store_revision(fixture->store), 0);
    fill(fixture);
    assert_string_equal(documents(fixture),
                        "staff/s1={\"a\":1}@1 staff/s2={\"b\":2}@2 unit/u1={}@3 ");
}

static void test_roster_store__two_documents_cannot_change_places(void **state)
{
    struct fixture *fixture = *state;
    fill(fixture);
    roster_store_destroy(TAKE(fixture->store));
    change_file(fixture, "UPDATE sealed SET content ="
                         " (SELECT content FROM sealed WHERE revision = 1) WHERE revision = 2");
    fixture->store = open_for(fixture, "k0001");
    assert_string_equal(documents(fixture), "staff/s1={\"a\":1}@1 unit/u1={}@3 ");
}

static void test_roster_store__a_cursor_is_kept_whole_until_it_is_begun_again(void **state)
{
    struct fixture *fixture = *state;
    const struct roster_answer answer = {.next = {7, 9, "0123456789abcdef", "fedcba9876543210"}};
    assert_true(roster_store_apply(fixture->store, &answer, NULL));
    for (int again = 0; again < 2; again++) {
        struct roster_cursor cursor = roster_store_cursor(fixture->store);
        assert_int_equal(cursor.revision, 7);
        assert_int_equal(cursor.taps, 9);
        assert_string_equal(cursor.fingerprint, answer.next.fingerprint);
        assert_string_equal(cursor.taps_fingerprint, answer.next.taps_fingerprint);
        roster_store_destroy(TAKE(fixture->store));
        fixture->store = open_for(fixture, "k0001");
    }
    assert_true(roster_store_begin_again(fixture->store, NULL));
    struct roster_cursor cursor = roster_store_cursor(fixture->store);
    assert_int_equal(cursor.revision + cursor.taps, 0);
    assert_string_equal(cursor.fingerprint, "");
    assert_string_equal(cursor.taps_fingerprint, "");
}

/* roster.db as the first version wrote it. */
static void put_past(const struct fixture *fixture)
{
    char path[512];
    AUTO(memory) char *schema = NULL;
    size_t len;
    for (size_t i = 0; i < ARRAY_LEN(files); i++) {
        (void)unlink(temporary_folder_path(&fixture->folder, files[i], path)); /* or not there */
    }
    assert_true(file_read(PAST_FOLDER "/roster_0001.sql", 65536, &schema, &len, NULL));
    change_file(fixture, schema);
}

static void test_roster_store__what_an_earlier_version_wrote_is_sealed(void **state)
{
    struct fixture *fixture = *state;
    roster_store_destroy(TAKE(fixture->store));
    put_past(fixture);
    assert_true(files_hold(fixture, "欧阳建国"));
    fixture->store = open_for(fixture, "k0001");
    assert_int_equal(roster_store_revision(fixture->store), 7);
    assert_string_equal(documents(fixture),
                        "staff/s1={\"id\":\"s1\",\"name\":\"欧阳建国\",\"unit\":\"u1\"}@5 "
                        "unit/u1={\"code\":\"u1\",\"name\":\"办公室\"}@7 ");
    assert_false(files_hold(fixture, "欧阳建国"));
    assert_false(folder_holds(fixture, "roster.db.before-2", "欧阳建国"));
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
    char kept[512]; /* what is left of the file when its name is gone */
    (void)temporary_folder_path(&fixture->folder, "roster-damaged-20260302T003000Z.db", path);
    assert_int_equal(link(path, temporary_folder_path(&fixture->folder, "kept", kept)), 0);
    assert_true(roster_store_wipe(fixture->store, NULL)); /* it may hold names */
    assert_false(folder_holds(fixture, "roster-damaged-20260302T003000Z.db", ""));
    assert_true(folder_holds(fixture, "kept", ""));
    assert_false(folder_holds(fixture, "kept", "ZZZZ"));
}

static const char *reopen_damaged(struct fixture *fixture, const char *table)
{
    char path[512];
    roster_store_destroy(TAKE(fixture->store));
    damaged_page_of_table(temporary_folder_path(&fixture->folder, "roster.db", path), table);
    fixture->store = open_for(fixture, "k0001");
    return documents(fixture);
}

static void test_roster_store__a_damaged_page_is_told_again(void **state)
{
    struct fixture *fixture = *state;
    fill(fixture);
    assert_string_equal(reopen_damaged(fixture, "sealed"), "");
    assert_int_equal(roster_store_revision(fixture->store), 0);
    assert_true(roster_store_is_told_again(fixture->store));
    fill(fixture);
    assert_string_equal(documents(fixture),
                        "staff/s1={\"a\":1}@1 staff/s2={\"b\":2}@2 unit/u1={}@3 ");
}

/* People are known until then: what can be read goes on. */
static void test_roster_store__what_a_damaged_one_still_holds_serves_until_then(void **state)
{
    struct fixture *fixture = *state;
    fill(fixture);
    assert_string_equal(reopen_damaged(fixture, "progress"),
                        "staff/s1={\"a\":1}@1 staff/s2={\"b\":2}@2 unit/u1={}@3 ");
    assert_int_equal(roster_store_revision(fixture->store), 0);
    const struct roster_change again[] = {change("staff", "s2", 9, "{\"b\":3}")};
    apply(fixture, again, 1, 9, false);
    assert_string_equal(documents(fixture), "staff/s2={\"b\":3}@9 ");
}

/* An answer that was asked for with what was there cannot stand alone in a new file. */
static void test_roster_store__damage_found_by_an_answer_begins_again(void **state)
{
    struct fixture *fixture = *state;
    fill(fixture);
    (void)reopen_damaged(fixture, "other_tap");
    assert_int_equal(roster_store_revision(fixture->store), 3);
    const struct other_tap told = tap(1, "s1", 100);
    AUTO(other_taps) struct other_taps *taps = NULL;
    AUTO(photo_book) struct photo_book *book = NULL;
    assert_true(other_taps_open(fixture->folder.path, &fixture->identity, &taps, NULL));
    assert_true(photo_book_open(fixture->folder.path, &fixture->identity, &book, NULL));
    assert_false(other_taps_is_moved(taps));
    struct roster_answer answer = {
        .next = {.revision = 3, .taps = 1}, .taps = &told, .tap_count = 1};
    struct error err = {0};
    assert_false(roster_store_apply(fixture->store, &answer, &err));
    assert_int_equal(err.code, ERROR_IO);
    assert_int_equal(roster_store_revision(fixture->store), 0);
    assert_string_equal(documents(fixture),
                        "staff/s1={\"a\":1}@1 staff/s2={\"b\":2}@2 unit/u1={}@3 ");
    fill(fixture);
    tell(fixture, &told, 1, 1);
    /* Who reads beside it goes on in the new file. */
    const struct hash sha256 = {{9}};
    enum photo_book_found found;
    AUTO(memory) uint8_t *bytes = NULL;
    size_t len;
    assert_true(other_taps_is_moved(taps));
    assert_true(roster_store_put_photo(fixture->store, &sha256, "jpeg", 4, NULL));
    assert_true(photo_book_read(book, &sha256, &found, &bytes, &len, NULL));
    assert_int_equal(found, PHOTO_BOOK_FOUND);
    assert_int_equal(len, 4);
}

/* The server that does not know our cursor says so until we begin again. */
static void test_roster_store__damage_found_by_beginning_again_is_no_obstacle(void **state)
{
    struct fixture *fixture = *state;
    fill(fixture);
    (void)reopen_damaged(fixture, "other_tap");
    assert_int_equal(roster_store_revision(fixture->store), 3);
    assert_true(roster_store_begin_again(fixture->store, NULL));
    assert_int_equal(roster_store_revision(fixture->store), 0);
    assert_true(roster_store_is_told_again(fixture->store));
    assert_int_equal(roster_store_renewals(fixture->store), 1);
    assert_string_equal(documents(fixture),
                        "staff/s1={\"a\":1}@1 staff/s2={\"b\":2}@2 unit/u1={}@3 ");
}

static size_t count_files(const struct fixture *fixture, const char *pattern)
{
    char path[512];
    glob_t found;
    (void)temporary_folder_path(&fixture->folder, pattern, path);
    size_t count = glob(path, 0, NULL, &found) == 0 ? found.gl_pathc : 0;
    globfree(&found);
    return count;
}

/* Set aside is not gone: the key that opens it is on the same disk. */
static void test_roster_store__a_damaged_one_is_wiped_whole(void **state)
{
    struct fixture *fixture = *state;
    static const char *const tables[] = {"other_tap", "progress", "photo"};
    for (size_t i = 0; i < ARRAY_LEN(tables); i++) {
        fill(fixture);
        char path[512];
        damaged_page_of_table(temporary_folder_path(&fixture->folder, "roster.db", path),
                              tables[i]); /* in use */
        assert_true(roster_store_wipe(fixture->store, NULL));
        assert_int_equal(roster_store_revision(fixture->store), 0);
        assert_string_equal(documents(fixture), "");
        assert_int_equal(count_files(fixture, "roster*"), count_files(fixture, "roster.db*"));
        roster_store_destroy(TAKE(fixture->store));
        fixture->store = open_for(fixture, "k0001");
        assert_string_equal(documents(fixture), "");
    }
}

#define WITH_ROSTER(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_ROSTER(test_roster_store__changes_are_kept_with_their_revision),
        WITH_ROSTER(test_roster_store__a_newer_value_replaces_and_null_removes),
        WITH_ROSTER(test_roster_store__an_answer_that_fails_leaves_nothing),
        WITH_ROSTER(test_roster_store__what_is_not_told_again_is_dropped_at_the_end),
        WITH_ROSTER(test_roster_store__nothing_of_it_can_be_read_in_its_files),
        WITH_ROSTER(test_roster_store__taps_of_other_kiosks_are_read_where_they_are_new),
        WITH_ROSTER(test_roster_store__a_person_s_taps_by_day_until_they_are_forgotten),
        WITH_ROSTER(test_roster_store__a_wiped_roster_leaves_no_bytes),
        WITH_ROSTER(test_roster_store__another_enrolment_of_the_same_kiosk_begins_anew),
        WITH_ROSTER(test_roster_store__a_changed_document_is_passed_over_and_all_is_told_again),
        WITH_ROSTER(test_roster_store__two_documents_cannot_change_places),
        WITH_ROSTER(test_roster_store__a_cursor_is_kept_whole_until_it_is_begun_again),
        WITH_ROSTER(test_roster_store__what_an_earlier_version_wrote_is_sealed),
        WITH_ROSTER(test_roster_store__what_another_kiosk_was_told_is_wiped),
        WITH_ROSTER(test_roster_store__a_damaged_one_is_fetched_again),
        WITH_ROSTER(test_roster_store__a_damaged_page_is_told_again),
        WITH_ROSTER(test_roster_store__what_a_damaged_one_still_holds_serves_until_then),
        WITH_ROSTER(test_roster_store__damage_found_by_an_answer_begins_again),
        WITH_ROSTER(test_roster_store__damage_found_by_beginning_again_is_no_obstacle),
        WITH_ROSTER(test_roster_store__a_damaged_one_is_wiped_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
