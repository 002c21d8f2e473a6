/* Cards and touches at the kiosk's screen, with its own records on the disk and a clock turned by
 * hand: whatever people do, each card is one line. */

#include "errand_desk.h"

#include "civil.h"
#include "cmocka_tests.h"
#include "fake_clock.h"
#include "file.h"
#include "record_reader.h"
#include "temporary_folder.h"
#include "test_office.h"
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define BOOT   "0123456789abcdef0123456789abcdef"
#define UTC_US INT64_C(1772412900000000) /* 2026-03-02, a Monday, 08:55 in Shanghai */
#define SECOND INT64_C(1000000)

struct fixture {
    struct temporary_folder folder;
    struct fake_clock clock;
    struct identity identity;
    struct tap_desk *desk;
    struct board_keeper *keeper;
    struct display_state state;
    struct errand_desk *errands;
};

static struct moment now(struct fixture *fixture)
{
    return (struct moment){tap_desk_now_ms(fixture->desk), fixture->clock.mono_us};
}

static void pass(struct fixture *fixture, int64_t by_us)
{
    fixture->clock.utc_us += by_us;
    fixture->clock.mono_us += by_us;
}

static void take_facts(struct fixture *fixture, struct office_change change)
{
    tap_desk_take_facts(fixture->desk, test_office_load(&fixture->identity.site_key, change));
    board_keeper_note_change(fixture->keeper);
}

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    assert_non_null(fixture);
    temporary_folder_init(&fixture->folder);
    fake_clock_init(&fixture->clock, UTC_US);
    fixture->clock.mono_us = 100 * SECOND;
    fixture->identity = (struct identity){.kiosk = OFFICE_KIOSK,
                                          .place = "三楼会议室",
                                          .timezone = "Asia/Shanghai",
                                          .epoch = 1,
                                          .site_key = {{1, 2, 3}}};
    const struct tap_desk_place place = {.folder = fixture->folder.path,
                                         .identity = &fixture->identity,
                                         .clock = &fixture->clock.clock,
                                         .boot = BOOT};
    assert_true(tap_desk_create(&place, &fixture->desk, NULL));
    const struct clock_measure measure = {BOOT, UTC_US, fixture->clock.mono_us, 0, 1000};
    tap_desk_note_measure(fixture->desk, &measure);
    assert_true(board_keeper_create(fixture->desk, &fixture->keeper, NULL));
    display_state_init(&fixture->state, LANGUAGE_CHINESE, "三楼会议室", "", now(fixture));
    assert_true(errand_desk_create(fixture->desk, fixture->keeper, &fixture->state,
                                   &fixture->errands, NULL));
    take_facts(fixture, (struct office_change){NULL, NULL, NULL});
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    errand_desk_destroy(fixture->errands);
    board_keeper_destroy(fixture->keeper);
    tap_desk_destroy(fixture->desk);
    temporary_folder_finish(&fixture->folder);
    free(fixture);
    return 0;
}

/* The kiosk is gone without a word, and comes up again, perhaps in another boot. */
static void crash(struct fixture *fixture, const char *boot)
{
    errand_desk_destroy(fixture->errands);
    board_keeper_destroy(fixture->keeper);
    tap_desk_destroy(fixture->desk);
    const struct tap_desk_place place = {.folder = fixture->folder.path,
                                         .identity = &fixture->identity,
                                         .clock = &fixture->clock.clock,
                                         .boot = boot};
    assert_true(tap_desk_create(&place, &fixture->desk, NULL));
    assert_true(board_keeper_create(fixture->desk, &fixture->keeper, NULL));
    assert_true(errand_desk_create(fixture->desk, fixture->keeper, &fixture->state,
                                   &fixture->errands, NULL));
    take_facts(fixture, (struct office_change){NULL, NULL, NULL});
}

/* What is on the screen now, as the loop makes it. */
static struct display look(struct fixture *fixture)
{
    struct display display;
    if (!display_state_has_result(&fixture->state, now(fixture))) {
        board_keeper_refresh(fixture->keeper, &fixture->state);
    }
    display_state_view(&fixture->state, now(fixture), &display);
    return display;
}

