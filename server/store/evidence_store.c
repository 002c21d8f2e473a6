#include "evidence_store.h"

#include <string.h>

static const struct database_sql insert_bytes = {
    "evidence.add",
    "INSERT INTO evidence (id, bytes) VALUES ($1, $2)",
};

static const struct database_sql select_bytes = {
    "evidence.read",
    "SELECT bytes FROM evidence WHERE id = $1",
};

bool evidence_store_add(struct database *database, const char *id, const void *bytes, size_t len,
                        struct error *err)
{
    AUTO(statement) struct statement *insert = NULL;
    if (!database_prepare(database, &insert_bytes, &insert, err)) {
        return false;
    }
    statement_bind_text(insert, 1, id);
    statement_bind_bytes(insert, 2, bytes, len);
    return statement_run(insert, err);
}

bool evidence_store_read(struct database *database, const char *id, bool *ret_found,
                         void **ret_bytes, size_t *ret_len, struct error *err)
{
    AUTO(statement) struct statement *select = NULL;
    if (!database_prepare(database, &select_bytes, &select, err)) {
        return false;
    }
    statement_bind_text(select, 1, id);
    bool row;
    if (!statement_step(select, &row, err)) {
        return false;
    }
    *ret_found = row;
    if (!row) {
        return true;
    }
    size_t len;
    const void *bytes = statement_bytes(select, 0, &len);
    void *copy = malloc(len + 1); /* no bytes at all are some address too */
    if (!copy) {
        return error_set(err, ERROR_NO_MEMORY, "evidence: out of memory");
    }
    memcpy(copy, bytes, len);
    *ret_bytes = copy;
    *ret_len = len;
    return true;
}
