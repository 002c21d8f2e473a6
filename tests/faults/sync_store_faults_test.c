/* The disk fails at the first, second … last call of what the sync thread stores: each step is
 * there whole or not at all, and what was said to be stored is. */

#include "check.h"
#include "cmocka_tests.h"
#include "fake_clock.h"
#include "fault_vfs.h"
#include "roster_store.h"
#include "sync_journal.h"
#include "temporary_folder.h"
#include <stdio.h>
#include <string.h>

#define CALLS_MAX 2000

struct fixture {
    struct fault_vfs *disk;
    struct temporary_folder folder;
    struct fake_clock clock;
};

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    assert_non_null(fixture);
    fixture->disk = fault_vfs_create();
    fake_clock_init(&fixture->clock, INT64_C(1772411400000000));
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    fault_vfs_destroy(fixture->disk);
    free(fixture);
    return 0;
}

static struct roster_store *open_roster(struct fixture *fixture)
{
    struct roster_store *store = NULL;
    struct error err = {0};
    const struct identity identity = {.kiosk = "k0001", .seed = {1}};
    if (!roster_store_open(fixture->folder.path, &identity, &fixture->clock.clock, &store, &err)) {
        assert_int_not_equal(err.code, ERROR_INVALID);
    }
    return store;
}

static struct sync_journal *open_journal(struct fixture *fixture)
{
    struct sync_journal *journal = NULL;
    struct error err = {0};
    if (!sync_journal_open(fixture->folder.path, "k0001", &fixture->clock.clock, &journal, &err)) {
        assert_int_not_equal(err.code, ERROR_INVALID);
    }
    return journal;
}

static void add_text(char *text, size_t size, const char *more)
{
    size_t len = strlen(text);
    (void)snprintf(text + len, size - len, "%s", more);
}

/* Ids are letters, and come in no order that means anything. */
static int compare_letters(const void *a, const void *b)
{
    return *(const char *)a - *(const char *)b;
}

static bool note_document(const struct roster_change *document, void *user, struct error *err)
{
    (void)err; /* never fails */
    add_text(user, 256, document->id);
    return true;
}

/* The steps that a roster goes through, each from one state to the next; a state is the revisions
 * of documents and taps, the ids of the documents and the numbers of the taps. */
static const char *const roster_states[] = {"0.0 ",     "2.1 ab1", "3.2 bc12", "0.0 bc",
                                            "1.1 abc1", "2.1 ad1", "0.0 "};

static bool change_roster(struct roster_store *store, int step)
{
    static const struct roster_change changes[][2] = {
        {{"k", "a", 1, "1", 1}, {"k", "b", 2, "2", 1}},
        {{"k", "a", 3, NULL, 0}, {"k", "c", 3, "3", 1}},
        {{0}, {0}},
        {{"k", "a", 1, "1", 1}, {0}},
        {{"k", "d", 2, "2", 1}, {0}},
    };
    static const struct other_tap taps[] = {{"k2", 1, 1, "s1", 1, 0, 0, "", ""},
                                            {"k2", 1, 2, "s1", 2, 0, 0, "", ""}};
    static const struct roster_answer answers[] = {
        {{2, 1, "", ""}, false, changes[0], 2, false, taps, 1},
        {{3, 2, "", ""}, false, changes[1], 2, false, taps + 1, 1},
        {{0, 0, "", ""}, false, NULL, 0, false, NULL, 0},
        {{1, 1, "", ""}, true, changes[3], 1, false, taps, 1},
        {{2, 1, "", ""}, false, changes[4], 1, false, NULL, 0},
    };
    if (step == 2) {
        return roster_store_begin_again(store, NULL);
    }
    return step == 5 ? roster_store_wipe(store, NULL)
                     : roster_store_apply(store, &answers[step], NULL);
}

static void note_tap(const struct other_tap *tap, void *user)
{
    char *text = user;
    size_t len = strlen(text);
    (void)snprintf(text + len, 256 - len, "%d", (int)tap->seq);
}

static void note_taps(const struct fixture *fixture, char *text)
{
    AUTO(other_taps) struct other_taps *taps = NULL;
    int64_t no;
    size_t count;
    const struct identity identity = {.kiosk = "k0001", .seed = {1}};
    assert_true(other_taps_open(fixture->folder.path, &identity, &taps, NULL));
    assert_true(other_taps_each_new(taps, 0, 0, 100, note_tap, text, &no, &count, NULL));
}

