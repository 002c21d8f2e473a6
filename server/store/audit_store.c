#include "audit_store.h"

static const struct database_sql next_no = {
    "audit_chain.next",
    "UPDATE audit_chain SET no = no + 1 WHERE name = 'audit' RETURNING no, hash",
};

static const struct database_sql update_hash = {
    "audit_chain.set_hash",
    "UPDATE audit_chain SET hash = $1 WHERE name = 'audit'",
};

static const struct database_sql select_place = {
    "audit_chain.read",
    "SELECT no, hash FROM audit_chain WHERE name = 'audit'",
};

static const struct database_sql insert_line = {
    "audit_line.insert",
    "INSERT INTO audit_line (no, at_utc_us, who, action, kind, id, unit, outcome, line) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
};

static const struct database_sql insert_head = {
    "audit_head.insert",
    "INSERT INTO audit_head (no, hash, signed_utc_us, signature) VALUES ($1, $2, $3, $4) "
    "ON CONFLICT (no) DO NOTHING",
};

static const struct database_sql select_head = {
    "audit_head.find",
    "SELECT no, hash, signed_utc_us, signature FROM audit_head WHERE no >= $1 ORDER BY no LIMIT 1",
};

static const struct database_sql select_newest_head = {
    "audit_head.newest",
    "SELECT no, hash, signed_utc_us, signature FROM audit_head ORDER BY no DESC LIMIT 1",
};

/* A condition that is left out is an empty text, or a number that lets everything through. */
static const struct database_sql select_match = {
    "audit_line.match",
    "SELECT no, at_utc_us, who, action, kind, id, unit, outcome, line FROM audit_line "
    "WHERE ($1 = '' OR who = $1) AND ($2 = '' OR action = $2) AND ($3 = '' OR kind = $3) "
    "AND ($4 = '' OR id = $4) AND ($5 = '' OR unit = $5) AND ($6 = '' OR outcome = $6) "
    "AND at_utc_us >= $7 AND at_utc_us < $8 AND no < $9 ORDER BY no DESC LIMIT $10",
};

static const struct database_sql select_from = {
    "audit_line.from",
    "SELECT no, at_utc_us, who, action, kind, id, unit, outcome, line FROM audit_line "
    "WHERE no >= $1 ORDER BY no",
};

static bool copy_place(const struct statement *row, struct audit_place *place, struct error *err)
{
    place->no = statement_int64(row, 0);
    return statement_copy_text(row, 1, place->hash, sizeof place->hash, err);
}

static bool read_place(struct database *database, const struct database_sql *sql,
                       struct audit_place *ret_place, struct error *err)
{
    AUTO(statement) struct statement *select = NULL;
    bool row;
    if (!database_prepare(database, sql, &select, err) || !statement_step(select, &row, err)) {
        return false;
    }
    if (!row) {
        return error_set(err, ERROR_INVALID, "audit_chain: its row is missing");
    }
    return copy_place(select, ret_place, err);
}

bool audit_store_next(struct database *database, struct audit_place *ret_place, struct error *err)
{
    return read_place(database, &next_no, ret_place, err);
}

bool audit_store_read_place(struct database *database, struct audit_place *ret_place,
                            struct error *err)
{
    return read_place(database, &select_place, ret_place, err);
}

static bool set_hash(struct database *database, const struct hash *hash, struct error *err)
{
    AUTO(statement) struct statement *update = NULL;
    char hex[HASH_HEX_SIZE];
    if (!database_prepare(database, &update_hash, &update, err)) {
        return false;
    }
    hash_hex_encode(hash->bytes, HASH_BYTES, hex);
    statement_bind_text(update, 1, hex);
    return statement_run(update, err);
}

bool audit_store_add(struct database *database, const struct audit_row *row,
                     const struct hash *hash, struct error *err)
{
    AUTO(statement) struct statement *insert = NULL;
    if (!database_prepare(database, &insert_line, &insert, err)) {
        return false;
    }
    const char *const texts[] = {row->who,  row->action,  row->kind, row->id,
                                 row->unit, row->outcome, row->line};
    statement_bind_int64(insert, 1, row->no);
    statement_bind_int64(insert, 2, row->at_utc_us);
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        statement_bind_text(insert, (int)i + 3, texts[i]);
    }
    return statement_run(insert, err) && set_hash(database, hash, err);
}

