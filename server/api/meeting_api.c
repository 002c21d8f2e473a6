#include "meeting_api.h"

#include "caller_sieve.h"
#include "check.h"
#include "group_count.h"
#include "http_json.h"
#include "json.h"
#include "meeting_conflict.h"
#include "meeting_left.h"
#include "meeting_people.h"
#include "meeting_publication.h"
#include "meeting_request_list.h"
#include "meeting_result.h"
#include "meeting_result_sheet.h"
#include "office_api.h"
#include "organizer.h"
#include "sheet_answer.h"
#include <string.h>

#define COMMENT_MAX 2000

static void answer_thing(struct http_response *response, unsigned status,
                         struct office_answer *answer)
{
    if (answer->result == OFFICE_DONE) {
        http_response_json(response, status, json_incref(answer->value));
    } else {
        office_api_refuse(response, answer);
    }
}

/* No id is that long; a cut one could be another's. NULL with the response filled. */
static const char *meeting_of(const struct http_request *request, struct http_response *response)
{
    const char *id = http_request_parameter(request, "id");
    struct office_answer none = {.result = OFFICE_NOT_FOUND};
    if (strlen(id) <= OFFICE_ID_MAX) {
        return id;
    }
    office_api_refuse(response, &none);
    return NULL;
}

/* Conflicts */

static bool answer_found(struct http_response *response, bool good, json_t *found,
                         const struct error *fault, struct error *err)
{
    if (good) {
        http_response_json(response, 200, found);
        return true;
    }
    if (fault->code != ERROR_INVALID) {
        *err = *fault;
        return false;
    }
    http_json_invalid(response, fault);
    return true;
}

/* What would come to a meeting's list and go from it tells the list: to whoever may change it. */
static bool may_change(const struct http_request *request, struct http_response *response,
                       const struct meeting_desk *desk, const char *meeting, bool *ret_may,
                       struct error *err)
{
    const struct office_caller caller = office_api_caller(request);
    const struct permission_question refused = {.resource = PERMISSION_MEETING,
                                                .action = PERMISSION_WRITE,
                                                .kind = "meeting",
                                                .id = meeting};
    enum office_result result;
    if (!office_reaches(desk->office, office_kind_find("meeting"), &caller, PERMISSION_WRITE,
                        meeting, &result, err)) {
        return false;
    }
    *ret_may = result != OFFICE_DENIED;
    return *ret_may || permission_check_refuse(request, response, &refused, err);
}

static bool handle_conflicts(struct http_request *request, struct http_response *response,
                             void *user, struct error *err)
{
    AUTO(json) json_t *body = NULL;
    AUTO_CALLER_SIEVE struct caller_sieve people = {0};
    AUTO_CALLER_SIEVE struct caller_sieve meetings = {0};
    json_t *found = NULL;
    bool allowed;
    struct error fault = {0};
    if (!http_json_body(request, response, &body)) {
        return true;
    }
    if (!may_change(request, response, user, office_text(body, "meeting"), &allowed, err) ||
        (allowed &&
         !caller_sieve_open(request, response, PERMISSION_STAFF, &people, &allowed, err)) ||
        (allowed &&
         !caller_sieve_open(request, response, PERMISSION_MEETING, &meetings, &allowed, err))) {
        return false;
    }
    const struct office_caller caller = office_api_caller(request);
    const struct meeting_conflict_view view = {&caller, caller_sieve_staff(&people),
                                               caller_sieve_staff(&meetings)};
    if (!allowed) {
        return true;
    }
    bool good = meeting_conflict_find(user, &view, body, &found, &fault);
    return answer_found(response, good, found, &fault, err);
}

/* Whom an invitation means */

static bool handle_people(struct http_request *request, struct http_response *response, void *user,
                          struct error *err)
{
    AUTO(json) json_t *body = NULL;
    AUTO_CALLER_SIEVE struct caller_sieve people = {0};
    const struct office_caller caller = office_api_caller(request);
    json_t *found = NULL;
    bool allowed;
    struct error fault = {0};
    if (!http_json_body(request, response, &body)) {
        return true;
    }
    if (!caller_sieve_open(request, response, PERMISSION_STAFF, &people, &allowed, err)) {
        return false;
    }
    if (!allowed) {
        return true;
    }
    bool good =
        meeting_people_find(user, &caller, caller_sieve_staff(&people), body, &found, &fault);
    return answer_found(response, good, found, &fault, err);
}

