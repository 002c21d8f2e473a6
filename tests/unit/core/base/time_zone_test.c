#include "time_zone.h"

#include "cmocka_tests.h"
#include <stdio.h>
#include <string.h>
#include <time.h>

#define HOUR_MS INT64_C(3600000)

/* A moment, or a local clock time, as milliseconds since 1970-01-01T00:00 of the same kind. */
static int64_t civil_ms(int year, int month, int day, int hour, int minute)
{
    struct tm civil = {.tm_year = year - 1900,
                       .tm_mon = month - 1,
                       .tm_mday = day,
                       .tm_hour = hour,
                       .tm_min = minute};
    return (int64_t)timegm(&civil) * 1000;
}

static struct time_zone *open_zone(const char *name)
{
    struct time_zone *zone = NULL;
    struct error err = {0};
    if (!time_zone_create(name, &zone, &err)) {
        fail_msg("%s", err.text);
    }
    return zone;
}

/* At this moment the clocks of the zone show this local time, and that local time comes back to
 * this moment. */
static void assert_both_ways(struct time_zone *zone, int64_t utc_ms, int64_t local_ms)
{
    assert_int_equal(time_zone_local_ms(zone, utc_ms * 1000), local_ms);
    assert_int_equal(time_zone_utc_us(zone, local_ms), utc_ms * 1000);
}

static void test_time_zone__shanghai_is_eight_hours_ahead_today(void **state)
{
    (void)state;
    AUTO(time_zone) struct time_zone *zone = open_zone("Asia/Shanghai");
    assert_both_ways(zone, civil_ms(2026, 3, 2, 0, 31), civil_ms(2026, 3, 2, 8, 31));
    assert_both_ways(zone, civil_ms(2026, 7, 1, 16, 0), civil_ms(2026, 7, 2, 0, 0));
    assert_both_ways(zone, civil_ms(1970, 1, 1, 0, 0), civil_ms(1970, 1, 1, 8, 0));
    assert_both_ways(zone, civil_ms(1969, 12, 31, 23, 59), civil_ms(1970, 1, 1, 7, 59));
    assert_both_ways(zone, civil_ms(2099, 12, 31, 16, 0), civil_ms(2100, 1, 1, 0, 0));
}

/* 1986 to 1991: forward at 02:00 on a Sunday in spring, back at 02:00 in September. */
static void test_time_zone__shanghai_summer_times(void **state)
{
    (void)state;
    const struct {
        int year, month, day; /* first day of summer time */
        int end_day;          /* in September, summer time's last */
    } summers[] = {{1986, 5, 4, 14},  {1987, 4, 12, 13}, {1988, 4, 17, 11},
                   {1989, 4, 16, 17}, {1990, 4, 15, 16}, {1991, 4, 14, 15}};
    AUTO(time_zone) struct time_zone *zone = open_zone("Asia/Shanghai");
    for (size_t i = 0; i < sizeof summers / sizeof summers[0]; i++) {
        int year = summers[i].year;
        int month = summers[i].month;
        int day = summers[i].day;
        int end_day = summers[i].end_day;
        int64_t forward = civil_ms(year, month, day - 1, 18, 0);
        assert_both_ways(zone, forward - 60000, civil_ms(year, month, day, 1, 59));
        assert_both_ways(zone, forward, civil_ms(year, month, day, 3, 0));
        int64_t back = civil_ms(year, 9, end_day - 1, 17, 0);
        assert_both_ways(zone, back - 2 * HOUR_MS, civil_ms(year, 9, end_day, 0, 0));
        assert_int_equal(time_zone_local_ms(zone, (back - 60000) * 1000),
                         civil_ms(year, 9, end_day, 1, 59));
        assert_int_equal(time_zone_local_ms(zone, back * 1000), civil_ms(year, 9, end_day, 1, 0));
        assert_both_ways(zone, back + HOUR_MS, civil_ms(year, 9, end_day, 2, 0));
    }
    assert_both_ways(zone, civil_ms(1992, 7, 1, 0, 0), civil_ms(1992, 7, 1, 8, 0));
}

static void test_time_zone__a_time_in_a_gap_is_the_gaps_later_edge(void **state)
{
    (void)state;
    AUTO(time_zone) struct time_zone *shanghai = open_zone("Asia/Shanghai");
    AUTO(time_zone) struct time_zone *new_york = open_zone("America/New_York");
    const int minutes[] = {0, 1, 30, 59};
    for (size_t i = 0; i < sizeof minutes / sizeof minutes[0]; i++) {
        int64_t local_ms = civil_ms(1986, 5, 4, 2, minutes[i]);
        assert_int_equal(time_zone_utc_us(shanghai, local_ms), civil_ms(1986, 5, 3, 18, 0) * 1000);
        local_ms = civil_ms(2026, 3, 8, 2, minutes[i]);
        assert_int_equal(time_zone_utc_us(new_york, local_ms), civil_ms(2026, 3, 8, 7, 0) * 1000);
    }
}