bool audit_store_add_head(struct database *database, const struct audit_head *head,
                          struct error *err)
{
    AUTO(statement) struct statement *insert = NULL;
    if (!database_prepare(database, &insert_head, &insert, err)) {
        return false;
    }
    statement_bind_int64(insert, 1, head->place.no);
    statement_bind_text(insert, 2, head->place.hash);
    statement_bind_int64(insert, 3, head->signed_utc_us);
    statement_bind_bytes(insert, 4, head->signature.bytes, SIGNATURE_BYTES);
    return statement_run(insert, err);
}

static bool read_head(struct statement *select, bool *ret_found, struct audit_head *ret_head,
                      struct error *err)
{
    struct audit_head head = {0};
    bool row;
    if (!statement_step(select, &row, err)) {
        return false;
    }
    if (row) {
        head.signed_utc_us = statement_int64(select, 2);
        if (!copy_place(select, &head.place, err) ||
            !statement_copy_bytes(select, 3, head.signature.bytes, SIGNATURE_BYTES, err)) {
            return false;
        }
        *ret_head = head;
    }
    *ret_found = row;
    return true;
}

bool audit_store_find_head(struct database *database, int64_t no, bool *ret_found,
                           struct audit_head *ret_head, struct error *err)
{
    AUTO(statement) struct statement *select = NULL;
    if (!database_prepare(database, &select_head, &select, err)) {
        return false;
    }
    statement_bind_int64(select, 1, no);
    return read_head(select, ret_found, ret_head, err);
}

bool audit_store_newest_head(struct database *database, bool *ret_found,
                             struct audit_head *ret_head, struct error *err)
{
    AUTO(statement) struct statement *select = NULL;
    return database_prepare(database, &select_newest_head, &select, err) &&
           read_head(select, ret_found, ret_head, err);
}

static bool visit_rows(struct statement *select, audit_visit *on_row, void *user, struct error *err)
{
    bool row;
    while (statement_step(select, &row, err)) {
        if (!row) {
            return true;
        }
        const struct audit_row found = {
            .no = statement_int64(select, 0),
            .at_utc_us = statement_int64(select, 1),
            .who = statement_text(select, 2),
            .action = statement_text(select, 3),
            .kind = statement_text(select, 4),
            .id = statement_text(select, 5),
            .unit = statement_text(select, 6),
            .outcome = statement_text(select, 7),
            .line = statement_text(select, 8),
        };
        if (!on_row(&found, user, err)) {
            return false;
        }
    }
    return false;
}

bool audit_store_each_match(struct database *database, const struct audit_filter *filter,
                            audit_visit *on_row, void *user, struct error *err)
{
    AUTO(statement) struct statement *select = NULL;
    const char *const words[] = {filter->who, filter->action, filter->kind,
                                 filter->id,  filter->unit,   filter->outcome};
    if (!database_prepare(database, &select_match, &select, err)) {
        return false;
    }
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        statement_bind_text(select, (int)i + 1, words[i] ? words[i] : "");
    }
    statement_bind_int64(select, 7, filter->from_utc_us);
    statement_bind_int64(select, 8, filter->to_utc_us ? filter->to_utc_us : INT64_MAX);
    statement_bind_int64(select, 9, filter->before_no ? filter->before_no : INT64_MAX);
    statement_bind_int64(select, 10, filter->max);
    return visit_rows(select, on_row, user, err);
}

bool audit_store_each_from(struct database *database, int64_t no, audit_visit *on_row, void *user,
                           struct error *err)
{
    AUTO(statement) struct statement *select = NULL;
    if (!database_prepare(database, &select_from, &select, err)) {
        return false;
    }
    statement_bind_int64(select, 1, no);
    return visit_rows(select, on_row, user, err);
}
