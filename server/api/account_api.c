#include "account_api.h"

#include "account_admin.h"
#include "account_view.h"
#include "check.h"
#include "http_json.h"
#include "json.h"
#include "permission_check.h"
#include <string.h>

#define BODY_MAX 16384

static struct account_admin admin_for(const struct account_api *api,
                                      const struct http_request *request)
{
    return (struct account_admin){.storage = api->gate->storage,
                                  .passwords = api->passwords,
                                  .clock = api->clock,
                                  .audit = api->gate->audit,
                                  .actor = session_gate_actor(request)};
}

/* 404 and 422 for what the caller can mend; false for what they cannot. */
static bool answer_fault(struct http_response *response, const struct error *fault,
                         struct error *err)
{
    if (fault->code == ERROR_GONE) {
        http_response_problem(
            response,
            &(struct http_problem){.status = 404, .type = "account", .title = "No such account"});
        return true;
    }
    if (fault->code == ERROR_INVALID) {
        http_json_invalid(response, fault);
        return true;
    }
    *err = *fault;
    return false;
}

/* What is read */

static bool list_accounts(const struct account_api *api, const char *account, json_t **ret_list,
                          struct error *err)
{
    AUTO(snapshot) struct snapshot *view = NULL;
    return storage_read(api->gate->storage, &view, err) &&
           account_view_list(snapshot_database(view), account, ret_list, err);
}

/* Whose account is looked at; NULL: all. */
static bool note_look(const struct http_request *request, const char *account, struct error *err)
{
    const struct audit_entry entry = {.action = "account.read",
                                      .kind = "account",
                                      .id = account,
                                      .detail = http_request_target(request)};
    return permission_check_note(request, &entry, err);
}

static bool handle_list(struct http_request *request, struct http_response *response, void *user,
                        struct error *err)
{
    json_t *list;
    if (!note_look(request, NULL, err) || !list_accounts(user, NULL, &list, err)) {
        return false;
    }
    http_response_json(response, 200, json_pack("{s:o}", "accounts", list));
    return true;
}

static bool answer_account(const struct account_api *api, struct http_response *response,
                           const char *account, struct error *err)
{
    AUTO(json) json_t *list = NULL;
    const struct error gone = {.code = ERROR_GONE};
    if (!list_accounts(api, account, &list, err)) {
        return false;
    }
    if (json_array_size(list) == 0) {
        return answer_fault(response, &gone, err);
    }
    http_response_json(response, 200, json_incref(json_array_get(list, 0)));
    return true;
}

static bool handle_read(struct http_request *request, struct http_response *response, void *user,
                        struct error *err)
{
    const char *account = http_request_parameter(request, "account");
    return note_look(request, account, err) && answer_account(user, response, account, err);
}

static bool handle_sessions(struct http_request *request, struct http_response *response,
                            void *user, struct error *err)
{
    const struct account_api *api = user;
    AUTO(snapshot) struct snapshot *view = NULL;
    const char *account = http_request_parameter(request, "account");
    json_t *list;
    if (!note_look(request, account, err) || !storage_read(api->gate->storage, &view, err) ||
        !account_view_sessions(snapshot_database(view), account, &list, err)) {
        return false;
    }
    http_response_json(response, 200, json_pack("{s:o}", "sessions", list));
    return true;
}

/* What is changed */

struct role_list {
    struct permission_grant grants[PERMISSION_GRANTS_MAX];
    size_t count;
};

static bool read_role(const json_t *entry, size_t i, struct role_list *roles, struct error *err)
{
    static const char *const keys[] = {"role", "unit", NULL};
    char path[32];
    const char *role, *unit = "";
    (void)snprintf(path, sizeof path, "roles[%zu]", i);
    if (!json_is_object(entry)) {
        return error_set(err, ERROR_INVALID, "%s: expected an object", path);
    }
    if (!json_only_keys(entry, path, keys, err) ||
        !json_get_text(entry, path, "role", 32, &role, err) ||
        (json_has(entry, "unit") &&
         !json_get_text(entry, path, "unit", PERMISSION_UNIT_MAX, &unit, err))) {
        return false;
    }
    struct permission_grant *grant = &roles->grants[roles->count++];
    grant->role = account_role_of_name(role);
    (void)snprintf(grant->unit, sizeof grant->unit, "%s", unit);
    return grant->role != 0 || error_set(err, ERROR_INVALID, "%s.role: no such role", path);
}

static bool read_roles(const json_t *body, struct role_list *ret_roles, struct error *err)
{
    const json_t *list;
    ret_roles->count = 0;
    if (!json_get_array(body, "", "roles", PERMISSION_GRANTS_MAX, &list, err)) {
        return false;
    }
    for (size_t i = 0; i < json_array_size(list); i++) {
        if (!read_role(json_array_get(list, i), i, ret_roles, err)) {
            return false;
        }
    }
    return true;
}

static bool read_plan(const json_t *body, struct account_plan *plan, struct role_list *roles,
                      struct error *err)
{
    static const char *const keys[] = {"account", "name", "staff", "roles", NULL};
    *plan = (struct account_plan){.staff = "", .unit = "", .grants = roles->grants};
    if (!json_only_keys(body, "", keys, err) ||
        !json_get_text(body, "", "account", ACCOUNT_ID_MAX, &plan->account, err) ||
        !json_get_text(body, "", "name", ACCOUNT_NAME_MAX, &plan->name, err) ||
        (json_has(body, "staff") &&
         !json_get_text(body, "", "staff", ACCOUNT_STAFF_MAX, &plan->staff, err)) ||
        !read_roles(body, roles, err)) {
        return false;
    }
    plan->grant_count = roles->count;
    return true;
}

