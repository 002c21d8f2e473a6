#pragma once
/* The messages of CCID 1.1 chapter 6: commands to bytes, and what a reader answers looked at byte
 * for byte before anything of it is believed. Pure; any thread. */

#include "ccid_descriptor.h"

#define CCID_HEADER_LEN       10
#define CCID_COMMAND_DATA_MAX 16 /* the longest that is sent here */
#define CCID_COMMAND_MAX      (CCID_HEADER_LEN + CCID_COMMAND_DATA_MAX)

/* bMessageType of Bulk-OUT, table 6.1-1. */
enum ccid_command_type {
    CCID_SET_PARAMETERS = 0x61,
    CCID_ICC_POWER_ON = 0x62,
    CCID_ICC_POWER_OFF = 0x63,
    CCID_GET_SLOT_STATUS = 0x65,
    CCID_ESCAPE = 0x6b,
    CCID_XFR_BLOCK = 0x6f,
    CCID_ABORT = 0x72,
};

#define CCID_ERROR_SLOT_BUSY     0xe0 /* bError: a command of an earlier time is still at work */
#define CCID_ERROR_AUTO_SEQUENCE 0xf2 /* it is powering the card, or the like, by itself */

struct ccid_command {
    enum ccid_command_type type;
    uint8_t slot;
    uint8_t parameter; /* the byte behind bSeq: bPowerSelect, bBWI or bProtocolNum */
    uint8_t data_len;
    uint8_t data[CCID_COMMAND_DATA_MAX];
};

/* The bytes of a command; returns their number. */
size_t ccid_message_format(const struct ccid_command *command, uint8_t seq,
                           uint8_t ret_bytes[static CCID_COMMAND_MAX]);

/* For reasons: "IccPowerOn". */
const char *ccid_message_name(enum ccid_command_type type);

/* bmICCStatus, table 6.2-3. */
enum ccid_icc { CCID_ICC_ACTIVE = 0, CCID_ICC_INACTIVE = 1, CCID_ICC_ABSENT = 2 };

enum ccid_outcome {
    CCID_COMMAND_DONE,
    CCID_COMMAND_FAILED,   /* error says why */
    CCID_COMMAND_CONTINUES /* time extension: the answer is still to come */
};

struct ccid_answer {
    enum ccid_outcome outcome;
    enum ccid_icc icc;
    uint8_t error; /* bError, table 6.2-2 */
    size_t data_len;
    const uint8_t *data; /* borrowed from the bytes */
};

enum ccid_reply {
    CCID_REPLY_ANSWER, /* to the command that was asked */
    CCID_REPLY_STRAY,  /* well-formed, to another command: perhaps one of an earlier time */
    CCID_REPLY_EMPTY,  /* no bytes at all */
    CCID_REPLY_BAD     /* ret_fault says what is wrong */
};

/* What len bytes of the reader are after the command asked with seq. Only of CCID_REPLY_ANSWER is
 * there an answer. */
enum ccid_reply ccid_message_read(const struct ccid_command *asked, uint8_t seq,
                                  const uint8_t *bytes, size_t len, struct ccid_answer *ret_answer,
                                  const char **ret_fault);

/* What the interrupt endpoint told of one slot. */
struct ccid_slot_notice {
    bool is_present;
    bool has_changed; /* since the notice before */
};

/* What it told of all. */
struct ccid_notice {
    bool is_hardware_error; /* then only slot and code */
    uint8_t slot, code;
    struct ccid_slot_notice slots[CCID_SLOTS_MAX];
};

/* False if the bytes are no message of chapter 6.3 for that many slots. */
bool ccid_message_read_notice(const uint8_t *bytes, size_t len, uint8_t slot_count,
                              struct ccid_notice *ret_notice);
