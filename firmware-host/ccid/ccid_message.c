#include "ccid_message.h"

#include "check.h"
#include <string.h>

enum {
    AT_LENGTH = 1,
    AT_SLOT = 5,
    AT_SEQ = 6,
    AT_STATUS = 7, /* and the parameter of a command */
    AT_ERROR = 8,
};

/* bMessageType of Bulk-IN, table 6.2-1. */
enum { DATA_BLOCK = 0x80, SLOT_STATUS = 0x81, PARAMETERS = 0x82, ESCAPE_ANSWER = 0x83 };

/* Table 6.3-1. */
enum { NOTIFY_SLOT_CHANGE = 0x50, HARDWARE_ERROR = 0x51, HARDWARE_ERROR_LEN = 4 };

struct command_row {
    enum ccid_command_type type;
    uint8_t answer_type; /* table 6.1-2 */
    const char *name;
};

static const struct command_row command_rows[] = {
    {CCID_SET_PARAMETERS, PARAMETERS, "SetParameters"},
    {CCID_ICC_POWER_ON, DATA_BLOCK, "IccPowerOn"},
    {CCID_ICC_POWER_OFF, SLOT_STATUS, "IccPowerOff"},
    {CCID_GET_SLOT_STATUS, SLOT_STATUS, "GetSlotStatus"},
    {CCID_ESCAPE, ESCAPE_ANSWER, "Escape"},
    {CCID_XFR_BLOCK, DATA_BLOCK, "XfrBlock"},
    {CCID_ABORT, SLOT_STATUS, "Abort"},
};

static const struct command_row *row_of(enum ccid_command_type type)
{
    const struct command_row *found = NULL;
    for (size_t i = 0; i < ARRAY_LEN(command_rows); i++) {
        if (command_rows[i].type == type) {
            found = &command_rows[i];
        }
    }
    CHECK(found);
    return found;
}

size_t ccid_message_format(const struct ccid_command *command, uint8_t seq,
                           uint8_t ret_bytes[static CCID_COMMAND_MAX])
{
    CHECK(command->data_len <= CCID_COMMAND_DATA_MAX);
    memset(ret_bytes, 0, CCID_HEADER_LEN);
    ret_bytes[0] = (uint8_t)command->type;
    ret_bytes[AT_LENGTH] = command->data_len;
    ret_bytes[AT_SLOT] = command->slot;
    ret_bytes[AT_SEQ] = seq;
    ret_bytes[AT_STATUS] = command->parameter;
    memcpy(ret_bytes + CCID_HEADER_LEN, command->data, command->data_len);
    return CCID_HEADER_LEN + (size_t)command->data_len;
}

const char *ccid_message_name(enum ccid_command_type type)
{
    return row_of(type)->name;
}

static uint32_t announced_len(const uint8_t *bytes)
{
    return bytes[AT_LENGTH] | (uint32_t)bytes[AT_LENGTH + 1] << 8 |
           (uint32_t)bytes[AT_LENGTH + 2] << 16 | (uint32_t)bytes[AT_LENGTH + 3] << 24;
}

/* A command that a reader does not know is answered by a slot status that says so (6.2.2). */
static bool is_answer_type(uint8_t type, enum ccid_command_type asked, enum ccid_outcome outcome)
{
    return type == row_of(asked)->answer_type ||
           (type == SLOT_STATUS && outcome == CCID_COMMAND_FAILED);
}

/* Whether what came holds what is announced, and nothing else but zeros: some readers fill their
 * packets up (Feitian R502, Alcor AU9540; issue 66 of the CCID project). Any other byte behind the
 * end would mean that the length is wrong. */
static bool is_as_announced(const uint8_t *bytes, size_t len)
{
    size_t end = CCID_HEADER_LEN + (size_t)announced_len(bytes);
    for (size_t i = end; i < len; i++) {
        if (bytes[i] != 0) {
            return false;
        }
    }
    return end <= len;
}

static const char *find_header_fault(const uint8_t *bytes, size_t len)
{
    if (len < CCID_HEADER_LEN) {
        return "an answer shorter than its header";
    }
    if (!is_as_announced(bytes, len)) {
        return "an answer of another length than it says";
    }
    if ((bytes[AT_STATUS] & 3) > CCID_ICC_ABSENT ||
        (bytes[AT_STATUS] >> 6) > CCID_COMMAND_CONTINUES) {
        return "an answer with a status that is none";
    }
    return NULL;
}

enum ccid_reply ccid_message_read(const struct ccid_command *asked, uint8_t seq,
                                  const uint8_t *bytes, size_t len, struct ccid_answer *ret_answer,
                                  const char **ret_fault)
{
    if (len == 0) {
        return CCID_REPLY_EMPTY;
    }
    *ret_fault = find_header_fault(bytes, len);
    if (*ret_fault) {
        return CCID_REPLY_BAD;
    }
    if (bytes[AT_SLOT] != asked->slot || bytes[AT_SEQ] != seq) {
        return CCID_REPLY_STRAY;
    }
    enum ccid_outcome outcome = (enum ccid_outcome)(bytes[AT_STATUS] >> 6);
    if (!is_answer_type(bytes[0], asked->type, outcome)) {
        *ret_fault = "an answer of another kind than was asked for";
        return CCID_REPLY_BAD;
    }
    *ret_answer = (struct ccid_answer){
        .outcome = outcome,
        .icc = (enum ccid_icc)(bytes[AT_STATUS] & 3),
        .error = bytes[AT_ERROR],
        .data_len = announced_len(bytes),
        .data = bytes + CCID_HEADER_LEN,
    };
    return CCID_REPLY_ANSWER;
}

bool ccid_message_read_notice(const uint8_t *bytes, size_t len, uint8_t slot_count,
                              struct ccid_notice *ret_notice)
{
    CHECK(slot_count <= CCID_SLOTS_MAX);
    struct ccid_notice notice = {0};
    if (len >= HARDWARE_ERROR_LEN && bytes[0] == HARDWARE_ERROR) {
        notice.is_hardware_error = true;
        notice.slot = bytes[1];
        notice.code = bytes[3];
        *ret_notice = notice;
        return true;
    }
    if (len < 1u + (2u * slot_count + 7u) / 8u || bytes[0] != NOTIFY_SLOT_CHANGE) {
        return false;
    }
    for (uint8_t i = 0; i < slot_count; i++) {
        unsigned bits = bytes[1 + i / 4] >> (2 * (i % 4));
        notice.slots[i].is_present = bits & 1;
        notice.slots[i].has_changed = bits & 2;
    }
    *ret_notice = notice;
    return true;
}
