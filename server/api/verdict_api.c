#include "verdict_api.h"

#include "account_role.h"
#include "check.h"
#include "civil.h"
#include "verdict_list.h"

/* Reads from, to, staff and as_of; false and an answer where one is wrong. */
static bool read_question(const struct http_request *request, struct http_response *response,
                          struct verdict_question *ret_question)
{
    struct verdict_question question = {
        .as_of_ms = MONTH_SOURCE_NOW,
        .staff = http_request_query(request, "staff"),
    };
    const char *first = http_request_query(request, "from");
    const char *last = http_request_query(request, "to");
    const char *as_of = http_request_query(request, "as_of");
    if (!first || !civil_date_parse(first, &question.first)) {
        http_response_invalid(response, "from", "a date, such as 2026-03-02");
        return false;
    }
    if (!last || !civil_date_parse(last, &question.last) || question.last < question.first ||
        question.last - question.first >= VERDICT_LIST_DAYS_MAX) {
        http_response_invalid(response, "to", "a date, not before from, at most 30 days after it");
        return false;
    }
    if (as_of && !civil_time_parse(as_of, &question.as_of_ms)) {
        http_response_invalid(response, "as_of", "a local date-time, such as 2026-03-31T18:00:00");
        return false;
    }
    *ret_question = question;
    return true;
}

typedef bool list_verdicts(const struct month_source *source,
                           const struct verdict_question *question, json_t **ret_answer,
                           struct error *err);

static bool answer(const struct http_request *request, struct http_response *response,
                   const struct month_source *source, list_verdicts *list, struct error *err)
{
    struct verdict_question question;
    if (!read_question(request, response, &question)) {
        return true;
    }
    json_t *body;
    if (!list(source, &question, &body, err)) {
        return false;
    }
    http_response_json(response, 200, body);
    return true;
}

static bool handle_days(struct http_request *request, struct http_response *response, void *user,
                        struct error *err)
{
    return answer(request, response, user, verdict_list_days, err);
}

static bool handle_meetings(struct http_request *request, struct http_response *response,
                            void *user, struct error *err)
{
    return answer(request, response, user, verdict_list_meetings, err);
}

struct http_route_set verdict_api_routes(const struct month_source *source, http_gate *gate,
                                         void *gate_user)
{
    static const struct http_route routes[] = {
        {.method = "GET",
         .path = "/api/v1/reports/days",
         .handle = handle_days,
         .access = ACCOUNT_ROLE_INSPECTOR},
        {.method = "GET",
         .path = "/api/v1/reports/meetings",
         .handle = handle_meetings,
         .access = ACCOUNT_ROLE_INSPECTOR},
    };
    return (struct http_route_set){
        .routes = routes,
        .route_count = ARRAY_LEN(routes),
        .user = (void *)(uintptr_t)source, /* handlers only read it */
        .gate = gate,
        .gate_user = gate_user,
    };
}
