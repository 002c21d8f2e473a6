#include "verdict_api.h"

#include "caller_sieve.h"
#include "check.h"
#include "civil.h"
#include "difference_list.h"
#include "verdict_list.h"

typedef bool list_verdicts(const struct month_source *source,
                           const struct verdict_question *question, json_t **ret_answer,
                           struct error *err);

/* Reads from, to, staff, as_of and, of meetings, the one; false and an answer where one is wrong.
 */
static bool read_question(const struct http_request *request, struct http_response *response,
                          list_verdicts *list, struct verdict_question *ret_question)
{
    bool of_meetings = list == verdict_list_meetings;
    struct verdict_question question = {
        .as_of_ms = MONTH_SOURCE_NOW,
        .staff = http_request_query(request, "staff"),
        .meeting = of_meetings ? http_request_query(request, "meeting") : NULL,
    };
    const char *first = http_request_query(request, "from");
    const char *last = http_request_query(request, "to");
    const char *as_of = http_request_query(request, "as_of");
    if (as_of && !civil_time_parse(as_of, &question.as_of_ms)) {
        http_response_invalid(response, "as_of", "a local date-time, such as 2026-03-31T18:00:00");
        return false;
    }
    if (question.meeting && !first && !last) {
        *ret_question = question; /* it says itself when it is */
        return true;
    }
    if (!first || !civil_date_parse(first, &question.first)) {
        http_response_invalid(response, "from", "a date, such as 2026-03-02");
        return false;
    }
    if (!last || !civil_date_parse(last, &question.last) || question.last < question.first ||
        question.last - question.first >= VERDICT_LIST_DAYS_MAX) {
        http_response_invalid(response, "to", "a date, not before from, at most 30 days after it");
        return false;
    }
    *ret_question = question;
    return true;
}

static const char *unit_at(size_t i, const void *user)
{
    const struct facts_staff *staff = user;
    return staff && i < staff->person.membership_count ? staff->person.memberships[i].unit : NULL;
}

/* Nobody is told of a person whom the roles do not reach, not even that there is none. */
static bool ask_person(const struct http_request *request, struct http_response *response,
                       const struct month_source *source, const struct caller_sieve *sieve,
                       const char *staff, bool *ret_allowed, struct error *err)
{
    AUTO(snapshot) struct snapshot *snapshot = NULL;
    AUTO(fact_loan) struct fact_loan *loan = NULL;
    if (!storage_read(source->storage, &snapshot, err) ||
        !fact_cache_take(source->cache, snapshot_database(snapshot), &loan, err)) {
        return false;
    }
    const struct caller_person person = {staff, unit_at,
                                         facts_find_staff(fact_loan_facts(loan), staff)};
    return caller_sieve_ask(request, response, sieve, PERMISSION_VERDICT, &person, ret_allowed,
                            err);
}

static bool answer(const struct http_request *request, struct http_response *response,
                   const struct month_source *source, list_verdicts *list, struct error *err)
{
    struct verdict_question question;
    AUTO_CALLER_SIEVE struct caller_sieve sieve = {0};
    bool allowed;
    if (!read_question(request, response, list, &question)) {
        return true;
    }
    /* Who organized meetings may ask for anybody: of others' there is nothing to see. */
    if (!caller_sieve_open(request, response, PERMISSION_VERDICT, &sieve, &allowed, err) ||
        (allowed && question.staff && !caller_sieve_has_meetings(&sieve) &&
         !ask_person(request, response, source, &sieve, question.staff, &allowed, err))) {
        return false;
    }
    if (!allowed) {
        return true;
    }
    const struct audit_entry entry = {.action = "verdict.read",
                                      .kind = question.staff ? "staff" : "verdict",
                                      .id = question.staff,
                                      .unit = sieve.unit,
                                      .detail = http_request_target(request)};
    json_t *body;
    question.sieve = caller_sieve_staff(&sieve);
    question.asker = session_gate_caller(request)->holder.staff;
    if (!permission_check_note(request, &entry, err)) {
        return false;
    }
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

static bool handle_differences(struct http_request *request, struct http_response *response,
                               void *user, struct error *err)
{
    return answer(request, response, user, difference_list, err);
}

struct http_route_set verdict_api_routes(const struct month_source *source, http_gate *gate,
                                         void *gate_user)
{
    static const struct http_route routes[] = {
        {.method = "GET",
         .path = "/api/v1/reports/days",
         .handle = handle_days,
         .access = SESSION_ACCESS(PERMISSION_VERDICT, PERMISSION_READ)},
        {.method = "GET",
         .path = "/api/v1/reports/differences",
         .handle = handle_differences,
         .access = SESSION_ACCESS(PERMISSION_VERDICT, PERMISSION_READ)},
        {.method = "GET",
         .path = "/api/v1/reports/meetings",
         .handle = handle_meetings,
         .access = SESSION_ACCESS(PERMISSION_VERDICT, PERMISSION_READ)},
    };
    return (struct http_route_set){
        .routes = routes,
        .route_count = ARRAY_LEN(routes),
        .user = (void *)(uintptr_t)source, /* handlers only read it */
        .gate = gate,
        .gate_user = gate_user,
    };
}
