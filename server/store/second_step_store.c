#include "second_step_store.h"

#include <string.h>

static const struct database_sql select_row = {
    "second_step.read",
    "SELECT account, state, nonce, secret, last_step, made_utc_us FROM second_step "
    "WHERE account = $1",
};

static const struct database_sql upsert_row = {
    "second_step.write",
    "INSERT INTO second_step (account, state, nonce, secret, last_step, made_utc_us) "
    "VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (account) DO UPDATE SET "
    "state = excluded.state, nonce = excluded.nonce, secret = excluded.secret, "
    "last_step = excluded.last_step, made_utc_us = excluded.made_utc_us",
};

static const struct database_sql delete_row = {
    "second_step.remove",
    "DELETE FROM second_step WHERE account = $1",
};

static const struct database_sql delete_codes = {
    "recovery_code.clear",
    "DELETE FROM recovery_code WHERE account = $1",
};

static const struct database_sql insert_code = {
    "recovery_code.insert",
    "INSERT INTO recovery_code (account, code_hash) VALUES ($1, $2)",
};

static const struct database_sql delete_code = {
    "recovery_code.take",
    "DELETE FROM recovery_code WHERE account = $1 AND code_hash = $2",
};

static const struct database_sql count_codes = {
    "recovery_code.count",
    "SELECT count(*) FROM recovery_code WHERE account = $1",
};

static bool copy_row(const struct statement *select, struct second_step_row *row, struct error *err)
{
    bool active = strcmp(statement_text(select, 1), "active") == 0;
    row->state = active ? SECOND_STEP_ACTIVE : SECOND_STEP_PENDING;
    row->last_step = statement_int64(select, 4);
    row->made_utc_us = statement_int64(select, 5);
    return statement_copy_text(select, 0, row->account, sizeof row->account, err) &&
           statement_copy_bytes(select, 2, row->nonce, sizeof row->nonce, err) &&
           statement_copy_bytes(select, 3, row->secret, sizeof row->secret, err);
}

bool second_step_store_read(struct database *database, const char *account,
                            struct second_step_row *ret_row, struct error *err)
{
    AUTO(statement) struct statement *select = NULL;
    struct second_step_row found = {.state = SECOND_STEP_NONE};
    bool row;
    if (!database_prepare(database, &select_row, &select, err)) {
        return false;
    }
    statement_bind_text(select, 1, account);
    if (!statement_step(select, &row, err) || (row && !copy_row(select, &found, err))) {
        return false;
    }
    *ret_row = found;
    return true;
}

bool second_step_store_write(struct database *database, const struct second_step_row *row,
                             struct error *err)
{
    AUTO(statement) struct statement *upsert = NULL;
    if (!database_prepare(database, &upsert_row, &upsert, err)) {
        return false;
    }
    statement_bind_text(upsert, 1, row->account);
    statement_bind_text(upsert, 2, row->state == SECOND_STEP_ACTIVE ? "active" : "pending");
    statement_bind_bytes(upsert, 3, row->nonce, sizeof row->nonce);
    statement_bind_bytes(upsert, 4, row->secret, sizeof row->secret);
    statement_bind_int64(upsert, 5, row->last_step);
    statement_bind_int64(upsert, 6, row->made_utc_us);
    return statement_run(upsert, err);
}

static bool run_for(struct database *database, const struct database_sql *sql, const char *account,
                    struct error *err)
{
    AUTO(statement) struct statement *statement = NULL;
    if (!database_prepare(database, sql, &statement, err)) {
        return false;
    }
    statement_bind_text(statement, 1, account);
    return statement_run(statement, err);
}

bool second_step_store_clear_codes(struct database *database, const char *account,
                                   struct error *err)
{
    return run_for(database, &delete_codes, account, err);
}

bool second_step_store_remove(struct database *database, const char *account, struct error *err)
{
    return run_for(database, &delete_row, account, err) &&
           second_step_store_clear_codes(database, account, err);
}

static bool run_code(struct database *database, const struct database_sql *sql, const char *account,
                     const struct hash *code_hash, struct error *err)
{
    AUTO(statement) struct statement *statement = NULL;
    if (!database_prepare(database, sql, &statement, err)) {
        return false;
    }
    statement_bind_text(statement, 1, account);
    statement_bind_bytes(statement, 2, code_hash->bytes, HASH_BYTES);
    return statement_run(statement, err);
}

bool second_step_store_add_code(struct database *database, const char *account,
                                const struct hash *code_hash, struct error *err)
{
    return run_code(database, &insert_code, account, code_hash, err);
}

bool second_step_store_take_code(struct database *database, const char *account,
                                 const struct hash *code_hash, bool *ret_was, struct error *err)
{
    if (!run_code(database, &delete_code, account, code_hash, err)) {
        return false;
    }
    *ret_was = database_changes(database) == 1;
    return true;
}

bool second_step_store_count_codes(struct database *database, const char *account,
                                   int64_t *ret_count, struct error *err)
{
    AUTO(statement) struct statement *select = NULL;
    bool row;
    if (!database_prepare(database, &count_codes, &select, err)) {
        return false;
    }
    statement_bind_text(select, 1, account);
    if (!statement_step(select, &row, err)) {
        return false;
    }
    *ret_count = row ? statement_int64(select, 0) : 0;
    return true;
}
