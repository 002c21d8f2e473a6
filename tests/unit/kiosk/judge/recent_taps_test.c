#include "recent_taps.h"

#include "cmocka_tests.h"
#include <stdio.h>
#include <string.h>

#define MINUTE CIVIL_MINUTE_MS
#define DAY    CIVIL_DAY_MS
#define START  (20514 * DAY) /* 2026-03-02 */

static int set_up(void **state)
{
    struct recent_taps *recent = NULL;
    if (!recent_taps_create(&recent, NULL)) {
        return -1;
    }
    *state = recent;
    return 0;
}

static int tear_down(void **state)
{
    recent_taps_destroy(*state);
    return 0;
}

static void add(struct recent_taps *recent, const char *staff, int64_t at_ms)
{
    const struct tap tap = {.staff = staff, .at_ms = at_ms, .kiosk = "k0001"};
    assert_true(recent_taps_add(recent, &tap, NULL));
}

static void test_recent_taps__come_sorted_whatever_the_order(void **state)
{
    struct recent_taps *recent = *state;
    static const int minutes[] = {50, 10, 90, 30, 70};
    for (size_t i = 0; i < 5; i++) {
        add(recent, "s1", START + minutes[i] * MINUTE);
    }
    struct recent_person found = recent_taps_of(recent, "s1");
    assert_int_equal(found.tap_count, 5);
    for (size_t i = 0; i < 5; i++) {
        assert_int_equal(found.taps[i].at_ms, START + (10 + 20 * (int64_t)i) * MINUTE);
        assert_string_equal(found.taps[i].staff, "s1");
        assert_string_equal(found.taps[i].kiosk, "k0001");
    }
    assert_int_equal(recent_taps_of(recent, "s2").tap_count, 0);
}

static void test_recent_taps__copies_the_texts(void **state)
{
    struct recent_taps *recent = *state;
    char staff[8] = "s1";
    char meeting[8] = "m1";
    const struct tap tap = {.staff = staff, .at_ms = START, .kiosk = "k1", .meeting = meeting};
    assert_true(recent_taps_add(recent, &tap, NULL));
    memset(staff, 'x', sizeof staff - 1);
    memset(meeting, 'x', sizeof meeting - 1);
    struct recent_person found = recent_taps_of(recent, "s1");
    assert_string_equal(found.taps[0].staff, "s1");
    assert_string_equal(found.taps[0].meeting, "m1");
    assert_null(found.taps[0].substitute_for);
}

static void test_recent_taps__uncertain_ones_stand_apart(void **state)
{
    struct recent_taps *recent = *state;
    add(recent, "s1", START);
    const struct tap tap = {
        .staff = "s1", .at_ms = START, .not_before_ms = START - 9, .not_after_ms = START + 9};
    assert_true(recent_taps_add(recent, &tap, NULL));
    struct recent_person found = recent_taps_of(recent, "s1");
    assert_int_equal(found.tap_count, 1);
    assert_int_equal(found.uncertain_tap_count, 1);
    assert_int_equal(found.uncertain_taps[0].not_before_ms, START - 9);
}

static void test_recent_taps__many_people_are_kept_apart(void **state)
{
    struct recent_taps *recent = *state;
    char staff[16];
    for (int i = 0; i < 3000; i++) {
        (void)snprintf(staff, sizeof staff, "s%d", i);
        add(recent, staff, START + i);
        add(recent, staff, START + i + MINUTE);
    }
    for (int i = 0; i < 3000; i++) {
        (void)snprintf(staff, sizeof staff, "s%d", i);
        struct recent_person found = recent_taps_of(recent, staff);
        assert_int_equal(found.tap_count, 2);
        assert_int_equal(found.taps[0].at_ms, START + i);
        assert_string_equal(found.taps[1].staff, staff);
    }
}

