#include "account_admin.h"

#include "account_duty.h"
#include "account_grants.h"
#include "account_view.h"
#include "json.h"
#include "login_limit.h"
#include "login_session_store.h"
#include "second_step.h"
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

static bool check_names(const char *name, const char *staff, struct error *err)
{
    if (!*name || strlen(name) > ACCOUNT_NAME_MAX) {
        return error_set(err, ERROR_INVALID, "name: 1 to %d bytes", ACCOUNT_NAME_MAX);
    }
    return strlen(staff) <= ACCOUNT_STAFF_MAX ||
           error_set(err, ERROR_INVALID, "staff: at most %d bytes", ACCOUNT_STAFF_MAX);
}

/* One account being made or changed: as it was, and as it will be. */
struct work {
    const struct account_admin *admin;
    const struct account_plan *plan;
    const struct account_change *change;
    const char *action;
    struct account account;
    struct permission_holder holder;
    int64_t now_utc_us;
};

/* The line of the audit log; before is NULL for a new account. */
static bool append_line(struct database *database, const struct work *work, const json_t *before,
                        struct error *err)
{
    const struct account_admin *admin = work->admin;
    AUTO(json) json_t *after = NULL;
    if (!account_view_read(database, &work->account, &after, err)) {
        return false;
    }
    const struct audit_entry entry = {.action = work->action,
                                      .kind = "account",
                                      .id = work->account.account,
                                      .before = before,
                                      .after = after};
    return audit_append(admin->audit, database, &admin->actor, &entry, err);
}

/* Roles */

static bool add_grant(struct permission_holder *holder, unsigned role, const char *unit,
                      struct error *err)
{
    size_t len = strlen(unit);
    if (holder->grant_count == PERMISSION_GRANTS_MAX || len > PERMISSION_UNIT_MAX) {
        return error_set(err, ERROR_INVALID, "roles: at most %d, each unit at most %d bytes",
                         PERMISSION_GRANTS_MAX, PERMISSION_UNIT_MAX);
    }
    struct permission_grant *grant = &holder->grants[holder->grant_count++];
    grant->role = role;
    memcpy(grant->unit, unit, len + 1);
    return true;
}

static bool add_grants(struct permission_holder *holder, const struct permission_grant *grants,
                       size_t count, struct error *err)
{
    for (size_t i = 0; i < count; i++) {
        if (!add_grant(holder, grants[i].role, grants[i].unit, err)) {
            return false;
        }
    }
    return true;
}

static bool plan_grants(const struct account_plan *plan, struct permission_holder *holder,
                        struct error *err)
{
    for (size_t i = 0; i < ACCOUNT_ROLE_COUNT; i++) {
        unsigned role = account_role_of_name(account_role_name(i));
        if ((plan->roles & role) && !add_grant(holder, role, plan->unit, err)) {
            return false;
        }
    }
    return add_grants(holder, plan->grants, plan->grant_count, err);
}

static const char *role_word(unsigned role)
{
    size_t i = 0;
    while (account_role_of_name(account_role_name(i)) != role) {
        i++;
    }
    return account_role_name(i);
}

static bool write_grants(struct database *database, const struct permission_holder *holder,
                         struct error *err)
{
    if (!account_store_clear_roles(database, holder->account, err)) {
        return false;
    }
    for (size_t i = 0; i < holder->grant_count; i++) {
        const struct permission_grant *grant = &holder->grants[i];
        if (!account_store_add_role(database, holder->account, role_word(grant->role), grant->unit,
                                    err)) {
            return false;
        }
    }
    return true;
}

/* Making */

static bool run_add(struct database *database, void *user, struct error *err)
{
    struct work *work = user;
    struct account there;
    bool found;
    if (!account_store_find(database, work->account.account, &found, &there, err)) {
        return false;
    }
    if (found) {
        return error_set(err, ERROR_INVALID, "account: %s is there already", work->account.account);
    }
    const char *author = work->admin->actor.who ? work->admin->actor.who : "";
    return account_duty_check(database, &work->holder, err) &&
           account_store_add(database, &work->account, author, work->now_utc_us, err) &&
           write_grants(database, &work->holder, err) && append_line(database, work, NULL, err);
}

/* A one-time password, and its hash and day in the account. */
static bool give_password(const struct account_admin *admin, struct work *work,
                          char password[static PASSWORD_ONE_TIME_SIZE], struct error *err)
{
    work->account.one_time = true;
    work->account.password_expires_utc_us = work->now_utc_us + ACCOUNT_ADMIN_ONE_TIME_H * HOUR_US;
    password_hash_one_time(password);
    return password_hash_make(admin->passwords, password, work->account.password, err);
}

static void begin_work(struct work *work, const struct account_admin *admin, const char *action,
                       const char *account)
{
    *work =
        (struct work){.admin = admin, .action = action, .now_utc_us = clock_utc_us(admin->clock)};
    (void)snprintf(work->account.account, sizeof work->account.account, "%s", account);
}

static void hold(struct work *work)
{
    memcpy(work->holder.account, work->account.account, sizeof work->holder.account);
    memcpy(work->holder.staff, work->account.staff, sizeof work->holder.staff);
}

