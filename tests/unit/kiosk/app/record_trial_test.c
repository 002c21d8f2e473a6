#include "record_trial.h"

#include "cmocka_tests.h"
#include "fake_clock.h"
#include "temporary_folder.h"
#include <signal.h>
#include <sys/resource.h>

#define BOOT   "0123456789abcdef0123456789abcdef"
#define UTC_US INT64_C(1774225560000000)
#define SECOND INT64_C(1000000)

struct fixture {
    struct temporary_folder folder;
    struct fake_clock clock;
    struct identity identity;
    struct tap_desk *desk;
    struct display_state state;
    struct record_trial trial;
};

static struct moment now(const struct fixture *fixture)
{
    return (struct moment){0, fixture->clock.mono_us};
}

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    assert_non_null(fixture);
    temporary_folder_init(&fixture->folder);
    fake_clock_init(&fixture->clock, UTC_US);
    fixture->identity = (struct identity){.kiosk = "k0001",
                                          .place = "东门",
                                          .timezone = "Asia/Shanghai",
                                          .epoch = 1,
                                          .site_key = {{1, 2, 3}}};
    const struct tap_desk_place place = {.folder = fixture->folder.path,
                                         .identity = &fixture->identity,
                                         .clock = &fixture->clock.clock,
                                         .boot = BOOT};
    assert_true(tap_desk_create(&place, &fixture->desk, NULL));
    display_state_init(&fixture->state, LANGUAGE_CHINESE, "东门", "", now(fixture));
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

/* A turn after so many seconds; true where the display has changed. */
static bool turn_after(struct fixture *fixture, int seconds)
{
    fake_clock_advance_ms(&fixture->clock, seconds * 1000);
    return record_trial_turn(&fixture->trial, fixture->desk, &fixture->state, now(fixture));
}

/* Nothing can be written until let_disk(), which is given what this returns. */
static struct rlimit fill_disk(void)
{
    struct rlimit before;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    const struct rlimit nothing = {0, before.rlim_max};
    (void)signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &nothing), 0);
    return before;
}

static void let_disk(struct rlimit before)
{
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    (void)signal(SIGXFSZ, SIG_DFL);
}

/* The same while nothing can be written. */
static bool turn_on_full_disk(struct fixture *fixture, int seconds)
{
    const struct rlimit before = fill_disk();
    bool changed = turn_after(fixture, seconds);
    let_disk(before);
    return changed;
}

static void test_record_trial__the_door_opens_by_itself(void **state)
{
    struct fixture *fixture = *state;
    struct display display;
    assert_false(turn_after(fixture, 1));
    assert_int_equal(fixture->trial.since_utc_us, 0);
    display_state_handle_lost_tap(&fixture->state, ERROR_FULL, 0, now(fixture));
    assert_false(turn_on_full_disk(fixture, 0));
    assert_true(fixture->trial.since_utc_us == UTC_US + SECOND);
    for (int i = 0; i < 5; i++) { /* nothing can be written, and nobody taps */
        assert_false(turn_on_full_disk(fixture, 3));
        assert_true(fixture->trial.since_utc_us == UTC_US + SECOND);
    }
    display_state_view(&fixture->state, now(fixture), &display);
    assert_int_equal(display.kind, DISPLAY_FAULT);
    assert_int_equal(display.fault.condition, CONDITION_RECORDS_FAILED);
    assert_false(turn_after(fixture, 2));
    assert_true(turn_after(fixture, 1));
    assert_int_equal(fixture->trial.since_utc_us, 0);
    display_state_view(&fixture->state, now(fixture), &display);
    assert_int_equal(display.kind, DISPLAY_IDLE);
    assert_int_equal(tap_desk_last(fixture->desk).seq, 0); /* without a line that nobody tapped */
}

static void test_record_trial__a_tap_shows_it_too(void **state)
{
    struct fixture *fixture = *state;
    const struct judge_verdict verdict = {.answer = JUDGE_RECORDED};
    display_state_handle_lost_tap(&fixture->state, ERROR_IO, 0, now(fixture));
    assert_false(turn_after(fixture, 1));
    display_state_handle_tap(&fixture->state, &verdict, 0, now(fixture));
    assert_false(turn_after(fixture, 1));
    assert_int_equal(fixture->trial.since_utc_us, 0);
}

/* Its time is what records are complete up to, until it is written down. */
static void test_record_trial__a_held_card_is_tried_again_whatever_was_tapped_since(void **state)
{
    struct fixture *fixture = *state;
    const struct judge_verdict verdict = {.answer = JUDGE_RECORDED};
    const struct tap_desk_choice nothing = {.purpose = JUDGE_PURPOSE_TAP};
    const struct card_number number = {.len = 4, .bytes = {1, 2, 3, 4}};
    const struct tap_desk_card card = tap_desk_read(fixture->desk, &number, fixture->clock.mono_us);
    struct tap_desk_answer answer;
    assert_true(tap_desk_hold(fixture->desk, &card, NULL));
    const struct rlimit before = fill_disk();
    assert_false(tap_desk_record_held(fixture->desk, &card, &nothing, &answer, NULL));
    let_disk(before);
    display_state_handle_lost_tap(&fixture->state, ERROR_FULL, 0, now(fixture));
    display_state_handle_tap(&fixture->state, &verdict, 0, now(fixture)); /* the next in line */
    assert_true(tap_desk_held_utc_us(fixture->desk) != 0);
    assert_false(turn_after(fixture, 0));
    assert_true(turn_after(fixture, 3));
    assert_int_equal(tap_desk_held_utc_us(fixture->desk), 0);
    assert_int_equal(tap_desk_last(fixture->desk).seq, 1);
    assert_false(turn_after(fixture, 30));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_record_trial__the_door_opens_by_itself, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(test_record_trial__a_tap_shows_it_too, set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            test_record_trial__a_held_card_is_tried_again_whatever_was_tapped_since, set_up,
            tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
