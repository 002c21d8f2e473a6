#pragma once
/* Is a request a kiosk's own, and of now? docs/sync-protocol.md, Common to all calls. Pure, any
 * thread. */

#include "hash.h"
#include "signature.h"
#include <stdint.h>

#define KIOSK_REQUEST_WINDOW_US INT64_C(300000000) /* a time further off is refused */

/* What was signed, and how. */
struct kiosk_request {
    const char *method;
    const char *target; /* path and query, as sent */
    int64_t signed_utc_us;
    struct hash body_hash;
    struct signature signature;
};

enum kiosk_request_result {
    KIOSK_REQUEST_GOOD,
    KIOSK_REQUEST_FORGED,    /* not signed with this key */
    KIOSK_REQUEST_WRONG_TIME /* signed with it, but for another time */
};

enum kiosk_request_result kiosk_request_check(const struct kiosk_request *request,
                                              const struct public_key *key, int64_t now_utc_us);
