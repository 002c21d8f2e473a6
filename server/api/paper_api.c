#include "paper_api.h"

#include "bulletin_draft.h"
#include "caller_sieve.h"
#include "check.h"
#include "civil.h"
#include "draft.h"
#include "http_json.h"
#include "json.h"
#include "kind_list.h"
#include "office_api.h"
#include "report_api.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DRAFT_BODY_MAX                                                                             \
    (2 * DRAFT_TEMPLATE_MAX + 1024) /* a template with what JSON escapes in it                     \
                                     */

/* Routes name formats that there are. The target may write the same with escapes. */
static enum paper_format format_of(const struct http_request *request)
{
    const char *dot = strrchr(http_request_pattern(request), '.');
    CHECK(dot); /* a paper's route ends with its format */
    size_t i = 0;
    while (paper_format_words[i] && strcmp(paper_format_words[i], dot + 1) != 0) {
        i++;
    }
    CHECK(paper_format_words[i]);
    return (enum paper_format)i;
}

/* Notes that the paper is read, before it is made; then answers with it. What the order names in
 * vain is the caller's fault, all else the server's. */
static bool answer(const struct paper_api *api, const struct http_request *request,
                   struct http_response *response, const struct paper_question *question,
                   const struct paper_order *order, const char *about, struct error *err)
{
    AUTO(paper_desk) struct paper_desk *desk = NULL;
    AUTO_PAPER struct paper paper = {0};
    struct error fault;
    const struct audit_entry entry = {.action = "report.read",
                                      .kind = paper_kind_words[order->kind],
                                      .id = about,
                                      .unit = question->unit,
                                      .detail = http_request_target(request)};
    if (!permission_check_note(request, &entry, err)) {
        return false;
    }
    if (!paper_desk_open(&api->source, question, &desk, &fault) ||
        !paper_make(desk, order, &paper, &fault)) {
        if (fault.code == ERROR_INVALID) {
            http_response_invalid(response, NULL, fault.text);
            return true;
        }
        *err = fault;
        return false;
    }
    http_response_take(response, 200, paper.media_type, TAKE(paper.bytes), paper.len);
    http_response_attachment(response, paper.name);
    return true;
}

/* A county's bulletin carries the county's figures under its head: it is for whoever may see all of
 * them; others have those of their unit. */
static bool check_bulletin(const struct http_request *request, struct http_response *response,
                           const struct caller_sieve *sieve, bool *allowed, struct error *err)
{
    const struct permission_question question = {
        .resource = PERMISSION_LEDGER,
        .action = PERMISSION_READ,
        .kind = paper_kind_words[PAPER_BULLETIN],
        .id = http_request_parameter(request, "month"),
    };
    *allowed = *allowed && (sieve->view.scope.all || sieve->unit);
    return sieve->view.scope.all || sieve->unit ||
           permission_check_refuse(request, response, &question, err);
}

static bool ask_moment(const struct paper_api *api, const struct http_request *request,
                       struct http_response *response, int64_t as_of_ms,
                       const struct caller_sieve *sieve, bool *allowed, struct error *err)
{
    return !*allowed || (report_api_ask_past(request, response, as_of_ms, sieve, allowed, err) &&
                         (!*allowed || report_api_check_past(&api->source.months, as_of_ms,
                                                             response, allowed, err)));
}

/* About a month, as far as the caller's roles for this resource reach. */
static bool answer_month(const struct paper_api *api, const struct http_request *request,
                         struct http_response *response, enum permission_resource resource,
                         const struct paper_order *order, struct error *err)
{
    struct paper_question question = {0};
    AUTO_CALLER_SIEVE struct caller_sieve sieve = {0};
    bool allowed = true;
    if (!report_api_read_question(request, response, &question.month, &question.as_of_ms)) {
        return true;
    }
    if (!caller_sieve_open(request, response, resource, &sieve, &allowed, err) ||
        (order->kind == PAPER_BULLETIN &&
         !check_bulletin(request, response, &sieve, &allowed, err)) ||
        !ask_moment(api, request, response, question.as_of_ms, &sieve, &allowed, err)) {
        return false;
    }
    question.unit = sieve.unit;
    question.sieve = caller_sieve_staff(&sieve);
    return !allowed || answer(api, request, response, &question, order,
                              http_request_parameter(request, "month"), err);
}

/* About the present, as far as the caller's roles for this resource reach. */
static bool answer_present(const struct paper_api *api, const struct http_request *request,
                           struct http_response *response, enum permission_resource resource,
                           const struct paper_order *order, struct error *err)
{
    struct paper_question question = {.month = PAPER_NO_MONTH, .as_of_ms = MONTH_SOURCE_NOW};
    AUTO_CALLER_SIEVE struct caller_sieve sieve = {0};
    bool allowed = true;
    if (!caller_sieve_open(request, response, resource, &sieve, &allowed, err)) {
        return false;
    }
    question.unit = sieve.unit;
    question.sieve = caller_sieve_staff(&sieve);
    const char *about = order->meeting ? order->meeting : sieve.unit;
    return !allowed || answer(api, request, response, &question, order, about, err);
}

