/* Figures follow what is about another thing: a meeting beside one's own, the card of somebody who
 * sat in, a month that is not kept, a person who is moved every day. */

#include "cmocka_tests.h"
#include "json.h"
#include "judged_office.h"
#include <stdio.h>
#include <string.h>

static int64_t figure(struct judged_office *office, const char *staff, const char *name)
{
    AUTO(json) json_t *month = judged_office_month(office);
    const json_t *rows = json_object_get(month, "staff");
    for (size_t i = 0; i < json_array_size(rows); i++) {
        const json_t *row = json_array_get(rows, i);
        if (strcmp(json_string_value(json_object_get(row, "staff")), staff) == 0) {
            return json_integer_value(json_object_get(row, name));
        }
    }
    return 0;
}

/* Of 2 March unless the month is another. */
static void put_meeting(struct judged_office *office, const char *id, const char *month,
                        const char *start, const char *end, const char *more)
{
    char value[400];
    (void)snprintf(value, sizeof value,
                   "{\"id\": \"%s\", \"title\": \"会\", \"start\": \"2026-%s-02T%s:00\", \"end\": "
                   "\"2026-%s-02T%s:00\", \"attendees\": [%s]}",
                   id, month, start, month, end, more);
    test_site_put(&office->site, "meeting", id, value);
}

#define S1 "{\"staff\": \"s1\", \"role\": \"required\"}"
#define S2 "{\"staff\": \"s2\", \"role\": \"required\"}"

/* s1 is invited to two that overlap, and taps once, at 09:10: nearer to the first. How many they
 * are absent from with what is there already is the caller's to say. */
static void sit_through(struct judged_office *office, int64_t absent)
{
    put_meeting(office, "m1", "03", "09:00", "10:00", S1);
    put_meeting(office, "m2", "03", "09:30", "10:30", S1);
    judged_office_tap(office, &office->door, 1, AT(9, 10));
    office->site.clock.utc_us = NIGHT;
    assert_int_equal(figure(office, "s1", "meetings_late"), 1);
    assert_int_equal(figure(office, "s1", "meetings_absent"), absent);
}

static void assert_second_is_on_time(struct judged_office *office)
{
    assert_int_equal(figure(office, "s1", "meetings_on_time"), 1);
    assert_int_equal(figure(office, "s1", "meetings_late"), 0);
    assert_int_equal(test_site_number(&office->site,
                                      "SELECT COUNT(*) FROM verdict_difference WHERE meeting = "
                                      "'m2' AND causes LIKE '%\"meeting\",\"id\":\"m1\"%'"),
                     1);
}

static void test_figure_follow__a_cancelled_meeting_gives_its_tap_to_the_next(void **state)
{
    struct judged_office *office = *state;
    sit_through(office, 1);
    test_site_put(
        &office->site, "meeting", "m1",
        "{\"id\": \"m1\", \"title\": \"会\", \"start\": \"2026-03-02T09:00:00\", \"end\": "
        "\"2026-03-02T10:00:00\", \"attendees\": [" S1 "], \"state\": \"cancelled\"}");
    assert_second_is_on_time(office);
    assert_int_equal(figure(office, "s1", "meetings_due"), 1);
}

static void test_figure_follow__more_neighbours_than_fit_are_judged_in_the_background(void **state)
{
    struct judged_office *office = *state;
    for (int i = 0; i < 70; i++) {
        char id[16];
        (void)snprintf(id, sizeof id, "n%02d", i);
        put_meeting(office, id, "03", "09:30", "10:30", S1);
    }
    sit_through(office, 71);
    put_meeting(office, "m1", "03", "15:00", "16:00", S1);
    assert_int_equal(
        test_site_number(&office->site, "SELECT COUNT(*) FROM rejudging WHERE scope = 'attends'"),
        1);
    assert_int_equal(figure(office, "s1", "meetings_on_time"), 1);
    assert_int_equal(figure(office, "s1", "meetings_late"), 0);
}

static void test_figure_follow__whoever_is_not_invited_any_more_signs_in_to_the_next(void **state)
{
    struct judged_office *office = *state;
    sit_through(office, 1);
    put_meeting(office, "m1", "03", "09:00", "10:00", S2);
    assert_second_is_on_time(office);
}

