#include "request_headers.h"

#include "check.h"
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define PROTOCOL   "1"
#define UTC_US_MAX INT64_C(253402300799999999) /* the end of year 9999 */

static void add(struct request_headers *headers, const char *name, const char *value)
{
    CHECK(headers->count < REQUEST_HEADERS_MAX);
    headers->list[headers->count++] = (struct transfer_header){name, value};
}

void request_headers_sign(const struct request_subject *subject, const struct signing_key *key,
                          struct request_headers *ret_headers)
{
    const struct signed_request signed_text = {
        .method = subject->method,
        .target = subject->target,
        .time_utc_us = subject->time_utc_us,
        .body_hash = hash_sha256(subject->body, subject->body_len),
    };
    struct signature signature = signed_request_sign(&signed_text, key);
    *ret_headers = (struct request_headers){0};
    (void)snprintf(ret_headers->time, sizeof ret_headers->time, "%" PRId64, subject->time_utc_us);
    hash_hex_encode(signature.bytes, SIGNATURE_BYTES, ret_headers->signature);
    add(ret_headers, "Shoushi-Protocol", PROTOCOL);
    add(ret_headers, "Shoushi-Time", ret_headers->time);
    add(ret_headers, "Shoushi-Signature", ret_headers->signature);
    if (subject->kiosk) {
        add(ret_headers, "Shoushi-Kiosk", subject->kiosk);
    }
}

int64_t request_headers_server_time(const struct transfer_answer *answer)
{
    const char *text = answer->server_time;
    if (*text < '0' || *text > '9') {
        return 0;
    }
    char *end;
    errno = 0;
    long long utc_us = strtoll(text, &end, 10);
    return errno == 0 && *end == '\0' && utc_us <= UTC_US_MAX ? utc_us : 0;
}
