/* What a CCID reader sends: an answer to some command, a notice, an ATR, the answers of the APDUs.
 * The first byte chooses the command and the slots. */

#include "ccid_apdu.h"
#include "ccid_atr.h"
#include "ccid_message.h"
#include "check.h"
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void look_at_answer(const uint8_t *data, size_t size, uint8_t choice)
{
    static const enum ccid_command_type types[] = {
        CCID_GET_SLOT_STATUS, CCID_ICC_POWER_ON,  CCID_XFR_BLOCK, CCID_ESCAPE,
        CCID_SET_PARAMETERS,  CCID_ICC_POWER_OFF, CCID_ABORT,     CCID_XFR_BLOCK};
    struct ccid_command asked = {.type = types[choice & 7], .slot = choice >> 3 & 1};
    struct ccid_answer answer;
    const char *fault = NULL;
    uint8_t seq = size > 6 ? data[6] : 0;
    switch (ccid_message_read(&asked, seq, data, size, &answer, &fault)) {
    case CCID_REPLY_ANSWER:
        CHECK(answer.data == data + CCID_HEADER_LEN);
        CHECK(answer.data_len <= size - CCID_HEADER_LEN);
        CHECK(answer.icc <= CCID_ICC_ABSENT && answer.outcome <= CCID_COMMAND_CONTINUES);
        break;
    case CCID_REPLY_EMPTY:
        CHECK(size == 0);
        break;
    case CCID_REPLY_BAD:
        CHECK(fault);
        break;
    case CCID_REPLY_STRAY:
        CHECK(data[5] != asked.slot);
        break;
    }
}

static void look_at_atr(const uint8_t *data, size_t size)
{
    struct ccid_atr atr;
    if (ccid_atr_read(data, size, &atr)) {
        CHECK(size <= CCID_ATR_MAX && atr.historical_len < 16);
        CHECK(atr.historical >= data && atr.historical + atr.historical_len <= data + size);
        CHECK(ccid_atr_card_type(&atr));
        CHECK(!ccid_atr_is_type_a(&atr) || atr.is_contactless);
    }
}

static void look_at_uid(const uint8_t *data, size_t size)
{
    struct ccid_uid uid;
    unsigned count;
    if (ccid_apdu_read_uid(data, size, &uid) == CCID_UID_GOOD) {
        CHECK(uid.number.len >= 4 && uid.number.len <= CARD_NUMBER_MAX_BYTES);
        CHECK(uid.number.len == size - 2);
    }
    if (ccid_apdu_read_listed(data, size, &count, &uid) == CCID_UID_GOOD) {
        CHECK(count == 1 && uid.number.len >= 4 && uid.number.len <= CARD_NUMBER_MAX_BYTES);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0) {
        return 0;
    }
    uint8_t choice = data[0];
    uint8_t slot_count = (uint8_t)(1 + choice % CCID_SLOTS_MAX);
    struct ccid_notice notice;
    data++;
    size--;
    look_at_answer(data, size, choice);
    look_at_atr(data, size);
    look_at_uid(data, size);
    if (ccid_message_read_notice(data, size, slot_count, &notice)) {
        CHECK(size >= 2);
    }
    return 0;
}
