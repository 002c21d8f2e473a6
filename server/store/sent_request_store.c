#include "sent_request_store.h"

static const struct database_sql select_request = {
    "sent_request.find",
    "SELECT request_hash, id FROM sent_request WHERE account = $1 AND request_key = $2",
};

static const struct database_sql insert_request = {
    "sent_request.add",
    "INSERT INTO sent_request (account, request_key, request_hash, kind, id, made_utc_us) "
    "VALUES ($1, $2, $3, $4, $5, $6)",
};

static const struct database_sql delete_old = {
    "sent_request.forget",
    "DELETE FROM sent_request WHERE made_utc_us < $1",
};

bool sent_request_store_find(struct database *database, const struct sent_request *request,
                             enum sent_request_result *ret_result,
                             char ret_id[static SENT_REQUEST_ID_MAX + 1], struct error *err)
{
    AUTO(statement) struct statement *select = NULL;
    bool row;
    struct hash hash;
    if (!database_prepare(database, &select_request, &select, err)) {
        return false;
    }
    statement_bind_text(select, 1, request->account);
    statement_bind_text(select, 2, request->key);
    if (!statement_step(select, &row, err)) {
        return false;
    }
    *ret_result = SENT_REQUEST_NEW;
    if (!row) {
        return true;
    }
    if (!statement_copy_bytes(select, 0, hash.bytes, HASH_BYTES, err)) {
        return false;
    }
    *ret_result = hash_equal(&hash, &request->hash) ? SENT_REQUEST_SAME : SENT_REQUEST_OTHER;
    return statement_copy_text(select, 1, ret_id, SENT_REQUEST_ID_MAX + 1, err);
}

bool sent_request_store_add(struct database *database, const struct sent_request *request,
                            const char *kind, const char *id, int64_t now_utc_us,
                            int64_t forget_utc_us, struct error *err)
{
    AUTO(statement) struct statement *insert = NULL;
    AUTO(statement) struct statement *forget = NULL;
    if (!database_prepare(database, &delete_old, &forget, err) ||
        !database_prepare(database, &insert_request, &insert, err)) {
        return false;
    }
    statement_bind_int64(forget, 1, forget_utc_us);
    statement_bind_text(insert, 1, request->account);
    statement_bind_text(insert, 2, request->key);
    statement_bind_bytes(insert, 3, request->hash.bytes, HASH_BYTES);
    statement_bind_text(insert, 4, kind);
    statement_bind_text(insert, 5, id);
    statement_bind_int64(insert, 6, now_utc_us);
    return statement_run(forget, err) && statement_run(insert, err);
}
