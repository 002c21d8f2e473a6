#pragma once
/* Cards by their number. Any thread. */

#include "card_number.h"
#include "error.h"
#include "hash.h"
#include "office.h"
#include <jansson.h>
#include <stdbool.h>

/* "04A2…" in hex, or the ten digits printed on a card ("decimal10"). */
bool card_kind_read_number(const char *text, const char *format, struct card_number *ret_number)
    MUST_USE;

/* The token of the members number and format, as hex; ERROR_INVALID names the member. */
bool card_kind_token(const struct office *office, const json_t *members,
                     char ret_token[static HASH_HEX_SIZE], struct error *err) MUST_USE;
