#include "chain_store.h"

#include "signature.h"

#define BATCH_LINES_MAX 500 /* docs/sync-protocol.md, Limits */

static const struct database_sql select_lines = {
    "record.of_kiosk",
    "SELECT epoch, seq, batch, line FROM record WHERE kiosk = $1 ORDER BY epoch, seq",
};

/* A batch has at most 500 lines. */
static const struct database_sql select_lines_beside = {
    "record.beside",
    "SELECT epoch, seq, batch, line FROM record WHERE kiosk = $1 AND epoch = $2 "
    "AND seq BETWEEN $3 AND $4 AND batch = $5 ORDER BY seq",
};

static const struct database_sql select_batches = {
    "record_batch.of_kiosk",
    "SELECT batch, received_utc_us, signed_utc_us, signed_target, body_hash, signature, lines "
    "FROM record_batch WHERE kiosk = $1 ORDER BY batch",
};

static const struct database_sql select_batch = {
    "record_batch.read",
    "SELECT batch, received_utc_us, signed_utc_us, signed_target, body_hash, signature, lines "
    "FROM record_batch WHERE kiosk = $1 AND batch = $2",
};

static const struct database_sql select_ends = {
    "kiosk_chain.of_kiosk",
    "SELECT epoch, seq, hash FROM kiosk_chain WHERE kiosk = $1 ORDER BY epoch",
};

static const struct database_sql select_batch_of = {
    "record.batch_of",
    "SELECT batch FROM record WHERE kiosk = $1 AND epoch = $2 AND seq = $3",
};

static const struct database_sql select_quarantined = {
    "quarantine.was",
    "SELECT 1 FROM quarantine WHERE kiosk = $1 AND line_hash = $2",
};

static bool visit_lines(struct statement *select, chain_line_visit *on_line, void *user,
                        struct error *err)
{
    bool row;
    while (statement_step(select, &row, err)) {
        if (!row) {
            return true;
        }
        const struct chain_line line = {
            .epoch = (uint32_t)statement_int64(select, 0),
            .seq = (uint64_t)statement_int64(select, 1),
            .batch = statement_int64(select, 2),
            .line = statement_text(select, 3),
        };
        if (!on_line(&line, user, err)) {
            return false;
        }
    }
    return false;
}

bool chain_store_each_line(struct database *database, const char *kiosk, chain_line_visit *on_line,
                           void *user, struct error *err)
{
    AUTO(statement) struct statement *select = NULL;
    if (!database_prepare(database, &select_lines, &select, err)) {
        return false;
    }
    statement_bind_text(select, 1, kiosk);
    return visit_lines(select, on_line, user, err);
}

bool chain_store_each_line_beside(struct database *database, const struct record_place *place,
                                  int64_t batch, chain_line_visit *on_line, void *user,
                                  struct error *err)
{
    AUTO(statement) struct statement *select = NULL;
    if (!database_prepare(database, &select_lines_beside, &select, err)) {
        return false;
    }
    int64_t seq = (int64_t)place->seq;
    statement_bind_text(select, 1, place->kiosk);
    statement_bind_int64(select, 2, place->epoch);
    statement_bind_int64(select, 3, seq - BATCH_LINES_MAX);
    statement_bind_int64(select, 4, seq + BATCH_LINES_MAX);
    statement_bind_int64(select, 5, batch);
    return visit_lines(select, on_line, user, err);
}

static bool visit_batches(struct statement *select, const char *kiosk, bool *ret_any,
                          record_batch_visit *on_batch, void *user, struct error *err)
{
    bool row;
    while (statement_step(select, &row, err)) {
        if (!row) {
            return true;
        }
        uint8_t signature[SIGNATURE_BYTES];
        struct record_batch batch = {
            .kiosk = kiosk,
            .batch = statement_int64(select, 0),
            .received_utc_us = statement_int64(select, 1),
            .signed_utc_us = statement_int64(select, 2),
            .signed_target = statement_text(select, 3),
            .signature = signature,
            .lines = (size_t)statement_int64(select, 6),
        };
        *ret_any = true;
        if (!statement_copy_bytes(select, 4, batch.body_hash.bytes, HASH_BYTES, err) ||
            !statement_copy_bytes(select, 5, signature, sizeof signature, err) ||
            !on_batch(&batch, user, err)) {
            return false;
        }
    }
    return false;
}

bool chain_store_each_batch(struct database *database, const char *kiosk,
                            record_batch_visit *on_batch, void *user, struct error *err)
{
    AUTO(statement) struct statement *select = NULL;
    bool any;
    if (!database_prepare(database, &select_batches, &select, err)) {
        return false;
    }
    statement_bind_text(select, 1, kiosk);
    return visit_batches(select, kiosk, &any, on_batch, user, err);
}

bool chain_store_read_batch(struct database *database, const char *kiosk, int64_t batch,
                            bool *ret_found, record_batch_visit *on_batch, void *user,
                            struct error *err)
{
    AUTO(statement) struct statement *select = NULL;
    *ret_found = false;
    if (!database_prepare(database, &select_batch, &select, err)) {
        return false;
    }
    statement_bind_text(select, 1, kiosk);
    statement_bind_int64(select, 2, batch);
    return visit_batches(select, kiosk, ret_found, on_batch, user, err);
}

bool chain_store_each_end(struct database *database, const char *kiosk, chain_end_visit *on_end,
                          void *user, struct error *err)
{
    AUTO(statement) struct statement *select = NULL;
    bool row;
    if (!database_prepare(database, &select_ends, &select, err)) {
        return false;
    }
    statement_bind_text(select, 1, kiosk);
    while (statement_step(select, &row, err)) {
        if (!row) {
            return true;
        }
        struct chain_end end = {.epoch = (uint32_t)statement_int64(select, 0),
                                .seq = (uint64_t)statement_int64(select, 1)};
        if (!statement_copy_bytes(select, 2, end.hash.bytes, HASH_BYTES, err) ||
            !on_end(&end, user, err)) {
            return false;
        }
    }
    return false;
}

static bool read_number(struct statement *select, int64_t *ret_number, struct error *err)
{
    bool row;
    if (!statement_step(select, &row, err)) {
        return false;
    }
    *ret_number = row ? statement_int64(select, 0) : 0;
    return true;
}

bool chain_store_batch_of(struct database *database, const struct record_place *place,
                          int64_t *ret_batch, struct error *err)
{
    AUTO(statement) struct statement *select = NULL;
    if (!database_prepare(database, &select_batch_of, &select, err)) {
        return false;
    }
    statement_bind_text(select, 1, place->kiosk);
    statement_bind_int64(select, 2, place->epoch);
    statement_bind_int64(select, 3, (int64_t)place->seq);
    return read_number(select, ret_batch, err);
}

bool chain_store_was_quarantined(struct database *database, const char *kiosk,
                                 const struct hash *line_hash, bool *ret_was, struct error *err)
{
    AUTO(statement) struct statement *select = NULL;
    int64_t number;
    if (!database_prepare(database, &select_quarantined, &select, err)) {
        return false;
    }
    statement_bind_text(select, 1, kiosk);
    statement_bind_bytes(select, 2, line_hash->bytes, HASH_BYTES);
    if (!read_number(select, &number, err)) {
        return false;
    }
    *ret_was = number == 1;
    return true;
}
