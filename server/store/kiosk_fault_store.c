#include "kiosk_fault_store.h"

#include <string.h>

static const struct database_sql upsert_fault = {
    "kiosk_fault.note",
    "INSERT INTO kiosk_fault (kiosk, fault, state, detail, epoch, seq, held_epoch, held_seq, "
    "times, first_utc_us, last_utc_us) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1, $9, $9) "
    "ON CONFLICT (kiosk, fault) DO UPDATE SET state = 'open', detail = excluded.detail, "
    "epoch = excluded.epoch, seq = excluded.seq, held_epoch = excluded.held_epoch, "
    "held_seq = excluded.held_seq, times = kiosk_fault.times + 1, "
    "last_utc_us = excluded.last_utc_us",
};

static const struct database_sql delete_suspected = {
    "kiosk_fault.clear",
    "DELETE FROM kiosk_fault WHERE kiosk = $1 AND fault = $2 AND state = 'suspected'",
};

static const struct database_sql close_fault = {
    "kiosk_fault.close",
    "UPDATE kiosk_fault SET state = 'closed' WHERE kiosk = $1 AND fault = $2 AND state = 'open'",
};

static const struct database_sql select_faults = {
    "kiosk_fault.each",
    "SELECT kiosk, fault, state, detail, epoch, seq, held_epoch, held_seq, times, first_utc_us, "
    "last_utc_us FROM kiosk_fault WHERE ($1 = '' OR kiosk = $1) AND state <> 'suspected' "
    "ORDER BY kiosk, fault",
};

static const struct database_sql select_lines = {
    "quarantine.of_kiosk",
    "SELECT line_hash, reason, detail, state, epoch, seq, batch, received_utc_us, line "
    "FROM quarantine WHERE kiosk = $1 AND (received_utc_us < $2 OR "
    "(received_utc_us = $2 AND line_hash < $3)) "
    "ORDER BY received_utc_us DESC, line_hash DESC LIMIT $4",
};

static const struct database_sql close_line = {
    "quarantine.close",
    "UPDATE quarantine SET state = 'closed' WHERE kiosk = $1 AND line_hash = $2 "
    "AND state = 'open' AND reason <> 'gap'",
};

static const struct database_sql count_lines = {
    "quarantine.counts",
    "SELECT kiosk, reason, count(*), min(received_utc_us), max(received_utc_us) FROM quarantine "
    "WHERE state = 'open' GROUP BY kiosk, reason ORDER BY kiosk, reason",
};

bool kiosk_fault_store_note(struct database *database, const struct kiosk_fault_row *row,
                            struct error *err)
{
    AUTO(statement) struct statement *upsert = NULL;
    if (!database_prepare(database, &upsert_fault, &upsert, err)) {
        return false;
    }
    statement_bind_text(upsert, 1, row->kiosk);
    statement_bind_text(upsert, 2, row->fault);
    statement_bind_text(upsert, 3, row->state);
    statement_bind_text(upsert, 4, row->detail);
    statement_bind_int64(upsert, 5, row->epoch);
    statement_bind_int64(upsert, 6, row->seq);
    statement_bind_int64(upsert, 7, row->held_epoch);
    statement_bind_int64(upsert, 8, row->held_seq);
    statement_bind_int64(upsert, 9, row->last_utc_us);
    return statement_run(upsert, err);
}

static bool run_for(struct database *database, const struct database_sql *sql, const char *kiosk,
                    const char *fault, struct error *err)
{
    AUTO(statement) struct statement *statement = NULL;
    if (!database_prepare(database, sql, &statement, err)) {
        return false;
    }
    statement_bind_text(statement, 1, kiosk);
    statement_bind_text(statement, 2, fault);
    return statement_run(statement, err);
}

bool kiosk_fault_store_clear(struct database *database, const char *kiosk, const char *fault,
                             struct error *err)
{
    return run_for(database, &delete_suspected, kiosk, fault, err);
}