static void answer_password(struct http_response *response, unsigned status, const char *account,
                            const char *password)
{
    http_response_json(response, status,
                       json_pack("{s:s, s:s, s:i}", "account", account, "one_time_password",
                                 password, "holds_hours", ACCOUNT_ADMIN_ONE_TIME_H));
}

static bool handle_add(struct http_request *request, struct http_response *response, void *user,
                       struct error *err)
{
    const struct account_api *api = user;
    AUTO(json) json_t *body = NULL;
    struct account_plan plan;
    struct role_list roles;
    char password[PASSWORD_ONE_TIME_SIZE];
    struct error fault = {0};
    if (!http_json_body(request, response, &body)) {
        return true;
    }
    const struct account_admin admin = admin_for(api, request);
    if (!read_plan(body, &plan, &roles, &fault) ||
        !account_admin_add(&admin, &plan, password, &fault)) {
        return answer_fault(response, &fault, err);
    }
    answer_password(response, 201, plan.account, password);
    return true;
}

struct change_texts {
    struct account_change change;
    struct role_list roles;
    enum account_state state;
};

static bool read_state(const json_t *body, struct change_texts *texts, struct error *err)
{
    const char *word;
    if (!json_has(body, "state")) {
        return true;
    }
    if (!json_get_text(body, "", "state", 16, &word, err)) {
        return false;
    }
    bool active = strcmp(word, "active") == 0;
    texts->state = active ? ACCOUNT_ACTIVE : ACCOUNT_CLOSED;
    texts->change.state = &texts->state;
    return active || strcmp(word, "closed") == 0 ||
           error_set(err, ERROR_INVALID, "state: expected active or closed");
}

static bool read_change(const json_t *body, struct change_texts *texts, struct error *err)
{
    static const char *const keys[] = {"name", "staff", "roles", "state", NULL};
    *texts = (struct change_texts){0};
    struct account_change *change = &texts->change;
    if (!json_only_keys(body, "", keys, err) ||
        (json_has(body, "name") &&
         !json_get_text(body, "", "name", ACCOUNT_NAME_MAX, &change->name, err)) ||
        (json_has(body, "staff") &&
         !json_get_text(body, "", "staff", ACCOUNT_STAFF_MAX, &change->staff, err)) ||
        !read_state(body, texts, err)) {
        return false;
    }
    if (json_has(body, "roles")) {
        if (!read_roles(body, &texts->roles, err)) {
            return false;
        }
        change->grants = texts->roles.grants;
        change->grant_count = texts->roles.count;
    }
    return true;
}

static bool handle_change(struct http_request *request, struct http_response *response, void *user,
                          struct error *err)
{
    const struct account_api *api = user;
    const char *account = http_request_parameter(request, "account");
    AUTO(json) json_t *body = NULL;
    struct change_texts texts;
    struct error fault = {0};
    if (!http_json_body(request, response, &body)) {
        return true;
    }
    const struct account_admin admin = admin_for(api, request);
    if (!read_change(body, &texts, &fault) ||
        !account_admin_change(&admin, account, &texts.change, &fault)) {
        return answer_fault(response, &fault, err);
    }
    return answer_account(api, response, account, err);
}

static bool handle_password(struct http_request *request, struct http_response *response,
                            void *user, struct error *err)
{
    const char *account = http_request_parameter(request, "account");
    const struct account_admin admin = admin_for(user, request);
    char password[PASSWORD_ONE_TIME_SIZE];
    struct error fault = {0};
    if (!account_admin_reset_password(&admin, account, password, &fault)) {
        return answer_fault(response, &fault, err);
    }
    answer_password(response, 200, account, password);
    return true;
}

typedef bool change_account(const struct account_admin *admin, const char *account,
                            struct error *err);

static bool run(struct http_request *request, struct http_response *response, void *user,
                change_account *change, struct error *err)
{
    const struct account_admin admin = admin_for(user, request);
    struct error fault = {0};
    if (!change(&admin, http_request_parameter(request, "account"), &fault)) {
        return answer_fault(response, &fault, err);
    }
    http_response_empty(response, 204);
    return true;
}

static bool handle_end_sessions(struct http_request *request, struct http_response *response,
                                void *user, struct error *err)
{
    return run(request, response, user, account_admin_end_sessions, err);
}

static bool handle_remove_step(struct http_request *request, struct http_response *response,
                               void *user, struct error *err)
{
    return run(request, response, user, account_admin_remove_second_step, err);
}

struct http_route_set account_api_routes(struct account_api *api)
{
    enum {
        READS = SESSION_ACCESS(PERMISSION_ACCOUNT, PERMISSION_READ),
        WRITES = SESSION_ACCESS(PERMISSION_ACCOUNT, PERMISSION_WRITE)
    };
    static const struct http_route routes[] = {
        {"GET", "/api/v1/accounts", handle_list, READS, 0, 0},
        {"POST", "/api/v1/accounts", handle_add, WRITES, BODY_MAX, 0},
        {"GET", "/api/v1/accounts/{account}", handle_read, READS, 0, 0},
        {"PATCH", "/api/v1/accounts/{account}", handle_change, WRITES, BODY_MAX, 0},
        {"POST", "/api/v1/accounts/{account}/password", handle_password, WRITES, 0, 0},
        {"GET", "/api/v1/accounts/{account}/sessions", handle_sessions, READS, 0, 0},
        {"DELETE", "/api/v1/accounts/{account}/sessions", handle_end_sessions, WRITES, 0, 0},
        {"DELETE", "/api/v1/accounts/{account}/second-step", handle_remove_step, WRITES, 0, 0},
    };
    return (struct http_route_set){.routes = routes,
                                   .route_count = ARRAY_LEN(routes),
                                   .user = api,
                                   .gate = session_gate,
                                   .gate_user = api->gate};
}
