#include "photo_store.h"

#include <string.h>

static const struct database_sql put_photo = {
    "photo.put",
    "INSERT INTO photo (staff, sha256, bytes) VALUES ($1, $2, $3) ON CONFLICT (staff) DO UPDATE"
    " SET sha256 = excluded.sha256, bytes = excluded.bytes",
};

static const struct database_sql delete_photo = {
    "photo.remove",
    "DELETE FROM photo WHERE staff = $1",
};

static const struct database_sql select_by_staff = {
    "photo.read",
    "SELECT bytes FROM photo WHERE staff = $1",
};

static const struct database_sql select_by_hash = {
    "photo.find",
    "SELECT bytes FROM photo WHERE sha256 = $1 LIMIT 1",
};

bool photo_store_put(struct database *database, const char *staff, const char *sha256,
                     const void *bytes, size_t len, struct error *err)
{
    AUTO(statement) struct statement *put = NULL;
    if (!database_prepare(database, &put_photo, &put, err)) {
        return false;
    }
    statement_bind_text(put, 1, staff);
    statement_bind_text(put, 2, sha256);
    statement_bind_bytes(put, 3, bytes, len);
    return statement_run(put, err);
}

bool photo_store_remove(struct database *database, const char *staff, struct error *err)
{
    AUTO(statement) struct statement *remove = NULL;
    if (!database_prepare(database, &delete_photo, &remove, err)) {
        return false;
    }
    statement_bind_text(remove, 1, staff);
    return statement_run(remove, err);
}

static bool read_one(struct database *database, const struct database_sql *sql, const char *key,
                     bool *ret_found, void **ret_bytes, size_t *ret_len, struct error *err)
{
    AUTO(statement) struct statement *select = NULL;
    bool row;
    size_t len;
    if (!database_prepare(database, sql, &select, err)) {
        return false;
    }
    statement_bind_text(select, 1, key);
    if (!statement_step(select, &row, err)) {
        return false;
    }
    *ret_found = row;
    if (!row) {
        return true;
    }
    const void *bytes = statement_bytes(select, 0, &len);
    void *copy = malloc(len + 1); /* no bytes at all are some address too */
    if (!copy) {
        return error_set(err, ERROR_NO_MEMORY, "photo: out of memory");
    }
    memcpy(copy, bytes, len);
    *ret_bytes = copy;
    *ret_len = len;
    return true;
}

bool photo_store_read(struct database *database, const char *staff, bool *ret_found,
                      void **ret_bytes, size_t *ret_len, struct error *err)
{
    return read_one(database, &select_by_staff, staff, ret_found, ret_bytes, ret_len, err);
}

bool photo_store_find(struct database *database, const char *sha256, bool *ret_found,
                      void **ret_bytes, size_t *ret_len, struct error *err)
{
    return read_one(database, &select_by_hash, sha256, ret_found, ret_bytes, ret_len, err);
}