/* To whom it can be handed over */

static bool handle_organizers(struct http_request *request, struct http_response *response,
                              void *user, struct error *err)
{
    const struct meeting_desk *desk = user;
    json_t *list;
    (void)request; /* they are the same for whoever may ask */
    if (!organizer_list(desk->office, &list, err)) {
        return false;
    }
    http_response_json(response, 200, list);
    return true;
}

static bool handle_group_counts(struct http_request *request, struct http_response *response,
                                void *user, struct error *err)
{
    const struct meeting_desk *desk = user;
    const struct office_caller caller = office_api_caller(request);
    AUTO_OFFICE_ANSWER struct office_answer answer = {0};
    if (!group_count(desk->office, &caller, http_request_query(request, "search"), &answer, err)) {
        return false;
    }
    answer_thing(response, 200, &answer);
    return true;
}

static bool handle_left(struct http_request *request, struct http_response *response, void *user,
                        struct error *err)
{
    const struct meeting_desk *desk = user;
    const struct office_caller caller = office_api_caller(request);
    json_t *list;
    if (!meeting_left_list(desk->office, &caller, &list, err)) {
        return false;
    }
    http_response_json(response, 200, list);
    return true;
}

/* Requests */

static bool handle_requests(struct http_request *request, struct http_response *response,
                            void *user, struct error *err)
{
    const struct meeting_desk *desk = user;
    const struct office_caller caller = office_api_caller(request);
    const char *meeting = meeting_of(request, response);
    AUTO_OFFICE_ANSWER struct office_answer answer = {.result = OFFICE_NOT_FOUND};
    if (!meeting) {
        return true;
    }
    if (!office_reaches(desk->office, office_kind_find("meeting"), &caller, PERMISSION_READ,
                        meeting, &answer.result, err) ||
        (answer.result != OFFICE_NOT_FOUND &&
         !meeting_request_list_read(desk->office, &caller, meeting, &answer, err))) {
        return false;
    }
    answer_thing(response, 200, &answer);
    return true;
}

/* The result */

static bool read_comment(const json_t *body, struct http_response *response,
                         const char **ret_comment)
{
    static const char *const keys[] = {"comment", NULL};
    struct error fault;
    *ret_comment = NULL;
    if (!json_only_keys(body, "", keys, &fault) ||
        (json_has(body, "comment") &&
         !json_get_text(body, "", "comment", COMMENT_MAX, ret_comment, &fault))) {
        http_json_invalid(response, &fault);
        return false;
    }
    return true;
}

static bool handle_publish(struct http_request *request, struct http_response *response, void *user,
                           struct error *err)
{
    AUTO(json) json_t *body = NULL;
    const char *comment;
    const char *meeting = meeting_of(request, response);
    const struct office_caller caller = office_api_caller(request);
    AUTO_OFFICE_ANSWER struct office_answer answer = {0};
    if (!meeting || !http_json_body(request, response, &body) ||
        !read_comment(body, response, &comment)) {
        return true;
    }
    if (!meeting_publication_make(user, &caller, meeting, comment, &answer, err)) {
        return false;
    }
    answer_thing(response, 201, &answer);
    return true;
}

/* NULL in *ret_result with the response filled: there is none, or not for these eyes. */
static bool read_result(const struct http_request *request, struct http_response *response,
                        const struct meeting_desk *desk, json_t **ret_result, struct error *err)
{
    AUTO_CALLER_SIEVE struct caller_sieve sieve = {0};
    const struct office_caller caller = office_api_caller(request);
    struct meeting_result_question question = {.meeting = meeting_of(request, response),
                                               .caller = &caller};
    const struct permission_question refused = {.resource = PERMISSION_MEETING,
                                                .action = PERMISSION_READ,
                                                .kind = "meeting",
                                                .id = question.meeting};
    const struct audit_entry entry = {
        .action = "publication.read", .kind = "meeting", .id = question.meeting};
    struct office_answer answer = {0};
    bool allowed;
    *ret_result = NULL;
    if (!question.meeting) {
        return true;
    }
    if (!caller_sieve_open(request, response, PERMISSION_VERDICT, &sieve, &allowed, err)) {
        return false;
    }
    question.sieve = caller_sieve_staff(&sieve);
    if (!allowed) {
        return true;
    }
    if (!permission_check_note(request, &entry, err) ||
        !meeting_result_read(desk, &question, &answer.result, ret_result, err)) {
        return false;
    }
    if (answer.result == OFFICE_NOT_FOUND) {
        office_api_refuse(response, &answer);
    }
    return answer.result != OFFICE_DENIED ||
           permission_check_refuse(request, response, &refused, err);
}

