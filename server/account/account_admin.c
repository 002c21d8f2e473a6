#include "account_admin.h"

#include "account_role.h"
#include "login_limit.h"
#include "login_session_store.h"
#include <stdio.h>
#include <string.h>

#define HOUR_US ((int64_t)3600 * 1000000)

static bool is_account_id(const char *text)
{
    static const char first[] = "abcdefghijklmnopqrstuvwxyz0123456789";
    static const char rest[] = "abcdefghijklmnopqrstuvwxyz0123456789._-";
    size_t len = strlen(text);
    return len > 0 && len <= ACCOUNT_ID_MAX && strchr(first, text[0]) && strspn(text, rest) == len;
}

static bool check_plan(const struct account_plan *plan, struct error *err)
{
    if (!is_account_id(plan->account)) {
        return error_set(err, ERROR_INVALID,
                         "account: 1 to %d of a-z, 0-9, '.', '_' and '-', beginning with a letter "
                         "or digit",
                         ACCOUNT_ID_MAX);
    }
    if (!*plan->name || strlen(plan->name) > ACCOUNT_NAME_MAX) {
        return error_set(err, ERROR_INVALID, "name: 1 to %d bytes", ACCOUNT_NAME_MAX);
    }
    if (strlen(plan->staff) > ACCOUNT_STAFF_MAX || strlen(plan->unit) > ACCOUNT_STAFF_MAX) {
        return error_set(err, ERROR_INVALID, "staff, unit: at most %d bytes", ACCOUNT_STAFF_MAX);
    }
    if (!account_role_may_combine(plan->roles)) {
        return error_set(err, ERROR_INVALID,
                         "roles: administrator, security_officer and auditor are three people");
    }
    return true;
}

/* One account being made, or given a new password. */
struct work {
    const struct account_admin *admin;
    const struct account_plan *plan;
    struct account account;
    int64_t now_utc_us;
};

static bool add_roles(struct database *database, const struct account_plan *plan, struct error *err)
{
    for (size_t i = 0; i < ACCOUNT_ROLE_COUNT; i++) {
        const char *role = account_role_name(i);
        bool has = plan->roles & account_role_of_name(role);
        if (has && !account_store_add_role(database, plan->account, role, plan->unit, err)) {
            return false;
        }
    }
    return true;
}

static bool run_add(struct database *database, void *user, struct error *err)
{
    struct work *work = user;
    struct account there;
    bool found;
    if (!account_store_find(database, work->account.account, &found, &there, err)) {
        return false;
    }
    if (found) {
        return error_set(err, ERROR_INVALID, "account %s is there already", work->account.account);
    }
    return account_store_add(database, &work->account, work->admin->author, work->now_utc_us,
                             err) &&
           add_roles(database, work->plan, err);
}

/* A one-time password, and its hash and day in the account. */
static bool give_password(const struct account_admin *admin, struct work *work,
                          char password[static PASSWORD_ONE_TIME_SIZE], struct error *err)
{
    work->admin = admin;
    work->now_utc_us = clock_utc_us(admin->clock);
    work->account.one_time = true;
    work->account.password_expires_utc_us = work->now_utc_us + ACCOUNT_ADMIN_ONE_TIME_H * HOUR_US;
    password_hash_one_time(password);
    return password_hash_make(admin->passwords, password, work->account.password, err);
}

bool account_admin_add(const struct account_admin *admin, const struct account_plan *plan,
                       char ret_password[static PASSWORD_ONE_TIME_SIZE], struct error *err)
{
    struct work work = {.plan = plan, .account = {.state = ACCOUNT_ACTIVE}};
    char password[PASSWORD_ONE_TIME_SIZE];
    if (!check_plan(plan, err)) {
        return false;
    }
    (void)snprintf(work.account.account, sizeof work.account.account, "%s", plan->account);
    (void)snprintf(work.account.name, sizeof work.account.name, "%s", plan->name);
    (void)snprintf(work.account.staff, sizeof work.account.staff, "%s", plan->staff);
    if (!give_password(admin, &work, password, err) ||
        !storage_write(admin->storage, run_add, &work, err)) {
        return false;
    }
    memcpy(ret_password, password, sizeof password);
    return true;
}

static bool run_reset(struct database *database, void *user, struct error *err)
{
    struct work *work = user;
    struct account there;
    bool found;
    if (!account_store_find(database, work->account.account, &found, &there, err)) {
        return false;
    }
    if (!found) {
        return error_set(err, ERROR_INVALID, "there is no account %s", work->account.account);
    }
    return account_store_set_password(database, &work->account, work->now_utc_us, err) &&
           login_session_store_remove_others(database, work->account.account, NULL, err) &&
           login_limit_forget(database, work->account.account, err);
}

bool account_admin_reset_password(const struct account_admin *admin, const char *account,
                                  char ret_password[static PASSWORD_ONE_TIME_SIZE],
                                  struct error *err)
{
    struct work work = {0};
    char password[PASSWORD_ONE_TIME_SIZE];
    (void)snprintf(work.account.account, sizeof work.account.account, "%s", account);
    if (!give_password(admin, &work, password, err) ||
        !storage_write(admin->storage, run_reset, &work, err)) {
        return false;
    }
    memcpy(ret_password, password, sizeof password);
    return true;
}
