#include "inspection_api.h"

#include "caller_sieve.h"
#include "check.h"
#include "civil.h"
#include "long_view.h"
#include "tap_pairs.h"
#include <stdio.h>
#include <stdlib.h>

/* "2026-10", or of a year its last month. False with the response filled. */
static bool read_month(const char *text, struct http_response *response, int32_t *ret_month)
{
    if (civil_month_parse(text, ret_month)) {
        return true;
    }
    http_response_problem(response, &(struct http_problem){.status = 404,
                                                           .type = "month",
                                                           .title = "No such month",
                                                           .detail = "a month is YYYY-MM",
                                                           .field = "month"});
    return false;
}

typedef bool look_long(const struct month_source *source, const struct long_view_question *question,
                       json_t **ret_value, struct error *err);

static bool answer(const struct http_request *request, struct http_response *response,
                   const struct month_source *source, const char *month, look_long *look,
                   struct error *err)
{
    struct long_view_question question = {0};
    AUTO_CALLER_SIEVE struct caller_sieve sieve = {0};
    const struct audit_entry entry = {.action = "report.read",
                                      .kind = "month",
                                      .id = month,
                                      .detail = http_request_target(request)};
    json_t *value = NULL;
    bool allowed;
    if (!read_month(month, response, &question.month)) {
        return true;
    }
    if (!caller_sieve_open(request, response, PERMISSION_REPORT, &sieve, &allowed, err)) {
        return false;
    }
    if (!allowed) {
        return true;
    }
    question.sieve = caller_sieve_staff(&sieve);
    if (!permission_check_note(request, &entry, err) || !look(source, &question, &value, err)) {
        return false;
    }
    http_response_json(response, 200, value);
    return true;
}

static bool handle_trend(struct http_request *request, struct http_response *response, void *user,
                         struct error *err)
{
    return answer(request, response, user, http_request_parameter(request, "month"),
                  long_view_trend, err);
}

static bool handle_heat(struct http_request *request, struct http_response *response, void *user,
                        struct error *err)
{
    return answer(request, response, user, http_request_parameter(request, "month"), long_view_heat,
                  err);
}

static bool handle_year(struct http_request *request, struct http_response *response, void *user,
                        struct error *err)
{
    char december[16];
    (void)snprintf(december, sizeof december, "%.8s-12", http_request_parameter(request, "year"));
    return answer(request, response, user, december, long_view_year, err);
}

/* Pairs */

/* A number of the query, or what it is where it is left out. False with the response filled. */
static bool read_number(const struct http_request *request, struct http_response *response,
                        const char *name, int64_t max, int64_t *number)
{
    const char *text = http_request_query(request, name);
    char *end = NULL;
    char detail[40];
    long value = text ? strtol(text, &end, 10) : (long)*number;
    if (text && (*text < '0' || *text > '9' || *end || value < 1 || value > max)) {
        (void)snprintf(detail, sizeof detail, "a number from 1 to %d", (int)max);
        http_response_invalid(response, name, detail);
        return false;
    }
    *number = value;
    return true;
}

static bool handle_pairs(struct http_request *request, struct http_response *response, void *user,
                         struct error *err)
{
    struct tap_pairs_question question = {.seconds = 5, .days = 5};
    AUTO_CALLER_SIEVE struct caller_sieve sieve = {0};
    const struct audit_entry entry = {.action = "tap.read",
                                      .kind = "month",
                                      .id = http_request_parameter(request, "month"),
                                      .detail = http_request_target(request)};
    json_t *pairs = NULL;
    bool allowed;
    if (!read_month(http_request_parameter(request, "month"), response, &question.month) ||
        !read_number(request, response, "seconds", TAP_PAIRS_SECONDS_MAX, &question.seconds) ||
        !read_number(request, response, "days", 31, &question.days)) {
        return true;
    }
    if (!caller_sieve_open(request, response, PERMISSION_TAP, &sieve, &allowed, err)) {
        return false;
    }
    if (!allowed) {
        return true;
    }
    question.sieve = caller_sieve_staff(&sieve);
    if (!permission_check_note(request, &entry, err) ||
        !tap_pairs_find(user, &question, &pairs, err)) {
        return false;
    }
    http_response_json(response, 200, pairs);
    return true;
}

/* Pairs are for inspectors alone: they say something of two people that may be nothing. */
struct http_route_set inspection_api_routes(const struct month_source *source,
                                            struct session_gate *gate)
{
    static const struct http_route routes[] = {
        {.method = "GET",
         .path = "/api/v1/reports/trend/{month}",
         .handle = handle_trend,
         .access = SESSION_ACCESS(PERMISSION_REPORT, PERMISSION_READ)},
        {.method = "GET",
         .path = "/api/v1/reports/heat/{month}",
         .handle = handle_heat,
         .access = SESSION_ACCESS(PERMISSION_REPORT, PERMISSION_READ)},
        {.method = "GET",
         .path = "/api/v1/reports/years/{year}",
         .handle = handle_year,
         .access = SESSION_ACCESS(PERMISSION_REPORT, PERMISSION_READ)},
        {.method = "GET",
         .path = "/api/v1/reports/pairs/{month}",
         .handle = handle_pairs,
         .access = SESSION_ACCESS(PERMISSION_LEDGER, PERMISSION_WRITE)},
    };
    return (struct http_route_set){.routes = routes,
                                   .route_count = ARRAY_LEN(routes),
                                   .user = (void *)(uintptr_t)source, /* handlers only read it */
                                   .gate = session_gate,
                                   .gate_user = gate};
}
