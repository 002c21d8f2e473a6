#pragma once
/* What sets an ACR122U apart from other CCID readers: pseudo-APDUs for its LED, its buzzer and the
 * NFC chip behind (ACS, "Application Programming Interface ACR122U", chapters 5 and 6; NXP, "PN532
 * User Manual", chapter 7). They come by PC_to_RDR_XfrBlock where a card is, by PC_to_RDR_Escape
 * always. The thread that runs the bus. */

#include "emulated_card.h"

#define ACR122_ANSWER_MAX 262 /* what an answer may have with SW1 SW2 */

/* What a person sees and hears, and what the host has set. */
struct acr122_state {
    uint8_t led;                 /* bit 0 red, bit 1 green; after the blinking */
    unsigned blinks, beeps;      /* how often so far */
    uint8_t operating_parameter; /* section 6.6: FF, all kinds of cards are looked for */
    bool is_detection_muted;     /* section 6.7 */
};

void acr122_state_init(struct acr122_state *state);

/* A card was laid on the empty reader, which beeps by itself unless it is told not to. */
void acr122_state_detect(struct acr122_state *state);

/* What lies on the reader: the cards that its antenna sees. */
struct acr122_field {
    const struct emulated_card *cards;
    size_t card_count;
};

/* Answers apdu if it is one of the reader's own: true with the answer (SW1 SW2 included), its
 * length, and for how long the reader is busy with it. False if it is for the card. */
bool acr122_apdu_answer(struct acr122_state *state, const struct acr122_field *field,
                        const uint8_t *apdu, size_t len,
                        uint8_t ret_answer[static ACR122_ANSWER_MAX], size_t *ret_len,
                        int64_t *ret_busy_us);

/* Whether apdu lists the cards in the field, so that they count as read. */
bool acr122_apdu_lists_cards(const uint8_t *apdu, size_t len);
