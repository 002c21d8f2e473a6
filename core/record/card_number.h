#pragma once
/* A card number in its normal form: the bytes of the card's identifier in the order of ISO 14443
 * (UID0 first), whatever kind of reader gave them. Readers make it, the token is made from it, and
 * nothing stores it. Any thread. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CARD_NUMBER_MAX_BYTES 10 /* a triple-size UID, ISO 14443-3 clause 6.5.4 */

struct card_number {
    uint8_t len; /* 1 to CARD_NUMBER_MAX_BYTES */
    uint8_t bytes[CARD_NUMBER_MAX_BYTES];
};

#define CARD_NUMBER_HEX_SIZE (2 * CARD_NUMBER_MAX_BYTES + 1)

/* Upper-case hex of the normal form; ret_text holds CARD_NUMBER_HEX_SIZE. */
void card_number_format(const struct card_number *number, char *ret_text);

/* Reads 2 to 20 hex digits, an even number of them; false otherwise. */
bool card_number_parse(const char *text, size_t len, struct card_number *ret_number)
    __attribute__((warn_unused_result));

bool card_number_equal(const struct card_number *a, const struct card_number *b);
