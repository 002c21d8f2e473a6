#pragma once
/* Bytes that only the holder of a key can read, and that nobody can change unseen: AES-256-GCM
 * (NIST SP 800-38D) with a random nonce. Wraps OpenSSL. Any thread. */

#include "error.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SEAL_KEY_BYTES   32
#define SEAL_NONCE_BYTES 12
#define SEAL_TAG_BYTES   16
#define SEAL_OVERHEAD    (SEAL_NONCE_BYTES + SEAL_TAG_BYTES)
#define SEAL_LEN_MAX     ((size_t)1 << 30)

struct seal_key {
    uint8_t bytes[SEAL_KEY_BYTES];
};

/* What a sealed text is about. It is not hidden, but the seal opens only with the same again. */
struct seal_subject {
    const void *bytes;
    size_t len;
};

/* Writes len + SEAL_OVERHEAD bytes. One key is good for 2^32 of them. */
bool seal_close(const struct seal_key *key, struct seal_subject subject, const void *plain,
                size_t len, uint8_t *ret_sealed, struct error *err) MUST_USE;

/* Writes len - SEAL_OVERHEAD bytes. ERROR_INVALID: another key or subject, or changed bytes; what
 * was written is then worthless. */
bool seal_open(const struct seal_key *key, struct seal_subject subject, const uint8_t *sealed,
               size_t len, void *ret_plain, struct error *err) MUST_USE;
