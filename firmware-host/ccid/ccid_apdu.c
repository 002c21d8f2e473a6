#include "ccid_apdu.h"

#include "check.h"
#include <string.h>

/* A UID of four bytes that begins so is random. */
enum { RANDOM_UID0 = 0x08, RANDOM_UID_LEN = 4 };

/* The shortest identifier of ISO 14443: a single-size UID, or a PUPI of type B. */
enum { UID_LEN_MIN = 4 };

/* Light control, P2: bits 4 and 5 begin a blink of red and green, 6 and 7 let them blink;
 * afterwards both are as before. Durations are in tenths of a second; link 1 beeps in the first
 * half. */
enum { LIGHT_GREEN = 0xa0, LIGHT_RED = 0x50, LIGHT_AS_IT_IS = 0x00 };
enum { LINK_SILENT = 0, LINK_BEEP = 1 };

static struct ccid_command command_of(enum ccid_command_type type, uint8_t slot,
                                      const uint8_t *bytes, size_t len)
{
    struct ccid_command command = {.type = type, .slot = slot, .data_len = (uint8_t)len};
    CHECK(len <= sizeof command.data);
    memcpy(command.data, bytes, len);
    return command;
}

struct ccid_command ccid_apdu_get_uid(uint8_t slot, uint8_t expected_len)
{
    const uint8_t apdu[] = {0xff, 0xca, 0x00, 0x00, expected_len};
    return command_of(CCID_XFR_BLOCK, slot, apdu, sizeof apdu);
}

static enum ccid_uid_outcome read_number(const uint8_t *bytes, size_t len, struct ccid_uid *ret_uid)
{
    if (len < UID_LEN_MIN || len > CARD_NUMBER_MAX_BYTES) {
        return CCID_UID_BAD;
    }
    if (len == RANDOM_UID_LEN && bytes[0] == RANDOM_UID0) {
        return CCID_UID_RANDOM;
    }
    struct card_number number = {.len = (uint8_t)len};
    memcpy(number.bytes, bytes, len);
    if (card_number_is_blank(&number)) {
        return CCID_UID_BLANK;
    }
    ret_uid->number = number;
    return CCID_UID_GOOD;
}

enum ccid_uid_outcome ccid_apdu_read_uid(const uint8_t *bytes, size_t len, struct ccid_uid *ret_uid)
{
    if (len < 2) {
        return CCID_UID_BAD;
    }
    size_t data_len = len - 2;
    uint8_t sw1 = bytes[data_len];
    uint8_t sw2 = bytes[data_len + 1];
    bool done = sw1 == 0x90 && sw2 == 0x00;
    bool shorter_than_asked = sw1 == 0x62 && sw2 == 0x82;
    if (done || shorter_than_asked) {
        return read_number(bytes, data_len, ret_uid);
    }
    if (sw1 == 0x6c && sw2 > 0) {
        ret_uid->expected_len = sw2;
        return CCID_UID_OTHER_LENGTH;
    }
    /* Not supported, no such function, class, instruction, file, or data object. */
    bool none = (sw1 == 0x6a && sw2 != 0x80) || sw1 == 0x6d || sw1 == 0x6e || sw1 == 0x68 ||
                sw1 == 0x67 || sw1 == 0x69;
    return none ? CCID_UID_NONE : CCID_UID_BAD;
}

struct ccid_command ccid_apdu_parameters(uint8_t slot, uint8_t protocol, uint8_t ta1)
{
    const uint8_t t0[] = {ta1, 0x00, 0x00, 0x0a, 0x00};
    const uint8_t t1[] = {ta1, 0x10, 0x00, 0x4d, 0x00, 0x20, 0x00};
    struct ccid_command command = protocol == 1
                                      ? command_of(CCID_SET_PARAMETERS, slot, t1, sizeof t1)
                                      : command_of(CCID_SET_PARAMETERS, slot, t0, sizeof t0);
    command.parameter = protocol == 1;
    return command;
}

