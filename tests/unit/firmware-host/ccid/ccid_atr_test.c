#include "ccid_atr.h"

#include "cmocka_tests.h"
#include "hash.h"
#include <string.h>

static size_t bytes_of(const char *hex, uint8_t ret_bytes[static 64])
{
    size_t len = strlen(hex) / 2;
    assert_true(hash_hex_decode(hex, 2 * len, ret_bytes, len));
    return len;
}

static void assert_type(const char *hex, const char *type)
{
    uint8_t bytes[64];
    struct ccid_atr atr;
    size_t len = bytes_of(hex, bytes);
    if (!ccid_atr_read(bytes, len, &atr)) {
        fail_msg("%s is no ATR", hex);
    }
    assert_string_equal(ccid_atr_card_type(&atr), type);
}

/* ATRs as PC/SC readers give them; the list of pcsc-tools has all of them. */
static void test_ccid_atr__kinds_of_cards(void **state)
{
    (void)state;
    assert_type("3B8F8001804F0CA000000306030001000000006A", "MIFARE Classic 1K");
    assert_type("3B8F8001804F0CA0000003060300020000000069", "MIFARE Classic 4K");
    assert_type("3B8F8001804F0CA0000003060300030000000068", "MIFARE Ultralight");
    assert_type("3B8F8001804F0CA00000030611003B0000000042", "FeliCa");
    assert_type("3B8F8001804F0CA0000003060B00140000000077", "ICODE SLI");
    assert_type("3B8F8001804F0CA00000030603009900000000F2", "ISO 14443 A"); /* no name yet */
    assert_type("3B8180018080", "ISO 14443-4");                             /* DESFire */
    assert_type("3B88800101020304338181003E", "ISO 14443-4");               /* type B */
}

static void test_ccid_atr__protocol_and_clock_of_a_contact_card(void **state)
{
    (void)state;
    uint8_t bytes[64];
    struct ccid_atr atr;
    size_t len = bytes_of("3B6500002063CB6600", bytes); /* T=0, no check byte */
    assert_true(ccid_atr_read(bytes, len, &atr));
    assert_int_equal(atr.protocol, 0);
    assert_int_equal(atr.ta1, 0x11);
    assert_int_equal(atr.historical_len, 5);
    assert_string_equal(ccid_atr_card_type(&atr), "contact card");
    assert_false(ccid_atr_is_type_a(&atr));
    len = bytes_of("3B94958131FE45AABBCCDD0A", bytes); /* T=1 */
    assert_true(ccid_atr_read(bytes, len, &atr));
    assert_int_equal(atr.ta1, 0x95);
    assert_int_equal(atr.protocol, 1);
    assert_int_equal(atr.historical_len, 4);
    assert_int_equal(atr.historical[0], 0xaa);
}

static void test_ccid_atr__only_type_a_can_be_listed(void **state)
{
    (void)state;
    static const struct {
        const char *hex;
        bool is_type_a;
    } cases[] = {
        {"3B8F8001804F0CA000000306030001000000006A", true},
        {"3B8F8001804F0CA00000030611003B0000000042", false},
        {"3B8F8001804F0CA0000003060B00140000000077", false},
        {"3B8180018080", true},
        {"3B88800101020304338181003E", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        uint8_t bytes[64];
        struct ccid_atr atr;
        size_t len = bytes_of(cases[i].hex, bytes);
        assert_true(ccid_atr_read(bytes, len, &atr));
        assert_int_equal(ccid_atr_is_type_a(&atr), cases[i].is_type_a);
    }
}

static void test_ccid_atr__no_atr_is_refused(void **state)
{
    (void)state;
    static const char *const wrong[] = {
        "3B",                                           /* no T0 */
        "3C00",                                         /* no TS */
        "3BF0",                                         /* interface bytes past the end */
        "3B8F8001804F0CA000000306030001000000006B",     /* check byte */
        "3B8F8001804F0CA0000003060300010000000000006A", /* too long for what it says */
        "3B8F8001804F0CA0000003060300",                 /* too short */
        "3B80808080808080808080808080808080808080808080808080808080808080808080808001",
    };
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        uint8_t bytes[64];
        struct ccid_atr atr;
        size_t len = bytes_of(wrong[i], bytes);
        assert_false(ccid_atr_read(bytes, len, &atr));
    }
    struct ccid_atr atr;
    assert_false(ccid_atr_read((const uint8_t *)"", 0, &atr));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ccid_atr__kinds_of_cards),
        cmocka_unit_test(test_ccid_atr__protocol_and_clock_of_a_contact_card),
        cmocka_unit_test(test_ccid_atr__only_type_a_can_be_listed),
        cmocka_unit_test(test_ccid_atr__no_atr_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
