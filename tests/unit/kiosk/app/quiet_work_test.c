#include "quiet_work.h"

#include "cmocka_tests.h"
#include "fake_clock.h"
#include "record_store.h"
#include "temporary_folder.h"
#include <string.h>

#define BOOT   "0123456789abcdef0123456789abcdef"
#define UTC_US INT64_C(1774225560000000)
#define MINUTE INT64_C(60000000)

static const struct card_number stranger = {4, {1, 2, 3, 4}};

struct fixture {
    struct temporary_folder folder;
    struct fake_clock clock;
    struct identity identity;
    struct tap_desk *desk;
    struct quiet_work work;
};

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    assert_non_null(fixture);
    temporary_folder_init(&fixture->folder);
    fake_clock_init(&fixture->clock, UTC_US);
    fixture->identity =
        (struct identity){.kiosk = "k0001", .timezone = "Asia/Shanghai", .epoch = 1};
    const struct tap_desk_place place = {.folder = fixture->folder.path,
                                         .identity = &fixture->identity,
                                         .clock = &fixture->clock.clock,
                                         .boot = BOOT};
    struct error err;
    if (!tap_desk_create(&place, &fixture->desk, &err)) {
        fail_msg("%s", err.text);
    }
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    tap_desk_destroy(fixture->desk);
    temporary_folder_finish(&fixture->folder);
    free(fixture);
    return 0;
}

static void tap(struct fixture *fixture, int count)
{
    const struct tap_desk_choice nothing = {NULL, NULL, JUDGE_PURPOSE_TAP};
    for (int i = 0; i < count; i++) {
        struct tap_desk_card seen = tap_desk_read(fixture->desk, &stranger, fixture->clock.mono_us);
        struct tap_desk_answer answer;
        assert_true(tap_desk_record(fixture->desk, &seen, &nothing, &answer, NULL));
    }
}

/* The first line that is kept. */
static uint64_t first_seq(const struct fixture *fixture)
{
    AUTO(record_reader) struct record_reader *reader = NULL;
    AUTO(memory) struct record_batch *batch = malloc(sizeof *batch);
    assert_non_null(batch);
    assert_true(record_reader_open(fixture->folder.path, &reader, NULL));
    assert_true(record_reader_batch(reader, (struct record_position){0, 0}, batch, NULL));
    assert_true(batch->count > 0);
    return batch->positions[0].seq;
}

static void turn_at(struct fixture *fixture, int64_t now_us)
{
    quiet_work_turn(&fixture->work, fixture->desk, now_us);
}

static void test_quiet_work__old_records_go_when_nobody_has_tapped_for_a_minute(void **state)
{
    struct fixture *fixture = *state;
    tap(fixture, 8);
    turn_at(fixture, 0);
    quiet_work_note_purgeable(&fixture->work, (struct record_position){1, 5});
    turn_at(fixture, MINUTE - 1);
    assert_int_equal(first_seq(fixture), 1);
    tap(fixture, 1);
    turn_at(fixture, MINUTE + 1); /* sees the tap */
    turn_at(fixture, 2 * MINUTE);
    assert_int_equal(first_seq(fixture), 1);
    turn_at(fixture, 2 * MINUTE + 1);
    assert_int_equal(first_seq(fixture), 6);
}

static void test_quiet_work__many_go_a_few_a_second(void **state)
{
    struct fixture *fixture = *state;
    tap(fixture, 2 * RECORD_STORE_PURGE_MAX + 5);
    turn_at(fixture, 0);
    quiet_work_note_purgeable(
        &fixture->work, (struct record_position){1, 2 * (uint64_t)RECORD_STORE_PURGE_MAX + 1});
    int64_t now_us = 2 * MINUTE;
    turn_at(fixture, now_us);
    assert_int_equal(first_seq(fixture), RECORD_STORE_PURGE_MAX + 1);
    turn_at(fixture, now_us + QUIET_WORK_PERIOD_US - 1);
    assert_int_equal(first_seq(fixture), RECORD_STORE_PURGE_MAX + 1);
    turn_at(fixture, now_us + QUIET_WORK_PERIOD_US);
    turn_at(fixture, now_us + 2 * QUIET_WORK_PERIOD_US);
    assert_int_equal(first_seq(fixture), 2 * RECORD_STORE_PURGE_MAX + 2);
}

#define WITH_DESK(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_DESK(test_quiet_work__old_records_go_when_nobody_has_tapped_for_a_minute),
        WITH_DESK(test_quiet_work__many_go_a_few_a_second),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
