#include "pin_guard.h"

#include "cmocka_tests.h"

#define NOW INT64_C(1000000)

static void wrong(struct pin_guard *guard, int times, int64_t now_us)
{
    for (int i = 0; i < times; i++) {
        pin_guard_note_wrong(guard, now_us);
    }
}

static void test_pin_guard__five_wrong_ones_lock_for_longer_each_time(void **state)
{
    (void)state;
    struct pin_guard guard = {0};
    wrong(&guard, 4, NOW);
    assert_int_equal(pin_guard_wait_us(&guard, NOW), 0);
    assert_int_equal(pin_guard_tries_left(&guard), 1);
    wrong(&guard, 1, NOW);
    assert_int_equal(pin_guard_wait_us(&guard, NOW), PIN_GUARD_FIRST_US);
    assert_int_equal(pin_guard_wait_us(&guard, NOW + PIN_GUARD_FIRST_US), 0);
    wrong(&guard, 5, NOW);
    assert_int_equal(pin_guard_wait_us(&guard, NOW), 2 * PIN_GUARD_FIRST_US);
    wrong(&guard, 500, NOW);
    assert_int_equal(pin_guard_wait_us(&guard, NOW), PIN_GUARD_MOST_US);
}

static void test_pin_guard__a_right_one_forgives(void **state)
{
    (void)state;
    struct pin_guard guard = {0};
    wrong(&guard, 4, NOW);
    pin_guard_note_right(&guard);
    wrong(&guard, 4, NOW);
    assert_int_equal(pin_guard_wait_us(&guard, NOW), 0);
}

static void test_pin_guard__a_restart_begins_the_wait_anew(void **state)
{
    (void)state;
    struct pin_guard guard;
    pin_guard_init(&guard, 5, NOW);
    assert_int_equal(pin_guard_wait_us(&guard, NOW), PIN_GUARD_FIRST_US);
    pin_guard_init(&guard, 7, NOW);
    assert_int_equal(pin_guard_wait_us(&guard, NOW), 0);
    assert_int_equal(pin_guard_tries_left(&guard), 3);
    pin_guard_init(&guard, 0, NOW);
    assert_int_equal(pin_guard_wait_us(&guard, NOW), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pin_guard__five_wrong_ones_lock_for_longer_each_time),
        cmocka_unit_test(test_pin_guard__a_right_one_forgives),
        cmocka_unit_test(test_pin_guard__a_restart_begins_the_wait_anew),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
