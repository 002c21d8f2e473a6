#include "display_state.h"

#include "cmocka_tests.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BEGIN_MS INT64_C(1795854401250) /* a Monday morning, a quarter into a second */
#define BEGIN_US INT64_C(500000000)

static struct moment at(int64_t after_us)
{
    return (struct moment){BEGIN_MS + after_us / 1000, BEGIN_US + after_us};
}

static struct display_state fresh(void)
{
    struct display_state made;
    display_state_init(&made, LANGUAGE_CHINESE, "县政府大楼 东门", "信息中心", at(0));
    return made;
}

static void reader_becomes(struct display_state *display, enum reader_state reader,
                           struct moment now)
{
    const struct reader_event event = {
        .kind = READER_EVENT_STATE, .state = reader, .driver = "wedge", .port = "1-1"};
    const struct reader_event absent = {
        .kind = READER_EVENT_STATE, .state = READER_ABSENT, .driver = ""};
    display_state_handle_reader(display, reader == READER_ABSENT ? &absent : &event, now);
}

/* A kiosk on an ordinary morning: everything is well. */
static struct display_state well(void)
{
    struct display_state made = fresh();
    reader_becomes(&made, READER_READY, at(0));
    display_state_handle_network(&made, DOOR_NETWORK_UP, BEGIN_MS);
    return made;
}

static struct display view(const struct display_state *display, struct moment now)
{
    struct display made;
    display_state_view(display, now, &made);
    return made;
}

static void tap(struct display_state *display, enum judge_answer answer, struct moment now)
{
    struct judge_verdict verdict = {.answer = answer, .name = "欧阳建国"};
    display_state_handle_tap(display, &verdict, now.local_ms, now);
}

static void test_display_state__begins_idle_and_asks_for_a_card(void **state)
{
    (void)state;
    struct display_state display = fresh();
    struct display shown = view(&display, at(0));
    assert_int_equal(shown.kind, DISPLAY_IDLE);
    assert_int_equal(shown.now_ms, BEGIN_MS);
    assert_string_equal(shown.place, "县政府大楼 东门");
    assert_int_equal(shown.lights[LIGHT_READER].condition, CONDITION_READER_UNKNOWN);
    assert_int_equal(shown.lights[LIGHT_RECORDS].condition, CONDITION_WELL);
    assert_int_equal(shown.lights[LIGHT_NETWORK].condition, CONDITION_NETWORK_UNKNOWN);
}

static void test_display_state__a_result_stands_three_seconds(void **state)
{
    (void)state;
    struct display_state display = well();
    tap(&display, JUDGE_LATE, at(1000000));
    struct display shown = view(&display, at(1000000));
    assert_int_equal(shown.kind, DISPLAY_RESULT);
    assert_int_equal(shown.verdict.answer, JUDGE_LATE);
    assert_int_equal(shown.at_ms, BEGIN_MS + 1000);
    assert_int_equal(shown.left_permille, 1000);
    assert_int_equal(view(&display, at(3999999)).kind, DISPLAY_RESULT);
    assert_int_equal(view(&display, at(4000000)).kind, DISPLAY_IDLE);
}

static void test_display_state__the_next_tap_interrupts_at_once(void **state)
{
    (void)state;
    struct display_state display = well();
    tap(&display, JUDGE_LATE, at(0));
    tap(&display, JUDGE_ON_TIME, at(200000));
    assert_int_equal(view(&display, at(200000)).verdict.answer, JUDGE_ON_TIME);
    assert_int_equal(view(&display, at(200000)).left_permille, 1000);
    assert_int_equal(view(&display, at(3100000)).kind, DISPLAY_RESULT);
    assert_int_equal(view(&display, at(3200000)).kind, DISPLAY_IDLE);
}

static void test_display_state__a_lost_tap_greets_nobody(void **state)
{
    (void)state;
    struct display_state display = well();
    tap(&display, JUDGE_ON_TIME, at(0));
    display_state_handle_lost_tap(&display, ERROR_FULL, BEGIN_MS + 500, at(500000));
    struct display shown = view(&display, at(500000));
    assert_int_equal(shown.kind, DISPLAY_NOT_RECORDED);
    assert_int_equal(shown.fault_code, ERROR_FULL);
    assert_int_equal(shown.lights[LIGHT_RECORDS].condition, CONDITION_RECORDS_FAILED);
    /* longer than a result, and then the fault stands until a tap is recorded again */
    assert_int_equal(view(&display, at(8400000)).kind, DISPLAY_NOT_RECORDED);
    shown = view(&display, at(8500000));
    assert_int_equal(shown.kind, DISPLAY_FAULT);
    assert_int_equal(shown.fault.condition, CONDITION_RECORDS_FAILED);
    assert_int_equal(shown.fault.since_ms, BEGIN_MS + 500);
}

