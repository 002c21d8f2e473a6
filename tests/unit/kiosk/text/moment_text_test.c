#include "moment_text.h"

#include "civil.h"
#include "cmocka_tests.h"

static int64_t at(int32_t day, int hour, int minute, int second)
{
    return civil_midnight_ms(civil_date_make(2026, 11, day)) +
           ((hour * 60 + minute) * INT64_C(60) + second) * CIVIL_SECOND_MS;
}

static void test_moment_text__clock_shows_leading_zeros_and_cuts_down(void **state)
{
    (void)state;
    char text[MOMENT_CLOCK_SIZE];
    assert_string_equal(moment_text_minute(at(23, 8, 5, 59) + 999, text), "08:05");
    assert_string_equal(moment_text_second(at(23, 8, 5, 9) + 999, text), "08:05:09");
    assert_string_equal(moment_text_second(at(23, 0, 0, 0), text), "00:00:00");
    assert_string_equal(moment_text_second(at(23, 23, 59, 59), text), "23:59:59");
}

static void test_moment_text__clock_of_a_lost_clock_is_still_a_clock(void **state)
{
    (void)state;
    char text[MOMENT_CLOCK_SIZE];
    assert_string_equal(moment_text_second(-1, text), "23:59:59");
}

static void test_moment_text__day_as_each_language_writes_it(void **state)
{
    (void)state;
    char text[PHRASE_SIZE];
    assert_string_equal(moment_text_day(LANGUAGE_CHINESE, at(23, 8, 0, 0), text),
                        "11月23日 星期一");
    assert_string_equal(moment_text_day(LANGUAGE_ENGLISH, at(23, 8, 0, 0), text),
                        "Monday, 23 November");
    assert_string_equal(moment_text_day(LANGUAGE_CHINESE, at(29, 23, 59, 59), text),
                        "11月29日 星期日");
}

static void test_moment_text__since_names_the_date_only_where_it_is_another(void **state)
{
    (void)state;
    char text[PHRASE_SIZE];
    int64_t now = at(23, 9, 0, 0);
    assert_string_equal(moment_text_since(LANGUAGE_CHINESE, at(23, 8, 12, 0), now, text),
                        "自 08:12 起");
    assert_string_equal(moment_text_since(LANGUAGE_CHINESE, at(22, 8, 12, 0), now, text),
                        "自 11月22日 08:12 起");
    assert_string_equal(moment_text_since(LANGUAGE_ENGLISH, at(22, 8, 12, 0), now, text),
                        "Since 22 November, 08:12");
    assert_string_equal(moment_text_near(LANGUAGE_ENGLISH, at(24, 12, 0, 0), now, text),
                        "24 November, 12:00");
    assert_string_equal(moment_text_near(LANGUAGE_ENGLISH, at(23, 12, 0, 0), now, text), "12:00");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_moment_text__clock_shows_leading_zeros_and_cuts_down),
        cmocka_unit_test(test_moment_text__clock_of_a_lost_clock_is_still_a_clock),
        cmocka_unit_test(test_moment_text__day_as_each_language_writes_it),
        cmocka_unit_test(test_moment_text__since_names_the_date_only_where_it_is_another),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
