#include "enrol_store.h"

static const struct database_sql insert_code = {
    "enrol_code.insert",
    "INSERT INTO enrol_code (code_hash, place, made_by, made_utc_us, expires_utc_us, kiosk) "
    "VALUES ($1, $2, $3, $4, $5, NULL)",
};

static const struct database_sql select_code = {
    "enrol_code.find",
    "SELECT place, expires_utc_us, kiosk FROM enrol_code WHERE code_hash = $1",
};

static const struct database_sql update_code = {
    "enrol_code.use",
    "UPDATE enrol_code SET kiosk = $2 WHERE code_hash = $1",
};

static const struct database_sql sum_failures = {
    "enrol_failure.count",
    "SELECT COALESCE(SUM(CASE WHEN peer = $2 THEN failures ELSE 0 END), 0), "
    "COALESCE(SUM(failures), 0) FROM enrol_failure WHERE hour = $1",
};

static const struct database_sql upsert_failure = {
    "enrol_failure.add",
    "INSERT INTO enrol_failure (hour, peer, failures) VALUES ($1, $2, 1) "
    "ON CONFLICT (hour, peer) DO UPDATE SET failures = enrol_failure.failures + 1",
};

static const struct database_sql delete_failures = {
    "enrol_failure.forget",
    "DELETE FROM enrol_failure WHERE hour < $1",
};

bool enrol_store_add(struct database *database, const struct enrol_code *code, const char *made_by,
                     int64_t now_utc_us, struct error *err)
{
    AUTO(statement) struct statement *insert = NULL;
    if (!database_prepare(database, &insert_code, &insert, err)) {
        return false;
    }
    statement_bind_bytes(insert, 1, code->code_hash.bytes, HASH_BYTES);
    statement_bind_text(insert, 2, code->place);
    statement_bind_text(insert, 3, made_by);
    statement_bind_int64(insert, 4, now_utc_us);
    statement_bind_int64(insert, 5, code->expires_utc_us);
    return statement_run(insert, err);
}

bool enrol_store_find(struct database *database, const struct hash *code_hash, bool *ret_found,
                      struct enrol_code *ret_code, struct error *err)
{
    AUTO(statement) struct statement *select = NULL;
    bool row;
    if (!database_prepare(database, &select_code, &select, err)) {
        return false;
    }
    statement_bind_bytes(select, 1, code_hash->bytes, HASH_BYTES);
    if (!statement_step(select, &row, err)) {
        return false;
    }
    struct enrol_code code = {.code_hash = *code_hash};
    if (row) {
        code.expires_utc_us = statement_int64(select, 1);
        if (!statement_copy_text(select, 0, code.place, sizeof code.place, err) ||
            !statement_copy_text(select, 2, code.kiosk, sizeof code.kiosk, err)) {
            return false;
        }
    }
    *ret_found = row;
    *ret_code = code;
    return true;
}

bool enrol_store_use(struct database *database, const struct hash *code_hash, const char *kiosk,
                     struct error *err)
{
    AUTO(statement) struct statement *update = NULL;
    if (!database_prepare(database, &update_code, &update, err)) {
        return false;
    }
    statement_bind_bytes(update, 1, code_hash->bytes, HASH_BYTES);
    statement_bind_text(update, 2, kiosk);
    return statement_run(update, err);
}

bool enrol_store_count_failures(struct database *database, int64_t hour, const char *peer,
                                int64_t *ret_of_peer, int64_t *ret_of_all, struct error *err)
{
    AUTO(statement) struct statement *select = NULL;
    bool row;
    if (!database_prepare(database, &sum_failures, &select, err)) {
        return false;
    }
    statement_bind_int64(select, 1, hour);
    statement_bind_text(select, 2, peer);
    if (!statement_step(select, &row, err)) {
        return false;
    }
    *ret_of_peer = statement_int64(select, 0);
    *ret_of_all = statement_int64(select, 1);
    return true;
}

bool enrol_store_add_failure(struct database *database, int64_t hour, const char *peer,
                             struct error *err)
{
    AUTO(statement) struct statement *upsert = NULL;
    AUTO(statement) struct statement *forget = NULL;
    if (!database_prepare(database, &upsert_failure, &upsert, err) ||
        !database_prepare(database, &delete_failures, &forget, err)) {
        return false;
    }
    statement_bind_int64(upsert, 1, hour);
    statement_bind_text(upsert, 2, peer);
    statement_bind_int64(forget, 1, hour);
    return statement_run(upsert, err) && statement_run(forget, err);
}
