#pragma once
/* The roster's documents as they lie on the disk: each under a name that says nothing, sealed with
 * a key that comes from the enrolment and exists nowhere else. One thread an object. */

#include "hash.h"
#include "identity_file.h"
#include "roster_store.h"
#include "seal.h"

struct roster_seal {
    struct seal_key content;
    struct seal_key name;
    struct hash check; /* tells this key from any other */
};

/* A new enrolment has a new private key, and so another seal. */
struct roster_seal roster_seal_of(const struct identity *identity);

/* What stands for kind and id. */
struct hash roster_seal_name(const struct roster_seal *seal, const char *kind, const char *id);

/* ret_content is the caller's. */
bool roster_seal_close(const struct roster_seal *seal, const struct hash *name,
                       const struct roster_change *document, uint8_t **ret_content, size_t *ret_len,
                       struct error *err) MUST_USE;

/* The texts of ret_document lie in ret_plain, which is the caller's. ERROR_INVALID: damaged. */
bool roster_seal_open(const struct roster_seal *seal, const struct hash *name,
                      const uint8_t *content, size_t len, char **ret_plain,
                      struct roster_change *ret_document, struct error *err) MUST_USE;
