#include "office_api.h"

#include "check.h"
#include "civil.h"
#include "http_json.h"
#include "json.h"
#include <stdio.h>
#include <string.h>

#define ROUTES_MAX    6
#define PATH_SIZE     64
#define LIMIT_DEFAULT 50

/* One kind with its rows. */
struct office_resource {
    struct office *office;
    const struct office_kind *kind;
    char paths[3][PATH_SIZE]; /* of all, of one, of an action */
    struct http_route routes[ROUTES_MAX];
    size_t route_count;
};

struct office_api {
    struct session_gate *gate;
    size_t count;
    struct office_resource resources[];
};

struct office_caller office_api_caller(const struct http_request *request)
{
    return (struct office_caller){&session_gate_caller(request)->holder,
                                  session_gate_actor(request)};
}

/* Refusals */

static void answer_changed(struct http_response *response, struct office_answer *answer)
{
    http_response_problem(
        response, &(struct http_problem){.status = 409,
                                         .type = "changed",
                                         .title = "Somebody else has changed it in between",
                                         .detail = "current has its present form",
                                         .more = json_pack("{s:O?}", "current", answer->value)});
}

void office_api_refuse(struct http_response *response, struct office_answer *answer)
{
    static const struct http_problem problems[] = {
        [OFFICE_NOT_FOUND] = {.status = 404,
                              .type = "not_found",
                              .title = "There is no such thing"},
        [OFFICE_DENIED] = {.status = 403,
                           .type = "permission",
                           .title = "Not within what this account may do"},
        [OFFICE_STATE] = {.status = 409, .type = "state", .title = "Not possible any more"},
        [OFFICE_KEY] = {.status = 422,
                        .type = "idempotency",
                        .title = "The key belongs to another request",
                        .field = "Idempotency-Key"},
    };
    if (answer->result == OFFICE_CHANGED) {
        answer_changed(response, answer);
        return;
    }
    if (answer->result == OFFICE_INVALID) {
        struct error fault = {.code = ERROR_INVALID};
        (void)snprintf(fault.text, sizeof fault.text, "%s", answer->detail);
        http_json_invalid(response, &fault);
        return;
    }
    struct http_problem problem = problems[answer->result];
    problem.detail = answer->detail[0] ? answer->detail : NULL;
    http_response_problem(response, &problem);
}

/* An answer with one thing, its revision as ETag. */
static void answer_thing(struct http_response *response, unsigned status,
                         const struct office_answer *answer)
{
    char tag[OFFICE_REVISION_MAX + 2];
    const char *revision = json_string_value(json_object_get(answer->value, "revision"));
    http_response_json(response, status, json_incref(answer->value));
    if (revision) {
        (void)snprintf(tag, sizeof tag, "\"%s\"", revision);
        http_response_header(response, "ETag", tag);
    }
}

/* Reading */

static bool read_limit(const struct http_request *request, struct http_response *response,
                       int64_t *ret_limit)
{
    const char *limit = http_request_query(request, "limit");
    *ret_limit = LIMIT_DEFAULT;
    if (limit) {
        char *end = NULL;
        long number = strtol(limit, &end, 10);
        if (*limit < '0' || *limit > '9' || *end || number < 1 || number > OFFICE_PAGE_MAX) {
            http_response_invalid(response, "limit", "a number from 1 to 500");
            return false;
        }
        *ret_limit = number;
    }
    return true;
}

bool office_api_read_filter(const struct http_request *request, struct http_response *response,
                            struct office_question *ret_question)
{
    const char *from = http_request_query(request, "from");
    const char *to = http_request_query(request, "to");
    *ret_question = (struct office_question){
        .search = http_request_query(request, "search"),
        .unit = http_request_query(request, "unit"),
        .staff = http_request_query(request, "staff"),
        .meeting = http_request_query(request, "meeting"),
        .state = http_request_query(request, "state"),
        .from = CIVIL_DATE_FIRST,
        .to = CIVIL_DATE_LAST,
    };
    if (from && !civil_date_parse(from, &ret_question->from)) {
        http_response_invalid(response, "from", "a date, such as 2026-03-02");
        return false;
    }
    if (to && !civil_date_parse(to, &ret_question->to)) {
        http_response_invalid(response, "to", "a date, such as 2026-03-02");
        return false;
    }
    return true;
}

static bool handle_list(struct http_request *request, struct http_response *response, void *user,
                        struct error *err)
{
    const struct office_resource *resource = user;
    const struct office_caller caller = office_api_caller(request);
    AUTO_OFFICE_ANSWER struct office_answer answer = {0};
    struct office_question question;
    if (!office_api_read_filter(request, response, &question) ||
        !read_limit(request, response, &question.limit)) {
        return true;
    }
    question.kind = resource->kind;
    question.caller = &caller;
    question.cursor = http_request_query(request, "cursor");
    if (!office_list(resource->office, &question, &answer, err)) {
        return false;
    }
    if (answer.result != OFFICE_DONE) {
        office_api_refuse(response, &answer);
        return true;
    }
    http_response_json(response, 200, json_incref(answer.value));
    return true;
}

