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

/* The same bytes from the other end. */
void card_number_reverse(struct card_number *number);

/* What of a UID is the card's number at a site whose other readers tell no more than that. */
enum card_number_part {
    CARD_NUMBER_WHOLE,   /* "whole" */
    CARD_NUMBER_FIRST_4, /* "first4" */
    CARD_NUMBER_LAST_4,  /* "last4" */
    CARD_NUMBER_FIRST_3, /* "first3" */
    CARD_NUMBER_LAST_3,  /* "last3" */
};

extern const char *const card_number_part_names[]; /* by enum card_number_part; ends with NULL */

/* A number that is shorter than the part stays whole. */
struct card_number card_number_cut(const struct card_number *number, enum card_number_part part);

/* All its bytes are zero: what a card without a number of its own tells, such as every resident
 * identity card of type B, and what some readers type for a card that they could not read. */
bool card_number_is_blank(const struct card_number *number);

bool card_number_equal(const struct card_number *a, const struct card_number *b);
