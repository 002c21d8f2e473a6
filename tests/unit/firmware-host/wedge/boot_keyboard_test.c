#include "boot_keyboard.h"

#include "cmocka_tests.h"

struct keyboard_case {
    struct boot_keyboard keyboard;
    struct boot_keys keys;
};

static enum boot_report take(struct keyboard_case *c, uint8_t modifiers, uint8_t k1, uint8_t k2,
                             uint8_t k3)
{
    const uint8_t report[BOOT_REPORT_LEN] = {modifiers, 0, k1, k2, k3};
    c->keys = (struct boot_keys){0};
    return boot_keyboard_read(&c->keyboard, report, sizeof report, &c->keys);
}

static void test_boot_keyboard__a_key_counts_when_it_goes_down(void **state)
{
    (void)state;
    struct keyboard_case c = {0};
    assert_int_equal(take(&c, 0, 0x1e, 0, 0), BOOT_REPORT_CHANGED);
    assert_int_equal(c.keys.count, 1);
    assert_int_equal(c.keys.keys[0], '1');
    assert_int_equal(take(&c, 0, 0x1e, 0, 0), BOOT_REPORT_SAME);
    assert_int_equal(c.keys.count, 0);
    assert_int_equal(take(&c, 0, 0, 0, 0), BOOT_REPORT_CHANGED);
    assert_int_equal(c.keys.count, 0);
    assert_int_equal(take(&c, 0, 0x1e, 0, 0), BOOT_REPORT_CHANGED);
    assert_int_equal(c.keys.count, 1);
}

static void test_boot_keyboard__roll_over_from_key_to_key(void **state)
{
    (void)state;
    struct keyboard_case c = {0};
    (void)take(&c, 0, 0x1e, 0, 0);
    (void)take(&c, 0, 0x1e, 0x1f, 0); /* 2 down while 1 is still held */
    assert_int_equal(c.keys.count, 1);
    assert_int_equal(c.keys.keys[0], '2');
    (void)take(&c, 0, 0x1f, 0x20, 0); /* 1 up and 3 down in one report; 2 has moved up */
    assert_int_equal(c.keys.count, 1);
    assert_int_equal(c.keys.keys[0], '3');
    (void)take(&c, 0, 0x21, 0x22, 0x23); /* three at once, in the order of the report */
    assert_int_equal(c.keys.count, 3);
    assert_memory_equal(c.keys.keys, "456", 3);
}

static void test_boot_keyboard__one_key_listed_twice_is_one(void **state)
{
    (void)state;
    struct keyboard_case c = {0};
    (void)take(&c, 0, 0x1e, 0x1e, 0x1f);
    assert_int_equal(c.keys.count, 2);
    assert_memory_equal(c.keys.keys, "12", 2);
}

static void test_boot_keyboard__digits_letters_and_the_keypad(void **state)
{
    (void)state;
    static const struct {
        uint8_t modifiers, usage;
        char key;
    } keys[] = {{0, 0x1e, '1'},
                {0, 0x26, '9'},
                {0, 0x27, '0'},
                {0, 0x59, '1'},
                {0, 0x61, '9'},
                {0, 0x62, '0'},
                {0, 0x28, '\n'},
                {0, 0x58, '\n'},
                {0, 0x04, 'a'},
                {0x02, 0x04, 'A'},
                {0x20, 0x09, 'F'},
                {0, 0x1d, 'z'},
                {0x02, 0x33, ':'},
                {0, 0x33, ';'},
                {0x02, 0x38, '?'},
                {0x02, 0x1e, '!'},
                {0, 0x2c, ' '},
                {0, 0x2d, '-'},
                {0, 0x2e, '='},
                {0, 0x36, ','},
                {0, 0x29, KEY_UNKNOWN}, /* Escape */
                {0, 0x2b, KEY_ENTER},   /* Tab ends a number too */
                {0, 0x32, KEY_UNKNOWN}, /* not on a US keyboard */
                {0, 0x3a, KEY_UNKNOWN}, /* F1 */
                {0, 0xe1, KEY_UNKNOWN}, /* Shift as a key */
                {0, 0xff, KEY_UNKNOWN},
                {0x01, 0x1e, KEY_UNKNOWN},  /* with Control */
                {0x44, 0x1e, KEY_UNKNOWN},  /* with Alt */
                {0x80, 0x1e, KEY_UNKNOWN}}; /* with GUI */
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        struct keyboard_case c = {0};
        assert_int_equal(take(&c, keys[i].modifiers, keys[i].usage, 0, 0), BOOT_REPORT_CHANGED);
        assert_int_equal(c.keys.count, 1);
        assert_int_equal(c.keys.keys[0], keys[i].key);
    }
}

static void test_boot_keyboard__locks_are_no_keys(void **state)
{
    (void)state;
    static const uint8_t locks[] = {0x39, 0x47, 0x53};
    for (size_t i = 0; i < sizeof locks; i++) {
        struct keyboard_case c = {0};
        assert_int_equal(take(&c, 0, locks[i], 0, 0), BOOT_REPORT_CHANGED);
        assert_int_equal(c.keys.count, 0);
        assert_int_equal(take(&c, 0, locks[i], 0x1e, 0), BOOT_REPORT_CHANGED);
        assert_int_equal(c.keys.count, 1);
        assert_int_equal(c.keys.keys[0], '1');
    }
}

static void test_boot_keyboard__error_usages_change_nothing(void **state)
{
    (void)state;
    struct keyboard_case c = {0};
    (void)take(&c, 0, 0x1e, 0, 0);
    for (uint8_t usage = 1; usage <= 3; usage++) {
        assert_int_equal(take(&c, 0, usage, usage, usage), BOOT_REPORT_ROLL_OVER);
        assert_int_equal(c.keys.count, 0);
    }
    assert_int_equal(take(&c, 0, 0x1e, 0, 0), BOOT_REPORT_SAME); /* 1 is still the held key */
}

static void test_boot_keyboard__lengths(void **state)
{
    (void)state;
    struct boot_keyboard keyboard = {0};
    struct boot_keys keys = {0};
    static const uint8_t report[16] = {0, 0, 0x1e, 0, 0, 0, 0, 0, 0x1f, 0x20};
    assert_int_equal(boot_keyboard_read(&keyboard, report, 0, &keys), BOOT_REPORT_EMPTY);
    for (size_t len = 1; len < BOOT_REPORT_LEN; len++) {
        assert_int_equal(boot_keyboard_read(&keyboard, report, len, &keys), BOOT_REPORT_TOO_SHORT);
    }
    assert_int_equal(keys.count, 0);
    assert_int_equal(boot_keyboard_read(&keyboard, report, 16, &keys), BOOT_REPORT_CHANGED);
    assert_int_equal(keys.count, 1); /* what stands behind the eighth byte is no key */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_boot_keyboard__a_key_counts_when_it_goes_down),
        cmocka_unit_test(test_boot_keyboard__roll_over_from_key_to_key),
        cmocka_unit_test(test_boot_keyboard__one_key_listed_twice_is_one),
        cmocka_unit_test(test_boot_keyboard__digits_letters_and_the_keypad),
        cmocka_unit_test(test_boot_keyboard__locks_are_no_keys),
        cmocka_unit_test(test_boot_keyboard__error_usages_change_nothing),
        cmocka_unit_test(test_boot_keyboard__lengths),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
