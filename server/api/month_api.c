#include "month_api.h"

#include "caller_sieve.h"
#include "check.h"
#include "civil.h"
#include "http_json.h"
#include "json.h"
#include "month_overview.h"
#include "office_api.h"
#include "submission_desk.h"
#include <string.h>

#define BODY_MAX 65536

/* False with the response filled. */
static bool read_month(const struct http_request *request, struct http_response *response,
                       int32_t *ret_month)
{
    if (civil_month_parse(http_request_parameter(request, "month"), ret_month)) {
        return true;
    }
    http_response_problem(response, &(struct http_problem){.status = 404,
                                                           .type = "month",
                                                           .title = "No such month",
                                                           .detail = "a month is YYYY-MM",
                                                           .field = "month"});
    return false;
}

/* Overview */

static bool handle_months(struct http_request *request, struct http_response *response, void *user,
                          struct error *err)
{
    json_t *list = NULL;
    (void)request; /* has nothing to say */
    if (!month_overview_list(user, &list, err)) {
        return false;
    }
    http_response_json(response, 200, list);
    return true;
}

static bool handle_month(struct http_request *request, struct http_response *response, void *user,
                         struct error *err)
{
    int32_t month;
    bool allowed;
    json_t *overview = NULL;
    AUTO_CALLER_SIEVE struct caller_sieve sieve = {0};
    if (!read_month(request, response, &month)) {
        return true;
    }
    if (!caller_sieve_open(request, response, PERMISSION_REPORT, &sieve, &allowed, err)) {
        return false;
    }
    if (!allowed) {
        return true;
    }
    if (!month_overview_read(user, month, caller_sieve_staff(&sieve), &overview, err)) {
        return false;
    }
    http_response_json(response, 200, overview);
    return true;
}

/* Submissions */

static void answer_submission(struct http_response *response, struct office_answer *answer,
                              unsigned status)
{
    if (answer->result == OFFICE_DONE) {
        http_response_json(response, status, json_incref(answer->value));
    } else {
        office_api_refuse(response, answer);
    }
}

static bool handle_submit(struct http_request *request, struct http_response *response, void *user,
                          struct error *err)
{
    AUTO(json) json_t *body = NULL;
    const struct office_caller caller = office_api_caller(request);
    AUTO_OFFICE_ANSWER struct office_answer answer = {0};
    if (!http_json_body(request, response, &body)) {
        return true;
    }
    if (!submission_desk_make(user, &caller, body, &answer, err)) {
        return false;
    }
    answer_submission(response, &answer, 201);
    return true;
}

static bool handle_submit_again(struct http_request *request, struct http_response *response,
                                void *user, struct error *err)
{
    AUTO(json) json_t *body = NULL;
    const struct office_caller caller = office_api_caller(request);
    const char *id = http_request_parameter(request, "id");
    AUTO_OFFICE_ANSWER struct office_answer answer = {.result = OFFICE_NOT_FOUND};
    if (!http_json_body(request, response, &body)) {
        return true;
    }
    if (strlen(id) <= OFFICE_ID_MAX &&
        !submission_desk_again(user, &caller, id, body, &answer, err)) {
        return false;
    }
    answer_submission(response, &answer, 200);
    return true;
}

struct http_route_set month_api_routes(const struct month_desk *desk, struct session_gate *gate)
{
    static const struct http_route routes[] = {
        {.method = "GET",
         .path = "/api/v1/months",
         .handle = handle_months,
         .access = SESSION_ACCESS(PERMISSION_REPORT, PERMISSION_READ)},
        {.method = "GET",
         .path = "/api/v1/months/{month}",
         .handle = handle_month,
         .access = SESSION_ACCESS(PERMISSION_REPORT, PERMISSION_READ)},
        {.method = "POST",
         .path = "/api/v1/submissions",
         .handle = handle_submit,
         .access = SESSION_ACCESS(PERMISSION_REPORT, PERMISSION_WRITE),
         .body_max = BODY_MAX},
        {.method = "POST",
         .path = "/api/v1/submissions/{id}/submit",
         .handle = handle_submit_again,
         .access = SESSION_ACCESS(PERMISSION_REPORT, PERMISSION_WRITE),
         .body_max = BODY_MAX},
    };
    return (struct http_route_set){.routes = routes,
                                   .route_count = ARRAY_LEN(routes),
                                   .user = (void *)(uintptr_t)desk, /* handlers only read it */
                                   .gate = session_gate,
                                   .gate_user = gate};
}
