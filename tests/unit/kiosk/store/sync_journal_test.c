#include "sync_journal.h"

#include "cmocka_tests.h"
#include "damaged_page.h"
#include "fake_clock.h"
#include "file.h"
#include "temporary_folder.h"
#include <sqlite3.h>
#include <string.h>

struct fixture {
    struct temporary_folder folder;
    struct fake_clock clock;
    struct sync_journal *journal;
};

static struct sync_journal *open_for(struct fixture *fixture, const char *kiosk)
{
    struct sync_journal *journal = NULL;
    struct error err = {0};
    if (!sync_journal_open(fixture->folder.path, kiosk, &fixture->clock.clock, &journal, &err)) {
        fail_msg("%s", err.text);
    }
    return journal;
}

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    assert_non_null(fixture);
    temporary_folder_init(&fixture->folder);
    fake_clock_init(&fixture->clock, INT64_C(1772411400000000));
    fixture->journal = open_for(fixture, "k0001");
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    sync_journal_destroy(fixture->journal);
    temporary_folder_finish(&fixture->folder);
    free(fixture);
    return 0;
}

static void reopen(struct fixture *fixture, const char *kiosk)
{
    sync_journal_destroy(TAKE(fixture->journal));
    fixture->journal = open_for(fixture, kiosk);
}

static const struct record_answer answers[] = {
    {{1, 1}, SYNC_ANSWER_STORED, 0},
    {{1, 2}, SYNC_ANSWER_DUPLICATE, 0},
    {{1, 3}, SYNC_ANSWER_QUARANTINED, QUARANTINE_FORK},
};

static void acknowledge(struct fixture *fixture)
{
    struct signed_head head = {.head = {.epoch = 1, .seq = 2, .hash = {{4, 5}}},
                               .signature = {{6, 7}}};
    const struct batch_answer batch = {.answers = answers,
                                       .count = 3,
                                       .head = &head,
                                       .at_utc_us = clock_utc_us(&fixture->clock.clock)};
    bool went_back;
    assert_true(sync_journal_acknowledge(fixture->journal, &batch, &went_back, NULL));
    assert_false(went_back);
}

static void test_sync_journal__begins_with_nothing(void **state)
{
    struct fixture *fixture = *state;
    struct record_position acknowledged = sync_journal_acknowledged(fixture->journal);
    assert_int_equal(acknowledged.epoch, 0);
    assert_int_equal(acknowledged.seq, 0);
    assert_int_equal(sync_journal_head(fixture->journal).head.seq, 0);
    assert_int_equal(sync_journal_measure(fixture->journal).utc_us, 0);
    assert_int_equal(sync_journal_quarantined(fixture->journal), 0);
}

static void test_sync_journal__answers_outlive_the_program(void **state)
{
    struct fixture *fixture = *state;
    acknowledge(fixture);
    for (int again = 0; again < 2; again++) {
        assert_int_equal(sync_journal_acknowledged(fixture->journal).seq, 3);
        assert_int_equal(sync_journal_quarantined(fixture->journal), 1);
        struct signed_head head = sync_journal_head(fixture->journal);
        assert_int_equal(head.head.epoch, 1);
        assert_int_equal(head.head.seq, 2);
        assert_int_equal(head.head.hash.bytes[1], 5);
        assert_int_equal(head.signature.bytes[1], 7);
        reopen(fixture, "k0001");
    }
}

static void test_sync_journal__a_measure_outlives_the_program(void **state)
{
    struct fixture *fixture = *state;
    struct clock_measure measure = {.boot = "00112233445566778899aabbccddeeff",
                                    .utc_us = 5,
                                    .mono_us = 6,
                                    .offset_us = -7,
                                    .error_us = 8};
    assert_true(sync_journal_note_measure(fixture->journal, &measure, NULL));
    for (int again = 0; again < 2; again++) {
        struct clock_measure found = sync_journal_measure(fixture->journal);
        assert_string_equal(found.boot, measure.boot);
        assert_int_equal(found.utc_us, 5);
        assert_int_equal(found.mono_us, 6);
        assert_int_equal(found.offset_us, -7);
        assert_int_equal(found.error_us, 8);
        reopen(fixture, "k0001");
    }
}

