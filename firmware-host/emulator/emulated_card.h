#pragma once
/* A card in software: what it is, its number, and what a reader says of it. Contactless cards are
 * told to the host by PC/SC part 3, section 3.1.3: an ATR made up by the reader, the UID by GET
 * DATA. A card's memory has keys that nobody knows. Plain values; any thread. */

#include "error.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define EMULATED_CARD_UID_MAX 10
#define EMULATED_CARD_ATR_MAX 33 /* ISO 7816-3 section 8.1 */

/* The names are the words of commands. */
enum emulated_card_kind {
    EMULATED_CARD_CLASSIC_1K, /* "classic1k": MIFARE Classic, UID of 4 or 7 bytes */
    EMULATED_CARD_CLASSIC_4K, /* "classic4k" */
    EMULATED_CARD_ULTRALIGHT, /* "ultralight": 7 bytes */
    EMULATED_CARD_DESFIRE,    /* "desfire": ISO 14443-4 type A, 7 bytes, or 4 random ones */
    EMULATED_CARD_TYPE_B,     /* "typeb": ISO 14443-4 type B, PUPI of 4 bytes */
    EMULATED_CARD_PART_3,     /* "part3": ISO 14443-3 type A without a name, 4, 7 or 10 bytes */
    EMULATED_CARD_VICINITY,   /* "vicinity": ISO 15693, 8 bytes */
    EMULATED_CARD_FELICA,     /* "felica": 8 bytes */
    EMULATED_CARD_CONTACT,    /* "contact": ISO 7816 with T=1; it has no UID */
};

struct emulated_card {
    enum emulated_card_kind kind;
    size_t uid_len; /* 0 of a contact card, in whose place a number tells it from others */
    uint8_t uid[EMULATED_CARD_UID_MAX];
};

/* kind_name may be NULL: the usual kind with a UID of that length. ERROR_INVALID if there is no
 * such kind, or none with that length. */
bool emulated_card_make(const char *kind_name, const uint8_t *uid, size_t uid_len,
                        struct emulated_card *ret_card, struct error *err) MUST_USE;

const char *emulated_card_kind_name(enum emulated_card_kind kind);

/* Whether the two are one card. */
bool emulated_card_equal(const struct emulated_card *a, const struct emulated_card *b);

/* The ATR that a reader gives for it; its length. */
size_t emulated_card_atr(const struct emulated_card *card,
                         uint8_t ret_atr[static EMULATED_CARD_ATR_MAX]);

/* SENS_RES and SEL_RES of a type A card (ISO 14443-3 section 6.4), high byte of SENS_RES first. */
struct emulated_card_type_a {
    uint8_t sens_res[2], sel_res;
};

/* False if it is not of type A. */
bool emulated_card_type_a(const struct emulated_card *card, struct emulated_card_type_a *ret_type);

#define EMULATED_CARD_ANSWER_MAX 258 /* 256 bytes and SW1 SW2 */

/* The answer to an APDU of len bytes: the reader's own for class FF (PC/SC part 3 section 3.2.2),
 * the card's for any other. Its length is at least 2. */
size_t emulated_card_exchange(const struct emulated_card *card, const uint8_t *apdu, size_t len,
                              uint8_t ret_answer[static EMULATED_CARD_ANSWER_MAX]);

/* Whether apdu asks for the UID, so that the card counts as read. */
bool emulated_card_asks_for_uid(const uint8_t *apdu, size_t len);
