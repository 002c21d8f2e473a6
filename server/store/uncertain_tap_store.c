#include "uncertain_tap_store.h"

static const struct database_sql upsert = {
    "uncertain_tap.put",
    "INSERT INTO uncertain_tap (kiosk, epoch, seq, boot, at_ms) VALUES ($1, $2, $3, $4, $5) "
    "ON CONFLICT (kiosk, epoch, seq) DO UPDATE SET at_ms = excluded.at_ms",
};

static const struct database_sql select_one = {
    "uncertain_tap.find",
    "SELECT at_ms FROM uncertain_tap WHERE kiosk = $1 AND epoch = $2 AND seq = $3",
};

static const struct database_sql select_boot = {
    "uncertain_tap.of_boot",
    "SELECT epoch, seq FROM uncertain_tap WHERE kiosk = $1 AND boot = $2 "
    "AND (epoch > $3 OR (epoch = $3 AND seq > $4)) ORDER BY epoch, seq LIMIT $5",
};

static const struct database_sql select_unnoted = {
    "uncertain_tap.unnoted",
    "SELECT kiosk, epoch, seq, at_ms FROM tap WHERE uncertain = 1 AND NOT EXISTS (SELECT 1 FROM "
    "uncertain_tap WHERE uncertain_tap.kiosk = tap.kiosk AND uncertain_tap.epoch = tap.epoch "
    "AND uncertain_tap.seq = tap.seq) LIMIT $1",
};

static void bind_place(struct statement *statement, const struct record_place *place)
{
    statement_bind_text(statement, 1, place->kiosk);
    statement_bind_int64(statement, 2, place->epoch);
    statement_bind_int64(statement, 3, (int64_t)place->seq);
}

bool uncertain_tap_store_put(struct database *database, const struct record_place *place,
                             const char *boot, int64_t at_ms, struct error *err)
{
    AUTO(statement) struct statement *statement = NULL;
    if (!database_prepare(database, &upsert, &statement, err)) {
        return false;
    }
    bind_place(statement, place);
    statement_bind_text(statement, 4, boot);
    statement_bind_int64(statement, 5, at_ms);
    return statement_queue(statement, err);
}

bool uncertain_tap_store_find(struct database *database, const struct record_place *place,
                              bool *ret_found, int64_t *ret_at_ms, struct error *err)
{
    AUTO(statement) struct statement *select = NULL;
    if (!database_prepare(database, &select_one, &select, err)) {
        return false;
    }
    bind_place(select, place);
    if (!statement_step(select, ret_found, err)) {
        return false;
    }
    if (*ret_found) {
        *ret_at_ms = statement_int64(select, 0);
    }
    return true;
}

bool uncertain_tap_store_list_unnoted(struct database *database, size_t max,
                                      struct unnoted_tap *ret_taps, size_t *ret_count,
                                      struct error *err)
{
    AUTO(statement) struct statement *select = NULL;
    if (!database_prepare(database, &select_unnoted, &select, err)) {
        return false;
    }
    statement_bind_int64(select, 1, (int64_t)max);
    for (*ret_count = 0; *ret_count < max; (*ret_count)++) {
        bool row;
        if (!statement_step(select, &row, err)) {
            return false;
        }
        if (!row) {
            break;
        }
        struct unnoted_tap *tap = &ret_taps[*ret_count];
        tap->epoch = (uint32_t)statement_int64(select, 1);
        tap->seq = (uint64_t)statement_int64(select, 2);
        tap->at_ms = statement_int64(select, 3);
        if (!statement_copy_text(select, 0, tap->kiosk, sizeof tap->kiosk, err)) {
            return false;
        }
    }
    return true;
}

bool uncertain_tap_store_list(struct database *database, const char *kiosk, const char *boot,
                              const struct uncertain_place *after, size_t max,
                              struct uncertain_place *ret_places, size_t *ret_count,
                              struct error *err)
{
    AUTO(statement) struct statement *select = NULL;
    if (!database_prepare(database, &select_boot, &select, err)) {
        return false;
    }
    statement_bind_text(select, 1, kiosk);
    statement_bind_text(select, 2, boot);
    statement_bind_int64(select, 3, after->epoch);
    statement_bind_int64(select, 4, (int64_t)after->seq);
    statement_bind_int64(select, 5, (int64_t)max);
    for (*ret_count = 0; *ret_count < max; (*ret_count)++) {
        bool row;
        if (!statement_step(select, &row, err)) {
            return false;
        }
        if (!row) {
            break;
        }
        ret_places[*ret_count] = (struct uncertain_place){
            .epoch = (uint32_t)statement_int64(select, 0),
            .seq = (uint64_t)statement_int64(select, 1),
        };
    }
    return true;
}
