#include "session_api.h"

#include "check.h"
#include "http_json.h"
#include "json.h"
#include "session_gate.h"
#include <stdio.h>
#include <string.h>

#define BODY_MAX       4096
#define PASSWORD_BYTES 1024 /* of LOGIN_PASSWORD_MAX characters of any script */

static json_t *roles_json(unsigned held)
{
    json_t *roles = json_array();
    for (size_t i = 0; i < ACCOUNT_ROLE_COUNT; i++) {
        const char *role = account_role_name(i);
        if (held & account_role_of_name(role)) {
            (void)json_array_append_new(roles, json_string(role)); /* checked as a whole below */
        }
    }
    return roles;
}

/* How far a scope reaches at the most. */
static const char *reach_word(const struct permission_scope *scope)
{
    if (scope->all || scope->unit_count > 0) {
        return scope->all ? "all" : "unit";
    }
    return scope->own_account ? "organized" : scope->approver ? "approver" : "own";
}

static json_t *actions_json(const struct permission_holder *holder,
                            enum permission_resource resource)
{
    json_t *actions = json_object();
    for (unsigned action = PERMISSION_READ; action <= PERMISSION_APPROVE; action <<= 1) {
        const struct permission_scope scope = permission_scope_of(holder, resource, action);
        if (!permission_scope_is_empty(&scope)) {
            /* checked as a whole below */
            (void)json_object_set_new(actions, permission_action_name(action),
                                      json_string(reach_word(&scope)));
        }
    }
    return actions;
}

/* What the account may do to anything at all, so that a console offers nothing else. */
static json_t *may_json(const struct permission_holder *holder)
{
    json_t *may = json_object();
    for (unsigned resource = 0; resource < PERMISSION_RESOURCE_COUNT; resource++) {
        AUTO(json) json_t *actions = actions_json(holder, resource);
        if (json_object_size(actions) > 0) {
            /* checked as a whole below */
            (void)json_object_set(may, permission_resource_name(resource), actions);
        }
    }
    return may;
}

static json_t *session_json(const struct login_session *session)
{
    return json_pack("{s:s, s:s, s:s?, s:o, s:o, s:s, s:b}", "account", session->account, "name",
                     session->name, "staff", session->staff[0] ? session->staff : NULL, "roles",
                     roles_json(session->roles), "may", may_json(&session->holder), "csrf",
                     session->csrf, "must_change_password", session->must_change_password);
}

static void set_cookie(const struct session_api *api, struct http_response *response,
                       const char *token)
{
    char value[256];
    (void)snprintf(value, sizeof value, SESSION_COOKIE "=%s; Path=/; HttpOnly; SameSite=Strict%s%s",
                   token, api->secure_cookie ? "; Secure" : "", *token ? "" : "; Max-Age=0");
    http_response_header(response, "Set-Cookie", value);
}

/* The title is the same for both ways of being locked. */
void session_api_answer_locked(struct http_response *response, int64_t retry_after_s)
{
    char seconds[24];
    (void)snprintf(seconds, sizeof seconds, "%lld", (long long)retry_after_s);
    http_response_problem(
        response,
        &(struct http_problem){.status = 429, .type = "locked", .title = "Too many attempts"});
    http_response_header(response, "Retry-After", seconds);
}

static bool read_log_in(const json_t *body, struct login_request *request, struct error *err)
{
    static const char *const keys[] = {"account", "password", "code", NULL};
    return json_only_keys(body, "", keys, err) &&
           json_get_text(body, "", "account", ACCOUNT_ID_MAX, &request->account, err) &&
           json_get_text(body, "", "password", PASSWORD_BYTES, &request->password, err) &&
           (!json_has(body, "code") ||
            json_get_text(body, "", "code", SECOND_STEP_TYPED_MAX, &request->code, err));
}

static void answer_log_in(const struct session_api *api, const struct login_answer *answer,
                          struct http_response *response)
{
    switch (answer->result) {
    case LOGIN_OK:
        http_response_json(response, 201, session_json(&answer->session));
        set_cookie(api, response, answer->token);
        return;
    case LOGIN_WRONG:
        http_response_problem(response,
                              &(struct http_problem){.status = 401,
                                                     .type = "credentials",
                                                     .title = "Account or password is wrong"});
        return;
    case LOGIN_LOCKED:
        session_api_answer_locked(response, answer->retry_after_s);
        return;
    case LOGIN_CODE_NEEDED:
        http_response_problem(response,
                              &(struct http_problem){.status = 401,
                                                     .type = "code",
                                                     .title = "The code of the second step is "
                                                              "needed too",
                                                     .field = "code"});
        return;
    }
}