static void test_sync_journal__answers_to_another_kiosk_do_not_count(void **state)
{
    struct fixture *fixture = *state;
    acknowledge(fixture);
    reopen(fixture, "k0002");
    assert_int_equal(sync_journal_acknowledged(fixture->journal).seq, 0);
    assert_int_equal(sync_journal_head(fixture->journal).head.seq, 0);
    assert_int_equal(sync_journal_quarantined(fixture->journal), 0);
}

static void test_sync_journal__a_damaged_one_is_set_aside_and_begun_anew(void **state)
{
    struct fixture *fixture = *state;
    acknowledge(fixture);
    sync_journal_destroy(TAKE(fixture->journal));
    char path[512];
    char wal[512];
    char garbage[16384];
    memset(garbage, 0x5a, sizeof garbage);
    (void)temporary_folder_path(&fixture->folder, "sync.db-wal", wal);
    assert_int_equal(unlink(wal), 0);
    (void)temporary_folder_path(&fixture->folder, "sync.db", path);
    assert_true(file_replace(path, garbage, sizeof garbage, 0600, NULL));
    fixture->journal = open_for(fixture, "k0001");
    assert_int_equal(sync_journal_acknowledged(fixture->journal).seq, 0);
    AUTO(memory) char *kept = NULL;
    size_t len;
    (void)temporary_folder_path(&fixture->folder, "sync-damaged-20260302T003000Z.db", path);
    assert_true(file_read(path, 1 << 20, &kept, &len, NULL));
    assert_int_equal(len, sizeof garbage);
}

static void test_sync_journal__a_damaged_page_costs_no_start(void **state)
{
    struct fixture *fixture = *state;
    char path[512];
    (void)temporary_folder_path(&fixture->folder, "sync.db", path);
    acknowledge(fixture);
    sync_journal_destroy(TAKE(fixture->journal));
    damaged_page_of_table(path, "journal");
    fixture->journal = open_for(fixture, "k0001");
    assert_int_equal(sync_journal_acknowledged(fixture->journal).seq, 0);
    acknowledge(fixture);
    assert_int_equal(sync_journal_acknowledged(fixture->journal).seq, 3);
    (void)temporary_folder_path(&fixture->folder, "sync-damaged-20260302T003000Z.db", path);
    assert_int_equal(access(path, F_OK), 0);
}

/* The row is whole, and only what is added to another table finds the damage. */
static void test_sync_journal__damage_found_in_use_forgets_nothing_that_is_known(void **state)
{
    struct fixture *fixture = *state;
    char path[512];
    struct clock_measure measure = {.boot = "00112233445566778899aabbccddeeff", .utc_us = 5};
    acknowledge(fixture);
    assert_true(sync_journal_note_measure(fixture->journal, &measure, NULL));
    sync_journal_destroy(TAKE(fixture->journal));
    (void)temporary_folder_path(&fixture->folder, "sync.db", path);
    damaged_page_of_table(path, "mark");
    fixture->journal = open_for(fixture, "k0001");
    const struct record_answer answer = {{1, 4}, SYNC_ANSWER_STORED, 0};
    const struct signed_head head = {.head = {.epoch = 1, .seq = 4}};
    const struct batch_answer batch = {.answers = &answer, .count = 1, .head = &head};
    bool went_back = true;
    assert_int_equal(sync_journal_acknowledged(fixture->journal).seq, 3);
    assert_true(sync_journal_acknowledge(fixture->journal, &batch, &went_back, NULL));
    assert_false(went_back);
    for (int again = 0; again < 2; again++) {
        assert_int_equal(sync_journal_acknowledged(fixture->journal).seq, 4);
        assert_int_equal(sync_journal_head(fixture->journal).head.seq, 4);
        assert_int_equal(sync_journal_measure(fixture->journal).utc_us, 5);
        reopen(fixture, "k0001");
    }
    (void)temporary_folder_path(&fixture->folder, "sync-damaged-20260302T003000Z.db", path);
    assert_int_equal(access(path, F_OK), 0);
}