static void test_display_state__a_recorded_tap_ends_the_recorders_fault(void **state)
{
    (void)state;
    struct display_state display = well();
    display_state_handle_lost_tap(&display, ERROR_IO, BEGIN_MS, at(0));
    tap(&display, JUDGE_ON_TIME, at(20000000));
    assert_int_equal(view(&display, at(20000000)).kind, DISPLAY_RESULT);
    assert_int_equal(view(&display, at(23000000)).kind, DISPLAY_IDLE);
}

static void test_display_state__no_reader_is_said_with_since_when(void **state)
{
    (void)state;
    struct display_state display = well();
    reader_becomes(&display, READER_ABSENT, at(5000000));
    reader_becomes(&display, READER_ABSENT, at(9000000)); /* said again is not begun again */
    struct display shown = view(&display, at(9000000));
    assert_int_equal(shown.kind, DISPLAY_FAULT);
    assert_int_equal(shown.fault.condition, CONDITION_READER_ABSENT);
    assert_int_equal(shown.fault.since_ms, BEGIN_MS + 5000);
    reader_becomes(&display, READER_READY, at(10000000));
    assert_int_equal(view(&display, at(10000000)).kind, DISPLAY_IDLE);
}

static void test_display_state__a_result_is_read_out_before_a_fault(void **state)
{
    (void)state;
    struct display_state display = well();
    tap(&display, JUDGE_ON_TIME, at(0));
    reader_becomes(&display, READER_RECOVERING, at(100000));
    assert_int_equal(view(&display, at(200000)).kind, DISPLAY_RESULT);
    assert_int_equal(view(&display, at(3000000)).kind, DISPLAY_FAULT);
}

static void test_display_state__the_gravest_fault_is_shown(void **state)
{
    (void)state;
    struct display_state display = well();
    reader_becomes(&display, READER_RECOVERING, at(0));
    assert_int_equal(view(&display, at(0)).fault.condition, CONDITION_READER_RECOVERING);
    display_state_handle_network(&display, DOOR_NETWORK_REVOKED, BEGIN_MS);
    assert_int_equal(view(&display, at(0)).fault.condition, CONDITION_KIOSK_REVOKED);
    display_state_handle_lost_tap(&display, ERROR_FULL, BEGIN_MS, at(0));
    assert_int_equal(view(&display, at(9000000)).fault.condition, CONDITION_RECORDS_FAILED);
}

static void test_display_state__cards_are_taken_without_the_network(void **state)
{
    (void)state;
    const enum door_network networks[] = {DOOR_NETWORK_UNKNOWN, DOOR_NETWORK_DOWN,
                                          DOOR_NETWORK_REFUSED};
    const enum condition conditions[] = {CONDITION_NETWORK_UNKNOWN, CONDITION_NETWORK_DOWN,
                                         CONDITION_NETWORK_REFUSED};
    for (size_t i = 0; i < 3; i++) {
        struct display_state display = well();
        display_state_handle_network(&display, networks[i], BEGIN_MS - 60000);
        struct display shown = view(&display, at(0));
        assert_int_equal(shown.kind, DISPLAY_IDLE);
        assert_int_equal(shown.lights[LIGHT_NETWORK].condition, conditions[i]);
        assert_int_equal(shown.lights[LIGHT_NETWORK].since_ms, BEGIN_MS - 60000);
    }
}

static void test_display_state__nobody_is_asked_for_a_card_before_anybody_is_known(void **state)
{
    (void)state;
    struct display_state display = well();
    display_state_handle_roster(&display, DOOR_ROSTER_MISSING, at(0));
    display_state_handle_roster(&display, DOOR_ROSTER_MISSING, at(5000000));
    struct display shown = view(&display, at(5000000));
    assert_int_equal(shown.kind, DISPLAY_FAULT);
    assert_int_equal(shown.fault.condition, CONDITION_ROSTER_MISSING);
    assert_int_equal(shown.fault.since_ms, BEGIN_MS);
    reader_becomes(&display, READER_ABSENT, at(5000000)); /* graver */
    assert_int_equal(view(&display, at(5000000)).fault.condition, CONDITION_READER_ABSENT);
    reader_becomes(&display, READER_READY, at(5000000));
    display_state_handle_roster(&display, DOOR_ROSTER_THERE, at(6000000));
    assert_int_equal(view(&display, at(6000000)).kind, DISPLAY_IDLE);
}

