#include "record_store.h"

#include "cmocka_tests.h"
#include "damaged_page.h"
#include "file.h"
#include "record_reader.h"
#include "tap_samples.h"
#include <glob.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

static int set_up(void **state)
{
    struct tap_samples *samples = calloc(1, sizeof *samples);
    assert_non_null(samples);
    tap_samples_init(samples);
    *state = samples;
    return 0;
}

static int tear_down(void **state)
{
    struct tap_samples *samples = *state;
    tap_samples_finish(samples);
    free(samples);
    return 0;
}

/* Changes records.db behind the store's back. */
static void tamper(const struct tap_samples *samples, const char *sql)
{
    char path[512];
    sqlite3 *database = NULL;
    (void)temporary_folder_path(&samples->folder, "records.db", path);
    assert_int_equal(sqlite3_open(path, &database), SQLITE_OK);
    char *text = NULL;
    if (sqlite3_exec(database, sql, NULL, NULL, &text) != SQLITE_OK) {
        fail_msg("%s", text);
    }
    assert_int_equal(sqlite3_close(database), SQLITE_OK);
}

static struct record_batch *read_all(const struct tap_samples *samples)
{
    AUTO(record_reader) struct record_reader *reader = NULL;
    struct record_batch *batch = malloc(sizeof *batch);
    assert_non_null(batch);
    assert_true(record_reader_open(samples->folder.path, &reader, NULL));
    assert_true(record_reader_batch(reader, (struct record_position){0}, batch, NULL));
    return batch;
}

static void test_record_store__lines_are_numbered_and_chained(void **state)
{
    struct tap_samples *samples = *state;
    AUTO(record_store) struct record_store *store = tap_samples_open(samples);
    assert_int_equal(samples->opening.start, RECORD_STORE_FRESH);
    struct chain_head head = record_store_head(store);
    struct hash genesis = chain_genesis("k0001", 1);
    assert_int_equal(head.seq, 0);
    assert_true(hash_equal(&head.hash, &genesis));
    for (uint64_t seq = 1; seq <= 3; seq++) {
        struct tap_record tap = tap_samples_tap((int)seq);
        struct chain_head before = record_store_head(store);
        assert_true(record_store_append(store, &tap, NULL));
        assert_string_equal(tap.kiosk, "k0001");
        assert_int_equal(tap.epoch, 1);
        assert_int_equal(tap.seq, seq);
        assert_true(hash_equal(&tap.prev, &before.hash));
        assert_int_equal(record_store_head(store).seq, seq);
    }
    uint64_t count;
    assert_true(record_store_count(store, &count, NULL));
    assert_int_equal(count, 3);
}

static void test_record_store__a_line_is_kept_byte_for_byte(void **state)
{
    struct tap_samples *samples = *state;
    struct record_store *store = tap_samples_open(samples);
    char expected[3 * TAP_RECORD_LINE_MAX] = "";
    size_t len = 0;
    for (int i = 0; i < 3; i++) {
        struct tap_record tap = tap_samples_tap(i);
        assert_true(record_store_append(store, &tap, NULL));
        len += tap_record_encode(&tap, expected + len);
    }
    record_store_destroy(store);
    AUTO(memory) struct record_batch *batch = read_all(samples);
    assert_int_equal(batch->count, 3);
    assert_int_equal(batch->len, len);
    assert_string_equal(batch->lines, expected);
}

static void test_record_store__goes_on_where_it_was(void **state)
{
    struct tap_samples *samples = *state;
    struct record_store *store = tap_samples_open(samples);
    tap_samples_append(store, 0, 5);
    struct chain_head before = record_store_head(store);
    record_store_destroy(store);
    store = tap_samples_open(samples);
    assert_int_equal(samples->opening.start, RECORD_STORE_CONTINUED);
    struct chain_head after = record_store_head(store);
    assert_int_equal(after.seq, 5);
    assert_true(hash_equal(&after.hash, &before.hash));
    tap_samples_append(store, 5, 1);
    assert_int_equal(record_store_head(store).seq, 6);
    record_store_destroy(store);
}

