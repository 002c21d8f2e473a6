#include "check.h"
#include "kiosk_api_parts.h"
#include "kiosk_fault.h"
#include "kiosk_request.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PROTOCOL "1"

#define FORGED_PAUSE_US 1000000

/* Protocol, time and signature */

static void answer_header(struct http_response *response, const char *name)
{
    const struct http_problem problem = {
        .status = 400,
        .type = "header",
        .title = "A header is missing or malformed",
        .field = name,
    };
    http_response_problem(response, &problem);
}

static bool read_time(const char *text, int64_t *ret_utc_us)
{
    if (!text || *text < '0' || *text > '9') {
        return false;
    }
    char *end;
    errno = 0;
    long long value = strtoll(text, &end, 10);
    *ret_utc_us = value;
    return errno == 0 && *end == '\0';
}

static struct hash hash_body(const struct http_request *request)
{
    struct http_bytes body = http_request_body(request);
    return hash_sha256(body.len > 0 ? body.data : "", body.len);
}

bool kiosk_headers_read(const struct http_request *request, struct http_response *response,
                        struct kiosk_headers *ret_headers)
{
    const char *protocol = http_request_header(request, "Shoushi-Protocol");
    if (!protocol || strcmp(protocol, PROTOCOL) != 0) {
        const struct http_problem problem = {
            .status = 400,
            .type = "protocol",
            .title = "This version of the protocol is not spoken here",
            .more = json_pack("{s:[i]}", "supported", 1),
        };
        http_response_problem(response, &problem);
        return false;
    }
    if (!read_time(http_request_header(request, "Shoushi-Time"), &ret_headers->signed_utc_us)) {
        answer_header(response, "Shoushi-Time");
        return false;
    }
    const char *signature = http_request_header(request, "Shoushi-Signature");
    if (!signature || !hash_hex_decode(signature, strlen(signature), ret_headers->signature.bytes,
                                       SIGNATURE_BYTES)) {
        answer_header(response, "Shoushi-Signature");
        return false;
    }
    ret_headers->body_hash = hash_body(request);
    return true;
}

static void answer_refused(struct http_response *response, const char *type, const char *title)
{
    const struct http_problem problem = {.status = 401, .type = type, .title = title};
    http_response_problem(response, &problem);
}

static struct kiosk_request request_of(const struct http_request *request,
                                       const struct kiosk_headers *headers)
{
    return (struct kiosk_request){
        .method = http_request_method(request),
        .target = http_request_target(request),
        .signed_utc_us = headers->signed_utc_us,
        .body_hash = headers->body_hash,
        .signature = headers->signature,
    };
}

bool kiosk_signature_check(const struct kiosk_api *api, const struct http_request *request,
                           const struct kiosk_headers *headers, const struct public_key *key,
                           struct http_response *response)
{
    const struct kiosk_request signed_request = request_of(request, headers);
    switch (kiosk_request_check(&signed_request, key, clock_utc_us(api->settings.clock))) {
    case KIOSK_REQUEST_GOOD:
        return true;
    case KIOSK_REQUEST_FORGED:
        answer_refused(response, "signature", "The signature is not this kiosk's");
        return false;
    case KIOSK_REQUEST_WRONG_TIME:
        break;
    }
    answer_refused(response, "clock", "Shoushi-Time is more than 300 s off");
    return false;
}

void kiosk_answer_revoked(struct http_response *response)
{
    const struct http_problem problem = {
        .status = 403, .type = "revoked", .title = "This kiosk has been revoked"};
    http_response_problem(response, &problem);
}

/* The gate */

/* Seen by a person later on. Anybody can send such requests, so that at most one of a second is
 * written down. */
static bool note_forged(struct kiosk_api *api, const struct http_request *request,
                        const struct kiosk_headers *headers, const struct kiosk *kiosk,
                        struct error *err)
{
    int64_t now_utc_us = clock_utc_us(api->settings.clock);
    const struct kiosk_request asked = request_of(request, headers);
    int64_t last_us = atomic_load(&api->forged_utc_us);
    bool due = now_utc_us - last_us >= FORGED_PAUSE_US || now_utc_us < last_us;
    if (kiosk_request_check(&asked, &kiosk->public_key, now_utc_us) != KIOSK_REQUEST_FORGED ||
        !due || !atomic_compare_exchange_strong(&api->forged_utc_us, &last_us, now_utc_us)) {
        return true;
    }
    return kiosk_fault_note_signature(api->settings.storage, kiosk->kiosk,
                                      http_request_peer(request), now_utc_us, err);
}

/* At most 40 printable characters without quote and backslash, as every id of the protocol. */
static bool is_id(const char *text)
{
    size_t len = strlen(text);
    bool good = len > 0 && len < sizeof((struct kiosk){0}.kiosk);
    for (size_t i = 0; good && i < len; i++) {
        good = text[i] >= ' ' && text[i] <= '~' && text[i] != '"' && text[i] != '\\';
    }
    return good;
}

/* Leaves the caller in the request; false with the response filled, or with err. */
static bool admit(struct kiosk_api *api, struct http_request *request,
                  const struct kiosk_headers *headers, struct http_response *response,
                  enum http_gate_result *ret_result, struct error *err)
{
    const char *id = http_request_header(request, "Shoushi-Kiosk");
    struct kiosk kiosk;
    *ret_result = HTTP_GATE_ANSWERED;
    if (!id || !is_id(id)) {
        answer_header(response, "Shoushi-Kiosk");
        return true;
    }
    if (!kiosk_enrolment_find(api->settings.enrolment, id, &kiosk, err)) {
        return false;
    }
    if (kiosk.standing == KIOSK_UNKNOWN) {
        answer_refused(response, "signature", "No such kiosk");
        return true;
    }
    if (!kiosk_signature_check(api, request, headers, &kiosk.public_key, response)) {
        return note_forged(api, request, headers, &kiosk, err);
    }
    if (kiosk.standing == KIOSK_REVOKED) {
        kiosk_answer_revoked(response);
        return true;
    }
    struct kiosk_caller *caller = malloc(sizeof *caller);
    if (!caller) {
        return error_set(err, ERROR_NO_MEMORY, "kiosk: out of memory");
    }
    *caller = (struct kiosk_caller){kiosk, *headers};
    http_request_set_caller(request, caller, free);
    *ret_result = HTTP_GATE_PASS;
    return true;
}

bool kiosk_gate(struct http_request *request, unsigned access, struct http_response *response,
                void *gate_user, enum http_gate_result *ret_result, struct error *err)
{
    struct kiosk_api *api = gate_user;
    struct kiosk_headers headers;
    if (access == KIOSK_ACCESS_NEW) {
        *ret_result = HTTP_GATE_PASS;
        return true;
    }
    if (!kiosk_headers_read(request, response, &headers)) {
        *ret_result = HTTP_GATE_ANSWERED;
        return true;
    }
    return admit(api, request, &headers, response, ret_result, err);
}