static void test_display_state__an_uncertain_clock_is_said(void **state)
{
    (void)state;
    struct display_state display = well();
    assert_false(view(&display, at(0)).clock_uncertain);
    display_state_handle_clock(&display, TAP_CLOCK_UNCERTAIN, at(0));
    assert_true(view(&display, at(0)).clock_uncertain);
    display_state_handle_clock(&display, TAP_CLOCK_SYNCED, at(0));
    assert_false(view(&display, at(0)).clock_uncertain);
}

static void test_display_state__touch_changes_the_language_and_back(void **state)
{
    (void)state;
    struct display_state display = well();
    (void)display_state_handle_touch(&display, TOUCH_NOTHING, at(0)); /* asks for nothing */
    assert_int_equal(view(&display, at(0)).language, LANGUAGE_CHINESE);
    (void)display_state_handle_touch(&display, TOUCH_LANGUAGE, at(0)); /* asks for nothing */
    assert_int_equal(view(&display, at(0)).language, LANGUAGE_ENGLISH);
    (void)display_state_handle_touch(&display, TOUCH_LANGUAGE, at(0)); /* asks for nothing */
    assert_int_equal(view(&display, at(0)).language, LANGUAGE_CHINESE);
}

/* Idle: at the next full second of the clock that is shown, and not before. */
static void test_display_state__idle_changes_once_a_second(void **state)
{
    (void)state;
    struct display_state display = well();
    assert_int_equal(display_state_next_us(&display, at(0)), BEGIN_US + 750000);
    assert_int_equal(display_state_next_us(&display, at(750000)), BEGIN_US + 1750000);
}

/* The bar moves in steps, every step is seen, and the last one is idle. */
static void test_display_state__a_result_s_bar_runs_out_in_steps(void **state)
{
    (void)state;
    struct display_state display = well();
    tap(&display, JUDGE_ON_TIME, at(0));
    int64_t now_us = 0;
    int steps = 0;
    int left = 1001;
    while (view(&display, at(now_us)).kind == DISPLAY_RESULT && steps < 100) {
        int permille = view(&display, at(now_us)).left_permille;
        assert_in_range(permille, 1, left - 1);
        left = permille;
        int64_t next_us = display_state_next_us(&display, at(now_us)) - BEGIN_US;
        assert_true(next_us > now_us);
        now_us = next_us;
        steps++;
    }
    assert_int_equal(steps, RESULT_SHOWN_US / RESULT_STEP_US);
    assert_int_equal(now_us, RESULT_SHOWN_US);
}

static void test_display_state__a_clock_before_1970_still_counts_seconds(void **state)
{
    (void)state;
    struct display_state display = well();
    struct moment lost = {-1250, BEGIN_US};
    assert_int_equal(display_state_next_us(&display, lost), BEGIN_US + 250000);
}

static void test_display_state__long_names_of_places_are_cut_not_overrun(void **state)
{
    (void)state;
    char place[2 * DISPLAY_PLACE_SIZE];
    memset(place, 'x', sizeof place - 1);
    place[sizeof place - 1] = '\0';
    struct display_state display = well();
    display_state_set_place(&display, place);
    assert_int_equal(strlen(view(&display, at(0)).place), DISPLAY_PLACE_SIZE - 1);
}

static void test_display_state__an_idle_kiosk_shows_what_it_is_for(void **state)
{
    (void)state;
    struct display_state display = well();
    struct meeting_board *board = calloc(1, sizeof *board);
    struct whereabouts_board *places = calloc(1, sizeof *places);
    assert_non_null(board);
    assert_non_null(places);
    display_state_set_views(&display,
                            &(struct display_views){.meetings = board, .whereabouts = places});
    assert_int_equal(view(&display, at(0)).kind, DISPLAY_IDLE);
    display_state_set_idle_page(&display, IDLE_PAGE_WHEREABOUTS);
    assert_int_equal(view(&display, at(0)).kind, DISPLAY_WHEREABOUTS);
    board->count = 1;
    board->meetings[0].stage = MEETING_STAGE_OPEN;
    assert_int_equal(view(&display, at(0)).kind, DISPLAY_WHEREABOUTS);
    board->meetings[0].stage = MEETING_STAGE_TURNED;
    assert_int_equal(view(&display, at(0)).kind, DISPLAY_MEETING);
    display_state_set_idle_page(&display, IDLE_PAGE_BOARD);
    assert_int_equal(view(&display, at(0)).kind, DISPLAY_BOARD);
    board->count = 0;
    assert_int_equal(view(&display, at(0)).kind, DISPLAY_IDLE);
    free(board);
    free(places);
}

