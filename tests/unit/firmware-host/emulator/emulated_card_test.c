#include "emulated_card.h"

#include "cmocka_tests.h"
#include "hash.h"
#include <string.h>

static const uint8_t uid[10] = {0x04, 0xa1, 0xb2, 0xc3, 0xd4, 0xe5, 0xf6, 0x07, 0x08, 0x09};

static struct emulated_card card_of(const char *kind, size_t uid_len)
{
    struct emulated_card card;
    assert_true(emulated_card_make(kind, uid, uid_len, &card, NULL));
    return card;
}

/* ATRs as readers in the field give them (PC/SC part 3 supplement, and pcsc-tools' list). */
static void test_emulated_card__atrs(void **state)
{
    (void)state;
    static const struct {
        const char *kind;
        size_t uid_len;
        const char *atr;
    } cases[] = {
        {"classic1k", 4, "3b8f8001804f0ca000000306030001000000006a"},
        {"classic4k", 7, "3b8f8001804f0ca0000003060300020000000069"},
        {"ultralight", 7, "3b8f8001804f0ca0000003060300030000000068"},
        {"part3", 10, "3b8f8001804f0ca000000306030000000000006b"},
        {"vicinity", 8, "3b8f8001804f0ca0000003060b00140000000077"},
        {"felica", 8, "3b8f8001804f0ca00000030611003b0000000042"},
        {"desfire", 7, "3b8180018080"},
        {"typeb", 4,
         "3b888001000000003381810"
         "03a"},
        {"contact", 4, "3b800181"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        uint8_t atr[EMULATED_CARD_ATR_MAX];
        char text[2 * EMULATED_CARD_ATR_MAX + 1];
        struct emulated_card card = card_of(cases[i].kind, cases[i].uid_len);
        size_t len = emulated_card_atr(&card, atr);
        hash_hex_encode(atr, len, text);
        assert_string_equal(text, cases[i].atr);
    }
}

static void test_emulated_card__lengths_of_each_kind(void **state)
{
    (void)state;
    struct emulated_card card;
    struct error err;
    assert_false(emulated_card_make("ultralight", uid, 4, &card, &err));
    assert_int_equal(err.code, ERROR_INVALID);
    assert_false(emulated_card_make("banknote", uid, 4, &card, &err));
    assert_false(emulated_card_make(NULL, uid, 5, &card, &err));
    assert_false(emulated_card_make(NULL, uid, 0, &card, &err));
    assert_int_equal(card_of(NULL, 8).kind, EMULATED_CARD_VICINITY);
    assert_int_equal(card_of(NULL, 10).kind, EMULATED_CARD_PART_3);
}

static void exchange(const struct emulated_card *card, const char *apdu_hex, const char *answer_hex)
{
    uint8_t apdu[64];
    uint8_t answer[EMULATED_CARD_ANSWER_MAX];
    char text[2 * EMULATED_CARD_ANSWER_MAX + 1];
    size_t len = strlen(apdu_hex) / 2;
    assert_true(hash_hex_decode(apdu_hex, 2 * len, apdu, len));
    hash_hex_encode(answer, emulated_card_exchange(card, apdu, len, answer), text);
    assert_string_equal(text, answer_hex);
}

static void test_emulated_card__get_data(void **state)
{
    (void)state;
    struct emulated_card storage = card_of("classic1k", 4);
    struct emulated_card part_4 = card_of("desfire", 7);
    exchange(&storage, "ffca000000", "04a1b2c39000");
    exchange(&storage, "ffca000004", "04a1b2c39000");
    exchange(&storage, "ffca000002", "6c04");         /* Le too short: the right one */
    exchange(&storage, "ffca000007", "04a1b2c36282"); /* fewer bytes than asked for */
    exchange(&storage, "ffca00000000ff", "04a1b2c36282");
    exchange(&storage, "ffca010000", "6a81"); /* it has no historical bytes */
    exchange(&part_4, "ffca010000", "809000");
    exchange(&storage, "ffca020000", "6b00");
    exchange(&storage, "ffca0000", "6700");
    exchange(&storage, "ff", "6700");
}

static void test_emulated_card__other_instructions(void **state)
{
    (void)state;
    struct emulated_card storage = card_of("classic1k", 4);
    struct emulated_card part_4 = card_of("desfire", 7);
    struct emulated_card contact = card_of("contact", 4);
    exchange(&storage, "ffb0000010", "6982");
    exchange(&storage, "00a40400", "6a81");
    exchange(&part_4, "00a40400", "6a82");
    exchange(&part_4, "00b00000", "6d00");
    exchange(&contact, "ffca000000", "6e00");
    exchange(&contact, "00a40400", "6a82");
}

static void test_emulated_card__type_a(void **state)
{
    (void)state;
    struct emulated_card_type_a type;
    struct emulated_card card = card_of("classic1k", 4);
    assert_true(emulated_card_type_a(&card, &type));
    assert_int_equal(type.sens_res[1], 0x04);
    assert_int_equal(type.sel_res, 0x08);
    card = card_of("desfire", 7);
    assert_true(emulated_card_type_a(&card, &type));
    assert_int_equal(type.sens_res[1], 0x44);
    assert_int_equal(type.sel_res, 0x20);
    card = card_of("typeb", 4);
    assert_false(emulated_card_type_a(&card, &type));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_emulated_card__atrs),
        cmocka_unit_test(test_emulated_card__lengths_of_each_kind),
        cmocka_unit_test(test_emulated_card__get_data),
        cmocka_unit_test(test_emulated_card__other_instructions),
        cmocka_unit_test(test_emulated_card__type_a),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
