#include "civil.h"

#include "cmocka_tests.h"
#include <time.h>

static void test_civil_date__agrees_with_the_c_library(void **state)
{
    (void)state;
    for (int32_t date = -354285; date < 2932896; date += 13) { /* years 1000 to 9999 */
        time_t seconds = (time_t)date * 86400;
        struct tm tm;
        int32_t year;
        int32_t month;
        int32_t day;
        assert_non_null(gmtime_r(&seconds, &tm));
        civil_date_split(date, &year, &month, &day);
        assert_int_equal(year, tm.tm_year + 1900);
        assert_int_equal(month, tm.tm_mon + 1);
        assert_int_equal(day, tm.tm_mday);
        assert_int_equal(civil_date_make(year, month, day), date);
        assert_int_equal(civil_weekday(date) % 7, tm.tm_wday);
    }
}

static void test_civil_date_of__goes_down_before_1970(void **state)
{
    (void)state;
    assert_int_equal(civil_date_of(0), 0);
    assert_int_equal(civil_date_of(-1), -1);
    assert_int_equal(civil_date_of(CIVIL_DAY_MS - 1), 0);
    assert_int_equal(civil_minute_ms(-1), -CIVIL_MINUTE_MS);
    assert_int_equal(civil_minute_ms(59999), 0);
}

static void test_civil_midpoint__is_cut_down_to_the_minute(void **state)
{
    (void)state;
    assert_int_equal(civil_midpoint_ms(0, 3 * CIVIL_MINUTE_MS), CIVIL_MINUTE_MS);
    assert_int_equal(civil_midpoint_ms(-CIVIL_MINUTE_MS, 0), -CIVIL_MINUTE_MS);
    assert_int_equal(civil_midpoint_ms(2 * CIVIL_MINUTE_MS, 4 * CIVIL_MINUTE_MS),
                     3 * CIVIL_MINUTE_MS);
}

static void test_civil_month__first_days_and_january(void **state)
{
    (void)state;
    int32_t month;
    char text[CIVIL_DATE_SIZE];
    assert_true(civil_month_parse("2025-12", &month));
    assert_string_equal(civil_date_format(civil_month_first(month), text), "2025-12-01");
    assert_string_equal(civil_date_format(civil_month_first(month + 1), text), "2026-01-01");
    assert_string_equal(civil_date_format(civil_month_first(month + 3) - 1, text), "2026-02-28");
    assert_int_equal(civil_month_january(month), month - 11);
    assert_int_equal(civil_month_january(month + 1), month + 1);
    assert_int_equal(civil_month_of(civil_month_first(month + 1) - 1), month);
    assert_false(civil_month_parse("2026-13", &month));
    assert_false(civil_month_parse("2026-03-", &month));
    assert_false(civil_month_parse("2026-03-02", &month));
}

static void test_civil_date_parse__takes_only_dates_that_exist(void **state)
{
    (void)state;
    static const char *const bad[] = {"2026-02-29",  "2026-13-01",
                                      "2026-00-01",  "2026-01-00",
                                      "2026-1-01",   "2026-01-1",
                                      "26-01-01",    "2026-01-011",
                                      " 2026-01-01", "0999-01-01",
                                      "2026/01/01",  "20x6-01-01",
                                      "2026-0/-01",  ""};
    int32_t date = 7;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        assert_false(civil_date_parse(bad[i], &date));
        assert_int_equal(date, 7);
    }
    assert_true(civil_date_parse("1000-01-01", &date));
    assert_true(civil_date_parse("2024-02-29", &date));
    assert_true(civil_date_parse("1970-01-01", &date));
    assert_int_equal(date, 0);
}

static void test_civil_time_parse__cuts_off_what_is_below_the_millisecond(void **state)
{
    (void)state;
    int64_t ms;
    char text[CIVIL_TIME_SIZE];
    assert_true(civil_time_parse("2026-03-02T08:30:59.9999", &ms));
    assert_string_equal(civil_time_format(ms, text), "2026-03-02T08:30:59.999");
    assert_true(civil_time_parse("2026-03-02T08:30:59.5", &ms));
    assert_string_equal(civil_time_format(ms, text), "2026-03-02T08:30:59.500");
    assert_true(civil_time_parse("1970-01-01T00:00:01", &ms));
    assert_int_equal(ms, 1000);
    assert_string_equal(civil_time_format(-1, text), "1969-12-31T23:59:59.999");
}

static void test_civil_time_parse__is_strict(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "2026-03-02T24:00:00", "2026-03-02T08:60:00",  "2026-03-02T08:30:60",
        "2026-03-02T08:30",    "2026-03-02 08:30:00",  "2026-03-02T08:30:00.",
        "2026-03-02",          "2026-03-02T08:30:00Z", "2026-03-02T8:30:00",
    };
    int64_t ms;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        assert_false(civil_time_parse(bad[i], &ms));
    }
}

static void test_civil_clock_parse__up_to_36_00(void **state)
{
    (void)state;
    int32_t minutes;
    assert_true(civil_clock_parse("36:00", &minutes));
    assert_int_equal(minutes, 2160);
    assert_true(civil_clock_parse("00:00", &minutes));
    assert_true(civil_clock_parse("23:59", &minutes));
    assert_int_equal(minutes, 1439);
    assert_false(civil_clock_parse("36:01", &minutes));
    assert_false(civil_clock_parse("08:60", &minutes));
    assert_false(civil_clock_parse("8:30", &minutes));
    assert_false(civil_clock_parse("08:30:00", &minutes));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_civil_date__agrees_with_the_c_library),
        cmocka_unit_test(test_civil_date_of__goes_down_before_1970),
        cmocka_unit_test(test_civil_midpoint__is_cut_down_to_the_minute),
        cmocka_unit_test(test_civil_month__first_days_and_january),
        cmocka_unit_test(test_civil_date_parse__takes_only_dates_that_exist),
        cmocka_unit_test(test_civil_time_parse__cuts_off_what_is_below_the_millisecond),
        cmocka_unit_test(test_civil_time_parse__is_strict),
        cmocka_unit_test(test_civil_clock_parse__up_to_36_00),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
