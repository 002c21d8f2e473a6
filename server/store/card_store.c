#include "card_store.h"

#include "civil.h"
#include <string.h>

static const struct database_sql select_card = {
    "card.find",
    "SELECT staff, state, from_date, to_date, revoked_from_ms, EXISTS (SELECT 1 FROM card_gap "
    "WHERE card_gap.token = card.token AND from_ms <= $2 AND to_ms > $2) FROM card WHERE token = "
    "$1",
};

static const struct database_sql upsert_card = {
    "card.put",
    "INSERT INTO card (token, staff, state, from_date, to_date, revoked_from_ms) VALUES ($1, $2, "
    "$3, $4, $5, $6) ON CONFLICT (token) DO UPDATE SET staff = excluded.staff, state = "
    "excluded.state, from_date = excluded.from_date, to_date = excluded.to_date, "
    "revoked_from_ms = excluded.revoked_from_ms",
};

static const struct database_sql select_unsettled = {
    "card.unsettled",
    "SELECT token FROM card WHERE state = 'revoked' AND revoked_from_ms IS NULL LIMIT $1",
};

static const struct database_sql select_any = {
    "card.any",
    "SELECT 1 FROM card LIMIT 1",
};

static const struct database_sql delete_card = {
    "card.remove",
    "DELETE FROM card WHERE token = $1",
};

static const struct database_sql insert_gap = {
    "card.gap",
    "INSERT INTO card_gap (token, from_ms, to_ms) VALUES ($1, $2, $3)",
};

static const struct database_sql delete_gaps = {
    "card.no_gaps",
    "DELETE FROM card_gap WHERE token = $1",
};

static int64_t read_revoked(struct statement *select)
{
    if (strcmp(statement_text(select, 1), "active") == 0) {
        return CIVIL_NEVER_MS;
    }
    return statement_is_null(select, 4) ? INT64_MIN : statement_int64(select, 4);
}

bool card_store_find(struct database *database, const struct card_token *token, int64_t at_ms,
                     bool *ret_found, struct card_holder *ret_holder, struct error *err)
{
    AUTO(statement) struct statement *select = NULL;
    bool row;
    if (!database_prepare(database, &select_card, &select, err)) {
        return false;
    }
    statement_bind_bytes(select, 1, token->hash.bytes, HASH_BYTES);
    statement_bind_int64(select, 2, at_ms);
    if (!statement_step(select, &row, err)) {
        return false;
    }
    struct card_holder holder = {0};
    if (row) {
        if (!statement_copy_text(select, 0, holder.staff, sizeof holder.staff, err)) {
            return false;
        }
        holder.revoked_from_ms = read_revoked(select);
        holder.from_date = (int32_t)statement_int64(select, 2);
        holder.to_date = (int32_t)statement_int64(select, 3);
        holder.in_gap = statement_int64(select, 5) != 0;
    }
    *ret_found = row;
    *ret_holder = holder;
    return true;
}

bool card_store_put(struct database *database, const struct card_token *token,
                    const struct card_holder *holder, struct error *err)
{
    AUTO(statement) struct statement *upsert = NULL;
    if (!database_prepare(database, &upsert_card, &upsert, err)) {
        return false;
    }
    statement_bind_bytes(upsert, 1, token->hash.bytes, HASH_BYTES);
    statement_bind_text(upsert, 2, holder->staff);
    bool active = holder->revoked_from_ms == CIVIL_NEVER_MS;
    statement_bind_text(upsert, 3, active ? "active" : "revoked");
    statement_bind_int64(upsert, 4, holder->from_date);
    statement_bind_int64(upsert, 5, holder->to_date);
    if (active) {
        statement_bind_null(upsert, 6);
    } else {
        statement_bind_int64(upsert, 6, holder->revoked_from_ms);
    }
    return statement_run(upsert, err);
}

bool card_store_list_unsettled(struct database *database, size_t max, struct card_token *ret_tokens,
                               size_t *ret_count, struct error *err)
{
    AUTO(statement) struct statement *select = NULL;
    bool row = true;
    if (!database_prepare(database, &select_unsettled, &select, err)) {
        return false;
    }
    statement_bind_int64(select, 1, (int64_t)max);
    for (*ret_count = 0; *ret_count < max; (*ret_count)++) {
        if (!statement_step(select, &row, err)) {
            return false;
        }
        if (!row) {
            break;
        }
        if (!statement_copy_bytes(select, 0, ret_tokens[*ret_count].hash.bytes, HASH_BYTES, err)) {
            return false;
        }
    }
    return true;
}

bool card_store_any(struct database *database, bool *ret_any, struct error *err)
{
    AUTO(statement) struct statement *select = NULL;
    return database_prepare(database, &select_any, &select, err) &&
           statement_step(select, ret_any, err);
}

static bool remove_rows(struct database *database, const struct database_sql *sql,
                        const struct card_token *token, struct error *err)
{
    AUTO(statement) struct statement *statement = NULL;
    if (!database_prepare(database, sql, &statement, err)) {
        return false;
    }
    statement_bind_bytes(statement, 1, token->hash.bytes, HASH_BYTES);
    return statement_run(statement, err);
}

bool card_store_remove(struct database *database, const struct card_token *token, struct error *err)
{
    return remove_rows(database, &delete_gaps, token, err) &&
           remove_rows(database, &delete_card, token, err);
}

bool card_store_forget_gaps(struct database *database, const struct card_token *token,
                            struct error *err)
{
    return remove_rows(database, &delete_gaps, token, err);
}

bool card_store_add_gap(struct database *database, const struct card_token *token, int64_t from_ms,
                        int64_t to_ms, struct error *err)
{
    AUTO(statement) struct statement *insert = NULL;
    if (!database_prepare(database, &insert_gap, &insert, err)) {
        return false;
    }
    statement_bind_bytes(insert, 1, token->hash.bytes, HASH_BYTES);
    statement_bind_int64(insert, 2, from_ms);
    statement_bind_int64(insert, 3, to_ms);
    return statement_run(insert, err);
}