static void test_recent_taps__old_ones_are_forgotten(void **state)
{
    struct recent_taps *recent = *state;
    add(recent, "s1", START);
    add(recent, "s2", START);
    add(recent, "s1", START + 3 * DAY);
    assert_int_equal(recent_taps_of(recent, "s1").tap_count, 2);
    add(recent, "s1", START + RECENT_TAPS_KEPT_MS + 1);
    assert_int_equal(recent_taps_of(recent, "s1").tap_count, 2);
    assert_int_equal(recent_taps_of(recent, "s2").tap_count, 0); /* who did not tap since, too */
    add(recent, "s2", START);                                    /* told late: too old by now */
    assert_int_equal(recent_taps_of(recent, "s2").tap_count, 0);
}

static void test_recent_taps__one_of_next_year_makes_none_old(void **state)
{
    struct recent_taps *recent = *state;
    const int64_t next_year = START + 365 * DAY;
    const struct tap sits_in = {
        .staff = "s9", .at_ms = next_year, .kiosk = "k2", .meeting = "m1", .substitute_for = "s8"};
    add(recent, "s1", START);
    assert_false(recent_taps_turn_to(recent, START + MINUTE));
    assert_true(recent_taps_add(recent, &sits_in, NULL));
    add(recent, "s2", START);
    assert_int_equal(recent_taps_of(recent, "s1").tap_count, 1);
    assert_int_equal(recent_taps_of(recent, "s2").tap_count, 1);
    assert_int_equal(recent_taps_of(recent, "s9").tap_count, 0);
    assert_int_equal(recent_taps_for_others(recent).tap_count, 0);
    assert_false(recent_taps_turn_to(recent, START + DAY));
    assert_true(
        recent_taps_turn_to(recent, next_year)); /* it is to be read again: its time is there */
    assert_false(recent_taps_turn_to(recent, next_year));
    assert_true(recent_taps_add(recent, &sits_in, NULL));
    assert_int_equal(recent_taps_of(recent, "s9").tap_count, 1);
}

/* No moment is too late for a clock that is not compared. */
static void test_recent_taps__nothing_passed_over_is_nothing_to_read_again(void **state)
{
    struct recent_taps *recent = *state;
    assert_false(recent_taps_turn_to(recent, INT64_MAX));
    add(recent, "s1", START);
    assert_false(recent_taps_turn_to(recent, INT64_MAX));
    assert_false(recent_taps_turn_to(recent, START + MINUTE));
    add(recent, "s2", START + DAY);
    assert_true(recent_taps_turn_to(recent, INT64_MAX));
    assert_false(recent_taps_turn_to(recent, INT64_MAX));
}

/* The server's clock was a year ahead for a while, and so was this kiosk's. */
static void test_recent_taps__what_was_kept_by_a_wrong_clock_goes_with_it(void **state)
{
    struct recent_taps *recent = *state;
    const struct tap sits_in = {.staff = "s1",
                                .at_ms = START + 365 * DAY,
                                .kiosk = "k1",
                                .meeting = "m1",
                                .substitute_for = "s8"};
    add(recent, "s1", START);
    assert_true(recent_taps_add(recent, &sits_in, NULL));
    assert_int_equal(recent_taps_of(recent, "s1").tap_count, 1);
    assert_true(recent_taps_turn_to(recent, START + MINUTE)); /* what was forgotten is to be read */
    assert_int_equal(recent_taps_of(recent, "s1").tap_count, 0);
    assert_int_equal(recent_taps_for_others(recent).tap_count, 0);
    assert_false(recent_taps_turn_to(recent, START + MINUTE));
    add(recent, "s1", START);
    assert_int_equal(recent_taps_of(recent, "s1").tap_count, 1);
    add(recent, "s1", START + MINUTE / 2); /* and old ones go as ever */
    assert_false(recent_taps_turn_to(recent, START + 9 * DAY));
    add(recent, "s2", START + 8 * DAY);
    assert_int_equal(recent_taps_of(recent, "s1").tap_count, 0);
}