static struct errand_outcome hold_card(struct fixture *fixture, int person)
{
    struct card_number number = test_office_card(person);
    struct tap_desk_card card = tap_desk_read(fixture->desk, &number, fixture->clock.mono_us);
    struct errand_outcome outcome = errand_desk_take_card(fixture->errands, &card, now(fixture));
    (void)look(fixture); /* as the loop does */
    return outcome;
}

static struct errand_outcome touch(struct fixture *fixture, int id)
{
    pass(fixture, SECOND);
    struct errand_outcome outcome = errand_desk_take_touch(fixture->errands, id, now(fixture));
    (void)look(fixture); /* as the loop does */
    return outcome;
}

/* The last line that is on the disk; returns how many there are. */
static size_t read_last(const struct fixture *fixture, struct tap_record *ret_record)
{
    AUTO(record_reader) struct record_reader *reader = NULL;
    AUTO(memory) struct record_batch *batch = malloc(sizeof *batch);
    assert_non_null(batch);
    assert_true(record_reader_open(fixture->folder.path, &reader, NULL));
    struct record_position after = {0, 0};
    size_t total = 0;
    do {
        assert_true(record_reader_batch(reader, after, batch, NULL));
        const char *line = batch->lines;
        for (size_t i = 0; i < batch->count; i++) {
            const char *end = strchr(line, '\n');
            assert_true(tap_record_decode(line, (size_t)(end - line), ret_record, NULL));
            line = end + 1;
        }
        total += batch->count;
        after = batch->count > 0 ? batch->positions[batch->count - 1] : after;
    } while (batch->count > 0);
    return total;
}

static size_t count_records(const struct fixture *fixture)
{
    struct tap_record record;
    return read_last(fixture, &record);
}

/* Up to the screen that asks to confirm: s3 for the first one on the list. */
static void choose_substitute(struct fixture *fixture, int place)
{
    (void)touch(fixture, TOUCH_SUBSTITUTE);
    assert_int_equal(look(fixture).kind, DISPLAY_ASK_CARD);
    struct errand_outcome outcome = hold_card(fixture, 3);
    assert_true(outcome.sounds);
    assert_false(outcome.recorded);
    assert_int_equal(look(fixture).kind, DISPLAY_CHOICE);
    (void)touch(fixture, TOUCH_CHOICE); /* m1 of two */
    (void)touch(fixture, TOUCH_CHOICE + place);
    assert_int_equal(look(fixture).kind, DISPLAY_CONFIRM);
}

static void test_errand_desk__a_substitute_is_one_line_with_the_time_of_the_card(void **state)
{
    struct fixture *fixture = *state;
    int64_t card_us = fixture->clock.utc_us + SECOND; /* touch() lets one pass */
    choose_substitute(fixture, 0);
    assert_int_equal(look(fixture).views.would_be->answer, JUDGE_SUBSTITUTED);
    assert_int_equal(count_records(fixture), 0);
    assert_true(tap_desk_held_utc_us(fixture->desk) == card_us);
    struct errand_outcome outcome = touch(fixture, TOUCH_CONFIRM);
    assert_true(outcome.recorded);
    assert_int_equal(outcome.meaning, MEANING_WELL);
    struct tap_record record;
    assert_int_equal(read_last(fixture, &record), 1);
    assert_true(record.at_utc_us == card_us);
    assert_string_equal(record.staff, "s3");
    assert_string_equal(record.meeting, "m1");
    assert_string_equal(record.substitute_for, "s2");
    assert_string_equal(record.shown.verdict, "substituted");
    assert_int_equal(look(fixture).kind, DISPLAY_RESULT);
    assert_true(tap_desk_held_utc_us(fixture->desk) == 0);
}