static void test_time_zone__a_day_that_never_was_is_the_next_days_start(void **state)
{
    (void)state;
    AUTO(time_zone) struct time_zone *zone = open_zone("Pacific/Apia");
    assert_int_equal(time_zone_utc_us(zone, civil_ms(2011, 12, 30, 12, 0)),
                     civil_ms(2011, 12, 30, 10, 0) * 1000);
    assert_both_ways(zone, civil_ms(2011, 12, 30, 10, 0), civil_ms(2011, 12, 31, 0, 0));
}

static void test_time_zone__a_time_that_comes_twice_is_the_earlier(void **state)
{
    (void)state;
    AUTO(time_zone) struct time_zone *shanghai = open_zone("Asia/Shanghai");
    AUTO(time_zone) struct time_zone *new_york = open_zone("America/New_York");
    const int minutes[] = {0, 30, 59};
    for (size_t i = 0; i < sizeof minutes / sizeof minutes[0]; i++) {
        int64_t local_ms = civil_ms(1986, 9, 14, 1, minutes[i]);
        assert_int_equal(time_zone_utc_us(shanghai, local_ms), (local_ms - 9 * HOUR_MS) * 1000);
        local_ms = civil_ms(2026, 11, 1, 1, minutes[i]);
        assert_int_equal(time_zone_utc_us(new_york, local_ms), (local_ms + 4 * HOUR_MS) * 1000);
    }
}

static void test_time_zone__new_york_changes_where_it_should(void **state)
{
    (void)state;
    AUTO(time_zone) struct time_zone *zone = open_zone("America/New_York");
    assert_both_ways(zone, civil_ms(2026, 3, 8, 6, 59), civil_ms(2026, 3, 8, 1, 59));
    assert_both_ways(zone, civil_ms(2026, 3, 8, 7, 0), civil_ms(2026, 3, 8, 3, 0));
    assert_both_ways(zone, civil_ms(2026, 11, 1, 4, 59), civil_ms(2026, 11, 1, 0, 59));
    assert_int_equal(time_zone_local_ms(zone, civil_ms(2026, 11, 1, 6, 0) * 1000),
                     civil_ms(2026, 11, 1, 1, 0));
    assert_both_ways(zone, civil_ms(2026, 11, 1, 7, 0), civil_ms(2026, 11, 1, 2, 0));
}

static void test_time_zone__digits_past_the_millisecond_are_cut_off(void **state)
{
    (void)state;
    AUTO(time_zone) struct time_zone *zone = open_zone("Asia/Shanghai");
    assert_int_equal(time_zone_local_ms(zone, 1999), 8 * HOUR_MS + 1);
    assert_int_equal(time_zone_local_ms(zone, -1), 8 * HOUR_MS - 1);
    assert_int_equal(time_zone_local_ms(zone, -1000), 8 * HOUR_MS - 1);
    assert_int_equal(time_zone_local_ms(zone, -1001), 8 * HOUR_MS - 2);
    assert_int_equal(time_zone_utc_us(zone, 8 * HOUR_MS + 999), 999000);
}

static void test_time_zone__unknown_names_are_refused_by_name(void **state)
{
    (void)state;
    const char *const bad[] = {"Asia/Shangai",
                               "",
                               "GMT+8",
                               "Etc/Unknown",
                               "\xff",
                               "asia shanghai",
                               "Asia/ShanghaiAsia/ShanghaiAsia/ShanghaiAsia/ShanghaiAsia/Shanghai"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct time_zone *zone = NULL;
        struct error err = {0};
        if (time_zone_create(bad[i], &zone, &err)) {
            fail_msg("took '%s'", bad[i]);
        }
        assert_null(zone);
        assert_int_equal(err.code, ERROR_INVALID);
        char start[8];
        (void)snprintf(start, sizeof start, "%s", bad[i]); /* a part is enough to look for */
        assert_non_null(strstr(err.text, start));
    }
    time_zone_destroy(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_time_zone__shanghai_is_eight_hours_ahead_today),
        cmocka_unit_test(test_time_zone__shanghai_summer_times),
        cmocka_unit_test(test_time_zone__a_time_in_a_gap_is_the_gaps_later_edge),
        cmocka_unit_test(test_time_zone__a_day_that_never_was_is_the_next_days_start),
        cmocka_unit_test(test_time_zone__a_time_that_comes_twice_is_the_earlier),
        cmocka_unit_test(test_time_zone__new_york_changes_where_it_should),
        cmocka_unit_test(test_time_zone__digits_past_the_millisecond_are_cut_off),
        cmocka_unit_test(test_time_zone__unknown_names_are_refused_by_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
