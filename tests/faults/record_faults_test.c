/* The disk fails at the first, second … last call of everything the record store does: what was
 * greeted is there once, what was not greeted is there at most once, and the chain is whole. */

#include "cmocka_tests.h"
#include "fault_vfs.h"
#include "record_reader.h"
#include "record_store.h"
#include "tap_samples.h"
#include <stdio.h>
#include <string.h>

#define TAPS      6
#define CALLS_MAX 2000 /* far above what opening and six taps take */

struct fixture {
    struct fault_vfs *disk;
    struct tap_samples samples;
};

/* A person at the door, known by the second of their tap. */
struct door {
    bool greeted[TAPS];
};

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    assert_non_null(fixture);
    fixture->disk = fault_vfs_create();
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

/* Opens the store and taps, as the kiosk does: an error is shown, and the next person taps. A
 * damaged database is the one error after which it opens the store again; here there is none. */
static void tap_all(struct fixture *fixture, struct door *door, int first, int count)
{
    struct record_store_place place = tap_samples_place(&fixture->samples);
    AUTO(record_store) struct record_store *store = NULL;
    struct record_store_opening opening;
    struct error err = {0};
    if (!record_store_open(&place, &store, &opening, &err)) {
        assert_int_not_equal(err.code, ERROR_NONE);
        return;
    }
    assert_int_not_equal(opening.start, RECORD_STORE_SET_ASIDE);
    for (int i = first; i < first + count; i++) {
        struct tap_record tap = tap_samples_tap(i);
        door->greeted[i] = record_store_append(store, &tap, &err);
        if (!door->greeted[i]) {
            assert_int_not_equal(err.code, ERROR_INVALID);
        }
    }
}

static void count_record(const struct tap_record *record, void *user)
{
    int *counts = user;
    int64_t second = (record->at_utc_us - TAP_SAMPLES_UTC_US) / 1000000;
    assert_in_range(second, 0, TAPS - 1);
    counts[second]++;
}

/* What is on the disk once it works again. */
static void assert_kept(struct fixture *fixture, const struct door *door)
{
    int counts[TAPS] = {0};
    struct record_store *store = tap_samples_open(&fixture->samples);
    assert_int_not_equal(fixture->samples.opening.start, RECORD_STORE_SET_ASIDE);
    assert_true(record_store_each_recent(store, 0, 1000, count_record, counts, NULL));
    for (int i = 0; i < TAPS; i++) {
        if (door->greeted[i] ? counts[i] != 1 : counts[i] > 1) {
            fail_msg("tap %d: greeted %d, there %d times", i, door->greeted[i], counts[i]);
        }
    }
    uint64_t before = record_store_head(store).seq;
    tap_samples_append(store, 0, 1);
    assert_int_equal(record_store_head(store).seq, before + 1);
    record_store_destroy(store);
}

static uint64_t run_with_fault(struct fixture *fixture, enum fault_vfs_kind kind,
                               enum fault_vfs_span span, uint64_t at)
{
    struct door door = {0};
    tap_samples_init(&fixture->samples);
    fault_vfs_arm(fixture->disk, kind, span, at);
    tap_all(fixture, &door, 0, 3);
    tap_all(fixture, &door, 3, 3);
    uint64_t calls = fault_vfs_calls(fixture->disk);
    bool failed = fault_vfs_has_failed(fixture->disk);
    fault_vfs_disarm(fixture->disk);
    assert_kept(fixture, &door);
    tap_samples_finish(&fixture->samples);
    return failed ? 0 : calls;
}

/* Returns how many calls there are to fail. */
static uint64_t fail_each_call(struct fixture *fixture, enum fault_vfs_kind kind,
                               enum fault_vfs_span span)
{
    for (uint64_t at = 1; at < CALLS_MAX; at++) {
        uint64_t calls = run_with_fault(fixture, kind, span, at);
        if (calls > 0) {
            assert_int_equal(calls, at - 1); /* every one has had its turn */
            return calls;
        }
    }
    fail_msg("more than %d calls", CALLS_MAX);
    return 0;
}

static void test_record_faults__each_single_failing_call(void **state)
{
    struct fixture *fixture = *state;
    uint64_t calls = fail_each_call(fixture, FAULT_VFS_IO, FAULT_VFS_ONCE);
    print_message("%llu calls of the disk, each failed once\n", (unsigned long long)calls);
    assert_true(calls > 50);
}