#define DAY_US INT64_C(86400000000)

static void expect_before(struct fixture *fixture, int64_t utc_us, uint64_t expected_seq)
{
    struct record_position position;
    assert_true(sync_journal_acknowledged_before(fixture->journal, utc_us, &position, NULL));
    assert_int_equal(position.seq, expected_seq);
    assert_int_equal(position.epoch, expected_seq > 0 ? 1 : 0);
}

static void acknowledge_seq(struct fixture *fixture, uint64_t seq, int64_t at_utc_us)
{
    const struct record_answer answer = {{1, seq}, SYNC_ANSWER_STORED, 0};
    const struct signed_head head = {.head = {.epoch = 1, .seq = seq}};
    const struct batch_answer batch = {
        .answers = &answer, .count = 1, .head = &head, .at_utc_us = at_utc_us};
    bool went_back;
    assert_true(sync_journal_acknowledge(fixture->journal, &batch, &went_back, NULL));
    assert_false(went_back);
}

static void test_sync_journal__knows_since_when_lines_are_acknowledged(void **state)
{
    struct fixture *fixture = *state;
    int64_t first_us = clock_utc_us(&fixture->clock.clock);
    expect_before(fixture, first_us, 0);
    acknowledge_seq(fixture, 5, first_us);
    acknowledge_seq(fixture, 9, first_us + DAY_US / 2); /* the same day */
    acknowledge_seq(fixture, 20, first_us + 2 * DAY_US);
    for (int again = 0; again < 2; again++) {
        expect_before(fixture, first_us, 0); /* that day is not over */
        expect_before(fixture, first_us + DAY_US, 9);
        expect_before(fixture, first_us + 2 * DAY_US, 9);
        expect_before(fixture, first_us + 3 * DAY_US, 20);
        reopen(fixture, "k0001");
    }
    acknowledge_seq(fixture, 30, first_us + 900 * DAY_US); /* old marks go, but for the last */
    expect_before(fixture, first_us + DAY_US, 0);
    expect_before(fixture, first_us + 900 * DAY_US, 20);
    reopen(fixture, "k0002");
    expect_before(fixture, first_us + 901 * DAY_US, 0);
}

/* The lines first to last are put aside as a gap behind a head of this kiosk's; last 0: none was
 * sent. */
static bool hear_of_head(struct fixture *fixture, uint64_t head_seq, uint64_t first, uint64_t last,
                         int64_t at_utc_us)
{
    struct record_answer gaps[8];
    size_t count = 0;
    for (uint64_t seq = first; seq <= last; seq++) {
        gaps[count++] = (struct record_answer){{1, seq}, SYNC_ANSWER_QUARANTINED, QUARANTINE_GAP};
    }
    const struct signed_head head = {.head = {.epoch = 1, .seq = head_seq}};
    const struct batch_answer batch = {.answers = gaps,
                                       .count = count,
                                       .head = &head,
                                       .head_is_ours = true,
                                       .at_utc_us = at_utc_us};
    bool went_back;
    assert_true(sync_journal_acknowledge(fixture->journal, &batch, &went_back, NULL));
    return went_back;
}

static void expect_acknowledged(struct fixture *fixture, uint64_t seq, uint64_t quarantined)
{
    assert_int_equal(sync_journal_acknowledged(fixture->journal).seq, seq);
    assert_int_equal(sync_journal_quarantined(fixture->journal), quarantined);
    reopen(fixture, "k0001");
    assert_int_equal(sync_journal_acknowledged(fixture->journal).seq, seq);
    assert_int_equal(sync_journal_quarantined(fixture->journal), quarantined);
}

