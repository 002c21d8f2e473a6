#include "ccid_apdu.h"

#include "cmocka_tests.h"
#include "hash.h"
#include <string.h>

static size_t bytes_of(const char *hex, uint8_t ret_bytes[static 64])
{
    size_t len = strlen(hex) / 2;
    assert_true(hash_hex_decode(hex, 2 * len, ret_bytes, len));
    return len;
}

static enum ccid_uid_outcome read_uid(const char *hex, struct ccid_uid *ret_uid)
{
    uint8_t bytes[64];
    size_t len = bytes_of(hex, bytes);
    return ccid_apdu_read_uid(bytes, len, ret_uid);
}

static void assert_number(const struct card_number *number, const char *expected)
{
    char text[CARD_NUMBER_HEX_SIZE];
    card_number_format(number, text);
    assert_string_equal(text, expected);
}

static void test_ccid_apdu__uids_of_every_length(void **state)
{
    (void)state;
    static const char *const uids[] = {"01020304", "04A1B2C3D4E5F6", "E004010012345678",
                                       "0102030405060708090A"};
    for (size_t i = 0; i < sizeof uids / sizeof uids[0]; i++) {
        char answer[64];
        struct ccid_uid uid;
        (void)strcat(strcpy(answer, uids[i]), "9000");
        assert_int_equal(read_uid(answer, &uid), CCID_UID_GOOD);
        assert_number(&uid.number, uids[i]);
        (void)strcat(strcpy(answer, uids[i]), "6282"); /* shorter than Le, and all there is */
        assert_int_equal(read_uid(answer, &uid), CCID_UID_GOOD);
    }
}

static void test_ccid_apdu__answers_that_are_no_uid(void **state)
{
    (void)state;
    static const struct {
        const char *answer;
        enum ccid_uid_outcome outcome;
    } cases[] = {
        {"6A81", CCID_UID_NONE},
        {"6D00", CCID_UID_NONE},
        {"6E00", CCID_UID_NONE},
        {"6300", CCID_UID_BAD},
        {"6F00", CCID_UID_BAD},
        {"9000", CCID_UID_BAD},
        {"90", CCID_UID_BAD},
        {"", CCID_UID_BAD},
        {"0102039000", CCID_UID_BAD},
        {"0102030405060708090A0B9000", CCID_UID_BAD}, /* eleven bytes */
        {"080203049000", CCID_UID_RANDOM},
        {"000000009000", CCID_UID_BLANK},
        {"000000000000009000", CCID_UID_BLANK},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct ccid_uid uid;
        assert_int_equal(read_uid(cases[i].answer, &uid), cases[i].outcome);
    }
    struct ccid_uid uid;
    assert_int_equal(read_uid("6C07", &uid), CCID_UID_OTHER_LENGTH);
    assert_int_equal(uid.expected_len, 7);
    assert_int_equal(read_uid("080203040506079000", &uid), CCID_UID_GOOD); /* seven bytes: real */
}

static enum ccid_uid_outcome read_listed(const char *hex, unsigned *ret_count,
                                         struct ccid_uid *ret_uid)
{
    uint8_t bytes[64];
    size_t len = bytes_of(hex, bytes);
    return ccid_apdu_read_listed(bytes, len, ret_count, ret_uid);
}

static void test_ccid_apdu__cards_that_are_listed(void **state)
{
    (void)state;
    unsigned count;
    struct ccid_uid uid;
    assert_int_equal(read_listed("D54B010100040804010203049000", &count, &uid), CCID_UID_GOOD);
    assert_int_equal(count, 1);
    assert_number(&uid.number, "01020304");
    (void)read_listed("D54B0201000408040102030402000408040A0B0C0D9000", &count, &uid);
    assert_int_equal(count, 2);
    assert_int_equal(read_listed("D54B009000", &count, &uid), CCID_UID_BAD);
    assert_int_equal(count, 0);
    assert_int_equal(read_listed("6300", &count, &uid), CCID_UID_BAD);
    assert_int_equal(count, 0);
    /* A length that points past the end. */
    assert_int_equal(read_listed("D54B010100040807010203049000", &count, &uid), CCID_UID_BAD);
    assert_int_equal(read_listed("D54B0101000408FF010203049000", &count, &uid), CCID_UID_BAD);
    assert_int_equal(read_listed("D54B01019000", &count, &uid), CCID_UID_BAD);
}

