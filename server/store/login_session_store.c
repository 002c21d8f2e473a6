#include "login_session_store.h"

static const struct database_sql insert_session = {
    "login_session.insert",
    "INSERT INTO login_session (token_hash, account, began_utc_us, seen_utc_us, ends_utc_us) "
    "VALUES ($1, $2, $3, $4, $5)",
};

static const struct database_sql select_session = {
    "login_session.find",
    "SELECT account, began_utc_us, seen_utc_us, ends_utc_us FROM login_session "
    "WHERE token_hash = $1",
};

static const struct database_sql select_of_account = {
    "login_session.of_account",
    "SELECT token_hash, account, began_utc_us, seen_utc_us, ends_utc_us FROM login_session "
    "WHERE account = $1 ORDER BY seen_utc_us DESC, token_hash",
};

static const struct database_sql update_seen = {
    "login_session.touch",
    "UPDATE login_session SET seen_utc_us = $2 WHERE token_hash = $1",
};

static const struct database_sql delete_session = {
    "login_session.remove",
    "DELETE FROM login_session WHERE token_hash = $1",
};

static const struct database_sql delete_others = {
    "login_session.remove_others",
    "DELETE FROM login_session WHERE account = $1 AND token_hash <> $2",
};

static const struct database_sql delete_ended = {
    "login_session.prune_ended",
    "DELETE FROM login_session WHERE ends_utc_us <= $1 OR seen_utc_us <= $2",
};

static const struct database_sql delete_surplus = {
    "login_session.prune_surplus",
    "DELETE FROM login_session WHERE account = $1 AND token_hash NOT IN "
    "(SELECT token_hash FROM login_session WHERE account = $1 ORDER BY seen_utc_us DESC, "
    "token_hash LIMIT $2)",
};

bool login_session_store_add(struct database *database, const struct login_session_row *session,
                             struct error *err)
{
    AUTO(statement) struct statement *insert = NULL;
    if (!database_prepare(database, &insert_session, &insert, err)) {
        return false;
    }
    statement_bind_bytes(insert, 1, session->token_hash.bytes, HASH_BYTES);
    statement_bind_text(insert, 2, session->account);
    statement_bind_int64(insert, 3, session->began_utc_us);
    statement_bind_int64(insert, 4, session->seen_utc_us);
    statement_bind_int64(insert, 5, session->ends_utc_us);
    return statement_run(insert, err);
}

bool login_session_store_find(struct database *database, const struct hash *token_hash,
                              bool *ret_found, struct login_session_row *ret_session,
                              struct error *err)
{
    AUTO(statement) struct statement *select = NULL;
    bool row;
    if (!database_prepare(database, &select_session, &select, err)) {
        return false;
    }
    statement_bind_bytes(select, 1, token_hash->bytes, HASH_BYTES);
    if (!statement_step(select, &row, err)) {
        return false;
    }
    if (row) {
        ret_session->token_hash = *token_hash;
        ret_session->began_utc_us = statement_int64(select, 1);
        ret_session->seen_utc_us = statement_int64(select, 2);
        ret_session->ends_utc_us = statement_int64(select, 3);
        if (!statement_copy_text(select, 0, ret_session->account, sizeof ret_session->account,
                                 err)) {
            return false;
        }
    }
    *ret_found = row;
    return true;
}

bool login_session_store_touch(struct database *database, const struct hash *token_hash,
                               int64_t seen_utc_us, struct error *err)
{
    AUTO(statement) struct statement *update = NULL;
    if (!database_prepare(database, &update_seen, &update, err)) {
        return false;
    }
    statement_bind_bytes(update, 1, token_hash->bytes, HASH_BYTES);
    statement_bind_int64(update, 2, seen_utc_us);
    return statement_run(update, err);
}

bool login_session_store_remove(struct database *database, const struct hash *token_hash,
                                struct error *err)
{
    AUTO(statement) struct statement *delete = NULL;
    if (!database_prepare(database, &delete_session, &delete, err)) {
        return false;
    }
    statement_bind_bytes(delete, 1, token_hash->bytes, HASH_BYTES);
    return statement_run(delete, err);
}

bool login_session_store_remove_others(struct database *database, const char *account,
                                       const struct hash *kept, struct error *err)
{
    AUTO(statement) struct statement *delete = NULL;
    if (!database_prepare(database, &delete_others, &delete, err)) {
        return false;
    }
    statement_bind_text(delete, 1, account);
    statement_bind_bytes(delete, 2, kept ? (const char *)kept->bytes : "", kept ? HASH_BYTES : 0);
    return statement_run(delete, err);
}

static bool prune_surplus(struct database *database, const char *account, int64_t max,
                          struct error *err)
{
    AUTO(statement) struct statement *delete = NULL;
    if (!database_prepare(database, &delete_surplus, &delete, err)) {
        return false;
    }
    statement_bind_text(delete, 1, account);
    statement_bind_int64(delete, 2, max);
    return statement_run(delete, err);
}

bool login_session_store_prune(struct database *database, const char *account, int64_t max,
                               int64_t now_utc_us, int64_t idle_utc_us, struct error *err)
{
    AUTO(statement) struct statement *delete = NULL;
    if (!database_prepare(database, &delete_ended, &delete, err)) {
        return false;
    }
    statement_bind_int64(delete, 1, now_utc_us);
    statement_bind_int64(delete, 2, idle_utc_us);
    return statement_run(delete, err) && prune_surplus(database, account, max, err);
}

bool login_session_store_each(struct database *database, const char *account,
                              login_session_visit *on_session, void *user, struct error *err)
{
    AUTO(statement) struct statement *select = NULL;
    bool row;
    if (!database_prepare(database, &select_of_account, &select, err)) {
        return false;
    }
    statement_bind_text(select, 1, account);
    while (statement_step(select, &row, err)) {
        if (!row) {
            return true;
        }
        struct login_session_row session = {.began_utc_us = statement_int64(select, 2),
                                            .seen_utc_us = statement_int64(select, 3),
                                            .ends_utc_us = statement_int64(select, 4)};
        if (!statement_copy_bytes(select, 0, session.token_hash.bytes, HASH_BYTES, err) ||
            !statement_copy_text(select, 1, session.account, sizeof session.account, err) ||
            !on_session(&session, user, err)) {
            return false;
        }
    }
    return false;
}