static void test_display_state__a_fault_hides_what_is_touched_but_no_errand(void **state)
{
    (void)state;
    struct display_state display = well();
    (void)display_state_handle_touch(&display, TOUCH_WHEREABOUTS, at(0)); /* asks for nothing */
    assert_int_equal(view(&display, at(0)).kind, DISPLAY_WHEREABOUTS);
    assert_int_equal(view(&display, at(GLANCE_SHOWN_US)).kind, DISPLAY_IDLE);
    const struct reader_event event = {.kind = READER_EVENT_STATE,
                                       .state = READER_FAULT,
                                       .driver = "wedge",
                                       .port = "1-1",
                                       .reason = "another program uses it"};
    display_state_handle_reader(&display, &event, at(0));
    struct display shown = view(&display, at(0));
    assert_int_equal(shown.kind, DISPLAY_FAULT);
    assert_string_equal(shown.fault_why, "another program uses it");
    (void)display_state_handle_touch(&display, TOUCH_MONTH, at(0)); /* asks for nothing */
    assert_int_equal(view(&display, at(0)).kind, DISPLAY_ASK_CARD);
    assert_int_equal(display_state_handle_touch(&display, TOUCH_CANCEL, at(TOUCH_SETTLE_US)),
                     WISH_ABANDONED);
    assert_int_equal(view(&display, at(TOUCH_SETTLE_US)).kind, DISPLAY_FAULT);
}

static void test_display_state__a_finger_that_is_down_twice_is_one_touch(void **state)
{
    (void)state;
    struct display_state display = well();
    (void)display_state_handle_touch(&display, TOUCH_MONTH, at(0)); /* asks for nothing */
    assert_int_equal(display_state_handle_touch(&display, TOUCH_CANCEL, at(TOUCH_SETTLE_US - 1)),
                     WISH_NOTHING);
    assert_int_equal(display.errand.kind, ERRAND_MONTH);
    assert_int_equal(display_state_handle_time(&display, at(ERRAND_CARD_US - 1)), WISH_NOTHING);
    assert_int_equal(display_state_handle_time(&display, at(ERRAND_CARD_US)), WISH_ABANDONED);
    assert_int_equal(display.errand.kind, ERRAND_NOTHING);
}

static void test_display_state__touches_have_names(void **state)
{
    (void)state;
    assert_int_equal(touch_id_parse("substitute"), TOUCH_SUBSTITUTE);
    assert_int_equal(touch_id_parse("meeting 3"), TOUCH_MEETING + 3);
    assert_int_equal(touch_id_parse("choice 0"), TOUCH_CHOICE);
    assert_int_equal(touch_id_parse("letter z"), TOUCH_LETTER + 25);
    const char *const wrong[] = {
        "",         "meeting",   "meeting 4", "meeting -1", "choice 8",
        "letter A", "letter zz", "choice 1x", "nothing",    "meeting 99999999999"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        assert_int_equal(touch_id_parse(wrong[i]), TOUCH_NOTHING);
    }
}

static void test_display_state__who_waits_for_an_approval_has_time(void **state)
{
    (void)state;
    struct display_state display = well();
    tap(&display, JUDGE_SUBSTITUTE_WAITING, at(0));
    assert_non_null(display_state_waiting(&display, at(WAITING_SHOWN_US - 1)));
    assert_null(display_state_waiting(&display, at(WAITING_SHOWN_US)));
    const struct judge_verdict approved = {.answer = JUDGE_SUBSTITUTED, .name = "李敏"};
    tap(&display, JUDGE_SUBSTITUTE_WAITING, at(0));
    display_state_change_result(&display, &approved, at(10000000));
    assert_null(display_state_waiting(&display, at(10000000)));
    assert_int_equal(view(&display, at(10000000 + RESULT_SHOWN_US - 1)).kind, DISPLAY_RESULT);
    assert_int_equal(view(&display, at(10000000 + RESULT_SHOWN_US)).kind, DISPLAY_IDLE);
    tap(&display, JUDGE_SUBSTITUTE_WAITING, at(20000000));
    tap(&display, JUDGE_ON_TIME, at(21000000)); /* the next one does not wait for them */
    assert_null(display_state_waiting(&display, at(21000000)));
}

