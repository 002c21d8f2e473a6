#pragma once
/* What an ATR tells of a card: its form by ISO 7816-3 section 8, and for contactless cards the kind
 * that the reader has put into it (PC/SC part 3, section 3.1.3.2.3, and its supplement). Pure; any
 * thread. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CCID_ATR_MAX 33

struct ccid_atr {
    uint8_t protocol; /* T of the first TD, 0 if there is none */
    bool offers_t1;   /* in any TD: readers of contactless cards speak it with all of them */
    uint8_t ta1;      /* 0x11 if there is none */
    bool is_contactless;
    size_t historical_len;
    const uint8_t *historical; /* borrowed */
};

/* False if the bytes are no ATR: wrong lengths, or a check byte that does not fit. */
bool ccid_atr_read(const uint8_t *bytes, size_t len, struct ccid_atr *ret_atr);

/* The kind of card, a constant text such as "MIFARE Classic 1K", or "" if it cannot be told. */
const char *ccid_atr_card_type(const struct ccid_atr *atr);

/* Whether it is a card of ISO 15693. */
bool ccid_atr_is_vicinity(const struct ccid_atr *atr);

/* Whether it is surely or probably a card of ISO 14443 type A, of which readers can list several.
 */
bool ccid_atr_is_type_a(const struct ccid_atr *atr);
