#include "account_store.h"

#include <string.h>

static const struct database_sql select_account = {
    "account.find",
    "SELECT account, name, staff, state, password, one_time, password_expires_utc_us "
    "FROM account WHERE account = $1",
};

static const struct database_sql insert_account = {
    "account.insert",
    "INSERT INTO account (account, name, staff, state, password, one_time, "
    "password_expires_utc_us, password_set_utc_us, made_utc_us, made_by) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
};

static const struct database_sql update_password = {
    "account.set_password",
    "UPDATE account SET password = $2, one_time = $3, password_expires_utc_us = $4, "
    "password_set_utc_us = $5 WHERE account = $1",
};

static const struct database_sql select_all = {
    "account.all",
    "SELECT account, name, staff, state, password, one_time, password_expires_utc_us "
    "FROM account ORDER BY account",
};

static const struct database_sql select_of_role = {
    "account.of_role",
    "SELECT account, name, staff, state, password, one_time, password_expires_utc_us "
    "FROM account a WHERE a.state = 'active' AND EXISTS (SELECT 1 FROM account_role r WHERE "
    "r.account = a.account AND r.role = $1) ORDER BY account LIMIT $2",
};

static const struct database_sql update_account = {
    "account.update",
    "UPDATE account SET name = $2, staff = $3, state = $4 WHERE account = $1",
};

static const struct database_sql delete_roles = {
    "account_role.clear",
    "DELETE FROM account_role WHERE account = $1",
};

static const struct database_sql insert_role = {
    "account_role.insert",
    "INSERT INTO account_role (account, role, unit) VALUES ($1, $2, $3) "
    "ON CONFLICT (account, role, unit) DO NOTHING",
};

static const struct database_sql select_roles = {
    "account_role.each",
    "SELECT role, unit FROM account_role WHERE account = $1 ORDER BY role, unit",
};

static const struct database_sql select_attempt = {
    "login_attempt.read",
    "SELECT attempts, since_utc_us, locked_until_utc_us FROM login_attempt "
    "WHERE subject_hash = $1",
};

static const struct database_sql upsert_attempt = {
    "login_attempt.write",
    "INSERT INTO login_attempt (subject_hash, attempts, since_utc_us, locked_until_utc_us) "
    "VALUES ($1, $2, $3, $4) ON CONFLICT (subject_hash) DO UPDATE SET "
    "attempts = excluded.attempts, since_utc_us = excluded.since_utc_us, "
    "locked_until_utc_us = excluded.locked_until_utc_us",
};

static const struct database_sql delete_attempts = {
    "login_attempt.forget",
    "DELETE FROM login_attempt WHERE subject_hash BETWEEN $1 AND $2",
};

static const struct database_sql delete_attempts_before = {
    "login_attempt.forget_before",
    "DELETE FROM login_attempt WHERE since_utc_us < $1 AND locked_until_utc_us < $1",
};

static bool copy_account(const struct statement *row, struct account *account, struct error *err)
{
    account->state =
        strcmp(statement_text(row, 3), "active") == 0 ? ACCOUNT_ACTIVE : ACCOUNT_CLOSED;
    account->one_time = statement_int64(row, 5) != 0;
    account->password_expires_utc_us = statement_int64(row, 6);
    return statement_copy_text(row, 0, account->account, sizeof account->account, err) &&
           statement_copy_text(row, 1, account->name, sizeof account->name, err) &&
           statement_copy_text(row, 2, account->staff, sizeof account->staff, err) &&
           statement_copy_text(row, 4, account->password, sizeof account->password, err);
}

bool account_store_find(struct database *database, const char *account, bool *ret_found,
                        struct account *ret_account, struct error *err)
{
    AUTO(statement) struct statement *select = NULL;
    bool row;
    if (!database_prepare(database, &select_account, &select, err)) {
        return false;
    }
    statement_bind_text(select, 1, account);
    if (!statement_step(select, &row, err) || (row && !copy_account(select, ret_account, err))) {
        return false;
    }
    *ret_found = row;
    return true;
}

bool account_store_add(struct database *database, const struct account *account,
                       const char *made_by, int64_t now_utc_us, struct error *err)
{
    AUTO(statement) struct statement *insert = NULL;
    if (!database_prepare(database, &insert_account, &insert, err)) {
        return false;
    }
    statement_bind_text(insert, 1, account->account);
    statement_bind_text(insert, 2, account->name);
    statement_bind_text(insert, 3, account->staff);
    statement_bind_text(insert, 4, account->state == ACCOUNT_ACTIVE ? "active" : "closed");
    statement_bind_text(insert, 5, account->password);
    statement_bind_int64(insert, 6, account->one_time);
    statement_bind_int64(insert, 7, account->password_expires_utc_us);
    statement_bind_int64(insert, 8, now_utc_us);
    statement_bind_int64(insert, 9, now_utc_us);
    statement_bind_text(insert, 10, made_by);
    return statement_run(insert, err);
}

bool account_store_set_password(struct database *database, const struct account *account,
                                int64_t now_utc_us, struct error *err)
{
    AUTO(statement) struct statement *update = NULL;
    if (!database_prepare(database, &update_password, &update, err)) {
        return false;
    }
    statement_bind_text(update, 1, account->account);
    statement_bind_text(update, 2, account->password);
    statement_bind_int64(update, 3, account->one_time);
    statement_bind_int64(update, 4, account->password_expires_utc_us);
    statement_bind_int64(update, 5, now_utc_us);
    return statement_run(update, err);
}