static void test_errand_desk__an_approval_changes_the_screen_that_waits(void **state)
{
    struct fixture *fixture = *state;
    choose_substitute(fixture, 1);
    assert_int_equal(look(fixture).views.would_be->answer, JUDGE_SUBSTITUTE_WAITING);
    assert_int_equal(touch(fixture, TOUCH_CONFIRM).meaning, MEANING_WAITING);
    pass(fixture, 10 * SECOND);
    assert_int_equal(look(fixture).verdict.answer, JUDGE_SUBSTITUTE_WAITING); /* they stand there */
    take_facts(fixture,
               (struct office_change){"substitute", "b4",
                                      "{\"meeting\":\"m1\",\"principal\":\"s4\",\"substitute\":"
                                      "\"s3\",\"requested_at\":\"2026-03-01T10:00:00\",\"state\":"
                                      "\"approved\"}"});
    struct errand_outcome outcome = errand_desk_take_facts(fixture->errands, now(fixture));
    assert_true(outcome.sounds);
    assert_int_equal(outcome.meaning, MEANING_WELL);
    assert_int_equal(look(fixture).verdict.answer, JUDGE_SUBSTITUTED);
    assert_int_equal(count_records(fixture), 1); /* the fact is the same */
}

static void test_errand_desk__an_approval_changes_what_is_about_to_be_signed(void **state)
{
    struct fixture *fixture = *state;
    choose_substitute(fixture, 1);
    take_facts(fixture,
               (struct office_change){"substitute", "b4",
                                      "{\"meeting\":\"m1\",\"principal\":\"s4\",\"substitute\":"
                                      "\"s3\",\"requested_at\":\"2026-03-01T10:00:00\",\"state\":"
                                      "\"approved\"}"});
    (void)errand_desk_take_facts(fixture->errands, now(fixture));
    assert_int_equal(look(fixture).views.would_be->answer, JUDGE_SUBSTITUTED);
}

static void test_errand_desk__who_gives_up_is_recorded_as_any_tap(void **state)
{
    struct fixture *fixture = *state;
    int64_t card_us = fixture->clock.utc_us + SECOND;
    choose_substitute(fixture, 0);
    assert_true(touch(fixture, TOUCH_CANCEL).recorded);
    struct tap_record record;
    assert_int_equal(read_last(fixture, &record), 1);
    assert_true(record.at_utc_us == card_us);
    assert_string_equal(record.staff, "s3");
    assert_string_equal(record.meeting, "");
    assert_string_equal(record.substitute_for, "");
    assert_int_equal(look(fixture).kind, DISPLAY_RESULT);
}

static void test_errand_desk__who_walks_away_is_recorded_too(void **state)
{
    struct fixture *fixture = *state;
    choose_substitute(fixture, 0);
    pass(fixture, ERRAND_CHOICE_US - 1);
    assert_false(errand_desk_take_time(fixture->errands, now(fixture)).recorded);
    pass(fixture, 1);
    assert_true(errand_desk_take_time(fixture->errands, now(fixture)).recorded);
    assert_int_equal(count_records(fixture), 1);
    assert_false(errand_desk_take_time(fixture->errands, now(fixture)).recorded); /* once */
}

static void test_errand_desk__the_end_of_the_kiosk_loses_no_card(void **state)
{
    struct fixture *fixture = *state;
    choose_substitute(fixture, 0);
    errand_desk_close(fixture->errands, now(fixture));
    assert_int_equal(count_records(fixture), 1);
}

static void test_errand_desk__colleagues_tap_meanwhile(void **state)
{
    struct fixture *fixture = *state;
    choose_substitute(fixture, 0);
    assert_true(hold_card(fixture, 5).recorded);
    assert_string_equal(look(fixture).verdict.staff, "s5");
    assert_false(hold_card(fixture, 3).recorded); /* the impatient owner once more */
    pass(fixture, RESULT_SHOWN_US);
    assert_int_equal(look(fixture).kind, DISPLAY_CONFIRM);
    assert_true(touch(fixture, TOUCH_CONFIRM).recorded);
    assert_int_equal(count_records(fixture), 2);
}

static void test_errand_desk__where_no_meeting_is_the_tap_is_a_tap(void **state)
{
    struct fixture *fixture = *state;
    pass(fixture, 3 * 3600 * SECOND);
    (void)touch(fixture, TOUCH_SUBSTITUTE);
    assert_true(hold_card(fixture, 2).recorded);
    assert_int_equal(look(fixture).verdict.hint, JUDGE_HINT_NO_MEETING);
    assert_int_equal(fixture->state.errand.kind, ERRAND_NOTHING);
}

