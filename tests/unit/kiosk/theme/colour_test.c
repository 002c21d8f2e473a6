#include "colour.h"

#include "cmocka_tests.h"

static void test_colour__hex_of_either_case_is_read(void **state)
{
    (void)state;
    struct colour colour;
    assert_true(colour_parse("#1B7f5C", &colour));
    assert_int_equal(colour.red, 0x1b);
    assert_int_equal(colour.green, 0x7f);
    assert_int_equal(colour.blue, 0x5c);
}

static void test_colour__anything_else_is_refused_and_nothing_written(void **state)
{
    (void)state;
    const char *const wrong[] = {"", "1B7F5C", "#1B7F5", "#1B7F5C0", "#1B7F5G", "#1B7F 5", "green"};
    struct colour colour = {1, 2, 3};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        assert_false(colour_parse(wrong[i], &colour));
    }
    assert_true(colour_equal(colour, (struct colour){1, 2, 3}));
}

static void test_colour__contrast_is_wcag_s(void **state)
{
    (void)state;
    struct colour black = {0, 0, 0};
    struct colour white = {255, 255, 255};
    struct colour grey = {0x77, 0x77, 0x77};
    assert_int_equal(colour_contrast_permille(black, white), 21000);
    assert_int_equal(colour_contrast_permille(white, black), 21000);
    assert_int_equal(colour_contrast_permille(white, white), 1000);
    /* the well-known grey that just misses AA on white, 4.48 */
    assert_in_range(colour_contrast_permille(grey, white), 4470, 4490);
}

static void test_colour__mixture_goes_from_one_to_the_other(void **state)
{
    (void)state;
    struct colour a = {0, 100, 200};
    struct colour b = {200, 100, 0};
    assert_true(colour_equal(colour_mix(a, b, 0), a));
    assert_true(colour_equal(colour_mix(a, b, 1000), b));
    assert_true(colour_equal(colour_mix(a, b, 500), (struct colour){100, 100, 100}));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_colour__hex_of_either_case_is_read),
        cmocka_unit_test(test_colour__anything_else_is_refused_and_nothing_written),
        cmocka_unit_test(test_colour__contrast_is_wcag_s),
        cmocka_unit_test(test_colour__mixture_goes_from_one_to_the_other),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
