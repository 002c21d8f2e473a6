#include "card_number.h"

#include "cmocka_tests.h"
#include <string.h>

static void test_card_number__hex_of_either_case_reads_back_in_upper_case(void **state)
{
    (void)state;
    struct card_number number;
    assert_true(card_number_parse("04a1B2c3d4e5F6", 14, &number));
    assert_int_equal(number.len, 7);
    char text[CARD_NUMBER_HEX_SIZE];
    card_number_format(&number, text);
    assert_string_equal(text, "04A1B2C3D4E5F6");
}

static void test_card_number__odd_empty_long_and_strange_texts_are_refused(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "", "0", "0A1", "0G", "0x12", "04 1", "0102030405060708090A0B"};
    struct card_number number = {.len = 3};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        assert_false(card_number_parse(bad[i], strlen(bad[i]), &number));
        assert_int_equal(number.len, 3);
    }
}

static void test_card_number__ten_bytes_are_the_longest(void **state)
{
    (void)state;
    struct card_number number;
    assert_true(card_number_parse("0102030405060708090A", 20, &number));
    assert_int_equal(number.len, 10);
    assert_int_equal(number.bytes[9], 10);
}

static void test_card_number__zeros_alone_are_nobodys(void **state)
{
    (void)state;
    struct card_number number = {.len = 4};
    assert_true(card_number_is_blank(&number));
    number.bytes[4] = 1; /* behind its end */
    assert_true(card_number_is_blank(&number));
    number.bytes[3] = 1;
    assert_false(card_number_is_blank(&number));
}

static void test_card_number__equal_needs_the_same_length(void **state)
{
    (void)state;
    struct card_number four = {.len = 4, .bytes = {1, 2, 3, 4}};
    struct card_number five = {.len = 5, .bytes = {1, 2, 3, 4}};
    assert_true(card_number_equal(&four, &four));
    assert_false(card_number_equal(&four, &five));
}

static void test_card_number__a_part_is_taken_from_either_end(void **state)
{
    (void)state;
    static const struct {
        enum card_number_part part;
        const char *text;
    } cases[] = {
        {CARD_NUMBER_WHOLE, "04A1B2C3D4E5F6"}, {CARD_NUMBER_FIRST_4, "04A1B2C3"},
        {CARD_NUMBER_LAST_4, "C3D4E5F6"},      {CARD_NUMBER_FIRST_3, "04A1B2"},
        {CARD_NUMBER_LAST_3, "D4E5F6"},
    };
    struct card_number uid;
    assert_true(card_number_parse("04A1B2C3D4E5F6", 14, &uid));
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct card_number part = card_number_cut(&uid, cases[i].part);
        char text[CARD_NUMBER_HEX_SIZE];
        card_number_format(&part, text);
        assert_string_equal(text, cases[i].text);
    }
    struct card_number two = {.len = 2, .bytes = {1, 2}};
    struct card_number part = card_number_cut(&two, CARD_NUMBER_LAST_3);
    assert_true(card_number_equal(&part, &two));
}

static void test_card_number__reversed_twice_is_as_before(void **state)
{
    (void)state;
    struct card_number number = {.len = 3, .bytes = {1, 2, 3}};
    card_number_reverse(&number);
    assert_int_equal(number.bytes[0], 3);
    assert_int_equal(number.bytes[1], 2);
    card_number_reverse(&number);
    assert_int_equal(number.bytes[0], 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_card_number__hex_of_either_case_reads_back_in_upper_case),
        cmocka_unit_test(test_card_number__odd_empty_long_and_strange_texts_are_refused),
        cmocka_unit_test(test_card_number__ten_bytes_are_the_longest),
        cmocka_unit_test(test_card_number__zeros_alone_are_nobodys),
        cmocka_unit_test(test_card_number__equal_needs_the_same_length),
        cmocka_unit_test(test_card_number__a_part_is_taken_from_either_end),
        cmocka_unit_test(test_card_number__reversed_twice_is_as_before),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
