#include "arrival_store.h"

#include <stdio.h>

static const struct database_sql select_last = {
    "counter.arrival",
    "SELECT value FROM counter WHERE name = 'arrival'",
};

static const struct database_sql next_no = {
    "counter.next_arrival",
    "UPDATE counter SET value = value + 1 WHERE name = 'arrival' RETURNING value",
};

static const struct database_sql insert_arrival = {
    "arrival.insert",
    "INSERT INTO arrival (no, kiosk, epoch, first_seq, last_seq, received_utc_us) "
    "VALUES ($1, $2, $3, $4, $5, $6)",
};

static const struct database_sql delete_old = {
    "arrival.forget",
    "DELETE FROM arrival WHERE received_utc_us < $1",
};

static const struct database_sql select_after = {
    "arrival.after",
    "SELECT no, kiosk, epoch, first_seq, last_seq, received_utc_us FROM arrival "
    "WHERE no > $1 AND kiosk <> $2 ORDER BY no LIMIT $3",
};

static bool read_number(struct database *database, const struct database_sql *sql,
                        int64_t *ret_number, struct error *err)
{
    AUTO(statement) struct statement *statement = NULL;
    bool row;
    if (!database_prepare(database, sql, &statement, err) ||
        !statement_step(statement, &row, err)) {
        return false;
    }
    if (!row) {
        return error_set(err, ERROR_INVALID, "counter: 'arrival' is not there");
    }
    *ret_number = statement_int64(statement, 0);
    return true;
}

bool arrival_store_last(struct database *database, int64_t *ret_no, struct error *err)
{
    return read_number(database, &select_last, ret_no, err);
}

bool arrival_store_add(struct database *database, const struct arrival *arrival, struct error *err)
{
    AUTO(statement) struct statement *insert = NULL;
    int64_t no;
    if (!read_number(database, &next_no, &no, err) ||
        !database_prepare(database, &insert_arrival, &insert, err)) {
        return false;
    }
    statement_bind_int64(insert, 1, no);
    statement_bind_text(insert, 2, arrival->kiosk);
    statement_bind_int64(insert, 3, arrival->epoch);
    statement_bind_int64(insert, 4, (int64_t)arrival->first_seq);
    statement_bind_int64(insert, 5, (int64_t)arrival->last_seq);
    statement_bind_int64(insert, 6, arrival->received_utc_us);
    return statement_queue(insert, err);
}

bool arrival_store_forget(struct database *database, int64_t before_utc_us, struct error *err)
{
    AUTO(statement) struct statement *delete = NULL;
    if (!database_prepare(database, &delete_old, &delete, err)) {
        return false;
    }
    statement_bind_int64(delete, 1, before_utc_us);
    return statement_queue(delete, err);
}

bool arrival_store_list(struct database *database, int64_t after_no, const char *not_of, size_t max,
                        struct arrival *ret_arrivals, size_t *ret_count, struct error *err)
{
    AUTO(statement) struct statement *select = NULL;
    size_t count = 0;
    bool row;
    if (!database_prepare(database, &select_after, &select, err)) {
        return false;
    }
    statement_bind_int64(select, 1, after_no);
    statement_bind_text(select, 2, not_of);
    statement_bind_int64(select, 3, (int64_t)max);
    while (statement_step(select, &row, err)) {
        if (!row) {
            *ret_count = count;
            return true;
        }
        struct arrival *arrival = &ret_arrivals[count++];
        *arrival = (struct arrival){
            .no = statement_int64(select, 0),
            .epoch = (uint32_t)statement_int64(select, 2),
            .first_seq = (uint64_t)statement_int64(select, 3),
            .last_seq = (uint64_t)statement_int64(select, 4),
            .received_utc_us = statement_int64(select, 5),
        };
        /* ids are no longer */
        (void)snprintf(arrival->kiosk, sizeof arrival->kiosk, "%s", statement_text(select, 1));
    }
    return false;
}
