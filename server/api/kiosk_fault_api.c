#include "kiosk_fault_api.h"

#include "check.h"
#include "http_json.h"
#include "json.h"
#include "kiosk_fault.h"
#include "permission_check.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define BODY_MAX      4096
#define NOTE_MAX      400
#define LIMIT_DEFAULT 100
#define LIMIT_MAX     500

static bool handle_overview(struct http_request *request, struct http_response *response,
                            void *user, struct error *err)
{
    (void)request; /* all are told the same */
    const struct session_gate *gate = user;
    json_t *overview;
    if (!kiosk_fault_overview(gate->storage, &overview, err)) {
        return false;
    }
    http_response_json(response, 200, overview);
    return true;
}

/* "RECEIVED:HASH", as the answer before gave it. */
static bool read_place(const char *text, struct quarantine_place *ret_place)
{
    *ret_place = (struct quarantine_place){.received_utc_us = INT64_MAX};
    if (!text) {
        return true;
    }
    char *end;
    errno = 0;
    ret_place->received_utc_us = strtoll(text, &end, 10);
    return errno == 0 && end != text && *end == ':' &&
           hash_hex_decode(end + 1, strlen(end + 1), ret_place->line_hash.bytes, HASH_BYTES);
}

static bool read_limit(const char *text, int64_t *ret_limit)
{
    *ret_limit = LIMIT_DEFAULT;
    if (!text) {
        return true;
    }
    char *end;
    errno = 0;
    *ret_limit = strtoll(text, &end, 10);
    return errno == 0 && end != text && !*end && *ret_limit >= 1 && *ret_limit <= LIMIT_MAX;
}

static bool handle_lines(struct http_request *request, struct http_response *response, void *user,
                         struct error *err)
{
    const struct session_gate *gate = user;
    const char *kiosk = http_request_parameter(request, "kiosk");
    struct quarantine_place below;
    int64_t limit;
    json_t *answer;
    if (!read_place(http_request_query(request, "before"), &below)) {
        http_response_invalid(response, "before", "what the answer before gave");
        return true;
    }
    if (!read_limit(http_request_query(request, "limit"), &limit)) {
        http_response_invalid(response, "limit", "a whole number from 1 to 500");
        return true;
    }
    const struct audit_entry entry = {.action = "quarantine.read", .kind = "kiosk", .id = kiosk};
    if (!permission_check_note(request, &entry, err) ||
        !kiosk_fault_of_kiosk(gate->storage, kiosk, &below, limit, &answer, err)) {
        return false;
    }
    http_response_json(response, 200, answer);
    return true;
}

static bool close_it(struct http_request *request, struct http_response *response,
                     struct kiosk_fault_closing *closing, struct error *err)
{
    static const char *const keys[] = {"note", NULL};
    const struct session_gate *gate = session_gate_of(request);
    const struct audit_actor actor = session_gate_actor(request);
    AUTO(json) json_t *body = NULL;
    struct error fault = {0};
    bool done;
    if (!http_json_body(request, response, &body)) {
        return true;
    }
    if (!json_only_keys(body, "", keys, &fault) ||
        !json_get_text(body, "", "note", NOTE_MAX, &closing->note, &fault)) {
        http_json_invalid(response, &fault);
        return true;
    }
    closing->audit = gate->audit;
    closing->actor = &actor;
    closing->kiosk = http_request_parameter(request, "kiosk");
    if (!kiosk_fault_close(gate->storage, closing, &done, err)) {
        return false;
    }
    if (done) {
        http_response_empty(response, 204);
    } else {
        http_response_problem(response, &(struct http_problem){.status = 404,
                                                               .type = "fault",
                                                               .title = "Nothing like it is open"});
    }
    return true;
}

static bool handle_close_line(struct http_request *request, struct http_response *response,
                              void *user, struct error *err)
{
    (void)user; /* the request leads to it */
    struct kiosk_fault_closing closing = {0};
    const char *hash = http_request_parameter(request, "hash");
    if (!hash_hex_decode(hash, strlen(hash), closing.line_hash.bytes, HASH_BYTES)) {
        http_response_invalid(response, "hash", "64 hex digits");
        return true;
    }
    return close_it(request, response, &closing, err);
}

static bool handle_close_fault(struct http_request *request, struct http_response *response,
                               void *user, struct error *err)
{
    (void)user; /* the request leads to it */
    struct kiosk_fault_closing closing = {.fault = http_request_parameter(request, "fault")};
    return close_it(request, response, &closing, err);
}

struct http_route_set kiosk_fault_api_routes(struct session_gate *gate)
{
    enum {
        READS = SESSION_ACCESS(PERMISSION_QUARANTINE, PERMISSION_READ),
        WRITES = SESSION_ACCESS(PERMISSION_QUARANTINE, PERMISSION_WRITE)
    };
    static const struct http_route routes[] = {
        {"GET", "/api/v1/quarantine", handle_overview, READS, 0, 0},
        {"GET", "/api/v1/kiosks/{kiosk}/quarantine", handle_lines, READS, 0, 0},
        {"POST", "/api/v1/kiosks/{kiosk}/quarantine/{hash}/close", handle_close_line, WRITES,
         BODY_MAX, 0},
        {"POST", "/api/v1/kiosks/{kiosk}/faults/{fault}/close", handle_close_fault, WRITES,
         BODY_MAX, 0},
    };
    return (struct http_route_set){.routes = routes,
                                   .route_count = ARRAY_LEN(routes),
                                   .user = gate,
                                   .gate = session_gate,
                                   .gate_user = gate};
}
