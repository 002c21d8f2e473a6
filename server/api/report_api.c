#include "report_api.h"

#include "caller_sieve.h"
#include "check.h"
#include "civil.h"
#include "json.h"
#include "month_overview.h"
#include "month_report_json.h"
#include "month_report_sieve.h"

bool report_api_read_question(const struct http_request *request, struct http_response *response,
                              int32_t *ret_month, int64_t *ret_as_of_ms)
{
    if (!civil_month_parse(http_request_parameter(request, "month"), ret_month)) {
        http_response_problem(response, &(struct http_problem){.status = 404,
                                                               .type = "month",
                                                               .title = "No such month",
                                                               .detail = "a month is YYYY-MM",
                                                               .field = "month"});
        return false;
    }
    const char *as_of = http_request_query(request, "as_of");
    *ret_as_of_ms = MONTH_SOURCE_NOW;
    if (as_of && !civil_time_parse(as_of, ret_as_of_ms)) {
        http_response_invalid(response, "as_of", "a local date-time, such as 2026-03-31T18:00:00");
        return false;
    }
    return true;
}

bool report_api_ask_past(const struct http_request *request, struct http_response *response,
                         int64_t as_of_ms, const struct caller_sieve *sieve, bool *ret_allowed,
                         struct error *err)
{
    const struct permission_scope *scope = &sieve->view.scope;
    const struct permission_question question = {.resource = PERMISSION_REPORT,
                                                 .action = PERMISSION_READ,
                                                 .kind = "as_of",
                                                 .id = http_request_query(request, "as_of")};
    *ret_allowed = as_of_ms == MONTH_SOURCE_NOW || scope->all || scope->unit_count > 0;
    return *ret_allowed || permission_check_refuse(request, response, &question, err);
}

bool report_api_check_past(const struct month_source *source, int64_t as_of_ms,
                           struct http_response *response, bool *ret_is, struct error *err)
{
    int64_t now_ms;
    *ret_is = as_of_ms == MONTH_SOURCE_NOW;
    if (*ret_is) {
        return true;
    }
    if (!month_source_now(source, &now_ms, err)) {
        return false;
    }
    *ret_is = as_of_ms <= now_ms;
    if (!*ret_is) {
        http_response_invalid(response, "as_of", "is still to come");
    }
    return true;
}

static bool handle_months(struct http_request *request, struct http_response *response, void *user,
                          struct error *err)
{
    (void)request; /* has nothing to say */
    const struct month_desk *desk = user;
    bool any;
    int32_t first, last;
    if (!month_source_span(desk->months, &any, &first, &last, err)) {
        return false;
    }
    AUTO(json) json_t *months = json_array();
    for (int32_t month = last; any && month >= first; month--) {
        char text[CIVIL_MONTH_SIZE];
        if (json_array_append_new(months, json_string(civil_month_format(month, text))) != 0) {
            return error_set(err, ERROR_NO_MEMORY, "months: out of memory");
        }
    }
    http_response_json(response, 200, json_pack("{s:O}", "months", months));
    return true;
}

/* The report as far as the sieve lets through, and how its month was closed. */
static bool answer(const struct month_desk *desk, int32_t month, int64_t as_of_ms,
                   const struct staff_sieve *sieve, struct http_response *response,
                   struct error *err)
{
    AUTO_MONTH_VIEW struct month_view view = {0};
    AUTO(json) json_t *closing = NULL;
    if (!month_source_report(desk->months, month, as_of_ms, &view, err) ||
        !month_overview_closing(desk, month, sieve, &closing, err)) {
        return false;
    }
    month_report_sieve(view.report, sieve);
    AUTO(json) json_t *json = month_report_to_json(view.report);
    if (!json || json_object_set(json, "closed", closing) != 0) {
        return error_set(err, ERROR_NO_MEMORY, "report: out of memory");
    }
    http_response_json(response, 200, TAKE(json));
    return true;
}

static bool handle_month(struct http_request *request, struct http_response *response, void *user,
                         struct error *err)
{
    int32_t month;
    int64_t as_of_ms;
    bool allowed;
    AUTO_CALLER_SIEVE struct caller_sieve sieve = {0};
    if (!report_api_read_question(request, response, &month, &as_of_ms)) {
        return true;
    }
    if (!caller_sieve_open(request, response, PERMISSION_REPORT, &sieve, &allowed, err)) {
        return false;
    }
    const struct month_desk *desk = user;
    if (allowed && !report_api_ask_past(request, response, as_of_ms, &sieve, &allowed, err)) {
        return false;
    }
    const struct audit_entry entry = {.action = "report.read",
                                      .kind = "month",
                                      .id = http_request_parameter(request, "month"),
                                      .unit = sieve.unit,
                                      .detail = http_request_target(request)};
    return !allowed || (permission_check_note(request, &entry, err) &&
                        answer(desk, month, as_of_ms, caller_sieve_staff(&sieve), response, err));
}

struct http_route_set report_api_routes(const struct month_desk *desk, http_gate *gate,
                                        void *gate_user)
{
    static const struct http_route routes[] = {
        {.method = "GET",
         .path = "/api/v1/reports/months",
         .handle = handle_months,
         .access = SESSION_ACCESS(PERMISSION_REPORT, PERMISSION_READ)},
        {.method = "GET",
         .path = "/api/v1/reports/months/{month}",
         .handle = handle_month,
         .access = SESSION_ACCESS(PERMISSION_REPORT, PERMISSION_READ)},
    };
    return (struct http_route_set){
        .routes = routes,
        .route_count = ARRAY_LEN(routes),
        .user = (void *)(uintptr_t)desk, /* handlers only read it */
        .gate = gate,
        .gate_user = gate_user,
    };
}
