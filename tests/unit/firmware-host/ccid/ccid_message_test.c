#include "ccid_message.h"

#include "cmocka_tests.h"
#include "hash.h"
#include <string.h>

static const struct ccid_command get_uid = {
    .type = CCID_XFR_BLOCK, .slot = 1, .data_len = 5, .data = {0xff, 0xca}};

static size_t bytes_of(const char *hex, uint8_t ret_bytes[static 64])
{
    size_t len = strlen(hex) / 2;
    assert_true(hash_hex_decode(hex, 2 * len, ret_bytes, len));
    return len;
}

static enum ccid_reply read_reply(const char *hex, struct ccid_answer *ret_answer)
{
    static uint8_t bytes[64];
    const char *fault = NULL;
    size_t len = bytes_of(hex, bytes);
    enum ccid_reply reply = ccid_message_read(&get_uid, 7, bytes, len, ret_answer, &fault);
    assert_int_equal(reply == CCID_REPLY_BAD, fault != NULL);
    return reply;
}

static void test_ccid_message__a_command_as_bytes(void **state)
{
    (void)state;
    uint8_t bytes[CCID_COMMAND_MAX];
    uint8_t expected[64];
    assert_int_equal(ccid_message_format(&get_uid, 7, bytes), 15);
    (void)bytes_of("6F050000000107000000FFCA000000", expected);
    assert_memory_equal(bytes, expected, 15);
    struct ccid_command power = {.type = CCID_ICC_POWER_ON, .parameter = 2};
    assert_int_equal(ccid_message_format(&power, 255, bytes), 10);
    (void)bytes_of("620000000000FF020000", expected);
    assert_memory_equal(bytes, expected, 10);
}

static void test_ccid_message__answers(void **state)
{
    (void)state;
    struct ccid_answer answer;
    assert_int_equal(read_reply("80060000000107000000010203049000", &answer), CCID_REPLY_ANSWER);
    assert_int_equal(answer.outcome, CCID_COMMAND_DONE);
    assert_int_equal(answer.icc, CCID_ICC_ACTIVE);
    assert_int_equal(answer.data_len, 6);
    assert_int_equal(answer.data[0], 1);
    assert_int_equal(read_reply("8000000000010742FE00", &answer), CCID_REPLY_ANSWER);
    assert_int_equal(answer.outcome, CCID_COMMAND_FAILED);
    assert_int_equal(answer.icc, CCID_ICC_ABSENT);
    assert_int_equal(answer.error, 0xfe);
    assert_int_equal(read_reply("80000000000107800100", &answer), CCID_REPLY_ANSWER);
    assert_int_equal(answer.outcome, CCID_COMMAND_CONTINUES);
    /* "Not supported" comes as a slot status, whatever was asked. */
    assert_int_equal(read_reply("81000000000107400000", &answer), CCID_REPLY_ANSWER);
    assert_int_equal(answer.outcome, CCID_COMMAND_FAILED);
}

/* Some readers fill their packets up, which dwLength does not count. */
static void test_ccid_message__zeros_behind_the_answer_are_none_of_it(void **state)
{
    (void)state;
    struct ccid_answer answer;
    assert_int_equal(read_reply("800600000001070000000102030490000000000000000000", &answer),
                     CCID_REPLY_ANSWER);
    assert_int_equal(answer.data_len, 6);
    assert_int_equal(answer.data[4], 0x90);
}

static void test_ccid_message__nothing_is_believed_unchecked(void **state)
{
    (void)state;
    struct ccid_answer answer;
    assert_int_equal(read_reply("", &answer), CCID_REPLY_EMPTY);
    static const char *const bad[] = {
        "80",
        "800000000001070000",               /* nine bytes */
        "80070000000107000000010203049000", /* says more than came */
        "80040000000107000000010203049000", /* says less */
        "8006000000010700000001020304900001",
        "80FFFFFF7F0107000000010203049000",
        "80FFFFFFFF0107000000010203049000",
        "80000000000107030000", /* bmICCStatus 3 */
        "80000000000107C00000", /* bmCommandStatus 3 */
        "82000000000107000000", /* parameters */
        "81000000000107000000", /* a slot status that did not fail */
        "50030000000107000000000000",
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        assert_int_equal(read_reply(bad[i], &answer), CCID_REPLY_BAD);
    }
    assert_int_equal(read_reply("80000000000007000000", &answer), CCID_REPLY_STRAY); /* slot */
    assert_int_equal(read_reply("80000000000106000000", &answer), CCID_REPLY_STRAY); /* seq */
}

static void test_ccid_message__notices(void **state)
{
    (void)state;
    struct ccid_notice notice;
    static const uint8_t one[] = {0x50, 0x03};
    assert_true(ccid_message_read_notice(one, 2, 1, &notice));
    assert_true(notice.slots[0].is_present && notice.slots[0].has_changed);
    static const uint8_t six[] = {0x50, 0x08, 0x04};
    assert_true(ccid_message_read_notice(six, 3, 6, &notice));
    assert_false(notice.slots[1].is_present);
    assert_true(notice.slots[1].has_changed);
    assert_true(notice.slots[5].is_present);
    assert_false(notice.slots[5].has_changed || notice.slots[0].is_present ||
                 notice.is_hardware_error);
    static const uint8_t hardware[] = {0x51, 0x02, 0x09, 0x01};
    assert_true(ccid_message_read_notice(hardware, 4, 3, &notice));
    assert_true(notice.is_hardware_error);
    assert_int_equal(notice.slot, 2);
    assert_int_equal(notice.code, 1);
}

static void test_ccid_message__notices_that_are_none(void **state)
{
    (void)state;
    struct ccid_notice notice;
    static const uint8_t bytes[] = {0x50, 0x03, 0x00};
    static const uint8_t strange[] = {0x52, 0x03};
    static const uint8_t cut[] = {0x51, 0x02, 0x09};
    assert_false(ccid_message_read_notice(bytes, 0, 1, &notice));
    assert_false(ccid_message_read_notice(bytes, 1, 1, &notice));
    assert_false(ccid_message_read_notice(bytes, 2, 5, &notice)); /* five slots need two bytes */
    assert_true(ccid_message_read_notice(bytes, 3, 5, &notice));
    assert_true(ccid_message_read_notice(bytes, 3, 1, &notice)); /* more than needed is padding */
    assert_false(ccid_message_read_notice(strange, 2, 1, &notice));
    assert_false(ccid_message_read_notice(cut, 3, 1, &notice));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ccid_message__a_command_as_bytes),
        cmocka_unit_test(test_ccid_message__answers),
        cmocka_unit_test(test_ccid_message__zeros_behind_the_answer_are_none_of_it),
        cmocka_unit_test(test_ccid_message__nothing_is_believed_unchecked),
        cmocka_unit_test(test_ccid_message__notices),
        cmocka_unit_test(test_ccid_message__notices_that_are_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
