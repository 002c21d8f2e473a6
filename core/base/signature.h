#pragma once
/* Ed25519 signatures (RFC 8032): a kiosk signs its batches, the server counter-signs heads. Wraps
 * OpenSSL. A struct signing_key may be used by one thread at a time. */

#include "cleanup.h"
#include "error.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SIGNATURE_BYTES    64
#define PUBLIC_KEY_BYTES   32
#define SIGNING_SEED_BYTES 32

struct signature {
    uint8_t bytes[SIGNATURE_BYTES];
};

struct public_key {
    uint8_t bytes[PUBLIC_KEY_BYTES];
};

/* The private half; its seed is the 32 bytes of RFC 8032 section 5.1.5. */
struct signing_key;

/* From a stored seed, or a fresh one made with hash_random. */
bool signing_key_create(const uint8_t seed[static SIGNING_SEED_BYTES], struct signing_key **ret_key,
                        struct error *err) MUST_USE;
void signing_key_destroy(struct signing_key *key);
DEFINE_AUTO(signing_key);

struct public_key signing_key_public(const struct signing_key *key);
struct signature signing_key_sign(const struct signing_key *key, const void *data, size_t len);

/* True only for a signature that this key made over exactly these bytes. */
bool signature_verify(const struct public_key *key, const void *data, size_t len,
                      const struct signature *signature) MUST_USE;