static void test_record_store__only_one_program_has_it_open(void **state)
{
    struct tap_samples *samples = *state;
    struct record_store *store = tap_samples_open(samples);
    struct record_store_place place = tap_samples_place(samples);
    struct record_store *second = NULL;
    struct record_store_opening opening;
    struct error err = {0};
    assert_false(record_store_open(&place, &second, &opening, &err));
    assert_int_equal(err.code, ERROR_BUSY);
    record_store_destroy(store);
}

/* Opens after tampering and expects a new epoch with `salvaged` lines carried over. */
static void assert_set_aside(struct tap_samples *samples, uint64_t salvaged, const char *damage)
{
    AUTO(record_store) struct record_store *store = tap_samples_open(samples);
    assert_int_equal(samples->opening.start, RECORD_STORE_SET_ASIDE);
    if (!strstr(samples->opening.damage, damage)) {
        fail_msg("expected '%s' in '%s'", damage, samples->opening.damage);
    }
    assert_int_equal(access(samples->opening.set_aside, F_OK), 0);
    assert_int_equal(samples->opening.salvaged, salvaged);
    struct chain_head head = record_store_head(store);
    assert_int_equal(head.epoch, 2);
    assert_int_equal(head.seq, 0);
    tap_samples_append(store, 100, 1);
    AUTO(memory) struct record_batch *batch = read_all(samples);
    assert_int_equal(batch->count, salvaged + 1);
    assert_int_equal(batch->positions[salvaged].epoch, 2);
    assert_int_equal(batch->positions[salvaged].seq, 1);
}

static void write_and_close(struct tap_samples *samples, int count)
{
    struct record_store *store = tap_samples_open(samples);
    tap_samples_append(store, 0, count);
    record_store_destroy(store);
}

static void test_record_store__an_altered_line_begins_a_new_epoch(void **state)
{
    struct tap_samples *samples = *state;
    write_and_close(samples, 5);
    tamper(samples, "UPDATE record SET line = replace(line, 'on_time', 'late_ok') WHERE seq = 3");
    assert_set_aside(samples, 5, "line 4 does not follow the one before it");
    struct record_store *store = tap_samples_open(samples); /* and is not damaged any more */
    assert_int_equal(samples->opening.start, RECORD_STORE_CONTINUED);
    assert_int_equal(record_store_head(store).seq, 1);
    record_store_destroy(store);
}

static void test_record_store__a_line_taken_out_begins_a_new_epoch(void **state)
{
    struct tap_samples *samples = *state;
    write_and_close(samples, 5);
    tamper(samples, "DELETE FROM record WHERE seq = 3");
    assert_set_aside(samples, 4, "line 4 does not follow the one before it");
}

static void test_record_store__a_line_that_is_none_is_left_behind(void **state)
{
    struct tap_samples *samples = *state;
    write_and_close(samples, 5);
    tamper(samples, "UPDATE record SET line = 'x' WHERE seq = 2");
    assert_set_aside(samples, 4, "line 2: ");
}

static void overwrite(const struct tap_samples *samples, const char *name, long offset, size_t len)
{
    char path[512];
    FILE *file = fopen(temporary_folder_path(&samples->folder, name, path), "r+e");
    assert_non_null(file);
    assert_int_equal(fseek(file, offset, SEEK_SET), 0);
    for (size_t i = 0; i < len; i++) {
        assert_true(fputc(0xa5, file) != EOF);
    }
    assert_int_equal(fclose(file), 0);
}

static void test_record_store__a_damaged_page_costs_only_its_own_lines(void **state)
{
    struct tap_samples *samples = *state;
    write_and_close(samples, 60);
    tamper(samples, "PRAGMA wal_checkpoint(TRUNCATE)");
    overwrite(samples, "records.db", 4096 * 6, 4096); /* a leaf of the record table */
    struct record_store *store = tap_samples_open(samples);
    assert_int_equal(samples->opening.start, RECORD_STORE_SET_ASIDE);
    assert_true(samples->opening.salvaged >= 45);
    assert_true(samples->opening.salvaged < 60);
    AUTO(memory) struct record_batch *batch = read_all(samples);
    assert_int_equal(batch->positions[0].seq, 1);
    assert_int_equal(batch->positions[batch->count - 1].seq, 60);
    record_store_destroy(store);
}