static void test_errand_desk__a_stranger_s_card_ends_the_errand(void **state)
{
    struct fixture *fixture = *state;
    (void)touch(fixture, TOUCH_SUBSTITUTE);
    assert_int_equal(hold_card(fixture, 99).meaning, MEANING_REFUSED);
    assert_int_equal(look(fixture).verdict.answer, JUDGE_UNKNOWN_CARD);
    assert_int_equal(fixture->state.errand.kind, ERRAND_NOTHING);
    assert_int_equal(count_records(fixture), 1);
}

static void test_errand_desk__the_meeting_that_was_touched_is_signed_in_to(void **state)
{
    struct fixture *fixture = *state;
    assert_int_equal(look(fixture).kind, DISPLAY_MEETING);
    (void)touch(fixture, TOUCH_MEETING + 1);
    assert_true(hold_card(fixture, 1).recorded);
    struct tap_record record;
    assert_int_equal(read_last(fixture, &record), 1);
    assert_string_equal(record.meeting, "m2");
    assert_true(hold_card(fixture, 2).recorded); /* only that one card */
    assert_int_equal(read_last(fixture, &record), 2);
    assert_string_equal(record.meeting, "");
}

static void test_errand_desk__a_month_is_its_owner_s_alone(void **state)
{
    struct fixture *fixture = *state;
    (void)touch(fixture, TOUCH_MONTH);
    assert_true(hold_card(fixture, 1).recorded);
    struct display display = look(fixture);
    assert_int_equal(display.kind, DISPLAY_MONTH);
    assert_string_equal(display.views.month->name, "欧阳建国");
    assert_int_equal(display.views.month->marks[1], OWN_MARK_LATE); /* by this tap, at 08:55 */
    assert_true(hold_card(fixture, 2).recorded);
    assert_int_equal(look(fixture).kind, DISPLAY_RESULT);
    pass(fixture, RESULT_SHOWN_US);
    assert_int_not_equal(look(fixture).kind, DISPLAY_MONTH);
    (void)touch(fixture, TOUCH_MONTH);
    (void)hold_card(fixture, 1); /* the month again */
    pass(fixture, ERRAND_MONTH_US);
    assert_int_not_equal(look(fixture).kind, DISPLAY_MONTH);
}

static void test_errand_desk__back_from_leave_is_confirmed_and_recorded(void **state)
{
    struct fixture *fixture = *state;
    (void)hold_card(fixture, 7);
    assert_int_equal(look(fixture).verdict.work, JUDGE_LEAVE);
    (void)touch(fixture, TOUCH_BACK);
    assert_int_equal(look(fixture).kind, DISPLAY_ASK_CARD);
    assert_int_equal(hold_card(fixture, 7).meaning, MEANING_WELL);
    assert_int_equal(look(fixture).verdict.answer, JUDGE_BACK);
    struct tap_record record;
    assert_int_equal(read_last(fixture, &record), 2);
    assert_string_equal(record.shown.verdict, "back");
}

/* A tap a second for ten minutes, and hands all over the screen: every card is answered at once,
 * and is a line sooner or later, but for one that its owner shows again while it is held. */
static void test_errand_desk__six_hundred_taps_and_a_touch_storm(void **state)
{
    struct fixture *fixture = *state;
    uint32_t dice = 1;
    size_t again = 0;
    size_t held = 0;
    for (int i = 0; i < 600; i++) {
        for (int touches = 0; touches < 5; touches++) {
            dice = dice * 1664525U + 1013904223U;
            int wide = (int)(dice >> 20) % (TOUCH_LETTER + 26);
            int id = (dice >> 16) % 2 == 0 ? wide % (TOUCH_ERASE + 1) : wide;
            (void)errand_desk_take_touch(fixture->errands, id, now(fixture)); /* whatever it is */
            (void)look(fixture);                                              /* as the loop does */
            pass(fixture, SECOND / 5);
        }
        (void)errand_desk_take_time(fixture->errands, now(fixture)); /* as the loop does */
        bool holding = tap_desk_held_utc_us(fixture->desk) > 0;
        struct errand_outcome outcome = hold_card(fixture, 1 + i % 9);
        assert_true(outcome.sounds);
        again += holding && !outcome.recorded;
        held += !holding && !outcome.recorded;
    }
    errand_desk_close(fixture->errands, now(fixture));
    assert_int_equal(count_records(fixture), 600 - again);
    assert_true(held > 10); /* or the storm has missed what it is for */
}