bool account_admin_add(const struct account_admin *admin, const struct account_plan *plan,
                       char ret_password[static PASSWORD_ONE_TIME_SIZE], struct error *err)
{
    struct work work;
    char password[PASSWORD_ONE_TIME_SIZE];
    begin_work(&work, admin, "account.add", plan->account);
    if (!is_account_id(plan->account)) {
        return error_set(err, ERROR_INVALID,
                         "account: 1 to %d of a-z, 0-9, '.', '_' and '-', beginning with a letter "
                         "or digit",
                         ACCOUNT_ID_MAX);
    }
    if (!check_names(plan->name, plan->staff, err) || !plan_grants(plan, &work.holder, err)) {
        return false;
    }
    (void)snprintf(work.account.name, sizeof work.account.name, "%s", plan->name);
    (void)snprintf(work.account.staff, sizeof work.account.staff, "%s", plan->staff);
    hold(&work);
    if (!account_duty_may_combine(&work.holder, err) ||
        !give_password(admin, &work, password, err) ||
        !storage_write(admin->storage, run_add, &work, err)) {
        return false;
    }
    memcpy(ret_password, password, sizeof password);
    return true;
}

/* Changing */

static bool find_account(struct database *database, const char *id, struct account *ret_account,
                         struct error *err)
{
    bool found;
    return account_store_find(database, id, &found, ret_account, err) &&
           (found || error_set(err, ERROR_GONE, "account: there is no account %s", id));
}

static bool is_own(const struct work *work)
{
    const struct audit_actor *actor = &work->admin->actor;
    return actor->by == AUDIT_BY_ACCOUNT && strcmp(actor->who, work->account.account) == 0;
}

/* Applies the change to the account that was read, and to its roles. */
static bool apply(struct work *work, struct error *err)
{
    const struct account_change *change = work->change;
    if (is_own(work) && (change->grants || change->state)) {
        return error_set(err, ERROR_INVALID,
                         "roles: nobody changes the roles or the state of their own account");
    }
    if (change->name) {
        (void)snprintf(work->account.name, sizeof work->account.name, "%s", change->name);
    }
    if (change->staff) {
        (void)snprintf(work->account.staff, sizeof work->account.staff, "%s", change->staff);
    }
    if (change->state) {
        work->account.state = *change->state;
    }
    hold(work);
    if (change->grants) {
        work->holder.grant_count = 0;
        return add_grants(&work->holder, change->grants, change->grant_count, err);
    }
    return true;
}

static bool run_change(struct database *database, void *user, struct error *err)
{
    struct work *work = user;
    AUTO(json) json_t *before = NULL;
    char id[ACCOUNT_ID_MAX + 1];
    memcpy(id, work->account.account, sizeof id);
    if (!find_account(database, id, &work->account, err) ||
        !account_view_read(database, &work->account, &before, err) ||
        !account_grants_read(database, &work->account, &work->holder, err) || !apply(work, err)) {
        return false;
    }
    bool active = work->account.state == ACCOUNT_ACTIVE;
    if ((active && (!account_duty_may_combine(&work->holder, err) ||
                    !account_duty_check(database, &work->holder, err))) ||
        !account_store_update(database, &work->account, err) ||
        (work->change->grants && !write_grants(database, &work->holder, err)) ||
        (!active && !login_session_store_remove_others(database, id, NULL, err))) {
        return false;
    }
    return account_duty_check_officer(database, err) && append_line(database, work, before, err);
}

bool account_admin_change(const struct account_admin *admin, const char *account,
                          const struct account_change *change, struct error *err)
{
    struct work work;
    const char *name = change->name ? change->name : "x";
    const char *staff = change->staff ? change->staff : "";
    begin_work(&work, admin, "account.change", account);
    work.change = change;
    return check_names(name, staff, err) && storage_write(admin->storage, run_change, &work, err);
}

/* What changes nothing that the account's view shows has a line without changes. */

static bool run_reset(struct database *database, void *user, struct error *err)
{
    struct work *work = user;
    struct account account;
    if (!find_account(database, work->account.account, &account, err)) {
        return false;
    }
    bool good = account_store_set_password(database, &work->account, work->now_utc_us, err) &&
                login_session_store_remove_others(database, account.account, NULL, err) &&
                login_limit_forget(database, account.account, err);
    const struct audit_entry entry = {
        .action = work->action, .kind = "account", .id = account.account};
    return good && audit_append(work->admin->audit, database, &work->admin->actor, &entry, err);
}

bool account_admin_reset_password(const struct account_admin *admin, const char *account,
                                  char ret_password[static PASSWORD_ONE_TIME_SIZE],
                                  struct error *err)
{
    struct work work;
    char password[PASSWORD_ONE_TIME_SIZE];
    begin_work(&work, admin, "account.password", account);
    if (!give_password(admin, &work, password, err) ||
        !storage_write(admin->storage, run_reset, &work, err)) {
        return false;
    }
    memcpy(ret_password, password, sizeof password);
    return true;
}

static bool run_end_sessions(struct database *database, void *user, struct error *err)
{
    struct work *work = user;
    struct account account;
    const struct audit_entry entry = {
        .action = work->action, .kind = "account", .id = work->account.account};
    return find_account(database, work->account.account, &account, err) &&
           login_session_store_remove_others(database, account.account, NULL, err) &&
           audit_append(work->admin->audit, database, &work->admin->actor, &entry, err);
}

bool account_admin_end_sessions(const struct account_admin *admin, const char *account,
                                struct error *err)
{
    struct work work;
    begin_work(&work, admin, "account.end_sessions", account);
    return storage_write(admin->storage, run_end_sessions, &work, err);
}

static bool run_remove_step(struct database *database, void *user, struct error *err)
{
    struct work *work = user;
    struct account account;
    const struct audit_entry entry = {
        .action = work->action, .kind = "account", .id = work->account.account};
    return find_account(database, work->account.account, &account, err) &&
           second_step_remove(database, account.account, err) &&
           audit_append(work->admin->audit, database, &work->admin->actor, &entry, err);
}

bool account_admin_remove_second_step(const struct account_admin *admin, const char *account,
                                      struct error *err)
{
    struct work work;
    begin_work(&work, admin, "account.remove_second_step", account);
    return storage_write(admin->storage, run_remove_step, &work, err);
}
