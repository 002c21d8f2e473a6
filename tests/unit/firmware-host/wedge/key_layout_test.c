#include "key_layout.h"

#include "cmocka_tests.h"

enum { SHIFT = 0x02 };

struct typed {
    uint8_t modifiers, usage;
    char character;
};

static void assert_keys(enum wedge_layout layout, const struct typed *keys, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(key_layout_find(layout, keys[i].usage, keys[i].modifiers),
                         keys[i].character);
    }
}

static void test_key_layout__digits_of_every_country(void **state)
{
    (void)state;
    static const char digits[] = "1234567890";
    for (uint8_t i = 0; i < 10; i++) {
        uint8_t usage = (uint8_t)(0x1e + i);
        uint8_t keypad = (uint8_t)(0x59 + i);
        assert_int_equal(key_layout_find(WEDGE_LAYOUT_US, usage, 0), digits[i]);
        assert_int_equal(key_layout_find(WEDGE_LAYOUT_DE, usage, 0), digits[i]);
        assert_int_equal(key_layout_find(WEDGE_LAYOUT_FR, usage, SHIFT), digits[i]);
        assert_int_not_equal(key_layout_find(WEDGE_LAYOUT_FR, usage, 0), digits[i]);
        for (int layout = WEDGE_LAYOUT_US; layout <= WEDGE_LAYOUT_FR; layout++) {
            assert_int_equal(key_layout_find((enum wedge_layout)layout, keypad, 0), digits[i]);
            assert_int_equal(key_layout_find((enum wedge_layout)layout, 0x28, 0), KEY_ENTER);
            assert_int_equal(key_layout_find((enum wedge_layout)layout, usage, 0x01), KEY_UNKNOWN);
        }
    }
}

static void test_key_layout__letters_and_signs_change_places(void **state)
{
    (void)state;
    static const struct typed german[] = {
        {0, 0x1c, 'z'},     {0, 0x1d, 'y'},     {SHIFT, 0x1c, 'Z'}, {0, 0x38, '-'},
        {SHIFT, 0x36, ';'}, {SHIFT, 0x2d, '?'}, {SHIFT, 0x27, '='}, {0, 0x2f, KEY_UNKNOWN}};
    static const struct typed french[] = {{0, 0x14, 'a'},     {0, 0x04, 'q'},        {0, 0x1a, 'z'},
                                          {SHIFT, 0x14, 'A'}, {0, 0x36, ';'},        {0, 0x33, 'm'},
                                          {0, 0x10, ','},     {0, 0x1f, KEY_UNKNOWN}};
    assert_keys(WEDGE_LAYOUT_DE, german, sizeof german / sizeof german[0]);
    assert_keys(WEDGE_LAYOUT_FR, french, sizeof french / sizeof french[0]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_key_layout__digits_of_every_country),
        cmocka_unit_test(test_key_layout__letters_and_signs_change_places),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