static void test_record_store__a_file_of_garbage_is_set_aside_whole(void **state)
{
    struct tap_samples *samples = *state;
    write_and_close(samples, 3);
    tamper(samples, "PRAGMA wal_checkpoint(TRUNCATE)");
    overwrite(samples, "records.db", 0, 16384);
    char path[512];
    AUTO(memory) char *before = NULL;
    AUTO(memory) char *after = NULL;
    size_t before_len, after_len;
    assert_true(file_read(temporary_folder_path(&samples->folder, "records.db", path), 1 << 20,
                          &before, &before_len, NULL));
    assert_set_aside(samples, 0, "not a database");
    assert_true(file_read(samples->opening.set_aside, 1 << 20, &after, &after_len, NULL));
    assert_int_equal(after_len, before_len);
    assert_memory_equal(after, before, before_len);
}

static void test_record_store__a_database_that_is_gone_is_not_numbered_anew(void **state)
{
    struct tap_samples *samples = *state;
    write_and_close(samples, 3);
    char path[512];
    assert_int_equal(unlink(temporary_folder_path(&samples->folder, "records.db", path)), 0);
    AUTO(record_store) struct record_store *store = tap_samples_open(samples);
    assert_int_equal(samples->opening.start, RECORD_STORE_SET_ASIDE); /* its WAL was still there */
    assert_int_equal(record_store_head(store).epoch, 2);
    uint64_t count;
    assert_true(record_store_count(store, &count, NULL));
    assert_int_equal(count, 0); /* nothing of the old WAL came into the new database */
}

static void test_record_store__another_kiosks_lines_are_not_continued(void **state)
{
    struct tap_samples *samples = *state;
    write_and_close(samples, 3);
    struct record_store_place place = tap_samples_place(samples);
    place.kiosk = "k0002";
    AUTO(record_store) struct record_store *store = NULL;
    struct record_store_opening opening;
    assert_true(record_store_open(&place, &store, &opening, NULL));
    assert_int_equal(opening.start, RECORD_STORE_SET_ASIDE);
    assert_string_equal(opening.damage, "the lines are those of kiosk k0001");
    assert_int_equal(opening.salvaged, 0);
    assert_int_equal(record_store_head(store).epoch, 2);
}

static void test_record_store__lines_that_were_counter_signed_are_checked_too(void **state)
{
    struct tap_samples *samples = *state;
    struct record_store *store = tap_samples_open(samples);
    tap_samples_append(store, 0, 3);
    struct record_store_place place = tap_samples_place(samples);
    place.trusted = record_store_head(store);
    tap_samples_append(store, 3, 3);
    record_store_destroy(store);
    tamper(samples, "UPDATE record SET line = replace(line, 'on_time', 'late_ok') WHERE seq = 1");
    assert_true(record_store_open(&place, &store, &samples->opening, NULL));
    assert_int_equal(samples->opening.start, RECORD_STORE_SET_ASIDE);
    assert_string_equal(samples->opening.damage, "line 2 does not follow the one before it");
    assert_int_equal(samples->opening.salvaged, 6);
    record_store_destroy(store);
    assert_true(record_store_open(&place, &store, &samples->opening, NULL));
    assert_int_equal(samples->opening.start, RECORD_STORE_CONTINUED);
    record_store_destroy(store);
}

static void test_record_store__what_the_server_counter_signed_is_what_is_here(void **state)
{
    struct tap_samples *samples = *state;
    struct record_store *store = tap_samples_open(samples);
    tap_samples_append(store, 0, 6);
    struct record_store_place place = tap_samples_place(samples);
    place.trusted = record_store_head(store);
    record_store_destroy(store);
    place.trusted.hash.bytes[0] ^= 1;
    assert_true(record_store_open(&place, &store, &samples->opening, NULL));
    assert_int_equal(samples->opening.start, RECORD_STORE_SET_ASIDE);
    assert_string_equal(samples->opening.damage, "line 6 is not what the server counter-signed");
    record_store_destroy(store);
}

