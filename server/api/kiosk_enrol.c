#include "http_json.h"
#include "json.h"
#include "kiosk_api_parts.h"
#include <string.h>

#define CODE_TYPED_MAX 64

/* The code that a kiosk's first epoch has; later ones are the kiosk's to count. */
#define FIRST_EPOCH 1

static bool read_body(const json_t *body, struct enrol_request *ret_request, struct error *err)
{
    static const char *const keys[] = {"code", "public_key", "version", NULL};
    const char *key;
    if (!json_only_keys(body, "", keys, err) ||
        !json_get_text(body, "", "code", CODE_TYPED_MAX, &ret_request->code, err) ||
        !json_get_text(body, "", "public_key", 2 * PUBLIC_KEY_BYTES, &key, err) ||
        !json_get_text(body, "", "version", KIOSK_VERSION_MAX, &ret_request->version, err)) {
        return false;
    }
    return hash_hex_decode(key, strlen(key), ret_request->public_key.bytes, PUBLIC_KEY_BYTES) ||
           error_set(err, ERROR_INVALID, "public_key: expected %d hex digits",
                     2 * PUBLIC_KEY_BYTES);
}

static void answer_enrolled(const struct kiosk_enrolment *enrolment,
                            const struct enrolled_kiosk *enrolled, struct http_response *response)
{
    char site_key[2 * SITE_KEY_BYTES + 1];
    char server_key[2 * PUBLIC_KEY_BYTES + 1];
    hash_hex_encode(kiosk_enrolment_site_key(enrolment)->bytes, SITE_KEY_BYTES, site_key);
    hash_hex_encode(kiosk_enrolment_server_key(enrolment)->bytes, PUBLIC_KEY_BYTES, server_key);
    json_t *body = json_pack("{s:s, s:s, s:i, s:s, s:s, s:s, s:s}", "kiosk", enrolled->kiosk.kiosk,
                             "place", enrolled->kiosk.place, "epoch", FIRST_EPOCH, "site_name",
                             enrolled->site.name, "timezone", enrolled->site.timezone, "site_key",
                             site_key, "server_public_key", server_key);
    http_response_json(response, 201, body);
}

static void answer(const struct kiosk_enrolment *enrolment, enum enrol_result result,
                   const struct enrolled_kiosk *enrolled, struct http_response *response)
{
    static const struct http_problem problems[] = {
        [ENROL_WRONG_CODE] = {.status = 403,
                              .type = "code",
                              .title = "The code is wrong, used, or too old"},
        [ENROL_LOCKED] = {.status = 429, .type = "locked", .title = "Too many wrong codes"},
        [ENROL_KEY_TAKEN] = {.status = 409,
                             .type = "key",
                             .title = "This key is enrolled already, with another code"},
    };
    if (result == ENROL_DONE) {
        answer_enrolled(enrolment, enrolled, response);
        return;
    }
    http_response_problem(response, &problems[result]);
    if (result == ENROL_LOCKED) {
        http_response_header(response, "Retry-After", "3600");
    }
}

/* Who came in, and who tried. */
static bool note(const struct kiosk_api *api, const struct http_request *request,
                 enum enrol_result result, const struct kiosk *kiosk, struct error *err)
{
    static const char *const details[] = {[ENROL_DONE] = "",
                                          [ENROL_WRONG_CODE] = "wrong code",
                                          [ENROL_LOCKED] = "too many wrong codes",
                                          [ENROL_KEY_TAKEN] = "a key that is taken"};
    const char *id = result == ENROL_DONE ? kiosk->kiosk : "";
    const struct audit_actor actor = {.by = AUDIT_BY_KIOSK,
                                      .who = id,
                                      .address = http_request_peer(request),
                                      .request = http_request_id(request)};
    const struct audit_entry entry = {.action = "kiosk.enrol",
                                      .kind = "kiosk",
                                      .id = id,
                                      .outcome = result == ENROL_DONE ? AUDIT_DONE : AUDIT_REFUSED,
                                      .detail = details[result]};
    return !api->settings.audit || result == ENROL_LOCKED ||
           audit_note(api->settings.audit, &actor, &entry, err);
}

bool kiosk_handle_enrol(struct http_request *request, struct http_response *response, void *user,
                        struct error *err)
{
    const struct kiosk_api *api = user;
    AUTO(json) json_t *body = NULL;
    struct kiosk_headers headers;
    struct enrol_request enrol = {.peer = http_request_peer(request)};
    struct error fault;
    if (!kiosk_headers_read(request, response, &headers) ||
        !http_json_body(request, response, &body)) {
        return true;
    }
    if (!read_body(body, &enrol, &fault)) {
        http_json_invalid(response, &fault);
        return true;
    }
    if (!kiosk_signature_check(api, request, &headers, &enrol.public_key, response)) {
        return true;
    }
    enum enrol_result result;
    struct enrolled_kiosk enrolled;
    if (!kiosk_enrolment_enrol(api->settings.enrolment, &enrol, &result, &enrolled, err)) {
        return false;
    }
    answer(api->settings.enrolment, result, &enrolled, response);
    return note(api, request, result, &enrolled.kiosk, err);
}