static void test_errand_desk__sixty_a_minute_for_ten_minutes(void **state)
{
    struct fixture *fixture = *state;
    for (int i = 0; i < 600; i++) {
        assert_true(hold_card(fixture, 1 + i % 9).recorded);
        assert_int_equal(look(fixture).kind, DISPLAY_RESULT);
        char id[8];
        (void)snprintf(id, sizeof id, "s%d", 1 + i % 9);
        assert_string_equal(look(fixture).verdict.staff, id);
        pass(fixture, SECOND);
    }
    assert_int_equal(count_records(fixture), 600);
}

static void test_errand_desk__ten_cards_in_a_second(void **state)
{
    struct fixture *fixture = *state;
    for (int i = 0; i < 10; i++) {
        assert_true(hold_card(fixture, 1 + i % 9).recorded);
        pass(fixture, SECOND / 10);
    }
    assert_int_equal(count_records(fixture), 10);
}

/* A battery that is dead: the tap is recorded, judged by nobody, and nobody is late for it. */
static void test_errand_desk__a_clock_of_1970_makes_nobody_late(void **state)
{
    struct fixture *fixture = *state;
    const struct clock_measure never = {.utc_us = 0};
    tap_desk_note_measure(fixture->desk, &never);
    fixture->clock.utc_us = 5 * SECOND;
    fixture->clock.mono_us = 5 * SECOND;
    crash(fixture, "ffffffffffffffffffffffffffffffff");
    assert_int_equal(tap_desk_clock(fixture->desk), TAP_CLOCK_UNCERTAIN);
    assert_true(hold_card(fixture, 1).recorded);
    assert_int_equal(look(fixture).verdict.answer, JUDGE_UNCERTAIN);
    (void)touch(fixture, TOUCH_MONTH);
    assert_true(hold_card(fixture, 1).recorded);
}

static void test_errand_desk__a_kiosk_that_is_killed_loses_no_card(void **state)
{
    struct fixture *fixture = *state;
    struct tap_record record;
    int64_t card_us = fixture->clock.utc_us + SECOND;
    int64_t card_mono_us = fixture->clock.mono_us + SECOND;
    choose_substitute(fixture, 0);
    pass(fixture, 3600 * SECOND);
    for (int again = 0; again < 2; again++) {
        crash(fixture, "ffffffffffffffffffffffffffffffff");
        assert_int_equal(read_last(fixture, &record), 1);
        assert_true(tap_desk_held_utc_us(fixture->desk) == 0);
    }
    assert_string_equal(record.staff, "s3");
    assert_string_equal(record.meeting, "");
    assert_string_equal(record.substitute_for, "");
    assert_true(record.at_utc_us == card_us && record.mono_us == card_mono_us);
    assert_string_equal(record.boot, BOOT); /* the clocks as they were then */
    assert_int_equal(record.clock, TAP_CLOCK_SYNCED);
}

static void copy_held(const struct fixture *fixture, const char *from, const char *to)
{
    char path[512];
    AUTO(memory) char *line = NULL;
    size_t len;
    assert_true(
        file_read(temporary_folder_path(&fixture->folder, from, path), 2048, &line, &len, NULL));
    assert_true(
        file_replace(temporary_folder_path(&fixture->folder, to, path), line, len, 0600, NULL));
}

static void
test_errand_desk__one_that_is_killed_just_after_the_record_writes_no_second(void **state)
{
    struct fixture *fixture = *state;
    choose_substitute(fixture, 0);
    copy_held(fixture, "held.line", "kept.line");
    assert_true(touch(fixture, TOUCH_CONFIRM).recorded);
    copy_held(fixture, "kept.line", "held.line"); /* as if it had not come to removing it */
    (void)hold_card(fixture, 1);
    crash(fixture, BOOT);
    assert_int_equal(count_records(fixture), 2);
    crash(fixture, BOOT);
    assert_int_equal(count_records(fixture), 2);
}