static bool handle_month(struct http_request *request, struct http_response *response, void *user,
                         struct error *err)
{
    const struct paper_order order = {.kind = PAPER_MONTH,
                                      .format = format_of(request),
                                      .table = http_request_query(request, "table")};
    return answer_month(user, request, response, PERMISSION_REPORT, &order, err);
}

/* The date of the query, PAPER_TODAY without one; false where it is wrong, with the response
 * filled.
 */
static bool read_date(const struct http_request *request, struct http_response *response,
                      int32_t *ret_date)
{
    const char *date = http_request_query(request, "date");
    *ret_date = PAPER_TODAY;
    if (date && !civil_date_parse(date, ret_date)) {
        http_response_invalid(response, "date", "a date, such as 2026-10-23");
        return false;
    }
    return true;
}

static bool read_number(const struct http_request *request, struct http_response *response,
                        int32_t *ret_number)
{
    const char *text = http_request_query(request, "number");
    char *end = NULL;
    long number = text ? strtol(text, &end, 10) : 0;
    if (text && (*text < '1' || *text > '9' || *end || number > PAPER_NUMBER_MAX)) {
        http_response_invalid(response, "number", "a number from 1 to 99999");
        return false;
    }
    *ret_number = (int32_t)number;
    return true;
}

static bool handle_bulletin(struct http_request *request, struct http_response *response,
                            void *user, struct error *err)
{
    struct paper_order order = {.kind = PAPER_BULLETIN, .format = format_of(request)};
    return !read_date(request, response, &order.date) ||
           !read_number(request, response, &order.number) ||
           answer_month(user, request, response, PERMISSION_LEDGER, &order, err);
}

/* Reads what a draft is asked for; false with the response filled. */
static bool read_draft_order(const json_t *body, struct http_response *response,
                             struct paper_order *order)
{
    static const char *const keys[] = {"template", "number", "date", NULL};
    const char *date = NULL;
    int64_t number = 0;
    struct error fault = {0};
    bool good =
        json_only_keys(body, "", keys, &fault) &&
        (!json_has(body, "template") ||
         json_get_text(body, "", "template", DRAFT_TEMPLATE_MAX, &order->template, &fault)) &&
        (!json_has(body, "number") ||
         json_get_int(body, "", "number", 1, PAPER_NUMBER_MAX, &number, &fault)) &&
        (!json_has(body, "date") || json_get_text(body, "", "date", 10, &date, &fault));
    if (!good) {
        http_json_invalid(response, &fault);
        return false;
    }
    order->number = (int32_t)number;
    order->date = PAPER_TODAY;
    if (date && !civil_date_parse(date, &order->date)) {
        http_response_invalid(response, "date", "a date, such as 2026-10-23");
        return false;
    }
    if (order->template && !draft_check(order->template, &fault)) {
        http_response_invalid(response, "template", fault.text);
        return false;
    }
    return true;
}

/* Drafts by a template that is not kept yet, or by the office's own. */
static bool handle_draft(struct http_request *request, struct http_response *response, void *user,
                         struct error *err)
{
    const struct paper_api *api = user;
    struct paper_order order = {.kind = PAPER_BULLETIN};
    struct paper_question question = {0};
    AUTO(json) json_t *body = NULL;
    AUTO_CALLER_SIEVE struct caller_sieve sieve = {0};
    AUTO(paper_desk) struct paper_desk *desk = NULL;
    const struct audit_entry entry = {.action = "report.read",
                                      .kind = paper_kind_words[PAPER_BULLETIN],
                                      .id = http_request_parameter(request, "month"),
                                      .detail = http_request_target(request)};
    bool allowed;
    json_t *draft;
    if (!report_api_read_question(request, response, &question.month, &question.as_of_ms) ||
        !http_json_body(request, response, &body) || !read_draft_order(body, response, &order)) {
        return true;
    }
    if (!caller_sieve_open(request, response, PERMISSION_LEDGER, &sieve, &allowed, err) ||
        !check_bulletin(request, response, &sieve, &allowed, err) ||
        !ask_moment(api, request, response, question.as_of_ms, &sieve, &allowed, err)) {
        return false;
    }
    if (!allowed) {
        return true;
    }
    question.unit = sieve.unit;
    question.sieve = caller_sieve_staff(&sieve);
    if (!permission_check_note(request, &entry, err) ||
        !paper_desk_open(&api->source, &question, &desk, err) ||
        !bulletin_draft(desk, &order, &draft, err)) {
        return false;
    }
    http_response_json(response, 200, draft);
    return true;
}

