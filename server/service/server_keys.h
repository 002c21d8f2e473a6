#pragma once
/* The site's secrets, in a file of their own beside the database, so that a copy of the database
 * alone gives away no card number and signs nothing. Read once by main, before threads
 * start; plain values. */

#include "card_token.h"
#include "error.h"
#include "signature.h"
#include "storage.h"
#include <stdbool.h>

struct server_keys {
    struct site_key site_key;                 /* of the card tokens */
    uint8_t signing_seed[SIGNING_SEED_BYTES]; /* of the server's Ed25519 key */
};

/* Reads the file; makes one with fresh keys (readable by its owner only) if there is none and the
 * storage has no kiosk and no card yet. Where it has, other keys would know none of them: that is
 * an error which says to put the old file back. */
bool server_keys_open(const char *path, struct storage *storage, struct server_keys *ret_keys,
                      struct error *err) MUST_USE;

/* The public half of the server's key. */
bool server_keys_public(const struct server_keys *keys, struct public_key *ret_key,
                        struct error *err) MUST_USE;
