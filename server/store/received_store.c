#include "received_store.h"

#include "signature.h"
#include <string.h>

static const struct database_sql insert_record = {
    "record.insert",
    "INSERT INTO record (kiosk, epoch, seq, batch, line) VALUES ($1, $2, $3, $4, $5)",
};

static const struct database_sql select_record = {
    "record.read",
    "SELECT line FROM record WHERE kiosk = $1 AND epoch = $2 AND seq = $3",
};

static const struct database_sql select_stretch = {
    "record.stretch",
    "SELECT line FROM record WHERE kiosk = $1 AND epoch = $2 AND seq >= $3 AND seq <= $4 "
    "ORDER BY seq",
};

static const struct database_sql insert_batch = {
    "record_batch.insert",
    "INSERT INTO record_batch (kiosk, batch, received_utc_us, signed_utc_us, signed_target, "
    "body_hash, signature, lines) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
};

static const struct database_sql insert_quarantine = {
    "quarantine.insert",
    "INSERT INTO quarantine (kiosk, line_hash, reason, detail, epoch, seq, batch, "
    "received_utc_us, state, line) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'open', $9) "
    "ON CONFLICT (kiosk, line_hash) DO NOTHING",
};

static const struct database_sql select_waiting = {
    "quarantine.waiting",
    "SELECT line FROM quarantine WHERE kiosk = $1 AND epoch = $2 AND seq = $3 "
    "AND reason = 'gap' AND state = 'open' ORDER BY line_hash LIMIT 1 OFFSET $4",
};

static const struct database_sql update_waiting = {
    "quarantine.take",
    "UPDATE quarantine SET state = 'taken' WHERE kiosk = $1 AND line_hash = $2",
};

static const struct database_sql count_open = {
    "quarantine.count",
    "SELECT COUNT(*) FROM quarantine WHERE state = 'open'",
};

static const struct database_sql select_newest_clock = {
    "clock_fact.newest",
    "SELECT offset_us, error_us FROM clock_fact WHERE kiosk = $1 AND boot = $2 "
    "ORDER BY mono_us DESC LIMIT 1",
};

static const struct database_sql select_clock_before = {
    "clock_fact.before",
    "SELECT mono_us, at_utc_us, offset_us, error_us FROM clock_fact "
    "WHERE kiosk = $1 AND boot = $2 AND mono_us <= $3 ORDER BY mono_us DESC LIMIT 1",
};

static const struct database_sql select_clock_after = {
    "clock_fact.after",
    "SELECT mono_us, at_utc_us, offset_us, error_us FROM clock_fact "
    "WHERE kiosk = $1 AND boot = $2 AND mono_us > $3 ORDER BY mono_us LIMIT 1",
};

static const struct database_sql insert_clock = {
    "clock_fact.insert",
    "INSERT INTO clock_fact (kiosk, boot, mono_us, at_utc_us, offset_us, error_us) "
    "VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING",
};

static void bind_place(struct statement *statement, const struct record_place *place)
{
    statement_bind_text(statement, 1, place->kiosk);
    statement_bind_int64(statement, 2, place->epoch);
    statement_bind_int64(statement, 3, (int64_t)place->seq);
}

bool received_store_add(struct database *database, const struct record_place *place, int64_t batch,
                        const char *line, size_t len, struct error *err)
{
    AUTO(statement) struct statement *insert = NULL;
    if (!database_prepare(database, &insert_record, &insert, err)) {
        return false;
    }
    bind_place(insert, place);
    statement_bind_int64(insert, 4, batch);
    statement_bind_text_len(insert, 5, line, len);
    return statement_queue(insert, err);
}

bool received_store_compare(struct database *database, const struct record_place *place,
                            const char *line, size_t len, enum record_match *ret_match,
                            struct error *err)
{
    AUTO(statement) struct statement *select = NULL;
    bool row;
    if (!database_prepare(database, &select_record, &select, err)) {
        return false;
    }
    bind_place(select, place);
    if (!statement_step(select, &row, err)) {
        return false;
    }
    if (!row) {
        *ret_match = RECORD_ABSENT;
        return true;
    }
    size_t have_len;
    const void *have = statement_bytes(select, 0, &have_len);
    bool same = have_len == len && memcmp(have, line, len) == 0;
    *ret_match = same ? RECORD_SAME : RECORD_OTHER;
    return true;
}