static bool handle_result(struct http_request *request, struct http_response *response, void *user,
                          struct error *err)
{
    json_t *result;
    if (!read_result(request, response, user, &result, err)) {
        return false;
    }
    if (result) {
        http_response_json(response, 200, result);
    }
    return true;
}

static bool send_result(const struct http_request *request, struct http_response *response,
                        const struct meeting_desk *desk, enum sheet_kind kind, struct error *err)
{
    AUTO(json) json_t *result = NULL;
    AUTO(sheet) struct sheet *sheet = NULL;
    const struct sheet_answer file = {"会议结果", MEETING_RESULT_COLUMNS, kind};
    if (!read_result(request, response, desk, &result, err)) {
        return false;
    }
    return !result || (meeting_result_sheet_make(result, &sheet, err) &&
                       sheet_answer_send(response, sheet, &file, err));
}

static bool handle_result_csv(struct http_request *request, struct http_response *response,
                              void *user, struct error *err)
{
    return send_result(request, response, user, SHEET_CSV, err);
}

static bool handle_result_xlsx(struct http_request *request, struct http_response *response,
                               void *user, struct error *err)
{
    return send_result(request, response, user, SHEET_XLSX, err);
}

struct http_route_set meeting_api_routes(const struct meeting_desk *desk, struct session_gate *gate)
{
    static const struct http_route routes[] = {
        {.method = "POST",
         .path = "/api/v1/meetings/conflicts",
         .handle = handle_conflicts,
         .access = SESSION_ACCESS(PERMISSION_MEETING, PERMISSION_WRITE),
         .body_max = OFFICE_BODY_MAX},
        {.method = "POST",
         .path = "/api/v1/meetings/people",
         .handle = handle_people,
         .access = SESSION_ACCESS(PERMISSION_MEETING, PERMISSION_WRITE),
         .body_max = OFFICE_BODY_MAX},
        {.method = "GET",
         .path = "/api/v1/meetings/left",
         .handle = handle_left,
         .access = SESSION_ACCESS(PERMISSION_MEETING, PERMISSION_APPROVE)},
        {.method = "GET",
         .path = "/api/v1/organizers",
         .handle = handle_organizers,
         .access = SESSION_ACCESS(PERMISSION_GROUP, PERMISSION_APPROVE)},
        {.method = "GET",
         .path = "/api/v1/groups/counts",
         .handle = handle_group_counts,
         .access = SESSION_ACCESS(PERMISSION_GROUP, PERMISSION_READ)},
        {.method = "GET",
         .path = "/api/v1/meetings/{id}/requests",
         .handle = handle_requests,
         .access = SESSION_ACCESS(PERMISSION_MEETING_REQUEST, PERMISSION_READ)},
        {.method = "POST",
         .path = "/api/v1/meetings/{id}/publish",
         .handle = handle_publish,
         .access = SESSION_ACCESS(PERMISSION_MEETING, PERMISSION_WRITE),
         .body_max = OFFICE_BODY_MAX},
        {.method = "GET",
         .path = "/api/v1/meetings/{id}/result",
         .handle = handle_result,
         .access = SESSION_ACCESS(PERMISSION_MEETING, PERMISSION_READ)},
        {.method = "GET",
         .path = "/api/v1/meetings/{id}/result.csv",
         .handle = handle_result_csv,
         .access = SESSION_ACCESS(PERMISSION_MEETING, PERMISSION_READ)},
        {.method = "GET",
         .path = "/api/v1/meetings/{id}/result.xlsx",
         .handle = handle_result_xlsx,
         .access = SESSION_ACCESS(PERMISSION_MEETING, PERMISSION_READ)},
    };
    return (struct http_route_set){.routes = routes,
                                   .route_count = ARRAY_LEN(routes),
                                   .user = (void *)(uintptr_t)desk, /* handlers only read it */
                                   .gate = session_gate,
                                   .gate_user = gate};
}
