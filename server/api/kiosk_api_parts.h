#pragma once
/* Between the files of the kiosks' API: what they share, and one handler each. Worker threads. */

#include "http_route.h"
#include "http_wait.h"
#include "ingest_batch.h"
#include "kiosk_api.h"
#include "signature.h"
#include <stdatomic.h>

struct kiosk_api {
    struct kiosk_api_settings settings;
    struct http_topic *state_changed;
    _Atomic int64_t forged_utc_us; /* when a wrong signature was last written down */
};

/* What a row of the route table asks of the gate. */
enum kiosk_access {
    KIOSK_ACCESS_ENROLLED, /* a kiosk that is known and not revoked; leaves a kiosk_caller */
    KIOSK_ACCESS_NEW,      /* the handler itself finds the key in the body */
};

/* What a request says to prove who sends it, and the hash of the body that it is over. */
struct kiosk_headers {
    int64_t signed_utc_us;
    struct signature signature;
    struct hash body_hash;
};

/* Who calls, as the gate has found out. */
struct kiosk_caller {
    struct kiosk kiosk;
    struct kiosk_headers headers;
};

http_gate kiosk_gate;

/* Reads protocol version, time and signature; false with the response filled where one is missing
 * or malformed. */
bool kiosk_headers_read(const struct http_request *request, struct http_response *response,
                        struct kiosk_headers *ret_headers) MUST_USE;

/* Is the request signed with this key, and now? False with the response filled otherwise. */
bool kiosk_signature_check(const struct kiosk_api *api, const struct http_request *request,
                           const struct kiosk_headers *headers, const struct public_key *key,
                           struct http_response *response) MUST_USE;

/* Answers with 403 revoked. */
void kiosk_answer_revoked(struct http_response *response);

http_handler kiosk_handle_card;
http_handler kiosk_handle_enrol;
http_handler kiosk_handle_opening;
http_handler kiosk_handle_photo;
http_handler kiosk_handle_records;
http_handler kiosk_handle_state;
http_handler kiosk_handle_status;
