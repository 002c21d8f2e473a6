#pragma once
/* SHA-256 (FIPS 180-4), HMAC-SHA-256 (RFC 2104), random bytes and lower-case hex: what the record
 * chain, the card tokens and the one-time codes are made of. Wraps OpenSSL. Any thread; a struct
 * hasher belongs to one. */

#include "cleanup.h"
#include "error.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define HASH_BYTES    32
#define HASH_HEX_SIZE (2 * HASH_BYTES + 1)

struct hash {
    uint8_t bytes[HASH_BYTES];
};

/* A reusable SHA-256 context: a record costs 0.3 µs with it and several times that without. */
struct hasher;
bool hasher_create(struct hasher **ret_hasher, struct error *err) MUST_USE;
void hasher_destroy(struct hasher *hasher);
DEFINE_AUTO(hasher);
struct hash hasher_sha256(struct hasher *hasher, const void *data, size_t len);

/* One-shot, for where speed does not matter. */
struct hash hash_sha256(const void *data, size_t len);
struct hash hash_hmac_sha256(const uint8_t *key, size_t key_len, const void *data, size_t len);

/* HMAC-SHA-1 for the codes of RFC 6238, which authenticator programs make with nothing else. */
#define HASH_SHA1_BYTES 20
void hash_hmac_sha1(const uint8_t *key, size_t key_len, const void *data, size_t len,
                    uint8_t ret_bytes[static HASH_SHA1_BYTES]);

bool hash_equal(const struct hash *a, const struct hash *b); /* in constant time */

/* Lower-case hex of len bytes and a NUL: ret_text holds 2 × len + 1. */
void hash_hex_encode(const uint8_t *bytes, size_t len, char *ret_text);

/* Exactly 2 × len hex digits of either case, text_len in all; false otherwise. */
bool hash_hex_decode(const char *text, size_t text_len, uint8_t *ret_bytes, size_t len) MUST_USE;

/* len bytes from the system's generator. A system without one cannot go on: CHECK. */
void hash_random(uint8_t *ret_bytes, size_t len);
