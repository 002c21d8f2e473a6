#include "record_reader.h"

#include "cmocka_tests.h"
#include "tap_samples.h"
#include <stdio.h>
#include <string.h>

struct fixture {
    struct tap_samples samples;
    struct record_store *store;
    struct record_reader *reader;
    struct record_batch batch;
};

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    assert_non_null(fixture);
    tap_samples_init(&fixture->samples);
    fixture->store = tap_samples_open(&fixture->samples);
    assert_true(record_reader_open(fixture->samples.folder.path, &fixture->reader, NULL));
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    record_reader_destroy(fixture->reader);
    record_store_destroy(fixture->store);
    tap_samples_finish(&fixture->samples);
    free(fixture);
    return 0;
}

static struct record_position at(uint32_t epoch, uint64_t seq)
{
    return (struct record_position){epoch, seq};
}

static void test_record_reader__batches_follow_each_other_without_gap(void **state)
{
    struct fixture *fixture = *state;
    tap_samples_append(fixture->store, 0, 1203);
    struct record_position position = {0};
    uint64_t expected = 1;
    size_t sizes[8];
    size_t batches = 0;
    for (;;) {
        assert_true(record_reader_batch(fixture->reader, position, &fixture->batch, NULL));
        if (fixture->batch.count == 0) {
            break;
        }
        assert_true(batches < 8);
        sizes[batches++] = fixture->batch.count;
        assert_true(fixture->batch.count <= RECORD_BATCH_MAX);
        assert_true(fixture->batch.len <= RECORD_BATCH_MAX_BYTES);
        assert_int_equal(strlen(fixture->batch.lines), fixture->batch.len);
        for (size_t i = 0; i < fixture->batch.count; i++) {
            assert_int_equal(fixture->batch.positions[i].seq, expected++);
        }
        position = fixture->batch.positions[fixture->batch.count - 1];
    }
    assert_int_equal(expected, 1204);
    assert_true(sizes[0] > 300); /* lines of some 600 bytes fill 256 KiB before there are 500 */
}

static void test_record_reader__backlog_counts_over_epochs(void **state)
{
    struct fixture *fixture = *state;
    uint64_t count;
    struct record_position last;
    assert_true(record_reader_backlog(fixture->reader, at(0, 0), &count, &last, NULL));
    assert_int_equal(count, 0);
    assert_int_equal(last.seq, 0);
    tap_samples_append(fixture->store, 0, 5);
    assert_true(record_store_begin_epoch(fixture->store, 1, NULL));
    tap_samples_append(fixture->store, 5, 3);
    assert_true(record_store_begin_epoch(fixture->store, 8, NULL));
    tap_samples_append(fixture->store, 8, 2);
    static const struct {
        struct record_position after;
        uint64_t count;
    } cases[] = {
        {{0, 0}, 10}, {{1, 2}, 8}, {{1, 5}, 5}, {{1, 99}, 5}, {{2, 1}, 4},
        {{2, 3}, 2},  {{5, 7}, 2}, {{9, 1}, 1}, {{9, 2}, 0},  {{9, 9}, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_true(record_reader_backlog(fixture->reader, cases[i].after, &count, &last, NULL));
        assert_int_equal(count, cases[i].count);
        assert_int_equal(last.epoch, 9);
        assert_int_equal(last.seq, 2);
    }
    assert_true(record_reader_batch(fixture->reader, at(1, 4), &fixture->batch, NULL));
    assert_int_equal(fixture->batch.count, 6);
    assert_int_equal(fixture->batch.positions[1].epoch, 2);
}

static void test_record_reader__tells_what_was_never_written(void **state)
{
    struct fixture *fixture = *state;
    tap_samples_append(fixture->store, 0, 2);
    struct chain_head head = record_store_head(fixture->store);
    enum record_lookup lookup;
    struct hash hash;
    assert_true(record_reader_find(fixture->reader, at(1, 2), &lookup, &hash, NULL));
    assert_int_equal(lookup, RECORD_FOUND);
    assert_true(hash_equal(&hash, &head.hash));
    assert_true(record_reader_find(fixture->reader, at(1, 3), &lookup, &hash, NULL));
    assert_int_equal(lookup, RECORD_NEVER_WRITTEN);
    assert_true(record_reader_find(fixture->reader, at(2, 1), &lookup, &hash, NULL));
    assert_int_equal(lookup, RECORD_NEVER_WRITTEN);
    assert_true(
        record_reader_find(fixture->reader, at(UINT32_MAX, UINT64_MAX), &lookup, &hash, NULL));
    assert_int_equal(lookup, RECORD_NEVER_WRITTEN);
    assert_true(record_store_begin_epoch(fixture->store, 1, NULL));
    assert_true(record_reader_find(fixture->reader, at(1, 3), &lookup, &hash, NULL));
    assert_int_equal(lookup, RECORD_NO_LONGER_KEPT); /* it may have gone with a damaged file */
    assert_true(record_reader_find(fixture->reader, at(2, 1), &lookup, &hash, NULL));
    assert_int_equal(lookup, RECORD_NEVER_WRITTEN);
}

static void test_record_reader__sees_a_tap_as_soon_as_it_is_recorded(void **state)
{
    struct fixture *fixture = *state;
    for (int i = 1; i <= 20; i++) {
        tap_samples_append(fixture->store, i, 1);
        assert_true(
            record_reader_batch(fixture->reader, at(1, (uint64_t)i - 1), &fixture->batch, NULL));
        assert_int_equal(fixture->batch.count, 1);
        assert_true(record_reader_checkpoint(fixture->reader, NULL));
    }
    record_store_destroy(TAKE(fixture->store));
    fixture->store = tap_samples_open(&fixture->samples);
    assert_int_equal(record_store_head(fixture->store).seq, 20);
}

static void test_record_reader__follows_when_a_damaged_file_is_replaced(void **state)
{
    struct fixture *fixture = *state;
    tap_samples_append(fixture->store, 0, 3);
    record_store_destroy(TAKE(fixture->store));
    char path[512];
    FILE *file = fopen(temporary_folder_path(&fixture->samples.folder, "records.db", path), "r+e");
    assert_non_null(file);
    assert_true(fputs("no database any more", file) >= 0);
    assert_int_equal(fclose(file), 0);
    fixture->store = tap_samples_open(&fixture->samples);
    assert_int_equal(fixture->samples.opening.start, RECORD_STORE_SET_ASIDE);
    tap_samples_append(fixture->store, 3, 2);
    uint64_t count;
    struct record_position last;
    assert_true(record_reader_backlog(fixture->reader, at(1, 99), &count, &last, NULL));
    assert_int_equal(count, 2);
    assert_int_equal(last.epoch, 2);
    assert_true(record_reader_batch(fixture->reader, at(1, 99), &fixture->batch, NULL));
    assert_int_equal(fixture->batch.count, 2);
}

#define WITH_STORE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_STORE(test_record_reader__batches_follow_each_other_without_gap),
        WITH_STORE(test_record_reader__backlog_counts_over_epochs),
        WITH_STORE(test_record_reader__tells_what_was_never_written),
        WITH_STORE(test_record_reader__sees_a_tap_as_soon_as_it_is_recorded),
        WITH_STORE(test_record_reader__follows_when_a_damaged_file_is_replaced),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
