#include "card_token.h"

#include "cmocka_tests.h"

static struct site_key counting_key(void)
{
    struct site_key key;
    for (size_t i = 0; i < sizeof key.bytes; i++) {
        key.bytes[i] = (uint8_t)i;
    }
    return key;
}

static void test_card_token__is_the_hmac_of_length_and_bytes(void **state)
{
    (void)state;
    struct site_key key = counting_key();
    struct card_number number = {.len = 4, .bytes = {0xde, 0xad, 0xbe, 0xef}};
    struct card_token token = card_token_make(&key, &number);
    char text[HASH_HEX_SIZE];
    hash_hex_encode(token.hash.bytes, HASH_BYTES, text);
    assert_string_equal(text, /* by Python's hmac module */
                        "941422c25e7b757a4b2660676de4caf12d198ff09c566e0cb71862f540949925");
}

static void test_card_token__a_trailing_zero_byte_is_another_card(void **state)
{
    (void)state;
    struct site_key key = counting_key();
    struct card_number four = {.len = 4, .bytes = {1, 2, 3, 4}};
    struct card_number five = {.len = 5, .bytes = {1, 2, 3, 4, 0}};
    struct card_token a = card_token_make(&key, &four);
    struct card_token b = card_token_make(&key, &five);
    assert_false(hash_equal(&a.hash, &b.hash));
}

static void test_card_token__another_site_gives_another_token(void **state)
{
    (void)state;
    struct site_key here = counting_key();
    struct site_key there = counting_key();
    there.bytes[31] ^= 1;
    struct card_number number = {.len = 4, .bytes = {1, 2, 3, 4}};
    struct card_token a = card_token_make(&here, &number);
    struct card_token b = card_token_make(&there, &number);
    assert_false(hash_equal(&a.hash, &b.hash));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_card_token__is_the_hmac_of_length_and_bytes),
        cmocka_unit_test(test_card_token__a_trailing_zero_byte_is_another_card),
        cmocka_unit_test(test_card_token__another_site_gives_another_token),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