static const char *id_of(const struct http_request *request, const struct office_kind *kind)
{
    return kind->flags & OFFICE_ONE_ID ? kind->name : http_request_parameter(request, "id");
}

/* No id is that long; a cut one could be another's. */
static bool has_id(const struct http_request *request, struct http_response *response,
                   const struct office_kind *kind)
{
    struct office_answer none = {.result = OFFICE_NOT_FOUND};
    bool good = strlen(id_of(request, kind)) <= OFFICE_ID_MAX;
    if (!good) {
        office_api_refuse(response, &none);
    }
    return good;
}

static bool handle_read(struct http_request *request, struct http_response *response, void *user,
                        struct error *err)
{
    const struct office_resource *resource = user;
    const struct office_caller caller = office_api_caller(request);
    AUTO_OFFICE_ANSWER struct office_answer answer = {0};
    if (!has_id(request, response, resource->kind)) {
        return true;
    }
    if (!office_read(resource->office, resource->kind, &caller, id_of(request, resource->kind),
                     &answer, err)) {
        return false;
    }
    if (answer.result == OFFICE_DONE) {
        answer_thing(response, 200, &answer);
    } else {
        office_api_refuse(response, &answer);
    }
    return true;
}

/* Changing */

/* "\"214.3\"" gives 214.3; false for what is no ETag of ours. NULL where there is none, or any. */
static bool read_revision(const struct http_request *request, struct http_response *response,
                          char ret_text[static OFFICE_REVISION_MAX], const char **ret_revision)
{
    const char *header = http_request_header(request, "If-Match");
    *ret_revision = NULL;
    if (!header || strcmp(header, "*") == 0) {
        return true;
    }
    size_t len = strlen(header);
    if (len < 2 || len > OFFICE_REVISION_MAX || header[0] != '"' || header[len - 1] != '"') {
        http_response_invalid(response, "If-Match", "the ETag of an answer, or *");
        return false;
    }
    memcpy(ret_text, header + 1, len - 2);
    ret_text[len - 2] = '\0';
    *ret_revision = ret_text;
    return true;
}

/* A keyed hash: a body may hold a card's number, of which nothing may be kept. */
static bool read_once(const struct http_request *request, struct http_response *response,
                      const struct office *office, struct sent_request *once,
                      const struct sent_request **ret_once, struct error *err)
{
    const char *key = http_request_header(request, "Idempotency-Key");
    struct http_bytes body = http_request_body(request);
    const char *target = http_request_target(request);
    *ret_once = NULL;
    if (!key) {
        return true;
    }
    if (!*key || strlen(key) > SENT_REQUEST_KEY_MAX) {
        http_response_invalid(response, "Idempotency-Key", "from 1 to 80 characters");
        return true;
    }
    size_t target_len = strlen(target) + 1;
    AUTO(memory) char *text = malloc(target_len + body.len);
    if (!text) {
        return error_set(err, ERROR_NO_MEMORY, "request: out of memory");
    }
    memcpy(text, target, target_len);
    memcpy(text + target_len, body.data ? body.data : "", body.len);
    *once = (struct sent_request){.account = session_gate_caller(request)->account,
                                  .key = key,
                                  .hash = office_hash(office, text, target_len + body.len)};
    *ret_once = once;
    return true;
}

typedef bool change_call(struct office *office, const struct office_call *call,
                         struct office_answer *ret_answer, struct error *err);

/* input NULL: there is none to be read. */
static bool run_call(struct http_request *request, struct http_response *response,
                     const struct office_resource *resource, struct office_call *call,
                     change_call *run, struct error *err)
{
    const struct office_caller caller = office_api_caller(request);
    AUTO_OFFICE_ANSWER struct office_answer answer = {0};
    char revision[OFFICE_REVISION_MAX];
    struct sent_request once;
    call->kind = resource->kind;
    call->caller = &caller;
    bool makes = strcmp(http_request_method(request), "POST") == 0;
    if (!read_revision(request, response, revision, &call->revision)) {
        return true;
    }
    if (makes && !read_once(request, response, resource->office, &once, &call->once, err)) {
        return false;
    }
    if (makes && http_request_header(request, "Idempotency-Key") && !call->once) {
        return true; /* answered: the key is none */
    }
    if (!run(resource->office, call, &answer, err)) {
        return false;
    }
    if (answer.result != OFFICE_DONE) {
        office_api_refuse(response, &answer);
    } else if (run == office_remove) {
        http_response_empty(response, 204);
    } else {
        answer_thing(response, run == office_make ? 201 : 200, &answer);
    }
    return true;
}