static void test_errand_desk__what_is_held_and_no_tap_keeps_no_door_shut(void **state)
{
    struct fixture *fixture = *state;
    char path[512], aside[512];
    char too_long[TAP_RECORD_LINE_MAX + 1];
    memset(too_long, 'x', sizeof too_long);
    const struct {
        const char *text;
        size_t len;
    } damaged[] = {{"{\"v\":1,", 7}, {too_long, sizeof too_long}, {"", 0}};
    (void)temporary_folder_path(&fixture->folder, "held.line", path);
    (void)temporary_folder_path(&fixture->folder, "held-damaged.line", aside);
    for (size_t i = 0; i < sizeof damaged / sizeof *damaged; i++) {
        assert_true(file_replace(path, damaged[i].text, damaged[i].len, 0600, NULL));
        crash(fixture, BOOT);
        assert_int_equal(count_records(fixture), 0);
        assert_int_equal(unlink(aside), 0);
    }
    assert_int_equal(mkdir(path, 0700), 0); /* cannot be read at all */
    crash(fixture, BOOT);
    assert_int_equal(rmdir(aside), 0);
}

/* A keeper is at the card of the errand, on the page that it begins from. */
static void ask_for_new_card(struct fixture *fixture)
{
    struct errand *errand = &fixture->state.errand;
    fixture->state.service.step = SERVICE_OPEN;
    fixture->state.service.page = SERVICE_PAGE_CARDS;
    service_stay(&fixture->state.service, fixture->clock.mono_us);
    errand_begin_issue(errand, fixture->clock.mono_us);
    errand_choose_holder(errand, "s1", "王伟", "", fixture->clock.mono_us);
}

/* What is written down becomes the other person's at the server. */
static void test_errand_desk__a_keepers_card_is_not_the_one_the_office_waits_for(void **state)
{
    struct fixture *fixture = *state;
    ask_for_new_card(fixture);
    card_reading_ask(&fixture->state.reading, "s2", "李娜", fixture->clock.mono_us);
    (void)hold_card(fixture, 90);
    assert_int_equal(fixture->state.errand.step, ERRAND_STEP_CONFIRM);
    assert_int_equal(fixture->state.reading.step, CARD_READING_WAITED);
    assert_int_equal(count_records(fixture), 0);
    card_reading_ask(&fixture->state.reading, "", "", fixture->clock.mono_us);
    ask_for_new_card(fixture);
    assert_true(hold_card(fixture, 90).recorded);
    assert_int_equal(fixture->state.errand.step, ERRAND_STEP_CONFIRM);
    assert_int_equal(count_records(fixture), 1);
}

/* 李敏 has person 90's card by now. */
static struct errand_outcome give_card(struct fixture *fixture)
{
    char id[HASH_HEX_SIZE];
    const struct card_token token = test_office_token(&fixture->identity.site_key, 90);
    hash_hex_encode(token.hash.bytes, HASH_BYTES, id);
    take_facts(fixture,
               (struct office_change){"card", id, "{\"staff\":\"s2\",\"state\":\"active\"}"});
    return errand_desk_take_facts(fixture->errands, now(fixture));
}

/* The office waits for it since a moment of which the kiosk has not heard: the server issues the
 * card all the same, and whoever held it up was told that nobody knows it. */
static void test_errand_desk__a_card_that_is_issued_after_it_was_refused_is_told(void **state)
{
    struct fixture *fixture = *state;
    assert_true(hold_card(fixture, 90).recorded);
    assert_int_equal(fixture->state.verdict.answer, JUDGE_UNKNOWN_CARD);
    pass(fixture, 2 * SECOND);
    card_reading_ask(&fixture->state.reading, "s2", "李娜", fixture->clock.mono_us);
    struct errand_outcome outcome = give_card(fixture);
    assert_true(outcome.sounds);
    assert_int_equal(outcome.meaning, MEANING_WELL);
    card_reading_ask(&fixture->state.reading, "", "", fixture->clock.mono_us);
    struct display display = look(fixture);
    assert_int_equal(display.kind, DISPLAY_READ_CARD);
    assert_int_equal(display.reading.step, CARD_READING_ISSUED);
    assert_string_equal(display.reading.name, "李敏");
    assert_false(errand_desk_take_facts(fixture->errands, now(fixture)).sounds); /* once */
    pass(fixture, CARD_READING_ISSUED_US);
    assert_int_not_equal(look(fixture).kind, DISPLAY_READ_CARD);
}

