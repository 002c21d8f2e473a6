#pragma once
/* What a kiosk signs: the text over a request's method, path, time and body, and over a head of its
 * chain by the server (docs/sync-protocol.md, Common to all calls). One text for the side that
 * signs and the side that verifies. Any thread. */

#include "chain.h"
#include "hash.h"
#include "signature.h"
#include <stddef.h>
#include <stdint.h>

#define SIGNED_REQUEST_TARGET_MAX 1024 /* bytes of path and query */

struct signed_request {
    const char *method;
    const char *target; /* path and query, as sent */
    int64_t time_utc_us;
    struct hash body_hash; /* SHA-256 of the body; of nothing where there is none */
};

struct signature signed_request_sign(const struct signed_request *request,
                                     const struct signing_key *key);

/* False for a wrong signature, and for a target longer than any that a kiosk sends. */
bool signed_request_verify(const struct signed_request *request, const struct public_key *key,
                           const struct signature *signature) MUST_USE;

/* The server's word on how far it holds a kiosk's chain. */
struct signature signed_request_sign_head(const char *kiosk, const struct chain_head *head,
                                          const struct signing_key *key);
bool signed_request_verify_head(const char *kiosk, const struct chain_head *head,
                                const struct public_key *key, const struct signature *signature)
    MUST_USE;