static void test_record_faults__a_disk_that_breaks_at_each_call(void **state)
{
    struct fixture *fixture = *state;
    assert_true(fail_each_call(fixture, FAULT_VFS_IO, FAULT_VFS_FOR_EVER) > 50);
}

static void test_record_faults__a_disk_that_is_full_from_each_write_on(void **state)
{
    struct fixture *fixture = *state;
    assert_true(fail_each_call(fixture, FAULT_VFS_FULL, FAULT_VFS_FOR_EVER) > 20);
}

static void test_record_faults__space_that_comes_back_is_used(void **state)
{
    struct fixture *fixture = *state;
    struct door door = {0};
    tap_samples_init(&fixture->samples);
    AUTO(record_store) struct record_store *store = tap_samples_open(&fixture->samples);
    struct error err = {0};
    fault_vfs_arm(fixture->disk, FAULT_VFS_FULL, FAULT_VFS_FOR_EVER, 1);
    for (int i = 0; i < 3; i++) {
        struct tap_record tap = tap_samples_tap(i);
        door.greeted[i] = record_store_append(store, &tap, &err);
        assert_false(door.greeted[i]);
        assert_int_equal(err.code, ERROR_FULL);
    }
    fault_vfs_disarm(fixture->disk);
    for (int i = 3; i < TAPS; i++) {
        struct tap_record tap = tap_samples_tap(i);
        door.greeted[i] = record_store_append(store, &tap, &err);
        assert_true(door.greeted[i]);
        assert_int_equal(tap.seq, i - 2); /* without a gap */
    }
    record_store_destroy(TAKE(store));
    assert_kept(fixture, &door);
    tap_samples_finish(&fixture->samples);
}

/* A reader and its checkpoint at work while the disk fails: neither loses a line. */
static void checkpoint_with_fault(struct fixture *fixture, uint64_t at, bool *ret_failed)
{
    struct record_position start = {0};
    tap_samples_init(&fixture->samples);
    struct record_store *store = tap_samples_open(&fixture->samples);
    struct record_batch *batch = malloc(sizeof *batch);
    assert_non_null(batch);
    AUTO(record_reader) struct record_reader *reader = NULL;
    tap_samples_append(store, 0, 40);
    fault_vfs_arm(fixture->disk, FAULT_VFS_IO, FAULT_VFS_ONCE, at);
    if (record_reader_open(fixture->samples.folder.path, &reader, NULL)) {
        bool read = record_reader_batch(reader, start, batch, NULL);
        assert_true(!read || batch->count == 40);
        bool moved = record_reader_checkpoint(reader, NULL);
        assert_true(moved || fault_vfs_has_failed(fixture->disk));
    }
    *ret_failed = fault_vfs_has_failed(fixture->disk);
    fault_vfs_disarm(fixture->disk);
    tap_samples_append(store, 40, 1);
    record_reader_destroy(TAKE(reader));
    record_store_destroy(store);
    assert_true(record_reader_open(fixture->samples.folder.path, &reader, NULL));
    assert_true(record_reader_batch(reader, start, batch, NULL));
    assert_int_equal(batch->count, 41);
    free(batch);
    record_reader_destroy(TAKE(reader));
    tap_samples_finish(&fixture->samples);
}

static void test_record_faults__a_checkpoint_that_fails_loses_nothing(void **state)
{
    struct fixture *fixture = *state;
    bool failed = true;
    uint64_t at;
    for (at = 1; failed && at < CALLS_MAX; at++) {
        checkpoint_with_fault(fixture, at, &failed);
    }
    assert_false(failed);
    assert_true(at > 20);
}

#define WITH_DISK(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    temporary_folder_use_memory();
    const struct CMUnitTest tests[] = {
        WITH_DISK(test_record_faults__each_single_failing_call),
        WITH_DISK(test_record_faults__a_disk_that_breaks_at_each_call),
        WITH_DISK(test_record_faults__a_disk_that_is_full_from_each_write_on),
        WITH_DISK(test_record_faults__space_that_comes_back_is_used),
        WITH_DISK(test_record_faults__a_checkpoint_that_fails_loses_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
