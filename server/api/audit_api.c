#include "audit_api.h"

#include "audit_log.h"
#include "audit_words.h"
#include "check.h"
#include "json.h"
#include "permission_check.h"
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LIMIT_DEFAULT 100
#define LIMIT_MAX     500

/* A whole number of the query; *number stays where it is not there. */
static bool read_number(const struct http_request *request, const char *name, int64_t max,
                        int64_t *number)
{
    const char *text = http_request_query(request, name);
    if (!text) {
        return true;
    }
    char *end;
    errno = 0;
    long long value = strtoll(text, &end, 10);
    if (errno != 0 || end == text || *end || value < 1 || value > max) {
        return false;
    }
    *number = value;
    return true;
}

static bool read_filter(const struct http_request *request, struct http_response *response,
                        struct audit_filter *ret_filter)
{
    *ret_filter = (struct audit_filter){
        .who = http_request_query(request, "who"),
        .action = http_request_query(request, "action"),
        .kind = http_request_query(request, "kind"),
        .id = http_request_query(request, "id"),
        .unit = http_request_query(request, "unit"),
        .outcome = http_request_query(request, "outcome"),
        .max = LIMIT_DEFAULT,
    };
    const struct {
        const char *name;
        int64_t max;
        int64_t *number;
    } numbers[] = {
        {"from_utc_us", INT64_MAX, &ret_filter->from_utc_us},
        {"to_utc_us", INT64_MAX, &ret_filter->to_utc_us},
        {"before", INT64_MAX, &ret_filter->before_no},
        {"limit", LIMIT_MAX, &ret_filter->max},
    };
    for (size_t i = 0; i < ARRAY_LEN(numbers); i++) {
        if (!read_number(request, numbers[i].name, numbers[i].max, numbers[i].number)) {
            char detail[64];
            (void)snprintf(detail, sizeof detail, "a whole number from 1 to %" PRId64,
                           numbers[i].max);
            http_response_invalid(response, numbers[i].name, detail);
            return false;
        }
    }
    return true;
}

/* Whoever reads the log finds in it what was done before they asked. */
static bool note_read(const struct http_request *request, const char *action, struct error *err)
{
    const struct audit_entry entry = {
        .action = action, .kind = "audit", .detail = http_request_target(request)};
    return permission_check_note(request, &entry, err) &&
           audit_flush(session_gate_of(request)->audit, err);
}

static bool handle_log(struct http_request *request, struct http_response *response, void *user,
                       struct error *err)
{
    const struct audit_api *api = user;
    struct audit_filter filter;
    json_t *lines;
    int64_t last_no;
    if (!read_filter(request, response, &filter)) {
        return true;
    }
    if (!note_read(request, "audit.read", err) ||
        !audit_log_read(api->gate->storage, &filter, &lines, &last_no, err)) {
        return false;
    }
    bool more = (int64_t)json_array_size(lines) == filter.max && last_no > 1;
    http_response_json(response, 200,
                       json_pack("{s:o, s:o}", "lines", lines, "before",
                                 more ? json_integer(last_no) : json_null()));
    return true;
}

static bool handle_head(struct http_request *request, struct http_response *response, void *user,
                        struct error *err)
{
    (void)request; /* says nothing */
    const struct audit_api *api = user;
    struct audit_head head;
    bool found;
    char key[2 * PUBLIC_KEY_BYTES + 1];
    char signature[2 * SIGNATURE_BYTES + 1] = "";
    if (!audit_log_head(api->gate->storage, &found, &head, err)) {
        return false;
    }
    hash_hex_encode(api->server_key.bytes, PUBLIC_KEY_BYTES, key);
    if (!found) {
        http_response_json(response, 200,
                           json_pack("{s:i, s:s, s:s, s:i, s:s}", "no", 0, "hash", "", "signature",
                                     "", "signed_utc_us", 0, "server_public_key", key));
        return true;
    }
    hash_hex_encode(head.signature.bytes, SIGNATURE_BYTES, signature);
    http_response_json(response, 200,
                       json_pack("{s:I, s:s, s:s, s:I, s:s}", "no", (json_int_t)head.place.no,
                                 "hash", head.place.hash, "signature", signature, "signed_utc_us",
                                 (json_int_t)head.signed_utc_us, "server_public_key", key));
    return true;
}

/* Reads every line: what the auditor asks for now and then, one at a time by their patience. */
static bool handle_verify(struct http_request *request, struct http_response *response, void *user,
                          struct error *err)
{
    const struct audit_api *api = user;
    struct audit_verdict verdict;
    if (!note_read(request, "audit.verify", err) ||
        !audit_log_verify(api->gate->storage, &api->server_key, &verdict, err)) {
        return false;
    }
    json_t *answer = json_pack("{s:b, s:I, s:I}", "good", verdict.good, "lines",
                               (json_int_t)verdict.lines, "heads", (json_int_t)verdict.heads);
    if (answer && !verdict.good &&
        (json_object_set_new(answer, "bad_no", json_integer(verdict.bad_no)) != 0 ||
         json_object_set_new(answer, "what", json_string(verdict.what)) != 0)) {
        json_decref(answer);
        answer = NULL;
    }
    http_response_json(response, 200, answer);
    return true;
}

static bool handle_words(struct http_request *request, struct http_response *response, void *user,
                         struct error *err)
{
    (void)request; /* says nothing */
    (void)user;
    (void)err;
    http_response_json(response, 200, audit_words_all());
    return true;
}

struct http_route_set audit_api_routes(struct audit_api *api)
{
    enum { READS = SESSION_ACCESS(PERMISSION_AUDIT, PERMISSION_READ) };
    static const struct http_route routes[] = {
        {"GET", "/api/v1/audit", handle_log, READS, 0, 0},
        {"GET", "/api/v1/audit/head", handle_head, READS, 0, 0},
        {"GET", "/api/v1/audit/verification", handle_verify, READS, 0, 0},
        {"GET", "/api/v1/audit/words", handle_words, READS, 0, 0},
    };
    return (struct http_route_set){.routes = routes,
                                   .route_count = ARRAY_LEN(routes),
                                   .user = api,
                                   .gate = session_gate,
                                   .gate_user = api->gate};
}
