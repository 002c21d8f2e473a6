#include "tap_api.h"

#include "caller_sieve.h"
#include "check.h"
#include "civil.h"
#include "day_taps.h"
#include "json.h"
#include "uncertain_taps.h"
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define LIMIT_DEFAULT 200
#define LIMIT_MAX     1000

static bool read_limit(const struct http_request *request, size_t *ret_limit)
{
    const char *text = http_request_query(request, "limit");
    if (!text) {
        *ret_limit = LIMIT_DEFAULT;
        return true;
    }
    char *end;
    errno = 0;
    long limit = strtol(text, &end, 10);
    if (errno != 0 || end == text || *end != '\0' || limit < 1 || limit > LIMIT_MAX) {
        return false;
    }
    *ret_limit = (size_t)limit;
    return true;
}

/* The event before the list: an event between the two comes twice rather than never. */
static bool answer_taps(const struct tap_api *api, const struct day_taps_question *question,
                        struct http_response *response, struct error *err)
{
    char last_id[24];
    (void)snprintf(last_id, sizeof last_id, "%" PRId64, live_api_last_id(api->live));
    json_t *answer;
    if (!day_taps_to_json(api->source, question, &answer, err)) {
        return false;
    }
    if (json_object_set_new(answer, "last_event_id", json_string(last_id)) != 0) {
        json_decref(answer);
        answer = NULL;
    }
    http_response_json(response, 200, answer);
    return true;
}

static bool handle_taps(struct http_request *request, struct http_response *response, void *user,
                        struct error *err)
{
    const struct tap_api *api = user;
    const char *date_text = http_request_query(request, "date");
    struct day_taps_question question = {.date = DAY_TAPS_TODAY};
    if (date_text && !civil_date_parse(date_text, &question.date)) {
        http_response_invalid(response, "date", "a date, such as 2026-03-02");
        return true;
    }
    if (!read_limit(request, &question.limit)) {
        http_response_invalid(response, "limit", "a whole number from 1 to 1000");
        return true;
    }
    AUTO_CALLER_SIEVE struct caller_sieve sieve = {0};
    bool allowed;
    if (!caller_sieve_open(request, response, PERMISSION_TAP, &sieve, &allowed, err)) {
        return false;
    }
    const struct audit_entry entry = {.action = "taps.read",
                                      .kind = "tap",
                                      .id = date_text,
                                      .unit = sieve.unit,
                                      .detail = http_request_target(request)};
    question.sieve = caller_sieve_staff(&sieve);
    return !allowed || (permission_check_note(request, &entry, err) &&
                        answer_taps(api, &question, response, err));
}

/* Dates from and to; false and an answer where one is wrong. */
static bool read_dates(const struct http_request *request, struct http_response *response,
                       struct uncertain_taps_question *question)
{
    const char *first = http_request_query(request, "from");
    const char *last = http_request_query(request, "to");
    *question = (struct uncertain_taps_question){CIVIL_DATE_FIRST, CIVIL_DATE_LAST, NULL};
    if (first && !civil_date_parse(first, &question->first)) {
        http_response_invalid(response, "from", "a date, such as 2026-03-02");
        return false;
    }
    if (last && !civil_date_parse(last, &question->last)) {
        http_response_invalid(response, "to", "a date, such as 2026-03-02");
        return false;
    }
    return true;
}

/* Whoever decides taps, and a line of the audit log that they looked. */
static bool open_review(const struct http_request *request, struct http_response *response,
                        struct caller_sieve *sieve, bool *ret_allowed, struct error *err)
{
    if (!caller_sieve_open(request, response, PERMISSION_REVIEW, sieve, ret_allowed, err)) {
        return false;
    }
    const struct audit_entry entry = {.action = "taps.read",
                                      .kind = "tap",
                                      .unit = sieve->unit,
                                      .detail = http_request_target(request)};
    return !*ret_allowed || permission_check_note(request, &entry, err);
}

static bool handle_uncertain(struct http_request *request, struct http_response *response,
                             void *user, struct error *err)
{
    const struct tap_api *api = user;
    struct uncertain_taps_question question;
    AUTO_CALLER_SIEVE struct caller_sieve sieve = {0};
    bool allowed;
    json_t *answer;
    if (!read_dates(request, response, &question)) {
        return true;
    }
    if (!open_review(request, response, &sieve, &allowed, err)) {
        return false;
    }
    if (!allowed) {
        return true;
    }
    question.sieve = caller_sieve_staff(&sieve);
    if (!uncertain_taps_list(api->source, &question, &answer, err)) {
        return false;
    }
    http_response_json(response, 200, answer);
    return true;
}

static bool handle_ahead(struct http_request *request, struct http_response *response, void *user,
                         struct error *err)
{
    const struct tap_api *api = user;
    AUTO_CALLER_SIEVE struct caller_sieve sieve = {0};
    bool allowed;
    json_t *answer;
    if (!open_review(request, response, &sieve, &allowed, err)) {
        return false;
    }
    if (!allowed) {
        return true;
    }
    if (!uncertain_taps_list_ahead(api->source, caller_sieve_staff(&sieve), &answer, err)) {
        return false;
    }
    http_response_json(response, 200, answer);
    return true;
}

struct http_route_set tap_api_routes(struct tap_api *api, http_gate *gate, void *gate_user)
{
    static const struct http_route routes[] = {
        {.method = "GET",
         .path = "/api/v1/taps",
         .handle = handle_taps,
         .access = SESSION_ACCESS(PERMISSION_TAP, PERMISSION_READ)},
        {.method = "GET",
         .path = "/api/v1/taps/ahead",
         .handle = handle_ahead,
         .access = SESSION_ACCESS(PERMISSION_REVIEW, PERMISSION_READ)},
        {.method = "GET",
         .path = "/api/v1/taps/uncertain",
         .handle = handle_uncertain,
         .access = SESSION_ACCESS(PERMISSION_REVIEW, PERMISSION_READ)},
    };
    return (struct http_route_set){
        .routes = routes,
        .route_count = ARRAY_LEN(routes),
        .user = api,
        .gate = gate,
        .gate_user = gate_user,
    };
}
