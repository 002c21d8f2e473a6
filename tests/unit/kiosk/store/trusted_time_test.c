#include "trusted_time.h"

#include "carried_time.h"
#include "cmocka_tests.h"
#include <string.h>

#define BOOT_A  "00112233445566778899aabbccddeeff"
#define BOOT_B  "ff112233445566778899aabbccddeeff"
#define NOON_US INT64_C(1772424000000000) /* 2026-03-02T04:00:00Z */
#define SECOND  INT64_C(1000000)
#define DAY     (86400 * SECOND)

/* The kiosk's clock is 3 s behind the server's, measured within 20 ms. */
static const struct clock_measure measure = {
    .boot = BOOT_A,
    .utc_us = NOON_US,
    .mono_us = 1000 * SECOND,
    .offset_us = 3 * SECOND,
    .error_us = 20000,
};

static struct clock_reading reading_at(const char *boot, int64_t utc_us, int64_t mono_us)
{
    struct clock_reading reading = {.utc_us = utc_us, .mono_us = mono_us};
    memcpy(reading.boot, boot, sizeof reading.boot);
    return reading;
}

static void test_trusted_time__goes_on_from_the_measure_by_the_monotonic_clock(void **state)
{
    (void)state;
    struct clock_reading reading = reading_at(BOOT_A, NOON_US + 60 * SECOND, 1060 * SECOND);
    struct trusted_time time = trusted_time_of(&measure, &reading, 0);
    assert_int_equal(time.clock, TAP_CLOCK_SYNCED);
    assert_int_equal(time.offset_us, 3 * SECOND);
    assert_int_equal(time.true_utc_us, NOON_US + 63 * SECOND);
    assert_int_equal(time.error_us, 20000 + 60 * CARRIED_TIME_DRIFT_PPM);
    assert_int_equal(time.stepped_us, 0);
    assert_int_equal(time.not_before_utc_us, 0);
    assert_int_equal(time.not_after_utc_us, 0);
}

static void test_trusted_time__a_wall_clock_set_back_is_noticed_and_does_no_harm(void **state)
{
    (void)state;
    struct clock_reading back = reading_at(BOOT_A, NOON_US - 3600 * SECOND, 1060 * SECOND);
    struct trusted_time time = trusted_time_of(&measure, &back, 0);
    assert_int_equal(time.clock, TAP_CLOCK_SYNCED);
    assert_int_equal(time.true_utc_us, NOON_US + 63 * SECOND);
    assert_int_equal(time.stepped_us, -3660 * SECOND);
    assert_int_equal(back.utc_us + time.offset_us, time.true_utc_us);
    struct clock_reading lost = reading_at(BOOT_A, 0, 1060 * SECOND);
    time = trusted_time_of(&measure, &lost, 0);
    assert_int_equal(time.true_utc_us, NOON_US + 63 * SECOND);
    /* What a time service trims is no step, but it is taken into account. */
    struct clock_reading trimmed = reading_at(BOOT_A, NOON_US + 59 * SECOND, 1060 * SECOND);
    time = trusted_time_of(&measure, &trimmed, 0);
    assert_int_equal(time.stepped_us, 0);
    assert_int_equal(time.true_utc_us, NOON_US + 63 * SECOND);
}

static void test_trusted_time__is_uncertain_after_days_alone(void **state)
{
    (void)state;
    struct clock_reading two = reading_at(BOOT_A, NOON_US + 2 * DAY, 1000 * SECOND + 2 * DAY);
    assert_int_equal(trusted_time_of(&measure, &two, 0).clock, TAP_CLOCK_SYNCED);
    struct clock_reading three = reading_at(BOOT_A, NOON_US + 3 * DAY, 1000 * SECOND + 3 * DAY);
    struct trusted_time time = trusted_time_of(&measure, &three, 0);
    assert_int_equal(time.clock, TAP_CLOCK_UNCERTAIN);
    int64_t guess_us = NOON_US + 3 * DAY + 3 * SECOND;
    assert_int_equal(time.true_utc_us, guess_us);
    assert_int_equal(time.not_before_utc_us, guess_us - time.error_us);
    assert_int_equal(time.not_after_utc_us, guess_us + time.error_us);
}

static void test_trusted_time__is_uncertain_after_a_reboot(void **state)
{
    (void)state;
    struct clock_reading reading = reading_at(BOOT_B, NOON_US + 3600 * SECOND, 30 * SECOND);
    struct trusted_time time = trusted_time_of(&measure, &reading, NOON_US + 3500 * SECOND);
    assert_int_equal(time.clock, TAP_CLOCK_UNCERTAIN);
    assert_int_equal(time.true_utc_us, NOON_US + 3603 * SECOND);
    assert_int_equal(time.not_before_utc_us, NOON_US + 3500 * SECOND); /* a tap was then */
    assert_int_equal(time.not_after_utc_us, NOON_US + 3603 * SECOND + TRUSTED_TIME_REBOOT_US);
}

