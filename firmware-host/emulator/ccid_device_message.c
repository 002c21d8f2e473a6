#include "ccid_device_message.h"

#include "check.h"
#include <string.h>

static uint32_t read_le32(const uint8_t *bytes)
{
    return (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 |
           (uint32_t)bytes[3] << 24;
}

bool ccid_device_message_whole_len(const uint8_t *bytes, size_t len, uint64_t *ret_len)
{
    if (len < CCID_DEVICE_HEADER_LEN) {
        return false;
    }
    *ret_len = CCID_DEVICE_HEADER_LEN + (uint64_t)read_le32(bytes + 1);
    return true;
}

void ccid_device_message_parse(const uint8_t *bytes, size_t len,
                               struct ccid_device_command *ret_command)
{
    CHECK(len >= CCID_DEVICE_HEADER_LEN && len <= CCID_DEVICE_MESSAGE_MAX);
    ret_command->type = bytes[0];
    ret_command->announced_len = read_le32(bytes + 1);
    ret_command->slot = bytes[5];
    ret_command->seq = bytes[6];
    memcpy(ret_command->parameters, bytes + 7, sizeof ret_command->parameters);
    size_t data_len = len - CCID_DEVICE_HEADER_LEN;
    ret_command->data_len =
        data_len < ret_command->announced_len ? data_len : ret_command->announced_len;
    memcpy(ret_command->data, bytes + CCID_DEVICE_HEADER_LEN, ret_command->data_len);
}

size_t ccid_device_message_format(const struct ccid_device_answer *answer,
                                  uint8_t ret_bytes[static CCID_DEVICE_MESSAGE_MAX])
{
    CHECK(answer->data_len <= CCID_DEVICE_DATA_MAX);
    size_t len = answer->data_len;
    const uint8_t header[CCID_DEVICE_HEADER_LEN] = {
        answer->type, (uint8_t)len, (uint8_t)(len >> 8), (uint8_t)(len >> 16), (uint8_t)(len >> 24),
        answer->slot, answer->seq,  answer->status,      answer->error,        answer->parameter,
    };
    memcpy(ret_bytes, header, sizeof header);
    memcpy(ret_bytes + CCID_DEVICE_HEADER_LEN, answer->data, len);
    return CCID_DEVICE_HEADER_LEN + len;
}

uint8_t ccid_device_message_answer_type(uint8_t command_type)
{
    switch (command_type) {
    case PC_TO_RDR_ICC_POWER_ON:
    case PC_TO_RDR_XFR_BLOCK:
    case PC_TO_RDR_SECURE:
        return RDR_TO_PC_DATA_BLOCK;
    case PC_TO_RDR_GET_PARAMETERS:
    case PC_TO_RDR_RESET_PARAMETERS:
    case PC_TO_RDR_SET_PARAMETERS:
        return RDR_TO_PC_PARAMETERS;
    case PC_TO_RDR_ESCAPE:
        return RDR_TO_PC_ESCAPE;
    case PC_TO_RDR_SET_DATA_RATE_AND_CLOCK:
        return RDR_TO_PC_DATA_RATE_AND_CLOCK;
    default:
        return RDR_TO_PC_SLOT_STATUS;
    }
}