struct ccid_command ccid_apdu_list(uint8_t slot)
{
    static const uint8_t apdu[] = {0xff, 0x00, 0x00, 0x00, 0x04, 0xd4, 0x4a, 0x02, 0x00};
    return command_of(CCID_XFR_BLOCK, slot, apdu, sizeof apdu);
}

/* PN532 user manual, section 7.3.5: D5 4B, the number of targets, then of each: its number,
 * SENS_RES (2), SEL_RES, the length of its NFCID1, NFCID1, and of an ISO 14443-4 card its ATS,
 * which begins with its length. */
enum { AT_TARGET_COUNT = 2, AT_TARGETS = 3 };
enum { IN_TARGET_SEL_RES = 3, IN_TARGET_ID_LEN = 4, IN_TARGET_ID = 5 };
enum { SEL_RES_PART_4 = 0x20 };

struct target {
    const uint8_t *id;
    size_t id_len;
};

/* Takes the target at *at, and puts *at behind it; false if it goes on past the end. */
static bool next_target(const uint8_t **at, const uint8_t *end, struct target *ret_target)
{
    size_t left = (size_t)(end - *at);
    if (left < IN_TARGET_ID || left - IN_TARGET_ID < (*at)[IN_TARGET_ID_LEN]) {
        return false;
    }
    bool has_ats = (*at)[IN_TARGET_SEL_RES] & SEL_RES_PART_4;
    *ret_target = (struct target){.id = *at + IN_TARGET_ID, .id_len = (*at)[IN_TARGET_ID_LEN]};
    *at = ret_target->id + ret_target->id_len;
    if (has_ats && *at < end) {
        size_t ats_len = **at;
        *at = ats_len <= (size_t)(end - *at) ? *at + ats_len : end;
    }
    return true;
}

enum ccid_uid_outcome ccid_apdu_read_listed(const uint8_t *bytes, size_t len,
                                            unsigned *ret_card_count, struct ccid_uid *ret_uid)
{
    *ret_card_count = 0;
    bool is_answer = len >= AT_TARGETS + 2 && bytes[0] == 0xd5 && bytes[1] == 0x4b &&
                     bytes[len - 2] == 0x90 && bytes[len - 1] == 0x00;
    if (!is_answer) {
        return CCID_UID_BAD;
    }
    const uint8_t *at = bytes + AT_TARGETS;
    const uint8_t *end = bytes + len - 2;
    struct target first;
    struct target second;
    *ret_card_count = bytes[AT_TARGET_COUNT];
    if (*ret_card_count == 0 || !next_target(&at, end, &first)) {
        return CCID_UID_BAD;
    }
    if (*ret_card_count == 2 && next_target(&at, end, &second) && first.id_len == second.id_len &&
        memcmp(first.id, second.id, first.id_len) == 0) {
        *ret_card_count = 1;
    }
    return *ret_card_count == 1 ? read_number(first.id, first.id_len, ret_uid) : CCID_UID_BAD;
}

struct ccid_command ccid_apdu_signal(uint8_t slot, enum reader_feedback feedback,
                                     enum ccid_tone tone)
{
    uint8_t light = tone == CCID_TONE_GOOD ? LIGHT_GREEN : LIGHT_RED;
    uint8_t times = tone == CCID_TONE_GOOD ? 1 : 2;
    const uint8_t apdu[] = {
        0xff, 0x00, 0x40,  feedback == READER_FEEDBACK_BEEP ? LIGHT_AS_IT_IS : light,  0x04,
        0x01, 0x01, times, feedback == READER_FEEDBACK_LIGHT ? LINK_SILENT : LINK_BEEP};
    return command_of(CCID_ESCAPE, slot, apdu, sizeof apdu);
}

struct ccid_command ccid_apdu_hush(uint8_t slot)
{
    static const uint8_t apdu[] = {0xff, 0x00, 0x52, 0x00, 0x00};
    return command_of(CCID_ESCAPE, slot, apdu, sizeof apdu);
}
