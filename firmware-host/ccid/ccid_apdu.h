#pragma once
/* The commands that go through a CCID reader to a card or to the reader itself, and what their
 * answers mean: GET DATA of PC/SC part 3, section 3.2.2.1.3; the ACR122U's pseudo-APDUs (its API,
 * version 2.04, chapters 5 and 6). Pure; any thread. */

#include "card_number.h"
#include "ccid_message.h"
#include "reader_config.h"

/* FF CA 00 00 Le. */
struct ccid_command ccid_apdu_get_uid(uint8_t slot, uint8_t expected_len);

enum ccid_uid_outcome {
    CCID_UID_GOOD,
    CCID_UID_RANDOM,       /* made up by the card for this time: ISO 14443-3 section 6.5.4 */
    CCID_UID_OTHER_LENGTH, /* to be asked for again with expected_len */
    CCID_UID_BLANK,        /* zeros: the card has none of its own */
    CCID_UID_NONE,         /* the card has none, or the reader does not tell it */
    CCID_UID_BAD           /* it failed, or the answer is none */
};

struct ccid_uid {
    struct card_number number;
    uint8_t expected_len;
};

/* Takes the answer to GET DATA apart; ret_uid is filled in where the outcome says so. */
enum ccid_uid_outcome ccid_apdu_read_uid(const uint8_t *bytes, size_t len,
                                         struct ccid_uid *ret_uid);

/* SetParameters with what the ATR asks for, or its defaults (CCID 1.1 section 6.1.7). */
struct ccid_command ccid_apdu_parameters(uint8_t slot, uint8_t protocol, uint8_t ta1);

/* ACR122U: InListPassiveTarget for at most two cards of type A. */
struct ccid_command ccid_apdu_list(uint8_t slot);

/* How many cards the answer tells, 0 for none or for an answer that is none; and of one alone its
 * UID. A card that is listed twice is one. GOOD, RANDOM or BLANK as above; BAD where it tells no
 * UID. */
enum ccid_uid_outcome ccid_apdu_read_listed(const uint8_t *bytes, size_t len,
                                            unsigned *ret_card_count, struct ccid_uid *ret_uid);

enum ccid_tone { CCID_TONE_GOOD, CCID_TONE_BAD };

/* ACR122U: green and one beep, or red and two; of that what feedback says (BEEP, LIGHT, BOTH). */
struct ccid_command ccid_apdu_signal(uint8_t slot, enum reader_feedback feedback,
                                     enum ccid_tone tone);

/* ACR122U: no beep of its own when a card is there. */
struct ccid_command ccid_apdu_hush(uint8_t slot);
