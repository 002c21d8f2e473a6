#include "clock.h"

#include "cmocka_tests.h"
#include "fake_clock.h"
#include <time.h>

static void test_clock__the_systems_wall_time_is_the_systems(void **state)
{
    (void)state;
    int64_t before_s = (int64_t)time(NULL);
    int64_t utc_us = clock_utc_us(clock_system());
    int64_t after_s = (int64_t)time(NULL);
    /* time() may lag the precise clock by a tick. */
    assert_true(utc_us >= before_s * 1000000);
    assert_true(utc_us <= (after_s + 1) * 1000000);
}

static void test_clock__monotonic_time_never_goes_back(void **state)
{
    (void)state;
    int64_t last_us = clock_mono_us(clock_system());
    assert_true(last_us > 0);
    for (int i = 0; i < 1000; i++) {
        int64_t now_us = clock_mono_us(clock_system());
        assert_true(now_us >= last_us);
        last_us = now_us;
    }
}

static void test_clock__a_fake_stands_still_until_it_is_turned(void **state)
{
    (void)state;
    struct fake_clock fake;
    fake_clock_init(&fake, 1700000000000000);
    int64_t mono_us = clock_mono_us(&fake.clock);
    assert_int_equal(clock_utc_us(&fake.clock), 1700000000000000);
    fake_clock_advance_ms(&fake, 1500);
    assert_int_equal(clock_utc_us(&fake.clock), 1700000001500000);
    assert_int_equal(clock_mono_us(&fake.clock), mono_us + 1500000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_clock__the_systems_wall_time_is_the_systems),
        cmocka_unit_test(test_clock__monotonic_time_never_goes_back),
        cmocka_unit_test(test_clock__a_fake_stands_still_until_it_is_turned),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
