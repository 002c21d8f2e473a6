#include "report_api.h"

#include "caller_sieve.h"
#include "check.h"
#include "civil.h"
#include "json.h"
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

static bool handle_months(struct http_request *request, struct http_response *response, void *user,
                          struct error *err)
{
    (void)request; /* has nothing to say */
    const struct month_source *source = user;
    bool any;
    int32_t first, last;
    if (!month_source_span(source, &any, &first, &last, err)) {
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

/* The report as far as the caller may see it, noted in the audit log; *ret_allowed false with the
 * response filled. */
static bool open_report(const struct http_request *request, struct http_response *response,
                        const struct month_source *source, struct month_view *view,
                        bool *ret_allowed, struct error *err)
{
    int32_t month;
    int64_t as_of_ms;
    AUTO_CALLER_SIEVE struct caller_sieve sieve = {0};
    *ret_allowed = report_api_read_question(request, response, &month, &as_of_ms);
    if (!*ret_allowed) {
        return true;
    }
    if (!caller_sieve_open(request, response, PERMISSION_REPORT, &sieve, ret_allowed, err)) {
        return false;
    }
    const struct audit_entry entry = {.action = "report.read",
                                      .kind = "month",
                                      .id = http_request_parameter(request, "month"),
                                      .unit = sieve.unit,
                                      .detail = http_request_target(request)};
    if (!*ret_allowed) {
        return true;
    }
    if (!permission_check_note(request, &entry, err) ||
        !month_source_report(source, month, as_of_ms, view, err)) {
        return false;
    }
    month_report_sieve(view->report, caller_sieve_staff(&sieve));
    return true;
}

static bool handle_month(struct http_request *request, struct http_response *response, void *user,
                         struct error *err)
{
    const struct month_source *source = user;
    AUTO_MONTH_VIEW struct month_view view = {0};
    bool allowed;
    if (!open_report(request, response, source, &view, &allowed, err)) {
        return false;
    }
    if (!allowed) {
        return true;
    }
    http_response_json(response, 200, month_report_to_json(view.report));
    return true;
}

struct http_route_set report_api_routes(const struct month_source *source, http_gate *gate,
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
        .user = (void *)(uintptr_t)source, /* handlers only read it */
        .gate = gate,
        .gate_user = gate_user,
    };
}