static bool handle_record(struct http_request *request, struct http_response *response, void *user,
                          struct error *err)
{
    const struct paper_order order = {.kind = PAPER_RECORD,
                                      .format = format_of(request),
                                      .staff = http_request_parameter(request, "staff")};
    return answer_month(user, request, response, PERMISSION_REPORT, &order, err);
}

/* To the year's December, or as far as it has come. */
static bool handle_year(struct http_request *request, struct http_response *response, void *user,
                        struct error *err)
{
    struct paper_question question = {.as_of_ms = MONTH_SOURCE_NOW};
    AUTO_CALLER_SIEVE struct caller_sieve sieve = {0};
    char december[CIVIL_MONTH_SIZE + 8];
    bool allowed = true;
    const char *year = http_request_parameter(request, "year");
    const struct paper_order order = {.kind = PAPER_YEAR,
                                      .format = format_of(request),
                                      .table = http_request_query(request, "table")};
    (void)snprintf(december, sizeof december, "%.8s-12", year);
    if (!civil_month_parse(december, &question.month)) {
        struct office_answer none = {.result = OFFICE_NOT_FOUND};
        office_api_refuse(response, &none);
        return true;
    }
    if (!caller_sieve_open(request, response, PERMISSION_REPORT, &sieve, &allowed, err)) {
        return false;
    }
    question.unit = sieve.unit;
    question.sieve = caller_sieve_staff(&sieve);
    return !allowed || answer(user, request, response, &question, &order, year, err);
}

/* Who may see the meeting sees of its attendees those whose verdicts they may see. */
static bool handle_sign_in(struct http_request *request, struct http_response *response, void *user,
                           struct error *err)
{
    const struct paper_api *api = user;
    const struct office_caller caller = office_api_caller(request);
    const struct paper_order order = {.kind = PAPER_SIGN_IN,
                                      .format = format_of(request),
                                      .meeting = http_request_parameter(request, "meeting")};
    AUTO_OFFICE_ANSWER struct office_answer meeting = {.result = OFFICE_NOT_FOUND};
    if (strlen(order.meeting) <= OFFICE_ID_MAX &&
        !office_read(api->office, &meeting_kind, &caller, order.meeting, &meeting, err)) {
        return false;
    }
    if (meeting.result != OFFICE_DONE) {
        office_api_refuse(response, &meeting);
        return true;
    }
    return answer_present(api, request, response, PERMISSION_VERDICT, &order, err);
}

static bool handle_spot_check(struct http_request *request, struct http_response *response,
                              void *user, struct error *err)
{
    struct paper_order order = {.kind = PAPER_SPOT_CHECK, .format = format_of(request)};
    return !read_date(request, response, &order.date) ||
           answer_present(user, request, response, PERMISSION_SPOT_CHECK, &order, err);
}

struct http_route_set paper_api_routes(struct paper_api *api)
{
    enum {
        REPORTS = SESSION_ACCESS(PERMISSION_REPORT, PERMISSION_READ),
        BULLETINS = SESSION_ACCESS(PERMISSION_LEDGER, PERMISSION_READ),
        MEETINGS = SESSION_ACCESS(PERMISSION_MEETING, PERMISSION_READ),
        SPOT_CHECKS = SESSION_ACCESS(PERMISSION_SPOT_CHECK, PERMISSION_READ)
    };
    static const struct http_route routes[] = {
        {"GET", "/api/v1/reports/months/{month}.xlsx", handle_month, REPORTS, 0, 0},
        {"GET", "/api/v1/reports/months/{month}.pdf", handle_month, REPORTS, 0, 0},
        {"GET", "/api/v1/reports/months/{month}.csv", handle_month, REPORTS, 0, 0},
        {"GET", "/api/v1/reports/bulletins/{month}.pdf", handle_bulletin, BULLETINS, 0, 0},
        {"GET", "/api/v1/reports/bulletins/{month}.docx", handle_bulletin, BULLETINS, 0, 0},
        {"POST", "/api/v1/reports/bulletins/{month}/draft", handle_draft, BULLETINS, DRAFT_BODY_MAX,
         0},
        {"GET", "/api/v1/reports/records/{month}/{staff}.pdf", handle_record, REPORTS, 0, 0},
        {"GET", "/api/v1/reports/years/{year}.pdf", handle_year, REPORTS, 0, 0},
        {"GET", "/api/v1/reports/years/{year}.xlsx", handle_year, REPORTS, 0, 0},
        {"GET", "/api/v1/reports/years/{year}.csv", handle_year, REPORTS, 0, 0},
        {"GET", "/api/v1/reports/sign-ins/{meeting}.pdf", handle_sign_in, MEETINGS, 0, 0},
        {"GET", "/api/v1/reports/spot-check.pdf", handle_spot_check, SPOT_CHECKS, 0, 0},
    };
    return (struct http_route_set){.routes = routes,
                                   .route_count = ARRAY_LEN(routes),
                                   .user = api,
                                   .gate = session_gate,
                                   .gate_user = api->gate};
}
