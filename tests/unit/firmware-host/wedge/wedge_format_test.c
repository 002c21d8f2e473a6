#include "wedge_format.h"

#include "cmocka_tests.h"
#include <string.h>

static struct reader_config config_of(enum wedge_format format, enum wedge_byte_order order)
{
    struct reader_config config = reader_config_default();
    config.wedge_format = (int)format;
    config.wedge_byte_order = (int)order;
    return config;
}

static void assert_number(const struct reader_config *config, const char *text, const char *hex)
{
    struct card_number number;
    struct error err;
    char got[CARD_NUMBER_HEX_SIZE];
    assert_true(wedge_format_parse(config, text, strlen(text), &number, &err));
    card_number_format(&number, got);
    assert_string_equal(got, hex);
}

static void assert_malformed(const struct reader_config *config, const char *text)
{
    struct card_number number = {.len = 3};
    struct error err;
    assert_false(wedge_format_parse(config, text, strlen(text), &number, &err));
    assert_int_equal(err.code, ERROR_INVALID);
    assert_int_equal(number.len, 3);
    /* The reason goes to logs and screens: it must not hold the card's digits. */
    if (strlen(text) > 4) {
        assert_null(strstr(err.text, text));
    }
}

static void test_wedge_format__ten_decimal_digits(void **state)
{
    (void)state;
    struct reader_config config = config_of(WEDGE_DECIMAL_10, WEDGE_FIRST_BYTE_HIGH);
    assert_number(&config, "0000000001", "00000001");
    assert_malformed(&config, "0000000000"); /* typed for a card that was not read */
    assert_number(&config, "0012345678", "00BC614E");
    assert_number(&config, "4294967295", "FFFFFFFF");
    assert_malformed(&config, "4294967296");
    assert_malformed(&config, "9999999999");
    assert_malformed(&config, "012345678");
    assert_malformed(&config, "00012345678");
    assert_malformed(&config, "");
    assert_malformed(&config, "001234567a");
    assert_malformed(&config, "001234567 ");
    assert_malformed(&config, "-012345678");
}

static void test_wedge_format__three_and_five_digits(void **state)
{
    (void)state;
    struct reader_config config = config_of(WEDGE_DECIMAL_3_5, WEDGE_FIRST_BYTE_HIGH);
    assert_number(&config, "18824910", "BC614E"); /* the low 24 bits of 0012345678 */
    assert_number(&config, "00000001", "000001");
    assert_malformed(&config, "00000000");
    assert_number(&config, "25565535", "FFFFFF");
    assert_malformed(&config, "25600000");
    assert_malformed(&config, "00065536");
    assert_malformed(&config, "188,24910");
    config.wedge_byte_order = WEDGE_FIRST_BYTE_LOW;
    assert_number(&config, "18824910", "4E61BC");
}

static void test_wedge_format__hexadecimal(void **state)
{
    (void)state;
    struct reader_config config = config_of(WEDGE_HEX_8, WEDGE_FIRST_BYTE_HIGH);
    assert_number(&config, "04A1b2C3", "04A1B2C3");
    assert_malformed(&config, "04A1b2C");
    assert_malformed(&config, "04A1b2Cg");
    config = config_of(WEDGE_HEX_10, WEDGE_FIRST_BYTE_HIGH);
    assert_number(&config, "1a00bc614e", "1A00BC614E");
    assert_malformed(&config, "1a00bc61");
    config = config_of(WEDGE_HEX_14, WEDGE_FIRST_BYTE_HIGH);
    assert_number(&config, "04A1B2C3D4E5F6", "04A1B2C3D4E5F6");
    assert_number(&config, "FFFFFFFFFFFFFF", "FFFFFFFFFFFFFF");
    config.wedge_byte_order = WEDGE_FIRST_BYTE_LOW;
    assert_number(&config, "F6E5D4C3B2A104", "04A1B2C3D4E5F6");
}

static void test_wedge_format__one_card_is_one_number_whatever_types_it(void **state)
{
    (void)state;
    struct reader_config decimal = config_of(WEDGE_DECIMAL_10, WEDGE_FIRST_BYTE_LOW);
    struct reader_config hex = config_of(WEDGE_HEX_8, WEDGE_FIRST_BYTE_HIGH);
    assert_number(&decimal, "3283255556", "0481B2C3");
    assert_number(&hex, "0481B2C3", "0481B2C3");
}

