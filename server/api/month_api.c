#include "month_api.h"

#include "caller_sieve.h"
#include "check.h"
#include "civil.h"
#include "http_json.h"
#include "json.h"
#include "month_close.h"
#include "month_freeze.h"
#include "month_overview.h"
#include "month_supplement.h"
#include "office_api.h"
#include "submission_desk.h"
#include <string.h>

#define BODY_MAX   65536
#define REASON_MAX 2000

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

/* Closing */

static void answer_not_closed(struct http_response *response)
{
    http_response_problem(response, &(struct http_problem){.status = 404,
                                                           .type = "not_closed",
                                                           .title = "The month is not closed"});
}

/* Only who may do it to the whole county. *ret_allowed false with the response filled. */
static bool ask_all(const struct http_request *request, struct http_response *response,
                    unsigned action, bool *ret_allowed, struct error *err)
{
    const struct permission_question question = {.resource = PERMISSION_REPORT,
                                                 .action = action,
                                                 .kind = "month",
                                                 .id = http_request_parameter(request, "month")};
    return permission_check_ask(request, response, &question, ret_allowed, err);
}

static void answer_close(struct http_response *response, enum month_close_result result,
                         json_t *answer)
{
    static const struct http_problem problems[] = {
        [MONTH_CLOSED_BEFORE] = {.status = 409, .type = "state", .title = "It is closed already"},
        [MONTH_UNFINISHED] = {.status = 409,
                              .type = "unfinished",
                              .title = "Something is missing: closing it needs a reason"},
        [MONTH_JUDGING] = {.status = 409,
                           .type = "judging",
                           .title = "Figures are being judged again: try a little later"},
    };
    if (result == MONTH_CLOSED) {
        http_response_json(response, 200, answer);
        return;
    }
    struct http_problem problem = problems[result];
    problem.more = answer ? json_pack("{s:o}", "unfinished", answer) : NULL;
    http_response_problem(response, &problem);
}

static bool read_reason(const json_t *body, struct http_response *response, const char **ret_reason)
{
    static const char *const keys[] = {"reason", NULL};
    struct error fault;
    *ret_reason = NULL;
    if (!json_only_keys(body, "", keys, &fault) ||
        (json_has(body, "reason") &&
         !json_get_text(body, "", "reason", REASON_MAX, ret_reason, &fault))) {
        http_json_invalid(response, &fault);
        return false;
    }
    return true;
}

static bool handle_close(struct http_request *request, struct http_response *response, void *user,
                         struct error *err)
{
    AUTO(json) json_t *body = NULL;
    const struct office_caller caller = office_api_caller(request);
    struct month_close_call call = {.caller = &caller};
    enum month_close_result result;
    json_t *answer;
    bool allowed;
    if (!read_month(request, response, &call.month) || !http_json_body(request, response, &body) ||
        !read_reason(body, response, &call.reason)) {
        return true;
    }
    if (!ask_all(request, response, PERMISSION_APPROVE, &allowed, err) ||
        (allowed && !month_close(user, &call, &result, &answer, err))) {
        return false;
    }
    if (allowed) {
        answer_close(response, result, answer);
    }
    return true;
}

static void answer_altered(struct http_response *response,
                           const struct month_freeze_verdict *verdict)
{
    http_response_problem(response,
                          &(struct http_problem){.status = 409,
                                                 .type = "altered",
                                                 .title = "What was frozen has been altered",
                                                 .detail = verdict->what});
}

static bool send_document(const struct month_desk *desk, int32_t month, const char *name,
                          struct http_response *response, struct error *err)
{
    AUTO(snapshot) struct snapshot *view = NULL;
    AUTO_FREEZE_DOCUMENT struct month_freeze_document document = {0};
    struct month_freeze_verdict verdict;
    bool found;
    if (!storage_read(desk->storage, &view, err) ||
        !month_freeze_check(snapshot_database(view), month, &found, &verdict, err)) {
        return false;
    }
    if (!found || !verdict.good) {
        found ? answer_altered(response, &verdict) : answer_not_closed(response);
        return true;
    }
    if (!month_freeze_read(snapshot_database(view), month, name, &found, &document, err)) {
        return false;
    }
    if (!found) {
        struct office_answer none = {.result = OFFICE_NOT_FOUND};
        office_api_refuse(response, &none);
        return true;
    }
    http_response_take(response, 200, document.media_type, TAKE(document.bytes), document.len);
    http_response_attachment(response, document.title);
    return true;
}

/* The whole county's, for those who see all of it. */
static bool handle_document(struct http_request *request, struct http_response *response,
                            void *user, struct error *err)
{
    int32_t month;
    bool allowed;
    const struct audit_entry entry = {.action = "report.read",
                                      .kind = "month",
                                      .id = http_request_parameter(request, "month"),
                                      .detail = http_request_target(request)};
    if (!read_month(request, response, &month)) {
        return true;
    }
    if (!ask_all(request, response, PERMISSION_READ, &allowed, err) ||
        (allowed && !permission_check_note(request, &entry, err))) {
        return false;
    }
    return !allowed ||
           send_document(user, month, http_request_parameter(request, "name"), response, err);
}

static bool handle_supplement(struct http_request *request, struct http_response *response,
                              void *user, struct error *err)
{
    int32_t month;
    bool allowed, closed;
    json_t *supplement = NULL;
    AUTO_CALLER_SIEVE struct caller_sieve sieve = {0};
    if (!read_month(request, response, &month)) {
        return true;
    }
    if (!caller_sieve_open(request, response, PERMISSION_REPORT, &sieve, &allowed, err) ||
        (allowed && !month_supplement_read(user, month, caller_sieve_staff(&sieve), &closed,
                                           &supplement, err))) {
        return false;
    }
    if (allowed && closed) {
        http_response_json(response, 200, supplement);
    } else if (allowed) {
        answer_not_closed(response);
    }
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
         .path = "/api/v1/months/{month}/close",
         .handle = handle_close,
         .access = SESSION_ACCESS(PERMISSION_REPORT, PERMISSION_APPROVE),
         .body_max = BODY_MAX},
        {.method = "GET",
         .path = "/api/v1/months/{month}/documents/{name}",
         .handle = handle_document,
         .access = SESSION_ACCESS(PERMISSION_REPORT, PERMISSION_READ)},
        {.method = "GET",
         .path = "/api/v1/months/{month}/supplement",
         .handle = handle_supplement,
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