static void test_record_store__lines_that_only_the_server_has_begin_a_new_epoch(void **state)
{
    struct tap_samples *samples = *state;
    write_and_close(samples, 3);
    struct record_store_place place = tap_samples_place(samples);
    place.trusted = (struct chain_head){.epoch = 1, .seq = 9};
    AUTO(record_store) struct record_store *store = NULL;
    assert_true(record_store_open(&place, &store, &samples->opening, NULL));
    assert_int_equal(samples->opening.start, RECORD_STORE_SHORTENED);
    assert_int_equal(record_store_head(store).epoch, 2);
    for (int again = 0; again < 2; again++) {
        assert_true(record_store_begin_epoch(store, 6, NULL));
    }
    struct chain_head head = record_store_head(store);
    struct hash genesis = chain_genesis("k0001", 7);
    assert_int_equal(head.epoch, 7);
    assert_true(hash_equal(&head.hash, &genesis));
    tap_samples_append(store, 3, 1);
    record_store_destroy(TAKE(store));
    store = tap_samples_open(samples);
    assert_int_equal(samples->opening.start, RECORD_STORE_CONTINUED);
    assert_int_equal(record_store_head(store).epoch, 7);
    assert_int_equal(record_store_head(store).seq, 1);
}

static void test_record_store__a_move_that_was_broken_off_is_finished(void **state)
{
    struct tap_samples *samples = *state;
    write_and_close(samples, 4);
    /* A power cut after the note, the WAL and before the database itself. */
    char from[512];
    char to[512];
    static const char target[] = "records-damaged-20260302T003000Z.db";
    (void)temporary_folder_path(&samples->folder, "records.set-aside", to);
    assert_true(file_replace(to, target, strlen(target), 0600, NULL));
    (void)temporary_folder_path(&samples->folder, "records.db-wal", from);
    (void)temporary_folder_path(&samples->folder, "records-damaged-20260302T003000Z.db-wal", to);
    assert_int_equal(rename(from, to), 0);
    assert_set_aside(samples, 4, "");
    (void)temporary_folder_path(&samples->folder, "records.set-aside", to);
    assert_int_not_equal(access(to, F_OK), 0);
}

static void test_record_store__a_newer_database_is_refused(void **state)
{
    struct tap_samples *samples = *state;
    write_and_close(samples, 1);
    tamper(samples, "PRAGMA user_version = 99");
    struct record_store_place place = tap_samples_place(samples);
    struct record_store *store = NULL;
    struct record_store_opening opening;
    struct error err = {0};
    assert_false(record_store_open(&place, &store, &opening, &err));
    assert_int_equal(err.code, ERROR_UNSUPPORTED);
    glob_t found;
    char pattern[512];
    (void)temporary_folder_path(&samples->folder, "*damaged*", pattern);
    assert_int_equal(glob(pattern, 0, NULL, &found), GLOB_NOMATCH);
}

struct seen {
    uint64_t seqs[16];
    size_t count;
};

static void note_record(const struct tap_record *record, void *user)
{
    struct seen *seen = user;
    assert_true(seen->count < 16);
    seen->seqs[seen->count++] = record->seq;
}

static void purge(struct record_store *store, struct record_position upto, bool expected_more)
{
    bool more;
    assert_true(record_store_purge(store, upto, &more, NULL));
    assert_int_equal(more, expected_more);
}

static uint64_t count_lines(struct record_store *store)
{
    uint64_t count;
    assert_true(record_store_count(store, &count, NULL));
    return count;
}

static void test_record_store__old_lines_go_and_the_others_are_still_a_chain(void **state)
{
    struct tap_samples *samples = *state;
    AUTO(record_store) struct record_store *store = tap_samples_open(samples);
    tap_samples_append(store, 0, 10);
    struct chain_head head = record_store_head(store);
    purge(store, (struct record_position){1, 6}, false);
    assert_int_equal(count_lines(store), 4);
    record_store_destroy(TAKE(store));
    store = tap_samples_open(samples);
    assert_int_equal(samples->opening.start, RECORD_STORE_CONTINUED);
    struct chain_head again = record_store_head(store);
    assert_int_equal(again.seq, 10);
    assert_true(hash_equal(&again.hash, &head.hash));
    tap_samples_append(store, 10, 1);
    assert_int_equal(record_store_head(store).seq, 11);
}

