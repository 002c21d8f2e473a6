#include "reported_back_store.h"

#include <stdio.h>

static const struct database_sql insert_back = {
    "reported_back.insert",
    "INSERT INTO reported_back (kiosk, epoch, seq, staff, at_ms) VALUES ($1, $2, $3, $4, $5) "
    "ON CONFLICT DO NOTHING",
};

static const struct database_sql select_oldest = {
    "reported_back.oldest",
    "SELECT kiosk, epoch, seq, staff, at_ms FROM reported_back "
    "ORDER BY at_ms, kiosk, epoch, seq LIMIT $1",
};

static const struct database_sql delete_back = {
    "reported_back.delete",
    "DELETE FROM reported_back WHERE kiosk = $1 AND epoch = $2 AND seq = $3",
};

static void bind_place(struct statement *statement, const struct reported_back *back)
{
    statement_bind_text(statement, 1, back->kiosk);
    statement_bind_int64(statement, 2, back->epoch);
    statement_bind_int64(statement, 3, (int64_t)back->seq);
}

bool reported_back_store_add(struct database *database, const struct reported_back *back,
                             struct error *err)
{
    AUTO(statement) struct statement *insert = NULL;
    if (!database_prepare(database, &insert_back, &insert, err)) {
        return false;
    }
    bind_place(insert, back);
    statement_bind_text(insert, 4, back->staff);
    statement_bind_int64(insert, 5, back->at_ms);
    return statement_queue(insert, err);
}

bool reported_back_store_list(struct database *database, size_t max,
                              struct reported_back *ret_backs, size_t *ret_count, struct error *err)
{
    AUTO(statement) struct statement *select = NULL;
    size_t count = 0;
    bool row;
    if (!database_prepare(database, &select_oldest, &select, err)) {
        return false;
    }
    statement_bind_int64(select, 1, (int64_t)max);
    while (statement_step(select, &row, err)) {
        if (!row) {
            *ret_count = count;
            return true;
        }
        struct reported_back *back = &ret_backs[count++];
        back->epoch = (uint32_t)statement_int64(select, 1);
        back->seq = (uint64_t)statement_int64(select, 2);
        back->at_ms = statement_int64(select, 4);
        /* ids are no longer */
        (void)snprintf(back->kiosk, sizeof back->kiosk, "%s", statement_text(select, 0));
        (void)snprintf(back->staff, sizeof back->staff, "%s", statement_text(select, 3));
    }
    return false;
}

bool reported_back_store_remove(struct database *database, const struct reported_back *back,
                                struct error *err)
{
    AUTO(statement) struct statement *delete = NULL;
    if (!database_prepare(database, &delete_back, &delete, err)) {
        return false;
    }
    bind_place(delete, back);
    return statement_run(delete, err);
}