/* Who comes to know of it much later is not there any more. */
static void test_errand_desk__a_card_that_is_issued_much_later_is_not_told(void **state)
{
    struct fixture *fixture = *state;
    assert_true(hold_card(fixture, 90).recorded);
    pass(fixture, CARD_READING_SEEN_US);
    assert_false(give_card(fixture).sounds);
    assert_int_not_equal(look(fixture).kind, DISPLAY_READ_CARD);
}

/* The finger is on the screen in the very turn in which the time runs out. */
static void test_errand_desk__a_touch_as_the_time_runs_out_takes_no_card_away(void **state)
{
    struct fixture *fixture = *state;
    choose_substitute(fixture, 0);
    pass(fixture, ERRAND_CHOICE_US);
    struct errand_outcome outcome = touch(fixture, TOUCH_SUBSTITUTE);
    assert_true(outcome.recorded);
    assert_int_equal(look(fixture).kind, DISPLAY_RESULT);
    (void)touch(fixture, TOUCH_SUBSTITUTE);
    (void)hold_card(fixture, 1);
    (void)touch(fixture, TOUCH_CANCEL);
    assert_int_equal(count_records(fixture), 2);
}

static void test_errand_desk__the_next_card_that_is_held_lets_the_first_one_go(void **state)
{
    struct fixture *fixture = *state;
    choose_substitute(fixture, 0);
    errand_begin(&fixture->state.errand, ERRAND_SUBSTITUTE, fixture->clock.mono_us);
    (void)hold_card(fixture, 1);
    struct tap_record record;
    assert_int_equal(read_last(fixture, &record), 1);
    assert_string_equal(record.staff, "s3");
    errand_desk_close(fixture->errands, now(fixture));
    assert_int_equal(read_last(fixture, &record), 2);
    assert_string_equal(record.staff, "s1");
}

#define CASE(name) cmocka_unit_test_setup_teardown(test_errand_desk__##name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(a_substitute_is_one_line_with_the_time_of_the_card),
        CASE(an_approval_changes_the_screen_that_waits),
        CASE(an_approval_changes_what_is_about_to_be_signed),
        CASE(who_gives_up_is_recorded_as_any_tap),
        CASE(who_walks_away_is_recorded_too),
        CASE(the_end_of_the_kiosk_loses_no_card),
        CASE(a_kiosk_that_is_killed_loses_no_card),
        CASE(one_that_is_killed_just_after_the_record_writes_no_second),
        CASE(what_is_held_and_no_tap_keeps_no_door_shut),
        CASE(a_keepers_card_is_not_the_one_the_office_waits_for),
        CASE(a_card_that_is_issued_after_it_was_refused_is_told),
        CASE(a_card_that_is_issued_much_later_is_not_told),
        CASE(a_touch_as_the_time_runs_out_takes_no_card_away),
        CASE(the_next_card_that_is_held_lets_the_first_one_go),
        CASE(colleagues_tap_meanwhile),
        CASE(where_no_meeting_is_the_tap_is_a_tap),
        CASE(a_stranger_s_card_ends_the_errand),
        CASE(the_meeting_that_was_touched_is_signed_in_to),
        CASE(a_month_is_its_owner_s_alone),
        CASE(back_from_leave_is_confirmed_and_recorded),
        CASE(six_hundred_taps_and_a_touch_storm),
        CASE(sixty_a_minute_for_ten_minutes),
        CASE(ten_cards_in_a_second),
        CASE(a_clock_of_1970_makes_nobody_late),
    };
    temporary_folder_use_memory();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
