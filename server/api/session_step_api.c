#include "session_step_api.h"

#include "check.h"
#include "http_json.h"
#include "json.h"
#include "second_step.h"
#include <stdio.h>

#define BODY_MAX       4096
#define PASSWORD_BYTES 1024

/* One request, with what its transaction needs and gives. */
struct stepping {
    const struct login_tools *tools;
    const struct login_session *session;
    struct audit_actor actor;
    const char *code;
    bool done;
    char secret[TOTP_BASE32_SIZE];
    char codes[SECOND_STEP_CODES][SECOND_STEP_CODE_SIZE];
};

static struct stepping stepping_of(const struct session_api *api,
                                   const struct http_request *request)
{
    return (struct stepping){.tools = login_service_tools(api->gate->logins),
                             .session = session_gate_caller(request),
                             .actor = session_gate_actor(request)};
}

static bool append_line(struct database *database, const struct stepping *stepping,
                        const char *action, struct error *err)
{
    const struct audit_entry entry = {
        .action = action, .kind = "account", .id = stepping->session->account};
    return audit_append(stepping->tools->audit, database, &stepping->actor, &entry, err);
}

static void answer_state(struct http_response *response, const char *type, const char *title)
{
    http_response_problem(response,
                          &(struct http_problem){.status = 409, .type = type, .title = title});
}

static bool handle_look(struct http_request *request, struct http_response *response, void *user,
                        struct error *err)
{
    const struct session_api *api = user;
    AUTO(snapshot) struct snapshot *view = NULL;
    enum second_step_state state;
    int64_t codes;
    if (!storage_read(api->gate->storage, &view, err) ||
        !second_step_look(snapshot_database(view), session_gate_caller(request)->account, &state,
                          &codes, err)) {
        return false;
    }
    http_response_json(response, 200,
                       json_pack("{s:b, s:I}", "active", state == SECOND_STEP_ACTIVE,
                                 "recovery_codes", (json_int_t)codes));
    return true;
}

/* The present password once more: who finds a browser left open changes nothing. *ret_good false
 * with the response filled. */
static bool ask_password(const struct session_api *api, const struct http_request *request,
                         struct http_response *response, bool *ret_good, struct error *err)
{
    static const char *const keys[] = {"password", NULL};
    AUTO(json) json_t *body = NULL;
    struct login_change_request change = {.session = session_gate_caller(request),
                                          .address = http_request_peer(request)};
    enum login_change result;
    int64_t retry_after_s;
    struct error fault = {0};
    *ret_good = false;
    if (!http_json_body(request, response, &body)) {
        return true;
    }
    if (!json_only_keys(body, "", keys, &fault) ||
        !json_get_text(body, "", "password", PASSWORD_BYTES, &change.old_password, &fault)) {
        http_json_invalid(response, &fault);
        return true;
    }
    if (!login_service_check_password(api->gate->logins, &change, &result, &retry_after_s, err)) {
        return false;
    }
    *ret_good = result == LOGIN_CHANGED;
    if (result == LOGIN_CHANGE_LOCKED) {
        session_api_answer_locked(response, retry_after_s);
    } else if (!*ret_good) {
        http_response_invalid(response, "password", "not the present password");
    }
    return true;
}

static bool run_begin(struct database *database, void *user, struct error *err)
{
    struct stepping *stepping = user;
    return second_step_begin(database, &stepping->tools->key, stepping->session->account,
                             clock_utc_us(stepping->tools->clock), &stepping->done,
                             stepping->secret, err);
}

static bool handle_begin(struct http_request *request, struct http_response *response, void *user,
                         struct error *err)
{
    const struct session_api *api = user;
    struct stepping stepping = stepping_of(api, request);
    bool good;
    if (!ask_password(api, request, response, &good, err)) {
        return false;
    }
    if (!good) {
        return true;
    }
    if (!storage_write(stepping.tools->storage, run_begin, &stepping, err)) {
        return false;
    }
    if (!stepping.done) {
        answer_state(response, "active", "The account has a second step already");
        return true;
    }
    char uri[256];
    (void)snprintf(uri, sizeof uri, "otpauth://totp/Shoushi:%s?secret=%s&issuer=Shoushi",
                   stepping.session->account, stepping.secret);
    http_response_json(response, 201,
                       json_pack("{s:s, s:s}", "secret", stepping.secret, "uri", uri));
    return true;
}

static bool run_confirm(struct database *database, void *user, struct error *err)
{
    struct stepping *stepping = user;
    return second_step_confirm(database, &stepping->tools->key, stepping->session->account,
                               stepping->code, clock_utc_us(stepping->tools->clock),
                               &stepping->done, stepping->codes, err) &&
           (!stepping->done || append_line(database, stepping, "session.second_step_on", err));
}

static bool handle_confirm(struct http_request *request, struct http_response *response, void *user,
                           struct error *err)
{
    static const char *const keys[] = {"code", NULL};
    struct stepping stepping = stepping_of(user, request);
    AUTO(json) json_t *body = NULL;
    AUTO(json) json_t *codes = json_array();
    struct error fault = {0};
    if (!http_json_body(request, response, &body)) {
        return true;
    }
    if (!json_only_keys(body, "", keys, &fault) ||
        !json_get_text(body, "", "code", SECOND_STEP_TYPED_MAX, &stepping.code, &fault)) {
        http_json_invalid(response, &fault);
        return true;
    }
    if (!storage_write(stepping.tools->storage, run_confirm, &stepping, err)) {
        return false;
    }
    if (!stepping.done) {
        http_response_invalid(response, "code", "not the code that the device shows now");
        return true;
    }
    for (size_t i = 0; i < SECOND_STEP_CODES; i++) {
        (void)json_array_append_new(codes, json_string(stepping.codes[i])); /* looked at below */
    }
    if (json_array_size(codes) != SECOND_STEP_CODES) {
        return error_set(err, ERROR_NO_MEMORY, "second step: out of memory");
    }
    http_response_json(response, 200, json_pack("{s:O}", "recovery_codes", codes));
    return true;
}

static bool run_remove(struct database *database, void *user, struct error *err)
{
    struct stepping *stepping = user;
    return second_step_remove(database, stepping->session->account, err) &&
           append_line(database, stepping, "session.second_step_off", err);
}

static bool handle_remove(struct http_request *request, struct http_response *response, void *user,
                          struct error *err)
{
    struct stepping stepping = stepping_of(user, request);
    bool good;
    if (!ask_password(user, request, response, &good, err)) {
        return false;
    }
    if (!good) {
        return true;
    }
    if (!storage_write(stepping.tools->storage, run_remove, &stepping, err)) {
        return false;
    }
    http_response_empty(response, 204);
    return true;
}

/* Asked for, confirmed with the device's first code, taken off again. */
struct http_route_set session_step_api_routes(struct session_api *api)
{
    static const struct http_route routes[] = {
        {"GET", "/api/v1/session/second-step", handle_look, SESSION_ACCESS_SELF, 0, 0},
        {"POST", "/api/v1/session/second-step", handle_begin, SESSION_ACCESS_SELF, BODY_MAX, 0},
        {"PUT", "/api/v1/session/second-step", handle_confirm, SESSION_ACCESS_SELF, BODY_MAX, 0},
        {"DELETE", "/api/v1/session/second-step", handle_remove, SESSION_ACCESS_SELF, BODY_MAX, 0},
    };
    return (struct http_route_set){.routes = routes,
                                   .route_count = ARRAY_LEN(routes),
                                   .user = api,
                                   .gate = session_gate,
                                   .gate_user = api->gate};
}