static void test_trusted_time__a_lost_clock_is_not_before_what_has_passed(void **state)
{
    (void)state;
    struct clock_reading lost = reading_at(BOOT_B, 5 * SECOND, 5 * SECOND);
    struct trusted_time time = trusted_time_of(&measure, &lost, 0);
    assert_int_equal(time.clock, TAP_CLOCK_UNCERTAIN);
    assert_int_equal(time.not_before_utc_us, NOON_US + 3 * SECOND);
    assert_int_equal(time.true_utc_us, NOON_US + 3 * SECOND);
    assert_true(time.not_after_utc_us > NOON_US + 300 * DAY);
    /* Years ahead is as wrong as years behind. */
    struct clock_reading ahead = reading_at(BOOT_B, NOON_US + 4000 * DAY, 5 * SECOND);
    time = trusted_time_of(&measure, &ahead, 0);
    assert_int_equal(time.not_before_utc_us, NOON_US + 3 * SECOND);
    assert_true(time.not_after_utc_us > NOON_US + 4000 * DAY);
    /* A kiosk that never met a server knows at least when it was made. */
    const struct clock_measure none = {.boot = ""};
    time = trusted_time_of(&none, &lost, 0);
    assert_int_equal(time.not_before_utc_us, TRUSTED_TIME_FLOOR_US);
}

static void test_trusted_time__a_record_that_it_stamps_can_be_written_and_read(void **state)
{
    (void)state;
    const struct clock_reading readings[] = {
        reading_at(BOOT_A, NOON_US, 1000 * SECOND),
        reading_at(BOOT_B, 0, 5 * SECOND),
        reading_at(BOOT_B, -5 * SECOND, 0),
        reading_at(BOOT_B, INT64_C(253402300799999999), 5 * SECOND),
        reading_at(BOOT_A, NOON_US + 30 * DAY, 1000 * SECOND + 30 * DAY),
    };
    for (size_t i = 0; i < sizeof readings / sizeof readings[0]; i++) {
        struct trusted_time time = trusted_time_of(&measure, &readings[i], 0);
        struct tap_record record = {
            .kiosk = "k0001", .epoch = 1, .seq = 1, .card = TAP_CARD_UNKNOWN, .token = {{{1}}}};
        trusted_time_stamp(&time, &readings[i], &record);
        char line[TAP_RECORD_LINE_MAX + 1];
        size_t len = tap_record_encode(&record, line);
        struct tap_record again;
        assert_true(tap_record_decode(line, len, &again, NULL));
        assert_int_equal(again.clock, time.clock);
        assert_string_equal(again.boot, readings[i].boot);
    }
}

static void test_trusted_time__half_the_round_trip_is_the_error(void **state)
{
    (void)state;
    struct clock_reading sent = reading_at(BOOT_A, NOON_US, 1000 * SECOND);
    struct clock_reading answered = reading_at(BOOT_A, NOON_US + 80000, 1000 * SECOND + 80000);
    struct clock_measure found = trusted_time_compare(&sent, &answered, NOON_US + 2 * SECOND);
    assert_int_equal(found.error_us, 40000);
    assert_int_equal(found.offset_us, 2 * SECOND - 40000);
    struct trusted_time time = trusted_time_of(&found, &answered, 0);
    assert_int_equal(time.true_utc_us, NOON_US + 2 * SECOND + 40000);
    /* The wall clock was set while the request was under way. */
    struct clock_reading stepped = reading_at(BOOT_A, NOON_US - 500 * SECOND, answered.mono_us);
    found = trusted_time_compare(&sent, &stepped, NOON_US + 2 * SECOND);
    time = trusted_time_of(&found, &stepped, 0);
    assert_int_equal(time.true_utc_us, NOON_US + 2 * SECOND + 40000);
}

static void test_trusted_time__a_closer_or_a_contradicting_measure_is_better(void **state)
{
    (void)state;
    struct clock_measure newer = measure;
    newer.utc_us += 10 * SECOND;
    newer.mono_us += 10 * SECOND;
    newer.error_us = 5000;
    assert_true(trusted_time_is_better(&newer, &measure, newer.mono_us));
    newer.error_us = 900000; /* a slow answer tells less than what is known */
    assert_false(trusted_time_is_better(&newer, &measure, newer.mono_us));
    newer.mono_us += DAY; /* … but not for ever */
    newer.utc_us += DAY;
    assert_true(trusted_time_is_better(&newer, &measure, newer.mono_us));
    newer = measure;
    newer.error_us = 900000;
    newer.offset_us += 60 * SECOND; /* the server's clock was set */
    assert_true(trusted_time_is_better(&newer, &measure, newer.mono_us));
    newer = measure;
    newer.error_us = 900000;
    memcpy(newer.boot, BOOT_B, sizeof newer.boot);
    assert_true(trusted_time_is_better(&newer, &measure, newer.mono_us));
    const struct clock_measure none = {.boot = ""};
    assert_true(trusted_time_is_better(&measure, &none, measure.mono_us));
}

static void test_trusted_time__the_boot_has_an_id(void **state)
{
    (void)state;
    char boot[TRUSTED_TIME_BOOT_SIZE];
    struct error err;
    assert_true(trusted_time_read_boot(boot, &err));
    assert_int_equal(strlen(boot), 32);
    assert_int_equal(strspn(boot, "0123456789abcdef"), 32);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_trusted_time__goes_on_from_the_measure_by_the_monotonic_clock),
        cmocka_unit_test(test_trusted_time__a_wall_clock_set_back_is_noticed_and_does_no_harm),
        cmocka_unit_test(test_trusted_time__is_uncertain_after_days_alone),
        cmocka_unit_test(test_trusted_time__is_uncertain_after_a_reboot),
        cmocka_unit_test(test_trusted_time__a_lost_clock_is_not_before_what_has_passed),
        cmocka_unit_test(test_trusted_time__a_record_that_it_stamps_can_be_written_and_read),
        cmocka_unit_test(test_trusted_time__half_the_round_trip_is_the_error),
        cmocka_unit_test(test_trusted_time__a_closer_or_a_contradicting_measure_is_better),
        cmocka_unit_test(test_trusted_time__the_boot_has_an_id),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