static void test_record_store__what_goes_without_being_purged_is_seen(void **state)
{
    struct tap_samples *samples = *state;
    AUTO(record_store) struct record_store *store = tap_samples_open(samples);
    tap_samples_append(store, 0, 10);
    purge(store, (struct record_position){1, 3}, false);
    record_store_destroy(TAKE(store));
    tamper(samples, "DELETE FROM record WHERE seq = 4");
    store = tap_samples_open(samples);
    assert_int_equal(samples->opening.start, RECORD_STORE_SET_ASIDE);
    assert_int_equal(samples->opening.salvaged, 6);
}

static void test_record_store__the_last_line_stays_and_purging_takes_turns(void **state)
{
    struct tap_samples *samples = *state;
    AUTO(record_store) struct record_store *store = tap_samples_open(samples);
    purge(store, (struct record_position){1, 5}, false); /* there is nothing yet */
    tap_samples_append(store, 0, RECORD_STORE_PURGE_MAX + 20);
    purge(store, (struct record_position){1, 100000}, true);
    assert_int_equal(count_lines(store), 20);
    purge(store, (struct record_position){1, 100000}, false);
    assert_int_equal(count_lines(store), 1);
    purge(store, (struct record_position){1, 100000}, false);
    assert_int_equal(count_lines(store), 1);
    record_store_destroy(TAKE(store));
    store = tap_samples_open(samples);
    assert_int_equal(samples->opening.start, RECORD_STORE_CONTINUED);
    assert_int_equal(record_store_head(store).seq, RECORD_STORE_PURGE_MAX + 20);
}

static void test_record_store__lines_of_earlier_epochs_are_purged_too(void **state)
{
    struct tap_samples *samples = *state;
    AUTO(record_store) struct record_store *store = tap_samples_open(samples);
    tap_samples_append(store, 0, 3);
    assert_true(record_store_begin_epoch(store, 1, NULL));
    tap_samples_append(store, 3, 3);
    purge(store, (struct record_position){2, 2}, true); /* an epoch a turn */
    assert_int_equal(count_lines(store), 3);
    purge(store, (struct record_position){2, 2}, false);
    assert_int_equal(count_lines(store), 1);
    record_store_destroy(TAKE(store));
    store = tap_samples_open(samples);
    assert_int_equal(samples->opening.start, RECORD_STORE_CONTINUED);
}

/* records.db as the first version wrote it. */
static void test_record_store__what_an_earlier_version_wrote_goes_on(void **state)
{
    struct tap_samples *samples = *state;
    AUTO(memory) char *past = NULL;
    size_t len;
    assert_true(file_read(PAST_FOLDER "/records_0001.sql", 65536, &past, &len, NULL));
    tamper(samples, past);
    AUTO(record_store) struct record_store *store = tap_samples_open(samples);
    assert_int_equal(samples->opening.start, RECORD_STORE_CONTINUED);
    assert_int_equal(record_store_head(store).seq, 3);
    tap_samples_append(store, 3, 1);
    purge(store, (struct record_position){1, 2}, false);
    assert_int_equal(count_lines(store), 2);
}

static void test_record_store__recent_records_come_newest_first(void **state)
{
    struct tap_samples *samples = *state;
    AUTO(record_store) struct record_store *store = tap_samples_open(samples);
    tap_samples_append(store, 0, 10);
    struct seen seen = {0};
    int64_t since_us = TAP_SAMPLES_UTC_US + 6 * INT64_C(60000000);
    assert_true(record_store_each_recent(store, since_us, 100, note_record, &seen, NULL));
    assert_int_equal(seen.count, 4);
    assert_int_equal(seen.seqs[0], 10);
    assert_int_equal(seen.seqs[3], 7);
    seen.count = 0;
    assert_true(record_store_each_recent(store, 0, 2, note_record, &seen, NULL));
    assert_int_equal(seen.count, 2);
}