static void test_figure_follow__a_moved_meeting_gives_its_tap_to_the_next(void **state)
{
    struct judged_office *office = *state;
    sit_through(office, 1);
    put_meeting(office, "m1", "03", "15:00", "16:00", S1);
    assert_second_is_on_time(office);
}

static void test_figure_follow__a_meeting_made_later_takes_the_tap_that_is_nearer(void **state)
{
    struct judged_office *office = *state;
    put_meeting(office, "m2", "03", "09:30", "10:30", S1);
    judged_office_tap(office, &office->door, 1, AT(9, 10));
    office->site.clock.utc_us = NIGHT;
    assert_int_equal(figure(office, "s1", "meetings_on_time"), 1);
    put_meeting(office, "m1", "03", "09:15", "09:25", S1);
    assert_int_equal(figure(office, "s1", "meetings_on_time"), 1);
    assert_int_equal(figure(office, "s1", "meetings_absent"), 1);
}

static void
test_figure_follow__a_meeting_put_off_to_a_month_that_is_not_kept_counts_no_more(void **state)
{
    struct judged_office *office = *state;
    sit_through(office, 1);
    put_meeting(office, "m2", "09", "09:30", "10:30", S1);
    assert_int_equal(figure(office, "s1", "meetings_due"), 1);
    assert_int_equal(figure(office, "s1", "meetings_absent"), 0);
}

static void sit_in(struct judged_office *office)
{
    struct tap_record record = test_kiosk_next(&office->door, 2);
    record.at_utc_us = AT(8, 55);
    (void)snprintf(record.meeting, sizeof record.meeting, "m1");
    (void)snprintf(record.substitute_for, sizeof record.substitute_for, "s1");
    judged_office_store(office, &office->door, &record);
}

static void test_figure_follow__a_substitutes_card_that_did_not_hold_signs_in_nobody(void **state)
{
    struct judged_office *office = *state;
    char token[HASH_HEX_SIZE];
    put_meeting(office, "m1", "03", "09:00", "10:00", S1);
    test_site_put(&office->site, "substitute", "b1",
                  "{\"meeting\": \"m1\", \"principal\": \"s1\", \"substitute\": \"s2\", "
                  "\"requested_at\": \"2026-03-01T08:00:00\", \"state\": \"approved\"}");
    sit_in(office);
    office->site.clock.utc_us = NIGHT;
    assert_int_equal(figure(office, "s1", "meetings_substituted"), 1);
    test_site_put(&office->site, "card", test_site_token(&office->site, 2, token),
                  "{\"staff\": \"s2\", \"state\": \"active\", \"to\": \"2026-03-01\"}");
    assert_int_equal(figure(office, "s1", "meetings_substituted"), 0);
    assert_int_equal(figure(office, "s1", "meetings_absent"), 1);
}

/* As a list that was written elsewhere says; nothing but the time passes after it. */
static void test_figure_follow__a_mark_of_noon_counts_from_noon_on(void **state)
{
    struct judged_office *office = *state;
    judged_office_tap(office, &office->door, 2, AT(8, 20)); /* months without taps are not kept */
    put_meeting(office, "m1", "03", "09:00", "10:00", S1);
    office->site.clock.utc_us = AT(11, 0);
    test_site_put(&office->site, "mark", "x1",
                  "{\"meeting\": \"m1\", \"staff\": \"s1\", \"decided_at\": "
                  "\"2026-03-02T12:00:00\"}");
    assert_int_equal(figure(office, "s1", "meetings_absent"), 1);
    office->site.clock.utc_us = AT(12, 0);
    assert_int_equal(figure(office, "s1", "meetings_absent"), 0);
    assert_int_equal(figure(office, "s1", "meetings_on_time"), 1);
}