static void test_wedge_format__prefix_and_suffix(void **state)
{
    (void)state;
    struct reader_config config = config_of(WEDGE_HEX_8, WEDGE_FIRST_BYTE_HIGH);
    (void)strcpy(config.wedge_prefix, ";A");
    (void)strcpy(config.wedge_suffix, "?");
    assert_number(&config, ";A04A1B2C3?", "04A1B2C3");
    assert_malformed(&config, "04A1B2C3");
    assert_malformed(&config, ";A04A1B2C3");
    assert_malformed(&config, ";a04A1B2C3?");
    assert_malformed(&config, ";A04A1B2C3??");
    assert_malformed(&config, ";A");
    assert_malformed(&config, "");
    (void)strcpy(config.wedge_prefix, "11");
    (void)strcpy(config.wedge_suffix, "11");
    assert_malformed(&config, "111"); /* the two may not share a character */
}

static void test_wedge_format__what_else_is_on_the_market(void **state)
{
    (void)state;
    static const struct {
        enum wedge_format format;
        const char *text, *hex;
    } cases[] = {
        {WEDGE_DECIMAL_3_COMMA_5, "012,05678", "0C162E"},
        {WEDGE_DECIMAL_5_5, "0018824910", "00BC614E"},
        {WEDGE_DECIMAL_8, "12345678", "BC614E"},
        {WEDGE_DECIMAL_13, "0111681495374", "1A00BC614E"},
        {WEDGE_DECIMAL_17, "01303689068602870", "04A1B2C3D4E5F6"},
        {WEDGE_HEX_6, "bc614e", "BC614E"},
        {WEDGE_HEX_16, "E004015012345678", "E004015012345678"},
        {WEDGE_HEX_16, "FFFFFFFFFFFFFFFF", "FFFFFFFFFFFFFFFF"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct reader_config config = config_of(cases[i].format, WEDGE_FIRST_BYTE_HIGH);
        assert_int_equal(wedge_format_digits(cases[i].format), strlen(cases[i].text));
        assert_number(&config, cases[i].text, cases[i].hex);
        assert_malformed(&config, cases[i].text + 1);
    }
    struct reader_config config = config_of(WEDGE_DECIMAL_3_COMMA_5, WEDGE_FIRST_BYTE_HIGH);
    assert_malformed(&config, "012;05678");
    assert_malformed(&config, "012005678");
    assert_malformed(&config, "01,205678");
    config = config_of(WEDGE_DECIMAL_8, WEDGE_FIRST_BYTE_HIGH);
    assert_malformed(&config, "16777216");
    config = config_of(WEDGE_DECIMAL_5_5, WEDGE_FIRST_BYTE_HIGH);
    assert_malformed(&config, "6553600000");
    config = config_of(WEDGE_DECIMAL_17, WEDGE_FIRST_BYTE_HIGH);
    assert_malformed(&config, "72057594037927936");
}

static void test_wedge_format__zeros_that_the_reader_leaves_out(void **state)
{
    (void)state;
    struct reader_config config = config_of(WEDGE_DECIMAL_10, WEDGE_FIRST_BYTE_LOW);
    config.wedge_zeros = WEDGE_ZEROS_CUT;
    assert_number(&config, "12345678", "4E61BC00");
    assert_number(&config, "1", "01000000");
    assert_number(&config, "4294967295", "FFFFFFFF");
    assert_malformed(&config, "");
    assert_malformed(&config, "0");
    assert_malformed(&config, "012345678"); /* it would not have typed that zero */
    assert_malformed(&config, "00012345678");
    assert_malformed(&config, "1234567a");
    (void)strcpy(config.wedge_prefix, "0x");
    config.wedge_format = WEDGE_HEX_8;
    assert_number(&config, "0xBC614E", "4E61BC00");
    config = config_of(WEDGE_DECIMAL_3_COMMA_5, WEDGE_FIRST_BYTE_HIGH);
    config.wedge_zeros = WEDGE_ZEROS_CUT;
    assert_number(&config, "12,05678", "0C162E");
}

static void test_wedge_format__kind(void **state)
{
    (void)state;
    assert_int_equal(wedge_format_kind(WEDGE_DECIMAL_10), READER_CARD_DECIMAL);
    assert_int_equal(wedge_format_kind(WEDGE_DECIMAL_3_5), READER_CARD_DECIMAL);
    assert_int_equal(wedge_format_kind(WEDGE_HEX_14), READER_CARD_HEX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_wedge_format__ten_decimal_digits),
        cmocka_unit_test(test_wedge_format__three_and_five_digits),
        cmocka_unit_test(test_wedge_format__hexadecimal),
        cmocka_unit_test(test_wedge_format__one_card_is_one_number_whatever_types_it),
        cmocka_unit_test(test_wedge_format__prefix_and_suffix),
        cmocka_unit_test(test_wedge_format__what_else_is_on_the_market),
        cmocka_unit_test(test_wedge_format__zeros_that_the_reader_leaves_out),
        cmocka_unit_test(test_wedge_format__kind),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