static bool handle_log_in(struct http_request *request, struct http_response *response, void *user,
                          struct error *err)
{
    const struct session_api *api = user;
    AUTO(json) json_t *body = NULL;
    struct login_request login = {.address = http_request_peer(request),
                                  .request = http_request_id(request)};
    struct login_answer answer;
    struct error fault = {0};
    if (!http_json_body(request, response, &body)) {
        return true;
    }
    if (!read_log_in(body, &login, &fault)) {
        http_json_invalid(response, &fault);
        return true;
    }
    if (!login_service_log_in(api->gate->logins, &login, &answer, err)) {
        return false;
    }
    answer_log_in(api, &answer, response);
    return true;
}

static bool handle_session(struct http_request *request, struct http_response *response, void *user,
                           struct error *err)
{
    (void)user; /* the gate has found it */
    (void)err;
    http_response_json(response, 200, session_json(session_gate_caller(request)));
    return true;
}

static bool handle_log_out(struct http_request *request, struct http_response *response, void *user,
                           struct error *err)
{
    const struct session_api *api = user;
    const struct audit_actor actor = session_gate_actor(request);
    if (!login_service_log_out(api->gate->logins, session_gate_caller(request), &actor, err)) {
        return false;
    }
    http_response_empty(response, 204);
    set_cookie(api, response, "");
    return true;
}

static bool read_change(const json_t *body, struct login_change_request *change, struct error *err)
{
    static const char *const keys[] = {"old", "new", NULL};
    return json_only_keys(body, "", keys, err) &&
           json_get_text(body, "", "old", PASSWORD_BYTES, &change->old_password, err) &&
           json_get_text(body, "", "new", PASSWORD_BYTES, &change->new_password, err);
}

static void answer_change(enum login_change result, int64_t retry_after_s,
                          struct http_response *response)
{
    switch (result) {
    case LOGIN_CHANGED:
        http_response_empty(response, 204);
        return;
    case LOGIN_OLD_WRONG:
        http_response_invalid(response, "old", "not the present password");
        return;
    case LOGIN_NEW_WEAK:
        http_response_invalid(response, "new",
                              "at least 10 characters, not all the same, neither the present "
                              "password nor the account's name");
        return;
    case LOGIN_CHANGE_LOCKED:
        session_api_answer_locked(response, retry_after_s);
        return;
    }
}

static bool handle_password(struct http_request *request, struct http_response *response,
                            void *user, struct error *err)
{
    const struct session_api *api = user;
    AUTO(json) json_t *body = NULL;
    struct login_change_request change = {.session = session_gate_caller(request),
                                          .address = http_request_peer(request),
                                          .request = http_request_id(request)};
    enum login_change result;
    int64_t retry_after_s;
    struct error fault = {0};
    if (!http_json_body(request, response, &body)) {
        return true;
    }
    if (!read_change(body, &change, &fault)) {
        http_json_invalid(response, &fault);
        return true;
    }
    if (!login_service_change_password(api->gate->logins, &change, &result, &retry_after_s, err)) {
        return false;
    }
    answer_change(result, retry_after_s, response);
    return true;
}

struct http_route_set session_api_routes(struct session_api *api)
{
    static const struct http_route routes[] = {
        {"POST", "/api/v1/session", handle_log_in, SESSION_ACCESS_OPEN, BODY_MAX, 0},
        {"GET", "/api/v1/session", handle_session, SESSION_ACCESS_SELF, 0, HTTP_ROUTE_SECRET},
        {"DELETE", "/api/v1/session", handle_log_out, SESSION_ACCESS_SELF, 0, 0},
        {"PUT", "/api/v1/session/password", handle_password, SESSION_ACCESS_SELF, BODY_MAX, 0},
    };
    return (struct http_route_set){.routes = routes,
                                   .route_count = ARRAY_LEN(routes),
                                   .user = api,
                                   .gate = session_gate,
                                   .gate_user = api->gate};
}
