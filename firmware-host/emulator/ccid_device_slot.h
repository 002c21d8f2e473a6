#pragma once
/* One slot of a CCID reader in software: which cards lie on it, whether one is powered, and what
 * the reader answers to a command for it (CCID 1.1 chapter 6). It has no time and no USB: when a
 * command is run is ccid_device.c's business. The thread that runs the bus. */

#include "acr122_apdu.h"
#include "ccid_device_message.h"
#include "ccid_device_profile.h"

#define CCID_DEVICE_CARDS_MAX 4

struct ccid_device_slot {
    size_t card_count; /* in the order in which they came */
    struct emulated_card cards[CCID_DEVICE_CARDS_MAX];
    bool is_powered;     /* cards[0] */
    bool has_parameters; /* the host has set them since */
    bool is_changed;     /* since the host was last told by the interrupt endpoint */
    uint64_t read_count; /* how often a host has asked for a card's UID and got it */

    /* The chain of an extended APDU (section 6.1.4) and of its answer. */
    bool is_taking;
    size_t apdu_len, answer_len, answer_sent;
    uint8_t apdu[CCID_DEVICE_MESSAGE_MAX], answer[CCID_DEVICE_MESSAGE_MAX];
};

/* After a plug or a reset: no card is powered, and one that lies there is news. */
void ccid_device_slot_reset(struct ccid_device_slot *slot);

/* Lays a card on it. ERROR_BUSY if it lies there already, ERROR_FULL if no more fit. */
bool ccid_device_slot_put(struct ccid_device_slot *slot, const struct emulated_card *card,
                          struct error *err) MUST_USE;

/* Takes card away, or the one that was there first (NULL); false if it is not there. */
bool ccid_device_slot_take(struct ccid_device_slot *slot, const struct emulated_card *card);

/* bmICCStatus. */
uint8_t ccid_device_slot_status(const struct ccid_device_slot *slot);

/* What the reader is besides its slots. */
struct ccid_device_reader {
    const struct ccid_device_profile *profile;
    struct acr122_state *acr122;
};

/* Runs a command for this slot. *ret_busy_us is how long it takes besides the usual. */
void ccid_device_slot_run(struct ccid_device_slot *slot, const struct ccid_device_reader *reader,
                          const struct ccid_device_command *command,
                          struct ccid_device_answer *ret_answer, int64_t *ret_busy_us);

/* The answer to a command that fails: its fields are the command's, the status the slot's (NULL:
 * there is no such slot). */
void ccid_device_slot_refuse(const struct ccid_device_slot *slot,
                             const struct ccid_device_command *command, uint8_t error,
                             struct ccid_device_answer *ret_answer);
