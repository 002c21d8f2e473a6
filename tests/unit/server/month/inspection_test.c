/* What an inspector looks at beyond one month's report, over taps that a test made. */

#include "civil.h"
#include "cmocka_tests.h"
#include "json.h"
#include "judged_office.h"
#include "long_view.h"
#include "tap_pairs.h"
#include <string.h>

#define DAY_US INT64_C(86400000000)
#define MARCH  (2026 * 12 + 2)

/* Both come on three days two seconds apart, and go an hour apart; on the third s1 is late. */
static void spend_three_days(struct judged_office *office)
{
    judged_office_bring_up(office);
    for (int day = 0; day < 3; day++) {
        int64_t morning = AT(8, 20) + day * DAY_US + (day == 2 ? INT64_C(1800000000) : 0);
        judged_office_tap(office, &office->door, 1, morning);
        judged_office_tap(office, &office->door, 2, morning + 2000000);
        judged_office_tap(office, &office->door, 1, AT(17, 31) + day * DAY_US);
        judged_office_tap(office, &office->door, 2, AT(18, 31) + day * DAY_US);
    }
    office->site.clock.utc_us = NIGHT + 2 * DAY_US;
    judged_office_bring_up(office);
}

static json_t *pairs_of(struct judged_office *office, int64_t seconds, int64_t days)
{
    json_t *pairs = NULL;
    const struct tap_pairs_question question = {.month = MARCH, .seconds = seconds, .days = days};
    MUST(tap_pairs_find(&office->source, &question, &pairs, &err));
    return pairs;
}

static void test_tap_pairs__seconds_apart_day_after_day(void **state)
{
    struct judged_office *office = *state;
    spend_three_days(office);
    AUTO(json) json_t *found = pairs_of(office, 2, 3);
    const json_t *list = json_object_get(found, "pairs");
    assert_int_equal(json_array_size(list), 1);
    const json_t *pair = json_array_get(list, 0);
    assert_int_equal(json_integer_value(json_object_get(pair, "days")), 3);
    assert_int_equal(json_integer_value(json_object_get(pair, "days_both")), 3);
    assert_int_equal(json_integer_value(json_object_get(pair, "median_ms")), 2000);
    const json_t *evidence = json_object_get(pair, "evidence");
    assert_int_equal(json_array_size(evidence), 3);
    const char *first = json_string_value(json_object_get(json_array_get(evidence, 0), "first"));
    assert_string_equal(first, "s1");
}

static void test_tap_pairs__what_is_asked_for_bounds_them(void **state)
{
    struct judged_office *office = *state;
    spend_three_days(office);
    AUTO(json) json_t *closer = pairs_of(office, 1, 1);
    assert_int_equal(json_array_size(json_object_get(closer, "pairs")), 0);
    AUTO(json) json_t *longer = pairs_of(office, 60, 4);
    assert_int_equal(json_array_size(json_object_get(longer, "pairs")), 0);
}

/* The sums of one value over all days of the first unit. */
static json_int_t heat_sum(const json_t *heat, const char *name)
{
    const json_t *unit = json_array_get(json_object_get(heat, "units"), 0);
    json_int_t sum = 0;
    const char *date;
    json_t *cell;
    json_object_foreach(json_object_get(unit, "days"), date, cell)
    {
        sum += json_integer_value(json_object_get(cell, name));
    }
    return sum;
}

static void test_long_view__the_days_add_up_to_the_month(void **state)
{
    struct judged_office *office = *state;
    json_t *heat = NULL;
    const struct long_view_question question = {.month = MARCH};
    spend_three_days(office);
    MUST(long_view_heat(&office->source, &question, &heat, &err));
    AUTO(json) json_t *taken = heat;
    AUTO(json) json_t *month = judged_office_month(office);
    const json_t *county = json_object_get(month, "county");
    assert_int_equal(heat_sum(taken, "due"), 12);
    assert_int_equal(heat_sum(taken, "violations"), 2); /* both late on the third day */
    assert_int_equal(heat_sum(taken, "violations"),
                     json_integer_value(json_object_get(county, "violations")));
    assert_int_equal(heat_sum(taken, "on_time"),
                     json_integer_value(json_object_get(county, "on_time")));
}

static void test_long_view__the_year_adds_up_and_honours(void **state)
{
    struct judged_office *office = *state;
    json_t *year = NULL, *trend = NULL;
    const struct long_view_question question = {.month = MARCH};
    spend_three_days(office);
    MUST(long_view_year(&office->source, &question, &year, &err));
    AUTO(json) json_t *taken = year;
    const json_t *unit = json_array_get(json_object_get(taken, "units"), 0);
    assert_int_equal(json_integer_value(json_object_get(unit, "checks_due")), 12);
    assert_int_equal(json_integer_value(json_object_get(unit, "rank")), 1);
    assert_int_equal(json_array_size(json_object_get(taken, "full_attendance")), 0);
    MUST(long_view_trend(&office->source, &question, &trend, &err));
    AUTO(json) json_t *other = trend;
    assert_int_equal(json_array_size(json_object_get(other, "months")), 1);
    assert_int_equal(json_array_size(json_object_get(other, "repeated")),
                     0); /* of one month alone */
}

#define IN_OFFICE(test)                                                                            \
    cmocka_unit_test_setup_teardown(test, judged_office_open, judged_office_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_OFFICE(test_tap_pairs__seconds_apart_day_after_day),
        IN_OFFICE(test_tap_pairs__what_is_asked_for_bounds_them),
        IN_OFFICE(test_long_view__the_days_add_up_to_the_month),
        IN_OFFICE(test_long_view__the_year_adds_up_and_honours),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
