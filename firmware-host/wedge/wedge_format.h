#pragma once
/* From what a wedge reader typed to a card number in its normal form, by the site's configuration.
 * Pure; any thread. */

#include "card_number.h"
#include "error.h"
#include "reader_config.h"
#include "reader_event.h"

/* The longest text that can be a number: prefix, 20 digits, suffix. */
#define WEDGE_TEXT_MAX (2 * (READER_AFFIX_SIZE - 1) + 2 * CARD_NUMBER_MAX_BYTES)

/* Reads exactly prefix, digits and suffix. The error says what is wrong in words that hold no digit
 * of the card. */
bool wedge_format_parse(const struct reader_config *config, const char *text, size_t len,
                        struct card_number *ret_number, struct error *err) MUST_USE;

/* How many characters a number of this format has, the zeros that it begins with included. */
size_t wedge_format_digits(enum wedge_format format);

/* How numbers of this format are told: decimal or hex. */
enum reader_card_format wedge_format_kind(enum wedge_format format);