/* The first column of the next row, a line. */
static bool read_line(struct statement *select, bool *ret_found, char *ret_line, size_t *ret_len,
                      struct error *err)
{
    bool row;
    if (!statement_step(select, &row, err)) {
        return false;
    }
    *ret_found = row;
    if (!row) {
        return true;
    }
    size_t len;
    const void *line = statement_bytes(select, 0, &len);
    if (len > TAP_RECORD_LINE_MAX) {
        return error_set(err, ERROR_INVALID, "record: a stored line of %zu bytes", len);
    }
    memcpy(ret_line, line, len);
    ret_line[len] = '\0';
    *ret_len = len;
    return true;
}

bool received_store_read(struct database *database, const struct record_place *place,
                         bool *ret_found, char *ret_line, size_t *ret_len, struct error *err)
{
    AUTO(statement) struct statement *select = NULL;
    if (!database_prepare(database, &select_record, &select, err)) {
        return false;
    }
    bind_place(select, place);
    return read_line(select, ret_found, ret_line, ret_len, err);
}

bool received_store_each(struct database *database, const struct record_place *place,
                         uint64_t last_seq, received_line_visit *on_line, void *user,
                         struct error *err)
{
    AUTO(statement) struct statement *select = NULL;
    bool row;
    if (!database_prepare(database, &select_stretch, &select, err)) {
        return false;
    }
    bind_place(select, place);
    statement_bind_int64(select, 4, (int64_t)last_seq);
    while (statement_step(select, &row, err)) {
        if (!row) {
            return true;
        }
        size_t len;
        const char *line = statement_bytes(select, 0, &len);
        if (!on_line(line, len, user, err)) {
            return false;
        }
    }
    return false;
}

bool received_store_add_batch(struct database *database, const struct record_batch *batch,
                              struct error *err)
{
    AUTO(statement) struct statement *insert = NULL;
    if (!database_prepare(database, &insert_batch, &insert, err)) {
        return false;
    }
    statement_bind_text(insert, 1, batch->kiosk);
    statement_bind_int64(insert, 2, batch->batch);
    statement_bind_int64(insert, 3, batch->received_utc_us);
    statement_bind_int64(insert, 4, batch->signed_utc_us);
    statement_bind_text(insert, 5, batch->signed_target);
    statement_bind_bytes(insert, 6, batch->body_hash.bytes, HASH_BYTES);
    statement_bind_bytes(insert, 7, batch->signature, SIGNATURE_BYTES);
    statement_bind_int64(insert, 8, (int64_t)batch->lines);
    return statement_queue(insert, err);
}

bool received_store_quarantine(struct database *database, const struct quarantined_line *line,
                               bool *ret_added, struct error *err)
{
    AUTO(statement) struct statement *insert = NULL;
    if (!database_prepare(database, &insert_quarantine, &insert, err)) {
        return false;
    }
    statement_bind_text(insert, 1, line->kiosk);
    statement_bind_bytes(insert, 2, line->line_hash.bytes, HASH_BYTES);
    statement_bind_text(insert, 3, line->reason);
    statement_bind_text(insert, 4, line->detail);
    statement_bind_int64(insert, 5, line->epoch);
    statement_bind_int64(insert, 6, (int64_t)line->seq);
    statement_bind_int64(insert, 7, line->batch);
    statement_bind_int64(insert, 8, line->received_utc_us);
    statement_bind_bytes(insert, 9, line->line, line->len);
    if (!statement_run(insert, err)) {
        return false;
    }
    *ret_added = database_changes(database) > 0;
    return true;
}