bool account_store_update(struct database *database, const struct account *account,
                          struct error *err)
{
    AUTO(statement) struct statement *update = NULL;
    if (!database_prepare(database, &update_account, &update, err)) {
        return false;
    }
    statement_bind_text(update, 1, account->account);
    statement_bind_text(update, 2, account->name);
    statement_bind_text(update, 3, account->staff);
    statement_bind_text(update, 4, account->state == ACCOUNT_ACTIVE ? "active" : "closed");
    return statement_run(update, err);
}

static bool visit_accounts(struct statement *select, account_store_visit *on_account, void *user,
                           struct error *err)
{
    bool row;
    while (statement_step(select, &row, err)) {
        struct account account;
        if (!row) {
            return true;
        }
        if (!copy_account(select, &account, err) || !on_account(&account, user, err)) {
            return false;
        }
    }
    return false;
}

bool account_store_each(struct database *database, account_store_visit *on_account, void *user,
                        struct error *err)
{
    AUTO(statement) struct statement *select = NULL;
    return database_prepare(database, &select_all, &select, err) &&
           visit_accounts(select, on_account, user, err);
}

bool account_store_each_of_role(struct database *database, const char *role, int64_t max,
                                account_store_visit *on_account, void *user, struct error *err)
{
    AUTO(statement) struct statement *select = NULL;
    if (!database_prepare(database, &select_of_role, &select, err)) {
        return false;
    }
    statement_bind_text(select, 1, role);
    statement_bind_int64(select, 2, max);
    return visit_accounts(select, on_account, user, err);
}

bool account_store_clear_roles(struct database *database, const char *account, struct error *err)
{
    AUTO(statement) struct statement *delete = NULL;
    if (!database_prepare(database, &delete_roles, &delete, err)) {
        return false;
    }
    statement_bind_text(delete, 1, account);
    return statement_run(delete, err);
}

bool account_store_add_role(struct database *database, const char *account, const char *role,
                            const char *unit, struct error *err)
{
    AUTO(statement) struct statement *insert = NULL;
    if (!database_prepare(database, &insert_role, &insert, err)) {
        return false;
    }
    statement_bind_text(insert, 1, account);
    statement_bind_text(insert, 2, role);
    statement_bind_text(insert, 3, unit);
    return statement_run(insert, err);
}

bool account_store_each_role(struct database *database, const char *account,
                             account_store_visit_role *on_role, void *user, struct error *err)
{
    AUTO(statement) struct statement *select = NULL;
    bool row;
    if (!database_prepare(database, &select_roles, &select, err)) {
        return false;
    }
    statement_bind_text(select, 1, account);
    if (!statement_step(select, &row, err)) {
        return false;
    }
    while (row) {
        if (!on_role(statement_text(select, 0), statement_text(select, 1), user, err) ||
            !statement_step(select, &row, err)) {
            return false;
        }
    }
    return true;
}

bool account_store_read_attempt(struct database *database, const struct hash *subject,
                                struct login_attempt *ret_attempt, struct error *err)
{
    AUTO(statement) struct statement *select = NULL;
    bool row;
    if (!database_prepare(database, &select_attempt, &select, err)) {
        return false;
    }
    statement_bind_bytes(select, 1, subject->bytes, HASH_BYTES);
    if (!statement_step(select, &row, err)) {
        return false;
    }
    *ret_attempt = (struct login_attempt){0};
    if (row) {
        ret_attempt->attempts = statement_int64(select, 0);
        ret_attempt->since_utc_us = statement_int64(select, 1);
        ret_attempt->locked_until_utc_us = statement_int64(select, 2);
    }
    return true;
}

bool account_store_write_attempt(struct database *database, const struct hash *subject,
                                 const struct login_attempt *attempt, struct error *err)
{
    AUTO(statement) struct statement *upsert = NULL;
    if (!database_prepare(database, &upsert_attempt, &upsert, err)) {
        return false;
    }
    statement_bind_bytes(upsert, 1, subject->bytes, HASH_BYTES);
    statement_bind_int64(upsert, 2, attempt->attempts);
    statement_bind_int64(upsert, 3, attempt->since_utc_us);
    statement_bind_int64(upsert, 4, attempt->locked_until_utc_us);
    return statement_run(upsert, err);
}

bool account_store_forget_attempts(struct database *database, const struct hash *first,
                                   const struct hash *last, struct error *err)
{
    AUTO(statement) struct statement *delete = NULL;
    if (!database_prepare(database, &delete_attempts, &delete, err)) {
        return false;
    }
    statement_bind_bytes(delete, 1, first->bytes, HASH_BYTES);
    statement_bind_bytes(delete, 2, last->bytes, HASH_BYTES);
    return statement_run(delete, err);
}

bool account_store_forget_attempts_before(struct database *database, int64_t before_utc_us,
                                          struct error *err)
{
    AUTO(statement) struct statement *delete = NULL;
    if (!database_prepare(database, &delete_attempts_before, &delete, err)) {
        return false;
    }
    statement_bind_int64(delete, 1, before_utc_us);
    return statement_run(delete, err);
}
