#pragma once
/* Messages of a CCID reader as bytes, from the reader's side: CCID 1.1 chapter 6. What a host sends
 * is taken apart, what the reader answers is put together. Only the parts of the reader in software
 * include this. Pure; any thread. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CCID_DEVICE_HEADER_LEN 10

/* The longest message that any reader in software takes or gives; its descriptor says its own. */
#define CCID_DEVICE_MESSAGE_MAX 4096
#define CCID_DEVICE_DATA_MAX    (CCID_DEVICE_MESSAGE_MAX - CCID_DEVICE_HEADER_LEN)

/* bMessageType of Bulk-OUT, table 6.1-1. */
enum {
    PC_TO_RDR_SET_PARAMETERS = 0x61,
    PC_TO_RDR_ICC_POWER_ON = 0x62,
    PC_TO_RDR_ICC_POWER_OFF = 0x63,
    PC_TO_RDR_GET_SLOT_STATUS = 0x65,
    PC_TO_RDR_SECURE = 0x69,
    PC_TO_RDR_T0_APDU = 0x6a,
    PC_TO_RDR_ESCAPE = 0x6b,
    PC_TO_RDR_GET_PARAMETERS = 0x6c,
    PC_TO_RDR_RESET_PARAMETERS = 0x6d,
    PC_TO_RDR_ICC_CLOCK = 0x6e,
    PC_TO_RDR_XFR_BLOCK = 0x6f,
    PC_TO_RDR_MECHANICAL = 0x71,
    PC_TO_RDR_ABORT = 0x72,
    PC_TO_RDR_SET_DATA_RATE_AND_CLOCK = 0x73,
};

/* bMessageType of Bulk-IN, table 6.2-1, and of Interrupt-IN, table 6.3-1. */
enum {
    RDR_TO_PC_DATA_BLOCK = 0x80,
    RDR_TO_PC_SLOT_STATUS = 0x81,
    RDR_TO_PC_PARAMETERS = 0x82,
    RDR_TO_PC_ESCAPE = 0x83,
    RDR_TO_PC_DATA_RATE_AND_CLOCK = 0x84,
    RDR_TO_PC_NOTIFY_SLOT_CHANGE = 0x50,
    RDR_TO_PC_HARDWARE_ERROR = 0x51,
};

/* bmICCStatus and bmCommandStatus, table 6.2-3. */
enum { ICC_ACTIVE = 0, ICC_INACTIVE = 1, ICC_ABSENT = 2 };
enum { COMMAND_DONE = 0, COMMAND_FAILED = 0x40, COMMAND_TIME_EXTENSION = 0x80 };

/* bError of a failed command, table 6.2-2; 1 to 127 is the offset of the field that is wrong. */
enum {
    SLOT_ERROR_NOT_SUPPORTED = 0x00,
    SLOT_ERROR_LENGTH = 1,
    SLOT_ERROR_SLOT = 5,
    SLOT_ERROR_FIRST_PARAMETER = 7,
    SLOT_ERROR_SECOND_PARAMETER = 8,
    SLOT_ERROR_BUSY = 0xe0,
    SLOT_ERROR_HARDWARE = 0xfb,
    SLOT_ERROR_PARITY = 0xfd,
    SLOT_ERROR_ICC_MUTE = 0xfe,
    SLOT_ERROR_ABORTED = 0xff,
};

struct ccid_device_command {
    uint8_t type, slot, seq;
    uint8_t parameters[3];
    uint32_t announced_len; /* dwLength, as it came */
    size_t data_len;        /* what did come behind the header; at most announced_len */
    uint8_t data[CCID_DEVICE_DATA_MAX];
};

struct ccid_device_answer {
    uint8_t type, slot, seq;
    uint8_t status; /* bmICCStatus and bmCommandStatus together */
    uint8_t error;
    uint8_t parameter; /* bChainParameter, bClockStatus or bProtocolNum */
    size_t data_len;
    uint8_t data[CCID_DEVICE_DATA_MAX];
};

/* The header of a message: how many bytes the whole of it has, the header included. False if len
 * is less than a header. */
bool ccid_device_message_whole_len(const uint8_t *bytes, size_t len, uint64_t *ret_len);

/* Takes apart what came; len is at least a header's and at most CCID_DEVICE_MESSAGE_MAX. */
void ccid_device_message_parse(const uint8_t *bytes, size_t len,
                               struct ccid_device_command *ret_command);

/* The answer as bytes; returns their number. */
size_t ccid_device_message_format(const struct ccid_device_answer *answer,
                                  uint8_t ret_bytes[static CCID_DEVICE_MESSAGE_MAX]);

/* Which message answers this command (table 6.1-2); slot status for one that the standard does not
 * know. */
uint8_t ccid_device_message_answer_type(uint8_t command_type);