static void test_sync_journal__a_server_that_was_put_back_gets_its_lines_again(void **state)
{
    struct fixture *fixture = *state;
    int64_t first_us = clock_utc_us(&fixture->clock.clock);
    acknowledge_seq(fixture, 3, first_us);
    acknowledge_seq(fixture, 6, first_us + DAY_US);
    assert_true(hear_of_head(fixture, 3, 7, 8, first_us + 2 * DAY_US));
    expect_acknowledged(fixture, 3, 0);
    expect_before(fixture, first_us + DAY_US, 3);
    expect_before(fixture, first_us + 9 * DAY_US, 3); /* what went is not old, but new */
    acknowledge_seq(fixture, 8, first_us + 10 * DAY_US);
    expect_acknowledged(fixture, 8, 0);
    expect_before(fixture, first_us + 10 * DAY_US, 3);
    expect_before(fixture, first_us + 11 * DAY_US, 8);
    assert_true(hear_of_head(fixture, 0, 9, 9, first_us + 11 * DAY_US)); /* from nothing */
    expect_acknowledged(fixture, 0, 0);
    struct record_position old;
    assert_true(
        sync_journal_acknowledged_before(fixture->journal, first_us + 99 * DAY_US, &old, NULL));
    assert_int_equal(old.seq, 0);
}

static void test_sync_journal__lines_that_are_never_taken_are_sent_again_once(void **state)
{
    struct fixture *fixture = *state;
    int64_t now_us = clock_utc_us(&fixture->clock.clock);
    acknowledge_seq(fixture, 4, now_us);
    assert_false(hear_of_head(fixture, 4, 5, 6, now_us));
    expect_acknowledged(fixture, 6, 2);
    assert_true(hear_of_head(fixture, 4, 7, 7, now_us));
    expect_acknowledged(fixture, 4, 0);
    assert_false(hear_of_head(fixture, 4, 5, 7, now_us));
    assert_false(hear_of_head(fixture, 4, 8, 8, now_us));
    assert_false(hear_of_head(fixture, 4, 9, 0, now_us)); /* asked for the head alone */
    expect_acknowledged(fixture, 8, 4);
    assert_true(hear_of_head(fixture, 3, 9, 9, now_us)); /* put back once more */
    expect_acknowledged(fixture, 3, 0);
}

static void test_sync_journal__what_an_earlier_version_wrote_goes_on(void **state)
{
    struct fixture *fixture = *state;
    char path[512];
    AUTO(memory) char *past = NULL;
    size_t len;
    sqlite3 *database = NULL;
    sync_journal_destroy(TAKE(fixture->journal));
    (void)unlink(temporary_folder_path(&fixture->folder, "sync.db-wal", path)); /* or not there */
    (void)unlink(temporary_folder_path(&fixture->folder, "sync.db", path));
    assert_true(file_read(PAST_FOLDER "/sync_0001.sql", 65536, &past, &len, NULL));
    assert_int_equal(sqlite3_open(path, &database), SQLITE_OK);
    assert_int_equal(sqlite3_exec(database, past, NULL, NULL, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_close(database), SQLITE_OK);
    fixture->journal = open_for(fixture, "k0001");
    assert_int_equal(sync_journal_acknowledged(fixture->journal).seq, 3);
    assert_int_equal(sync_journal_quarantined(fixture->journal), 1);
    expect_before(fixture, INT64_MAX, 0);
}

#define WITH_JOURNAL(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_JOURNAL(test_sync_journal__begins_with_nothing),
        WITH_JOURNAL(test_sync_journal__answers_outlive_the_program),
        WITH_JOURNAL(test_sync_journal__a_measure_outlives_the_program),
        WITH_JOURNAL(test_sync_journal__answers_to_another_kiosk_do_not_count),
        WITH_JOURNAL(test_sync_journal__knows_since_when_lines_are_acknowledged),
        WITH_JOURNAL(test_sync_journal__a_server_that_was_put_back_gets_its_lines_again),
        WITH_JOURNAL(test_sync_journal__lines_that_are_never_taken_are_sent_again_once),
        WITH_JOURNAL(test_sync_journal__what_an_earlier_version_wrote_goes_on),
        WITH_JOURNAL(test_sync_journal__a_damaged_one_is_set_aside_and_begun_anew),
        WITH_JOURNAL(test_sync_journal__a_damaged_page_costs_no_start),
        WITH_JOURNAL(test_sync_journal__damage_found_in_use_forgets_nothing_that_is_known),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