bool received_store_find_waiting(struct database *database, const struct record_place *place,
                                 size_t skip, bool *ret_found, char *ret_line, size_t *ret_len,
                                 struct error *err)
{
    AUTO(statement) struct statement *select = NULL;
    if (!database_prepare(database, &select_waiting, &select, err)) {
        return false;
    }
    bind_place(select, place);
    statement_bind_int64(select, 4, (int64_t)skip);
    return read_line(select, ret_found, ret_line, ret_len, err);
}

bool received_store_take_waiting(struct database *database, const char *kiosk,
                                 const struct hash *line_hash, struct error *err)
{
    AUTO(statement) struct statement *update = NULL;
    if (!database_prepare(database, &update_waiting, &update, err)) {
        return false;
    }
    statement_bind_text(update, 1, kiosk);
    statement_bind_bytes(update, 2, line_hash->bytes, HASH_BYTES);
    return statement_queue(update, err);
}

bool received_store_count_quarantine(struct database *database, int64_t *ret_count,
                                     struct error *err)
{
    AUTO(statement) struct statement *select = NULL;
    bool row;
    if (!database_prepare(database, &count_open, &select, err) ||
        !statement_step(select, &row, err)) {
        return false;
    }
    *ret_count = statement_int64(select, 0);
    return true;
}

static bool says_nothing_new(struct database *database, const struct clock_fact *fact,
                             bool *ret_nothing_new, struct error *err)
{
    AUTO(statement) struct statement *select = NULL;
    bool row;
    if (!database_prepare(database, &select_newest_clock, &select, err)) {
        return false;
    }
    statement_bind_text(select, 1, fact->kiosk);
    statement_bind_text(select, 2, fact->boot);
    if (!statement_step(select, &row, err)) {
        return false;
    }
    *ret_nothing_new = row && statement_int64(select, 0) == fact->offset_us &&
                       statement_int64(select, 1) == fact->error_us;
    return true;
}

bool received_store_add_clock(struct database *database, const struct clock_fact *fact,
                              bool *ret_added, struct error *err)
{
    bool nothing_new;
    if (!says_nothing_new(database, fact, &nothing_new, err)) {
        return false;
    }
    *ret_added = !nothing_new;
    if (nothing_new) {
        return true;
    }
    AUTO(statement) struct statement *insert = NULL;
    if (!database_prepare(database, &insert_clock, &insert, err)) {
        return false;
    }
    statement_bind_text(insert, 1, fact->kiosk);
    statement_bind_text(insert, 2, fact->boot);
    statement_bind_int64(insert, 3, fact->mono_us);
    statement_bind_int64(insert, 4, fact->at_utc_us);
    statement_bind_int64(insert, 5, fact->offset_us);
    statement_bind_int64(insert, 6, fact->error_us);
    return statement_queue(insert, err);
}

static bool visit_clock(struct database *database, const struct database_sql *sql,
                        const struct clock_fact *near, clock_fact_visit *on_fact, void *user,
                        struct error *err)
{
    AUTO(statement) struct statement *select = NULL;
    bool row;
    if (!database_prepare(database, sql, &select, err)) {
        return false;
    }
    statement_bind_text(select, 1, near->kiosk);
    statement_bind_text(select, 2, near->boot);
    statement_bind_int64(select, 3, near->mono_us);
    if (!statement_step(select, &row, err)) {
        return false;
    }
    if (row) {
        const struct clock_fact fact = {
            .kiosk = near->kiosk,
            .boot = near->boot,
            .mono_us = statement_int64(select, 0),
            .at_utc_us = statement_int64(select, 1),
            .offset_us = statement_int64(select, 2),
            .error_us = statement_int64(select, 3),
        };
        on_fact(&fact, user);
    }
    return true;
}

bool received_store_clocks_near(struct database *database, const char *kiosk, const char *boot,
                                int64_t mono_us, clock_fact_visit *on_fact, void *user,
                                struct error *err)
{
    const struct clock_fact near = {.kiosk = kiosk, .boot = boot, .mono_us = mono_us};
    return visit_clock(database, &select_clock_before, &near, on_fact, user, err) &&
           visit_clock(database, &select_clock_after, &near, on_fact, user, err);
}
