#include "figure_code_api.h"

#include "check.h"
#include "civil.h"
#include "figure_check.h"
#include "permission_check.h"

/* By enum figure_whose. */
static const char *const whose_words[] = {"county", "unit", "person", "tree"};

/* The county's figures are for who sees all of it, a unit's and a person's for who sees those. */
static bool ask(const struct http_request *request, struct http_response *response,
                const struct figure_said *said, const char *unit, bool *ret_allowed,
                struct error *err)
{
    AUTO_PERMISSION_VIEW struct permission_view view = {0};
    bool person = said->whose == FIGURE_OF_PERSON;
    const struct permission_question question = {
        .resource = PERMISSION_REPORT,
        .action = PERMISSION_READ,
        .subject = {.unit = unit, .staff = person ? said->id : ""},
        .kind = whose_words[said->whose],
        .id = said->id};
    if (!permission_check_view(request, PERMISSION_REPORT, PERMISSION_READ, &view, err)) {
        return false;
    }
    *ret_allowed = view.scope.all || permission_view_holds(&view, &question.subject);
    return *ret_allowed || permission_check_refuse(request, response, &question, err);
}

static json_t *answer_json(const struct figure_said *said, const struct figure_found *found)
{
    char month[CIVIL_MONTH_SIZE], as_of[CIVIL_TIME_SIZE];
    json_t *now = found->there ? json_pack("{s:I, s:I, s:I}", "due", (json_int_t)found->due,
                                           "on_time", (json_int_t)found->on_time, "violations",
                                           (json_int_t)found->violations)
                               : json_null();
    return json_pack(
        "{s:b, s:s, s:s, s:s, s:s, s:s, s:{s:I, s:I, s:I}, s:o, s:b}", "genuine", 1, "whose",
        whose_words[said->whose], "id", said->id, "name", found->name, "month",
        civil_month_format(said->month, month), "as_of", civil_time_format(said->as_of_ms, as_of),
        "said", "due", (json_int_t)said->due, "on_time", (json_int_t)said->on_time, "violations",
        (json_int_t)said->violations, "now", now, "agrees", figure_check_agrees(said, found));
}

static bool handle_code(struct http_request *request, struct http_response *response, void *user,
                        struct error *err)
{
    const struct paper_api *api = user;
    const char *code = http_request_query(request, "code");
    struct figure_said said;
    struct figure_found found;
    struct error fault;
    bool allowed;
    if (!code || !figure_code_read(api->source.signing_seed, code, &said, &fault)) {
        http_response_invalid(response, "code", code ? fault.text : "a code from a paper");
        return true;
    }
    if (!said.genuine) { /* what it says is anybody's word */
        http_response_json(response, 200, json_pack("{s:b}", "genuine", 0));
        return true;
    }
    if (!figure_check(&api->source, &said, &found, err) ||
        !ask(request, response, &said, found.unit, &allowed, err)) {
        return false;
    }
    if (!allowed) {
        return true;
    }
    const struct audit_entry entry = {.action = "report.read",
                                      .kind = "figure_code",
                                      .id = said.id,
                                      .detail = http_request_target(request)};
    if (!permission_check_note(request, &entry, err)) {
        return false;
    }
    http_response_json(response, 200, answer_json(&said, &found));
    return true;
}

struct http_route_set figure_code_api_routes(struct paper_api *api)
{
    static const struct http_route routes[] = {
        {"GET", "/api/v1/reports/figure-codes", handle_code,
         SESSION_ACCESS(PERMISSION_REPORT, PERMISSION_READ), 0, 0},
    };
    return (struct http_route_set){.routes = routes,
                                   .route_count = ARRAY_LEN(routes),
                                   .user = api,
                                   .gate = session_gate,
                                   .gate_user = api->gate};
}