/* What was tapped before the card was lost is still there; the absence of the evening is new. */
static void test_figure_follow__a_lost_card_takes_nothing_of_the_past(void **state)
{
    struct judged_office *office = *state;
    char token[HASH_HEX_SIZE];
    judged_office_bring_up(office);
    judged_office_tap(office, &office->door, 1, AT(8, 20));
    judged_office_tap(office, &office->door, 1, AT(17, 40));
    office->site.clock.utc_us = NIGHT;
    assert_int_equal(figure(office, "s1", "on_time"), 2);
    test_site_put(&office->site, "card", test_site_token(&office->site, 1, token),
                  "{\"staff\": \"s1\", \"state\": \"revoked\", \"revoked_from\": "
                  "\"2026-03-02T17:00:00\"}");
    assert_int_equal(figure(office, "s1", "on_time"), 1);
    assert_int_equal(figure(office, "s1", "missing"), 1);
    assert_int_equal(figure(office, "s1", "absent"), 0);
}

/* A unit for every day of the month, the first of them number `first`. */
static void move_daily(struct judged_office *office, int first)
{
    char value[4000];
    size_t len = (size_t)snprintf(
        value, sizeof value, "{\"id\": \"s1\", \"name\": \"甲\", \"unit\": \"v%d\", \"moves\": [",
        first);
    for (int day = 2; day <= 31; day++) {
        len += (size_t)snprintf(value + len, sizeof value - len,
                                "%s{\"unit\": \"v%d\", \"from\": \"2026-03-%02d\"}",
                                day > 2 ? ", " : "", first + day - 1, day);
    }
    (void)snprintf(value + len, sizeof value - len, "]}");
    test_site_put(&office->site, "staff", "s1", value);
}

/* Old rows and new ones are more units than a month has days. */
static void test_figure_follow__somebody_moved_every_day_is_in_many_units(void **state)
{
    struct judged_office *office = *state;
    for (int unit = 0; unit < 62; unit++) {
        char id[16], value[80];
        (void)snprintf(id, sizeof id, "v%d", unit);
        (void)snprintf(value, sizeof value, "{\"code\": \"%s\", \"name\": \"股\"}", id);
        test_site_put(&office->site, "unit", id, value);
    }
    test_site_put(
        &office->site, "schedule", "daily",
        "{\"id\": \"daily\", \"versions\": [{\"from\": \"2026-01-01\", \"to\": "
        "\"2026-12-31\", \"weekdays\": [1, 2, 3, 4, 5, 6, 7], \"sessions\": [{\"start\": "
        "\"08:30\", \"end\": \"17:30\", \"in\": \"required\", \"out\": \"required\"}]}]}");
    test_site_put(&office->site, "assignment", "a2",
                  "{\"schedule\": \"daily\", \"staff\": \"s1\", \"from\": \"2026-01-01\"}");
    put_meeting(office, "m1", "03", "09:00", "10:00", S1);
    judged_office_tap(office, &office->door, 1, AT(7, 30)); /* months without taps are not kept */
    move_daily(office, 0);
    office->site.clock.utc_us = NIGHT;
    judged_office_bring_up(office);
    move_daily(office, 31);
    judged_office_bring_up(office);
    assert_int_equal(test_site_number(&office->site,
                                      "SELECT SUM(meetings_absent) FROM person_month WHERE staff = "
                                      "'s1' AND unit = 'v32'"),
                     1);
    assert_int_equal(test_site_number(&office->site,
                                      "SELECT COUNT(*) FROM person_month WHERE staff = 's1' AND "
                                      "unit IN ('v0', 'v1', 'v2', 'v30')"),
                     0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, judged_office_open, judged_office_close)
        TEST(test_figure_follow__a_cancelled_meeting_gives_its_tap_to_the_next),
        TEST(test_figure_follow__more_neighbours_than_fit_are_judged_in_the_background),
        TEST(test_figure_follow__whoever_is_not_invited_any_more_signs_in_to_the_next),
        TEST(test_figure_follow__a_moved_meeting_gives_its_tap_to_the_next),
        TEST(test_figure_follow__a_meeting_made_later_takes_the_tap_that_is_nearer),
        TEST(test_figure_follow__a_meeting_put_off_to_a_month_that_is_not_kept_counts_no_more),
        TEST(test_figure_follow__a_substitutes_card_that_did_not_hold_signs_in_nobody),
        TEST(test_figure_follow__a_mark_of_noon_counts_from_noon_on),
        TEST(test_figure_follow__a_lost_card_takes_nothing_of_the_past),
        TEST(test_figure_follow__somebody_moved_every_day_is_in_many_units),
#undef TEST
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
