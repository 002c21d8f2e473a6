#pragma once
/* What is stored instead of a card number: HMAC-SHA-256 under the site's key, so that a stolen
 * database does not give numbers that could be written to blank cards. The same card gives the same
 * token at every kiosk of a site. Any thread. */

#include "card_number.h"
#include "hash.h"

#define SITE_KEY_BYTES 32

struct site_key {
    uint8_t bytes[SITE_KEY_BYTES];
};

struct card_token {
    struct hash hash;
};

/* HMAC-SHA-256(key, one byte length ‖ the number's bytes). */
struct card_token card_token_make(const struct site_key *key, const struct card_number *number);