bool kiosk_fault_store_close(struct database *database, const char *kiosk, const char *fault,
                             bool *ret_was, struct error *err)
{
    if (!run_for(database, &close_fault, kiosk, fault, err)) {
        return false;
    }
    *ret_was = database_changes(database) == 1;
    return true;
}

bool kiosk_fault_store_each(struct database *database, const char *kiosk,
                            kiosk_fault_visit *on_fault, void *user, struct error *err)
{
    AUTO(statement) struct statement *select = NULL;
    bool row;
    if (!database_prepare(database, &select_faults, &select, err)) {
        return false;
    }
    statement_bind_text(select, 1, kiosk ? kiosk : "");
    while (statement_step(select, &row, err)) {
        if (!row) {
            return true;
        }
        const struct kiosk_fault_row fault = {
            .kiosk = statement_text(select, 0),
            .fault = statement_text(select, 1),
            .state = statement_text(select, 2),
            .detail = statement_text(select, 3),
            .epoch = statement_int64(select, 4),
            .seq = statement_int64(select, 5),
            .held_epoch = statement_int64(select, 6),
            .held_seq = statement_int64(select, 7),
            .times = statement_int64(select, 8),
            .first_utc_us = statement_int64(select, 9),
            .last_utc_us = statement_int64(select, 10),
        };
        if (!on_fault(&fault, user, err)) {
            return false;
        }
    }
    return false;
}

bool kiosk_fault_store_each_line(struct database *database, const char *kiosk,
                                 const struct quarantine_place *below, int64_t max,
                                 quarantine_visit *on_line, void *user, struct error *err)
{
    AUTO(statement) struct statement *select = NULL;
    bool row;
    if (!database_prepare(database, &select_lines, &select, err)) {
        return false;
    }
    statement_bind_text(select, 1, kiosk);
    statement_bind_int64(select, 2, below->received_utc_us);
    statement_bind_bytes(select, 3, below->line_hash.bytes, HASH_BYTES);
    statement_bind_int64(select, 4, max);
    while (statement_step(select, &row, err)) {
        if (!row) {
            return true;
        }
        struct quarantine_row line = {
            .reason = statement_text(select, 1),
            .detail = statement_text(select, 2),
            .state = statement_text(select, 3),
            .epoch = statement_int64(select, 4),
            .seq = statement_int64(select, 5),
            .batch = statement_int64(select, 6),
            .received_utc_us = statement_int64(select, 7),
        };
        line.line = statement_bytes(select, 8, &line.len);
        if (!statement_copy_bytes(select, 0, line.line_hash.bytes, HASH_BYTES, err) ||
            !on_line(&line, user, err)) {
            return false;
        }
    }
    return false;
}

bool kiosk_fault_store_close_line(struct database *database, const char *kiosk,
                                  const struct hash *line_hash, bool *ret_was, struct error *err)
{
    AUTO(statement) struct statement *update = NULL;
    if (!database_prepare(database, &close_line, &update, err)) {
        return false;
    }
    statement_bind_text(update, 1, kiosk);
    statement_bind_bytes(update, 2, line_hash->bytes, HASH_BYTES);
    if (!statement_run(update, err)) {
        return false;
    }
    *ret_was = database_changes(database) == 1;
    return true;
}

bool kiosk_fault_store_each_count(struct database *database, quarantine_count_visit *on_count,
                                  void *user, struct error *err)
{
    AUTO(statement) struct statement *select = NULL;
    bool row;
    if (!database_prepare(database, &count_lines, &select, err)) {
        return false;
    }
    while (statement_step(select, &row, err)) {
        if (!row) {
            return true;
        }
        const struct quarantine_count count = {
            .kiosk = statement_text(select, 0),
            .reason = statement_text(select, 1),
            .lines = statement_int64(select, 2),
            .first_utc_us = statement_int64(select, 3),
            .last_utc_us = statement_int64(select, 4),
        };
        if (!on_count(&count, user, err)) {
            return false;
        }
    }
    return false;
}
