#include "account_view.h"

#include "account_grants.h"
#include "json.h"
#include "login_session_store.h"
#include "second_step.h"
#include <string.h>

#define SESSION_NAME_BYTES 8

static bool no_memory(struct error *err)
{
    return error_set(err, ERROR_NO_MEMORY, "accounts: out of memory");
}

static bool add_role(const char *role, const char *unit, void *user, struct error *err)
{
    return json_array_append_new(user, json_pack("{s:s, s:s}", "role", role, "unit", unit)) == 0 ||
           no_memory(err);
}

bool account_view_read(struct database *database, const struct account *account, json_t **ret_view,
                       struct error *err)
{
    AUTO(json) json_t *roles = json_array();
    if (!account_store_each_role(database, account->account, add_role, roles, err)) {
        return false;
    }
    json_t *view =
        json_pack("{s:s, s:s, s:s, s:s, s:O}", "account", account->account, "name", account->name,
                  "staff", account->staff, "state",
                  account->state == ACCOUNT_ACTIVE ? "active" : "closed", "roles", roles);
    if (!view) {
        return no_memory(err);
    }
    *ret_view = view;
    return true;
}

static bool add_session(const struct login_session_row *session, void *user, struct error *err)
{
    char name[2 * SESSION_NAME_BYTES + 1];
    hash_hex_encode(session->token_hash.bytes, SESSION_NAME_BYTES, name);
    json_t *object = json_pack("{s:s, s:I, s:I, s:I}", "session", name, "began_utc_us",
                               (json_int_t)session->began_utc_us, "seen_utc_us",
                               (json_int_t)session->seen_utc_us, "ends_utc_us",
                               (json_int_t)session->ends_utc_us);
    return json_array_append_new(user, object) == 0 || no_memory(err);
}

bool account_view_sessions(struct database *database, const char *account, json_t **ret_list,
                           struct error *err)
{
    AUTO(json) json_t *list = json_array();
    if (!login_session_store_each(database, account, add_session, list, err)) {
        return false;
    }
    *ret_list = TAKE(list);
    return true;
}

/* Gathered first: looking up more while the list is being read would need statements within
 * statements. */
struct gathering {
    const char *only; /* NULL: all */
    struct account *accounts;
    size_t count;
};

static bool gather(const struct account *account, void *user, struct error *err)
{
    struct gathering *gathering = user;
    if (gathering->only && strcmp(gathering->only, account->account) != 0) {
        return true;
    }
    struct account *accounts =
        realloc(gathering->accounts, (gathering->count + 1) * sizeof *accounts);
    if (!accounts) {
        return no_memory(err);
    }
    gathering->accounts = accounts;
    gathering->accounts[gathering->count++] = *account;
    return true;
}

static bool add_account(struct database *database, const struct account *account, json_t *list,
                        struct error *err)
{
    static const char *const words[] = {
        [SECOND_STEP_NONE] = "none",
        [SECOND_STEP_PENDING] = "none",
        [SECOND_STEP_ACTIVE] = "active",
    };
    AUTO(json) json_t *view = NULL;
    AUTO(json) json_t *sessions = NULL;
    enum second_step_state step;
    int64_t codes;
    if (!account_view_read(database, account, &view, err) ||
        !account_view_sessions(database, account->account, &sessions, err) ||
        !second_step_look(database, account->account, &step, &codes, err)) {
        return false;
    }
    bool good = json_object_set_new(view, "one_time", json_boolean(account->one_time)) == 0 &&
                json_object_set_new(view, "second_step", json_string(words[step])) == 0 &&
                json_object_set_new(view, "sessions",
                                    json_integer((json_int_t)json_array_size(sessions))) == 0 &&
                json_array_append(list, view) == 0;
    return good || no_memory(err);
}

bool account_view_list(struct database *database, const char *account, json_t **ret_list,
                       struct error *err)
{
    struct gathering gathering = {.only = account};
    AUTO(json) json_t *list = json_array();
    bool good = account_store_each(database, gather, &gathering, err);
    for (size_t i = 0; good && i < gathering.count; i++) {
        good = add_account(database, &gathering.accounts[i], list, err);
    }
    free(gathering.accounts);
    if (good) {
        *ret_list = TAKE(list);
    }
    return good;
}