static void assert_command(const struct ccid_command *command, uint8_t type, const char *data)
{
    uint8_t bytes[64];
    size_t len = bytes_of(data, bytes);
    assert_int_equal(command->type, type);
    assert_int_equal(command->slot, 1);
    assert_int_equal(command->data_len, len);
    assert_memory_equal(command->data, bytes, len);
}

/* Clones of the ACR122U do not silence a card that they have listed, and find it again. */
static void test_ccid_apdu__one_card_listed_twice_is_one(void **state)
{
    (void)state;
    struct ccid_uid uid;
    unsigned count;
    assert_int_equal(read_listed("D54B02010004080477E5EB59020004080477E5EB599000", &count, &uid),
                     CCID_UID_GOOD);
    assert_int_equal(count, 1);
    assert_number(&uid.number, "77E5EB59");
    assert_int_equal(
        read_listed("D54B02010344200704265A1A8F3E80067577810280020344200704265A1A8F3E80"
                    "0675778102809000",
                    &count, &uid),
        CCID_UID_GOOD); /* with an ATS behind each */
    assert_int_equal(count, 1);
    assert_number(&uid.number, "04265A1A8F3E80");
    static const char *const others[] = {
        "D54B02010004080477E5EB59020004080477E5EB5A9000", /* another card */
        "D54B02010004080477E5EB59020004080477E5EB9000",   /* cut */
        "D54B02010004080477E5EB590200049000",
        "D54B02010344200704265A1A8F3E80FF75778102809000", /* an ATS past the end */
    };
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        assert_int_equal(read_listed(others[i], &count, &uid), CCID_UID_BAD);
        assert_int_equal(count, 2);
    }
}

static void test_ccid_apdu__commands(void **state)
{
    (void)state;
    struct ccid_command command = ccid_apdu_get_uid(1, 0);
    assert_command(&command, CCID_XFR_BLOCK, "FFCA000000");
    command = ccid_apdu_list(1);
    assert_command(&command, CCID_XFR_BLOCK, "FF00000004D44A0200");
    command = ccid_apdu_hush(1);
    assert_command(&command, CCID_ESCAPE, "FF00520000");
    command = ccid_apdu_signal(1, READER_FEEDBACK_BOTH, CCID_TONE_GOOD);
    assert_command(&command, CCID_ESCAPE, "FF0040A00401010101");
    command = ccid_apdu_signal(1, READER_FEEDBACK_BEEP, CCID_TONE_BAD);
    assert_command(&command, CCID_ESCAPE, "FF0040000401010201");
    command = ccid_apdu_signal(1, READER_FEEDBACK_LIGHT, CCID_TONE_BAD);
    assert_command(&command, CCID_ESCAPE, "FF0040500401010200");
    command = ccid_apdu_parameters(1, 1, 0x95);
    assert_command(&command, CCID_SET_PARAMETERS, "9510004D002000");
    assert_int_equal(command.parameter, 1);
    command = ccid_apdu_parameters(1, 0, 0x11);
    assert_command(&command, CCID_SET_PARAMETERS, "1100000A00");
    assert_int_equal(command.parameter, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ccid_apdu__uids_of_every_length),
        cmocka_unit_test(test_ccid_apdu__answers_that_are_no_uid),
        cmocka_unit_test(test_ccid_apdu__cards_that_are_listed),
        cmocka_unit_test(test_ccid_apdu__one_card_listed_twice_is_one),
        cmocka_unit_test(test_ccid_apdu__commands),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
