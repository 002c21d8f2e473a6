#include "kiosk_request.h"

#include "signed_request.h"

enum kiosk_request_result kiosk_request_check(const struct kiosk_request *request,
                                              const struct public_key *key, int64_t now_utc_us)
{
    const struct signed_request text = {
        .method = request->method,
        .target = request->target,
        .time_utc_us = request->signed_utc_us,
        .body_hash = request->body_hash,
    };
    if (!signed_request_verify(&text, key, &request->signature)) {
        return KIOSK_REQUEST_FORGED;
    }
    bool near = request->signed_utc_us >= now_utc_us - KIOSK_REQUEST_WINDOW_US &&
                request->signed_utc_us <= now_utc_us + KIOSK_REQUEST_WINDOW_US;
    return near ? KIOSK_REQUEST_GOOD : KIOSK_REQUEST_WRONG_TIME;
}
