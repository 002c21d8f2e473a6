#include "rejudging_store.h"

#include <string.h>

#define COLUMNS                                                                                    \
    "no, kind, document, revision, scope, id, first_date, last_date, phase, done_to, done, total "

static const struct database_sql insert_one = {
    "rejudging.insert",
    "INSERT INTO rejudging (no, kind, document, revision, scope, id, first_date, last_date, phase, "
    "done_to, done, total) VALUES ((SELECT coalesce(max(no), 0) + 1 FROM rejudging), "
    "$1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"};

static const struct database_sql update_one = {
    "rejudging.update", "UPDATE rejudging SET phase = $2, done_to = $3, done = $4 WHERE no = $1"};

static const struct database_sql delete_one = {"rejudging.delete",
                                               "DELETE FROM rejudging WHERE no = $1"};

static const struct database_sql select_next = {
    "rejudging.next",
    "SELECT " COLUMNS "FROM rejudging ORDER BY CASE WHEN first_date <= $2 AND last_date >= $1 "
    "THEN 0 ELSE 1 END, last_date DESC, no LIMIT 1"};

static const struct database_sql select_touching = {
    "rejudging.touching",
    "SELECT " COLUMNS "FROM rejudging WHERE first_date <= $2 AND last_date >= $1 ORDER BY no"};

static const char *const phase_words[] = {"meeting", "staff"};

bool rejudging_store_add(struct database *database, const struct rejudging *rejudging,
                         struct error *err)
{
    AUTO(statement) struct statement *insert = NULL;
    if (!database_prepare(database, &insert_one, &insert, err)) {
        return false;
    }
    statement_bind_text(insert, 1, rejudging->kind);
    statement_bind_text(insert, 2, rejudging->document);
    statement_bind_int64(insert, 3, rejudging->revision);
    statement_bind_text(insert, 4, rejudging->scope);
    statement_bind_text(insert, 5, rejudging->id);
    statement_bind_int64(insert, 6, rejudging->first);
    statement_bind_int64(insert, 7, rejudging->last);
    statement_bind_text(insert, 8, phase_words[rejudging->phase]);
    statement_bind_text(insert, 9, rejudging->done_to);
    statement_bind_int64(insert, 10, rejudging->done);
    statement_bind_int64(insert, 11, rejudging->total);
    return statement_run(insert, err);
}

bool rejudging_store_save(struct database *database, const struct rejudging *rejudging,
                          struct error *err)
{
    AUTO(statement) struct statement *update = NULL;
    if (!database_prepare(database, &update_one, &update, err)) {
        return false;
    }
    statement_bind_int64(update, 1, rejudging->no);
    statement_bind_text(update, 2, phase_words[rejudging->phase]);
    statement_bind_text(update, 3, rejudging->done_to);
    statement_bind_int64(update, 4, rejudging->done);
    return statement_run(update, err);
}

bool rejudging_store_remove(struct database *database, int64_t no, struct error *err)
{
    AUTO(statement) struct statement *statement = NULL;
    if (!database_prepare(database, &delete_one, &statement, err)) {
        return false;
    }
    statement_bind_int64(statement, 1, no);
    return statement_run(statement, err);
}

static bool read_row(const struct statement *row, struct rejudging *read, struct error *err)
{
    *read = (struct rejudging){
        .no = statement_int64(row, 0),
        .revision = statement_int64(row, 3),
        .first = (int32_t)statement_int64(row, 6),
        .last = (int32_t)statement_int64(row, 7),
        .phase = strcmp(statement_text(row, 8), phase_words[REJUDGING_STAFF]) == 0
                     ? REJUDGING_STAFF
                     : REJUDGING_MEETINGS,
        .done = statement_int64(row, 10),
        .total = statement_int64(row, 11),
    };
    return statement_copy_text(row, 1, read->kind, sizeof read->kind, err) &&
           statement_copy_text(row, 2, read->document, sizeof read->document, err) &&
           statement_copy_text(row, 4, read->scope, sizeof read->scope, err) &&
           statement_copy_text(row, 5, read->id, sizeof read->id, err) &&
           statement_copy_text(row, 9, read->done_to, sizeof read->done_to, err);
}

bool rejudging_store_next(struct database *database, int32_t first, int32_t last, bool *ret_any,
                          struct rejudging *ret_rejudging, struct error *err)
{
    AUTO(statement) struct statement *select = NULL;
    bool row;
    if (!database_prepare(database, &select_next, &select, err)) {
        return false;
    }
    statement_bind_int64(select, 1, first);
    statement_bind_int64(select, 2, last);
    if (!statement_step(select, &row, err)) {
        return false;
    }
    struct rejudging read;
    if (row && !read_row(select, &read, err)) {
        return false;
    }
    if (row) {
        *ret_rejudging = read;
    }
    *ret_any = row;
    return true;
}

bool rejudging_store_each(struct database *database, int32_t first, int32_t last,
                          rejudging_visit *on_rejudging, void *user, struct error *err)
{
    AUTO(statement) struct statement *select = NULL;
    if (!database_prepare(database, &select_touching, &select, err)) {
        return false;
    }
    statement_bind_int64(select, 1, first);
    statement_bind_int64(select, 2, last);
    for (;;) {
        bool row;
        struct rejudging read;
        if (!statement_step(select, &row, err)) {
            return false;
        }
        if (!row) {
            return true;
        }
        if (!read_row(select, &read, err) || !on_rejudging(&read, user, err)) {
            return false;
        }
    }
}