static int roster_state(struct fixture *fixture)
{
    char text[256];
    struct roster_store *store = open_roster(fixture);
    assert_non_null(store);
    (void)snprintf(text, sizeof text, "%lld.%lld ", (long long)roster_store_revision(store),
                   (long long)roster_store_cursor(store).taps);
    size_t head = strlen(text);
    assert_true(roster_store_each(store, note_document, text, NULL));
    qsort(text + head, strlen(text) - head, 1, compare_letters);
    note_taps(fixture, text);
    roster_store_destroy(store);
    for (int i = (int)ARRAY_LEN(roster_states) - 1; i >= 0; i--) {
        if (strcmp(text, roster_states[i]) == 0) {
            return i;
        }
    }
    fail_msg("no state of a roster: '%s'", text);
    return -1;
}

static bool is_state(int found, int expected)
{
    return strcmp(roster_states[found], roster_states[expected]) == 0;
}

/* Does one step with a failing disk; true if nothing failed. */
static bool step_with_fault(struct fixture *fixture, int step, enum fault_vfs_kind kind,
                            uint64_t at)
{
    temporary_folder_init(&fixture->folder);
    struct roster_store *store = open_roster(fixture);
    for (int i = 0; i < step; i++) {
        assert_true(change_roster(store, i));
    }
    roster_store_destroy(TAKE(store));
    fault_vfs_arm(fixture->disk, kind, FAULT_VFS_ONCE, at);
    store = open_roster(fixture);
    bool said = store && change_roster(store, step);
    roster_store_destroy(store);
    bool failed = fault_vfs_has_failed(fixture->disk);
    fault_vfs_disarm(fixture->disk);
    int found = roster_state(fixture);
    assert_true(is_state(found, step + 1) || (!said && is_state(found, step)));
    assert_true(said || failed);
    temporary_folder_finish(&fixture->folder);
    return !failed;
}

static void fail_each_step(struct fixture *fixture, enum fault_vfs_kind kind)
{
    for (int step = 0; step + 1 < (int)ARRAY_LEN(roster_states); step++) {
        uint64_t at = 1;
        while (!step_with_fault(fixture, step, kind, at)) {
            at++;
            assert_true(at < CALLS_MAX);
        }
        assert_true(at > 3);
    }
}

static void test_sync_store_faults__a_roster_changes_whole_or_not_at_all(void **state)
{
    fail_each_step(*state, FAULT_VFS_IO);
}

static void test_sync_store_faults__nor_by_halves_on_a_full_disk(void **state)
{
    fail_each_step(*state, FAULT_VFS_FULL);
}

static bool acknowledge(struct sync_journal *journal)
{
    static const struct record_answer answers[] = {
        {{1, 1}, SYNC_ANSWER_STORED, 0},
        {{1, 2}, SYNC_ANSWER_QUARANTINED, QUARANTINE_BROKEN},
        {{1, 3}, SYNC_ANSWER_QUARANTINED, QUARANTINE_BROKEN},
    };
    static const struct signed_head head = {.head = {.epoch = 1, .seq = 1}};
    const struct batch_answer batch = {.answers = answers,
                                       .count = ARRAY_LEN(answers),
                                       .head = &head,
                                       .at_utc_us = INT64_C(1772411400000000)};
    bool went_back;
    return sync_journal_acknowledge(journal, &batch, &went_back, NULL);
}

static bool acknowledge_with_fault(struct fixture *fixture, uint64_t at)
{
    temporary_folder_init(&fixture->folder);
    sync_journal_destroy(open_journal(fixture));
    fault_vfs_arm(fixture->disk, FAULT_VFS_IO, FAULT_VFS_ONCE, at);
    struct sync_journal *journal = open_journal(fixture);
    bool said = journal && acknowledge(journal);
    sync_journal_destroy(journal);
    bool failed = fault_vfs_has_failed(fixture->disk);
    fault_vfs_disarm(fixture->disk);
    journal = open_journal(fixture);
    bool there = sync_journal_acknowledged(journal).seq == 3;
    assert_int_equal(sync_journal_quarantined(journal), there ? 2 : 0);
    assert_int_equal(sync_journal_head(journal).head.seq, there ? 1 : 0);
    assert_true(there || !said);
    assert_true(said || failed);
    sync_journal_destroy(journal);
    temporary_folder_finish(&fixture->folder);
    return !failed;
}

static void test_sync_store_faults__answers_are_noted_together(void **state)
{
    uint64_t at = 1;
    while (!acknowledge_with_fault(*state, at)) {
        at++;
        assert_true(at < CALLS_MAX);
    }
    assert_true(at > 20);
}

#define WITH_DISK(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_DISK(test_sync_store_faults__a_roster_changes_whole_or_not_at_all),
        WITH_DISK(test_sync_store_faults__nor_by_halves_on_a_full_disk),
        WITH_DISK(test_sync_store_faults__answers_are_noted_together),
    };
    temporary_folder_use_memory();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