static bool handle_make(struct http_request *request, struct http_response *response, void *user,
                        struct error *err)
{
    AUTO(json) json_t *body = NULL;
    if (!http_json_body(request, response, &body)) {
        return true;
    }
    struct office_call call = {.input = body};
    return run_call(request, response, user, &call, office_make, err);
}

static bool handle_change(struct http_request *request, struct http_response *response, void *user,
                          struct error *err)
{
    const struct office_resource *resource = user;
    AUTO(json) json_t *body = NULL;
    if (!has_id(request, response, resource->kind) || !http_json_body(request, response, &body)) {
        return true;
    }
    struct office_call call = {.id = id_of(request, resource->kind), .input = body};
    return run_call(request, response, user, &call, office_change, err);
}

static bool handle_remove(struct http_request *request, struct http_response *response, void *user,
                          struct error *err)
{
    const struct office_resource *resource = user;
    if (!has_id(request, response, resource->kind)) {
        return true;
    }
    struct office_call call = {.id = id_of(request, resource->kind)};
    return run_call(request, response, user, &call, office_remove, err);
}

static bool handle_act(struct http_request *request, struct http_response *response, void *user,
                       struct error *err)
{
    const struct office_resource *resource = user;
    const char *action = http_request_parameter(request, "action");
    AUTO(json) json_t *body = NULL;
    if (!office_kind_action(resource->kind, action)) {
        http_response_problem(
            response,
            &(struct http_problem){.status = 404, .type = "path", .title = "No such action"});
        return true;
    }
    if (!has_id(request, response, resource->kind) || !http_json_body(request, response, &body)) {
        return true;
    }
    struct office_call call = {
        .id = http_request_parameter(request, "id"), .action = action, .input = body};
    return run_call(request, response, user, &call, office_act, err);
}

/* Routes */

/* Whoever may read a kind at all, or decide about one of it, passes the gate: how far, and what
 * else, the office knows. */
static void add_route(struct office_resource *resource, const char *method, const char *path,
                      http_handler *handle, size_t body_max)
{
    unsigned decides = handle == handle_act ? PERMISSION_APPROVE : 0;
    CHECK(resource->route_count < ROUTES_MAX);
    resource->routes[resource->route_count++] = (struct http_route){
        .method = method,
        .path = path,
        .handle = handle,
        .access = SESSION_ACCESS(resource->kind->resource, PERMISSION_READ | decides),
        .body_max = body_max,
    };
}

static void add_routes(struct office_resource *resource)
{
    const struct office_kind *kind = resource->kind;
    const char *all = resource->paths[0], *one = resource->paths[1], *act = resource->paths[2];
    (void)snprintf(resource->paths[0], PATH_SIZE, "/api/v1/%s", kind->path);
    (void)snprintf(resource->paths[1], PATH_SIZE, "/api/v1/%s/{id}", kind->path);
    (void)snprintf(resource->paths[2], PATH_SIZE, "/api/v1/%s/{id}/{action}", kind->path);
    if (kind->flags & OFFICE_ONE_ID) {
        add_route(resource, "GET", all, handle_read, 0);
        add_route(resource, "PATCH", all, handle_change, OFFICE_BODY_MAX);
        return;
    }
    add_route(resource, "GET", all, handle_list, 0);
    add_route(resource, "GET", one, handle_read, 0);
    if (!(kind->flags & OFFICE_MADE_ELSEWHERE)) {
        add_route(resource, "POST", all, handle_make, OFFICE_BODY_MAX);
        add_route(resource, "PATCH", one, handle_change, OFFICE_BODY_MAX);
    }
    if (!(kind->flags & OFFICE_KEEPS)) {
        add_route(resource, "DELETE", one, handle_remove, 0);
    }
    if (kind->actions) {
        add_route(resource, "POST", act, handle_act, OFFICE_BODY_MAX);
    }
}

bool office_api_create(struct office *office, struct session_gate *gate,
                       struct office_api **ret_api, struct error *err)
{
    size_t count = 0;
    while (office_kind_at(count)) {
        count++;
    }
    struct office_api *api = calloc(1, sizeof *api + count * sizeof api->resources[0]);
    if (!api) {
        return error_set(err, ERROR_NO_MEMORY, "office: out of memory");
    }
    api->gate = gate;
    api->count = count;
    for (size_t i = 0; i < count; i++) {
        api->resources[i].office = office;
        api->resources[i].kind = office_kind_at(i);
        add_routes(&api->resources[i]);
    }
    *ret_api = api;
    return true;
}

void office_api_destroy(struct office_api *api)
{
    free(api);
}

size_t office_api_count(const struct office_api *api)
{
    return api->count;
}

struct http_route_set office_api_routes(const struct office_api *api, size_t i)
{
    CHECK(i < api->count);
    return (struct http_route_set){
        .routes = api->resources[i].routes,
        .route_count = api->resources[i].route_count,
        .user = (void *)(uintptr_t)&api->resources[i], /* handlers only read it */
        .gate = session_gate,
        .gate_user = api->gate,
    };
}
