#include "live_store.h"

static const struct database_sql select_last = {
    "live_event.last",
    "SELECT last_id FROM live_event ORDER BY number DESC LIMIT 1",
};

static const struct database_sql select_begin = {
    "live_event.begin",
    "SELECT number - event_count, last_id - event_count FROM live_event ORDER BY number LIMIT 1",
};

static const struct database_sql insert_row = {
    "live_event.insert",
    "INSERT INTO live_event (number, last_id, event_count, events) "
    "SELECT COALESCE(MAX(number), 0) + $1, "
    "CASE WHEN COALESCE(MAX(last_id), 0) < $2 THEN $2 ELSE MAX(last_id) END + $1, $1, $3 "
    "FROM (SELECT number, last_id FROM live_event ORDER BY number DESC LIMIT 1) AS newest",
};

static const struct database_sql delete_old = {
    "live_event.forget",
    "DELETE FROM live_event WHERE number <= (SELECT MAX(number) FROM live_event) - $1",
};

static const struct database_sql select_after = {
    "live_event.after",
    "SELECT number, last_id, event_count, events FROM live_event WHERE last_id > $1 "
    "ORDER BY number",
};

bool live_store_last_id(struct database *database, int64_t *ret_id, struct error *err)
{
    AUTO(statement) struct statement *select = NULL;
    bool row;
    if (!database_prepare(database, &select_last, &select, err) ||
        !statement_step(select, &row, err)) {
        return false;
    }
    *ret_id = row ? statement_int64(select, 0) : 0;
    return true;
}

bool live_store_begin(struct database *database, int64_t *ret_number, int64_t *ret_id,
                      struct error *err)
{
    AUTO(statement) struct statement *select = NULL;
    bool row;
    if (!database_prepare(database, &select_begin, &select, err) ||
        !statement_step(select, &row, err)) {
        return false;
    }
    *ret_number = row ? statement_int64(select, 0) : 0;
    *ret_id = row ? statement_int64(select, 1) : 0;
    return true;
}

bool live_store_add(struct database *database, const char *events, int64_t event_count,
                    int64_t now_utc_us, struct error *err)
{
    AUTO(statement) struct statement *insert = NULL;
    AUTO(statement) struct statement *delete = NULL;
    if (!database_prepare(database, &insert_row, &insert, err) ||
        !database_prepare(database, &delete_old, &delete, err)) {
        return false;
    }
    statement_bind_int64(insert, 1, event_count);
    statement_bind_int64(insert, 2, now_utc_us);
    statement_bind_text(insert, 3, events);
    statement_bind_int64(delete, 1, LIVE_STORE_EVENTS_MAX);
    return statement_queue(insert, err) && statement_queue(delete, err);
}

bool live_store_each(struct database *database, int64_t after_id, live_store_visit *on_row,
                     void *user, struct error *err)
{
    AUTO(statement) struct statement *select = NULL;
    bool more;
    if (!database_prepare(database, &select_after, &select, err)) {
        return false;
    }
    statement_bind_int64(select, 1, after_id);
    while (statement_step(select, &more, err)) {
        if (!more) {
            return true;
        }
        const struct live_row row = {.number = statement_int64(select, 0),
                                     .last_id = statement_int64(select, 1),
                                     .event_count = statement_int64(select, 2),
                                     .events = statement_text(select, 3)};
        if (!on_row(&row, user, err)) {
            return false;
        }
    }
    return false;
}