/* A year of a corridor in one minute: memory stays where it was. */
static void test_recent_taps__do_not_grow_with_time(void **state)
{
    struct recent_taps *recent = *state;
    char staff[16];
    for (int day = 0; day < 400; day++) {
        for (int i = 0; i < 1100; i++) {
            (void)snprintf(staff, sizeof staff, "s%d", i);
            add(recent, staff, START + day * DAY + i);
        }
    }
    assert_true(recent_taps_of(recent, "s7").tap_count <= 5);
}

static void test_recent_taps__a_card_held_for_hours_leaves_the_first_tap(void **state)
{
    struct recent_taps *recent = *state;
    for (int i = 0; i < 3000; i++) {
        add(recent, "s1", START + i * INT64_C(2000));
    }
    struct recent_person found = recent_taps_of(recent, "s1");
    assert_true(found.tap_count <= RECENT_TAPS_PERSON_MAX);
    assert_int_equal(found.taps[0].at_ms, START);
    assert_int_equal(found.taps[found.tap_count - 1].at_ms, START + 2999 * INT64_C(2000));
    for (int i = 0; i < 600; i++) {
        add(recent, "s2", START + i * 2 * MINUTE);
    }
    found = recent_taps_of(recent, "s2");
    assert_int_equal(found.tap_count, RECENT_TAPS_PERSON_MAX);
    assert_int_equal(found.taps[RECENT_TAPS_PERSON_MAX - 1].at_ms, START + 599 * 2 * MINUTE);
}

/* A kiosk that is never switched off meets new meetings and people for years. */
static void test_recent_taps__words_go_with_the_taps_that_used_them(void **state)
{
    struct recent_taps *recent = *state;
    char meeting[16];
    char principal[16];
    struct tap tap = {.staff = "s1", .kiosk = "k0001"};
    for (int i = 0; i < 40000; i++) {
        (void)snprintf(meeting, sizeof meeting, "m%07d", i);
        (void)snprintf(principal, sizeof principal, "s%07d", i);
        tap.meeting = meeting;
        tap.substitute_for = i % 2 == 0 ? principal : NULL;
        tap.at_ms = START + i * 20 * MINUTE;
        struct error err;
        if (!recent_taps_add(recent, &tap, &err)) {
            fail_msg("tap %d: %s", i, err.text);
        }
    }
    struct recent_person found = recent_taps_of(recent, "s1");
    struct recent_person others = recent_taps_for_others(recent);
    assert_true(found.tap_count > 280); /* four days */
    for (size_t i = 0; i < found.tap_count; i++) {
        int number = 40000 - (int)(found.tap_count - i);
        (void)snprintf(meeting, sizeof meeting, "m%07d", number);
        assert_string_equal(found.taps[i].meeting, meeting);
        assert_string_equal(found.taps[i].kiosk, "k0001");
    }
    assert_string_equal(others.taps[others.tap_count - 1].substitute_for, "s0039998");
    assert_string_equal(others.taps[others.tap_count - 1].staff, "s1");
    assert_string_equal(others.taps[0].kiosk, "k0001");
}

#define WITH_TAPS(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_TAPS(test_recent_taps__come_sorted_whatever_the_order),
        WITH_TAPS(test_recent_taps__copies_the_texts),
        WITH_TAPS(test_recent_taps__uncertain_ones_stand_apart),
        WITH_TAPS(test_recent_taps__many_people_are_kept_apart),
        WITH_TAPS(test_recent_taps__old_ones_are_forgotten),
        WITH_TAPS(test_recent_taps__one_of_next_year_makes_none_old),
        WITH_TAPS(test_recent_taps__nothing_passed_over_is_nothing_to_read_again),
        WITH_TAPS(test_recent_taps__what_was_kept_by_a_wrong_clock_goes_with_it),
        WITH_TAPS(test_recent_taps__do_not_grow_with_time),
        WITH_TAPS(test_recent_taps__words_go_with_the_taps_that_used_them),
        WITH_TAPS(test_recent_taps__a_card_held_for_hours_leaves_the_first_tap),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