static void test_record_store__a_recent_line_that_is_none_is_passed_over(void **state)
{
    struct tap_samples *samples = *state;
    AUTO(record_store) struct record_store *store = tap_samples_open(samples);
    tap_samples_append(store, 0, 5);
    tamper(samples, "UPDATE record SET line = 'x' WHERE seq = 3");
    struct seen seen = {0};
    assert_true(record_store_each_recent(store, 0, 100, note_record, &seen, NULL));
    assert_int_equal(seen.count, 4);
    assert_int_equal(seen.seqs[1], 4);
    assert_int_equal(seen.seqs[2], 2);
}

/* Lines that were purged have left free pages, one of which is bad. */
static void test_record_store__damage_that_only_writing_shows_is_set_aside(void **state)
{
    struct tap_samples *samples = *state;
    struct record_store *store = tap_samples_open(samples);
    tap_samples_append(store, 0, RECORD_STORE_PURGE_MAX);
    purge(store, (struct record_position){1, RECORD_STORE_PURGE_MAX - 1}, false);
    record_store_destroy(store);
    char path[512];
    damaged_page_of_free_list(temporary_folder_path(&samples->folder, "records.db", path));
    store = tap_samples_open(samples);
    assert_int_equal(samples->opening.start, RECORD_STORE_CONTINUED); /* its lines look well */
    struct error err = {0};
    struct tap_record tap = tap_samples_tap(0);
    for (int i = 0; i < 20 && record_store_append(store, &tap, &err); i++) {
    }
    assert_int_equal(err.code, ERROR_INVALID);
    record_store_destroy(store);
    struct record_store_place place = tap_samples_place(samples);
    place.damage = err.text;
    assert_true(record_store_open(&place, &store, &samples->opening, NULL));
    assert_int_equal(samples->opening.start, RECORD_STORE_SET_ASIDE);
    assert_true(record_store_append(store, &tap, NULL));
    assert_int_equal(record_store_head(store).epoch, 2);
    assert_int_equal(record_store_head(store).seq, 1);
    record_store_destroy(store);
}

#define WITH_SAMPLES(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_SAMPLES(test_record_store__lines_are_numbered_and_chained),
        WITH_SAMPLES(test_record_store__a_line_is_kept_byte_for_byte),
        WITH_SAMPLES(test_record_store__goes_on_where_it_was),
        WITH_SAMPLES(test_record_store__only_one_program_has_it_open),
        WITH_SAMPLES(test_record_store__an_altered_line_begins_a_new_epoch),
        WITH_SAMPLES(test_record_store__a_line_taken_out_begins_a_new_epoch),
        WITH_SAMPLES(test_record_store__a_line_that_is_none_is_left_behind),
        WITH_SAMPLES(test_record_store__a_damaged_page_costs_only_its_own_lines),
        WITH_SAMPLES(test_record_store__a_file_of_garbage_is_set_aside_whole),
        WITH_SAMPLES(test_record_store__a_database_that_is_gone_is_not_numbered_anew),
        WITH_SAMPLES(test_record_store__another_kiosks_lines_are_not_continued),
        WITH_SAMPLES(test_record_store__lines_that_were_counter_signed_are_checked_too),
        WITH_SAMPLES(test_record_store__what_the_server_counter_signed_is_what_is_here),
        WITH_SAMPLES(test_record_store__lines_that_only_the_server_has_begin_a_new_epoch),
        WITH_SAMPLES(test_record_store__a_move_that_was_broken_off_is_finished),
        WITH_SAMPLES(test_record_store__a_newer_database_is_refused),
        WITH_SAMPLES(test_record_store__old_lines_go_and_the_others_are_still_a_chain),
        WITH_SAMPLES(test_record_store__what_goes_without_being_purged_is_seen),
        WITH_SAMPLES(test_record_store__the_last_line_stays_and_purging_takes_turns),
        WITH_SAMPLES(test_record_store__lines_of_earlier_epochs_are_purged_too),
        WITH_SAMPLES(test_record_store__what_an_earlier_version_wrote_goes_on),
        WITH_SAMPLES(test_record_store__recent_records_come_newest_first),
        WITH_SAMPLES(test_record_store__a_recent_line_that_is_none_is_passed_over),
        WITH_SAMPLES(test_record_store__damage_that_only_writing_shows_is_set_aside),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