static void read_card(struct display_state *display, struct moment now)
{
    const struct reader_event card = {.kind = READER_EVENT_CARD, .driver = "wedge", .port = "1-1"};
    display_state_handle_reader(display, &card, now);
}

/* A finger on the lights at that moment, and for as long as it takes. */
static void ask_for_keeper(struct display_state *display, struct moment now)
{
    (void)display_state_handle_touch(display, TOUCH_LIGHTS, now);
    now.mono_us += SERVICE_HOLD_US;
    assert_true(service_note_time(&display->service, now.mono_us));
    assert_true(service_wants_card(&display->service));
}

/* Whether a keeper may pick their name at that moment; nothing else is done. */
static bool may_pick_name(const struct display_state *display, struct moment now)
{
    struct display_state tried = *display;
    bool offered = view(display, now).by_name_offered;
    (void)display_state_handle_touch(&tried, TOUCH_SERVICE + SERVICE_TOUCH_BY_NAME, now);
    assert_int_equal(tried.errand.kind == ERRAND_KEEPER, offered);
    return offered;
}

/* It says that it is ready, and no card comes of it: neither all morning nor while one is asked
 * for. */
static void test_display_state__a_reader_that_reads_nothing_keeps_no_keeper_out(void **state)
{
    (void)state;
    struct display_state display = well();
    read_card(&display, at(0));
    int64_t asked_us = SERVICE_SILENCE_US;
    ask_for_keeper(&display, at(asked_us - SERVICE_HOLD_US));
    assert_false(may_pick_name(&display, at(asked_us)));
    assert_false(may_pick_name(&display, at(asked_us + SERVICE_UNREAD_US - 1)));
    assert_true(may_pick_name(&display, at(asked_us + SERVICE_UNREAD_US)));
}

static void test_display_state__a_reader_that_reads_asks_for_the_card(void **state)
{
    (void)state;
    struct display_state display = well();
    read_card(&display, at(1));
    int64_t asked_us = SERVICE_SILENCE_US - SERVICE_UNREAD_US;
    ask_for_keeper(&display, at(asked_us - SERVICE_HOLD_US));
    assert_false(may_pick_name(&display, at(asked_us + SERVICE_UNREAD_US)));
    assert_true(may_pick_name(&display, at(asked_us + SERVICE_UNREAD_US + 1)));
    reader_becomes(&display, READER_ABSENT, at(asked_us));
    assert_true(may_pick_name(&display, at(asked_us)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_display_state__a_reader_that_reads_nothing_keeps_no_keeper_out),
        cmocka_unit_test(test_display_state__a_reader_that_reads_asks_for_the_card),
        cmocka_unit_test(test_display_state__begins_idle_and_asks_for_a_card),
        cmocka_unit_test(test_display_state__a_result_stands_three_seconds),
        cmocka_unit_test(test_display_state__the_next_tap_interrupts_at_once),
        cmocka_unit_test(test_display_state__a_lost_tap_greets_nobody),
        cmocka_unit_test(test_display_state__a_recorded_tap_ends_the_recorders_fault),
        cmocka_unit_test(test_display_state__no_reader_is_said_with_since_when),
        cmocka_unit_test(test_display_state__a_result_is_read_out_before_a_fault),
        cmocka_unit_test(test_display_state__the_gravest_fault_is_shown),
        cmocka_unit_test(test_display_state__cards_are_taken_without_the_network),
        cmocka_unit_test(test_display_state__nobody_is_asked_for_a_card_before_anybody_is_known),
        cmocka_unit_test(test_display_state__an_uncertain_clock_is_said),
        cmocka_unit_test(test_display_state__touch_changes_the_language_and_back),
        cmocka_unit_test(test_display_state__idle_changes_once_a_second),
        cmocka_unit_test(test_display_state__a_result_s_bar_runs_out_in_steps),
        cmocka_unit_test(test_display_state__a_clock_before_1970_still_counts_seconds),
        cmocka_unit_test(test_display_state__long_names_of_places_are_cut_not_overrun),
        cmocka_unit_test(test_display_state__an_idle_kiosk_shows_what_it_is_for),
        cmocka_unit_test(test_display_state__a_fault_hides_what_is_touched_but_no_errand),
        cmocka_unit_test(test_display_state__a_finger_that_is_down_twice_is_one_touch),
        cmocka_unit_test(test_display_state__touches_have_names),
        cmocka_unit_test(test_display_state__who_waits_for_an_approval_has_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
