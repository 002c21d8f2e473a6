#pragma once
/* The headers that every request of the sync protocol carries, with its signature. Pure but for the
 * key, which belongs to one thread. */

#include "signature.h"
#include "signed_request.h"
#include "transfer_client.h"
#include <stddef.h>
#include <stdint.h>

#define REQUEST_HEADERS_MAX 4

struct request_headers {
    struct transfer_header list[REQUEST_HEADERS_MAX]; /* into the texts below */
    size_t count;
    char time[24];
    char signature[2 * SIGNATURE_BYTES + 1];
};

/* What is signed: method and target (path with query) as sent, and the body. kiosk: NULL before the
 * enrolment; borrowed. time_utc_us: the kiosk's clock with its offset to the server. */
struct request_subject {
    const char *method, *target, *kiosk;
    const char *body;
    size_t body_len;
    int64_t time_utc_us;
};

void request_headers_sign(const struct request_subject *subject, const struct signing_key *key,
                          struct request_headers *ret_headers);

/* The server's clock out of an answer's Shoushi-Time; 0 where that is none. */
int64_t request_headers_server_time(const struct transfer_answer *answer);
