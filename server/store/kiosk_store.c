#include "kiosk_store.h"

#include "check.h"
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define KIOSK_COLUMNS "kiosk, place, public_key, state "

static const struct database_sql select_kiosk = {
    "kiosk.find",
    "SELECT " KIOSK_COLUMNS "FROM kiosk WHERE kiosk = $1",
};

static const struct database_sql select_by_key = {
    "kiosk.find_by_key",
    "SELECT " KIOSK_COLUMNS "FROM kiosk WHERE public_key = $1",
};

static const struct database_sql next_number = {
    "counter.next_kiosk",
    "UPDATE counter SET value = value + 1 WHERE name = 'kiosk' RETURNING value",
};

static const struct database_sql insert_kiosk = {
    "kiosk.insert",
    "INSERT INTO kiosk (kiosk, place, public_key, state, version, enrolled_utc_us) "
    "VALUES ($1, $2, $3, 'active', $4, $5)",
};

static const struct database_sql insert_progress = {
    "kiosk_progress.insert",
    "INSERT INTO kiosk_progress (kiosk, batches, gaps, complete_to_utc_us, claimed_epoch, "
    "claimed_seq, claimed_utc_us, reported_utc_us, version, reader, backlog, clock, "
    "clock_offset_us, clock_error_us, disk_free_bytes) "
    "VALUES ($1, 0, 0, 0, 0, 0, 0, 0, $2, '', 0, 'uncertain', 0, 0, 0)",
};

static const struct database_sql update_state = {
    "kiosk.revoke",
    "UPDATE kiosk SET state = 'revoked' WHERE kiosk = $1",
};

static const struct database_sql update_place = {
    "kiosk.set_place",
    "UPDATE kiosk SET place = $2 WHERE kiosk = $1",
};

#define PROGRESS_COLUMNS                                                                           \
    "batches, gaps, complete_to_utc_us, claimed_epoch, claimed_seq, claimed_utc_us "

/* Writing the row takes its lock, whatever is written. */
static const struct database_sql lock_progress = {
    "kiosk_progress.lock",
    "UPDATE kiosk_progress SET batches = batches WHERE kiosk = $1 RETURNING " PROGRESS_COLUMNS,
};

static const struct database_sql update_progress = {
    "kiosk_progress.save",
    "UPDATE kiosk_progress SET batches = $2, gaps = $3, complete_to_utc_us = $4, "
    "claimed_epoch = $5, claimed_seq = $6, claimed_utc_us = $7 WHERE kiosk = $1",
};

static const struct database_sql update_status = {
    "kiosk_progress.report",
    "UPDATE kiosk_progress SET version = $2, reader = $3, backlog = $4, clock = $5, "
    "clock_offset_us = $6, clock_error_us = $7, disk_free_bytes = $8, reported_utc_us = $9 "
    "WHERE kiosk = $1",
};

static const struct database_sql select_overview = {
    "kiosk.overview",
    "SELECT kiosk.kiosk, place, public_key, state, " PROGRESS_COLUMNS
    ", kiosk_progress.version, reader, backlog, clock, clock_offset_us, clock_error_us, "
    "disk_free_bytes, reported_utc_us, enrolled_utc_us "
    "FROM kiosk JOIN kiosk_progress ON kiosk_progress.kiosk = kiosk.kiosk ORDER BY kiosk.kiosk",
};

static const struct database_sql select_chain = {
    "kiosk_chain.read",
    "SELECT epoch, seq, hash FROM kiosk_chain WHERE kiosk = $1 AND epoch = $2",
};

static const struct database_sql select_newest_chain = {
    "kiosk_chain.newest",
    "SELECT epoch, seq, hash FROM kiosk_chain WHERE kiosk = $1 ORDER BY epoch DESC LIMIT 1",
};

static const struct database_sql upsert_chain = {
    "kiosk_chain.write",
    "INSERT INTO kiosk_chain (kiosk, epoch, seq, hash, began_utc_us) VALUES ($1, $2, $3, $4, $5) "
    "ON CONFLICT (kiosk, epoch) DO UPDATE SET seq = excluded.seq, hash = excluded.hash",
};

/* Kiosks */

static enum kiosk_standing standing_of(const char *state)
{
    return strcmp(state, "active") == 0 ? KIOSK_ACTIVE : KIOSK_REVOKED;
}

static bool read_kiosk(const struct statement *row, struct kiosk *ret_kiosk, struct error *err)
{
    struct kiosk kiosk;
    if (!statement_copy_text(row, 0, kiosk.kiosk, sizeof kiosk.kiosk, err) ||
        !statement_copy_text(row, 1, kiosk.place, sizeof kiosk.place, err) ||
        !statement_copy_bytes(row, 2, kiosk.public_key.bytes, sizeof kiosk.public_key.bytes, err)) {
        return false;
    }
    kiosk.standing = standing_of(statement_text(row, 3));
    *ret_kiosk = kiosk;
    return true;
}

static bool read_one(struct statement *select, struct kiosk *ret_kiosk, struct error *err)
{
    bool row;
    if (!statement_step(select, &row, err)) {
        return false;
    }
    if (!row) {
        *ret_kiosk = (struct kiosk){.standing = KIOSK_UNKNOWN};
        return true;
    }
    return read_kiosk(select, ret_kiosk, err);
}

bool kiosk_store_find(struct database *database, const char *kiosk, struct kiosk *ret_kiosk,
                      struct error *err)
{
    AUTO(statement) struct statement *select = NULL;
    if (!database_prepare(database, &select_kiosk, &select, err)) {
        return false;
    }
    statement_bind_text(select, 1, kiosk);
    return read_one(select, ret_kiosk, err);
}

bool kiosk_store_find_by_key(struct database *database, const struct public_key *key,
                             struct kiosk *ret_kiosk, struct error *err)
{
    AUTO(statement) struct statement *select = NULL;
    if (!database_prepare(database, &select_by_key, &select, err)) {
        return false;
    }
    statement_bind_bytes(select, 1, key->bytes, sizeof key->bytes);
    return read_one(select, ret_kiosk, err);
}

static bool take_number(struct database *database, int64_t *ret_number, struct error *err)
{
    AUTO(statement) struct statement *update = NULL;
    bool row;
    if (!database_prepare(database, &next_number, &update, err) ||
        !statement_step(update, &row, err)) {
        return false;
    }
    CHECK(row); /* the row came with the schema */
    *ret_number = statement_int64(update, 0);
    return true;
}

static bool add_progress(struct database *database, const char *kiosk, const char *version,
                         struct error *err)
{
    AUTO(statement) struct statement *insert = NULL;
    if (!database_prepare(database, &insert_progress, &insert, err)) {
        return false;
    }
    statement_bind_text(insert, 1, kiosk);
    statement_bind_text(insert, 2, version);
    return statement_run(insert, err);
}

bool kiosk_store_add(struct database *database, const char *place, const struct public_key *key,
                     const char *version, int64_t now_utc_us, struct kiosk *ret_kiosk,
                     struct error *err)
{
    CHECK(strlen(place) <= KIOSK_PLACE_MAX && strlen(version) <= KIOSK_VERSION_MAX);
    AUTO(statement) struct statement *insert = NULL;
    int64_t number;
    if (!take_number(database, &number, err) ||
        !database_prepare(database, &insert_kiosk, &insert, err)) {
        return false;
    }
    struct kiosk kiosk = {.public_key = *key, .standing = KIOSK_ACTIVE};
    (void)snprintf(kiosk.kiosk, sizeof kiosk.kiosk, "k%04" PRId64, number); /* 20 digits fit */
    memcpy(kiosk.place, place, strlen(place) + 1);
    statement_bind_text(insert, 1, kiosk.kiosk);
    statement_bind_text(insert, 2, place);
    statement_bind_bytes(insert, 3, key->bytes, sizeof key->bytes);
    statement_bind_text(insert, 4, version);
    statement_bind_int64(insert, 5, now_utc_us);
    if (!statement_run(insert, err) || !add_progress(database, kiosk.kiosk, version, err)) {
        return false;
    }
    *ret_kiosk = kiosk;
    return true;
}

bool kiosk_store_revoke(struct database *database, const char *kiosk, bool *ret_done,
                        struct error *err)
{
    AUTO(statement) struct statement *update = NULL;
    if (!database_prepare(database, &update_state, &update, err)) {
        return false;
    }
    statement_bind_text(update, 1, kiosk);
    if (!statement_run(update, err)) {
        return false;
    }
    *ret_done = database_changes(database) > 0;
    return true;
}

bool kiosk_store_set_place(struct database *database, const char *kiosk, const char *place,
                           bool *ret_done, struct error *err)
{
    AUTO(statement) struct statement *update = NULL;
    if (!database_prepare(database, &update_place, &update, err)) {
        return false;
    }
    statement_bind_text(update, 1, kiosk);
    statement_bind_text(update, 2, place);
    if (!statement_run(update, err)) {
        return false;
    }
    *ret_done = database_changes(database) > 0;
    return true;
}

/* Progress */

static void read_progress(const struct statement *row, int first,
                          struct kiosk_progress *ret_progress)
{
    *ret_progress = (struct kiosk_progress){
        .batches = statement_int64(row, first),
        .gaps = statement_int64(row, first + 1),
        .complete_to_utc_us = statement_int64(row, first + 2),
        .claimed_epoch = (uint32_t)statement_int64(row, first + 3),
        .claimed_seq = (uint64_t)statement_int64(row, first + 4),
        .claimed_utc_us = statement_int64(row, first + 5),
    };
}

static bool lock_row(struct database *database, const char *kiosk,
                     struct kiosk_progress *ret_progress, struct error *err)
{
    AUTO(statement) struct statement *lock = NULL;
    bool row;
    if (!database_prepare(database, &lock_progress, &lock, err)) {
        return false;
    }
    statement_bind_text(lock, 1, kiosk);
    if (!statement_step(lock, &row, err)) {
        return false;
    }
    *ret_progress = (struct kiosk_progress){0};
    if (row) {
        read_progress(lock, 0, ret_progress);
    }
    return true;
}

bool kiosk_store_lock(struct database *database, const char *kiosk,
                      enum kiosk_standing *ret_standing, struct kiosk_progress *ret_progress,
                      struct error *err)
{
    /* The standing is read behind the lock: whoever revokes takes it too. */
    struct kiosk_progress progress;
    struct kiosk found;
    if (!lock_row(database, kiosk, &progress, err) ||
        !kiosk_store_find(database, kiosk, &found, err)) {
        return false;
    }
    *ret_standing = found.standing;
    *ret_progress = progress;
    return true;
}

bool kiosk_store_save(struct database *database, const char *kiosk,
                      const struct kiosk_progress *progress, struct error *err)
{
    AUTO(statement) struct statement *update = NULL;
    if (!database_prepare(database, &update_progress, &update, err)) {
        return false;
    }
    statement_bind_text(update, 1, kiosk);
    statement_bind_int64(update, 2, progress->batches);
    statement_bind_int64(update, 3, progress->gaps);
    statement_bind_int64(update, 4, progress->complete_to_utc_us);
    statement_bind_int64(update, 5, progress->claimed_epoch);
    statement_bind_int64(update, 6, (int64_t)progress->claimed_seq);
    statement_bind_int64(update, 7, progress->claimed_utc_us);
    return statement_queue(update, err);
}

bool kiosk_store_report(struct database *database, const char *kiosk,
                        const struct kiosk_status *status, struct error *err)
{
    AUTO(statement) struct statement *update = NULL;
    if (!database_prepare(database, &update_status, &update, err)) {
        return false;
    }
    statement_bind_text(update, 1, kiosk);
    statement_bind_text(update, 2, status->version);
    statement_bind_text(update, 3, status->reader);
    statement_bind_int64(update, 4, status->backlog);
    statement_bind_text(update, 5, status->clock);
    statement_bind_int64(update, 6, status->clock_offset_us);
    statement_bind_int64(update, 7, status->clock_error_us);
    statement_bind_int64(update, 8, status->disk_free_bytes);
    statement_bind_int64(update, 9, status->reported_utc_us);
    return statement_queue(update, err);
}

static bool read_overview(const struct statement *row, struct kiosk_overview *ret_overview,
                          struct error *err)
{
    struct kiosk_status *status = &ret_overview->status;
    if (!read_kiosk(row, &ret_overview->kiosk, err) ||
        !statement_copy_text(row, 10, status->version, sizeof status->version, err) ||
        !statement_copy_text(row, 11, status->reader, sizeof status->reader, err) ||
        !statement_copy_text(row, 13, status->clock, sizeof status->clock, err)) {
        return false;
    }
    read_progress(row, 4, &ret_overview->progress);
    status->backlog = statement_int64(row, 12);
    status->clock_offset_us = statement_int64(row, 14);
    status->clock_error_us = statement_int64(row, 15);
    status->disk_free_bytes = statement_int64(row, 16);
    status->reported_utc_us = statement_int64(row, 17);
    ret_overview->enrolled_utc_us = statement_int64(row, 18);
    return true;
}

bool kiosk_store_each(struct database *database, kiosk_visit *on_kiosk, void *user,
                      struct error *err)
{
    AUTO(statement) struct statement *select = NULL;
    if (!database_prepare(database, &select_overview, &select, err)) {
        return false;
    }
    for (;;) {
        bool row;
        if (!statement_step(select, &row, err)) {
            return false;
        }
        if (!row) {
            return true;
        }
        struct kiosk_overview overview;
        if (!read_overview(select, &overview, err)) {
            return false;
        }
        on_kiosk(&overview, user);
    }
}

/* Chains */

static bool read_head(struct statement *select, const char *kiosk, uint32_t epoch,
                      struct chain_head *ret_head, struct error *err)
{
    bool row;
    if (!statement_step(select, &row, err)) {
        return false;
    }
    if (!row) {
        *ret_head = (struct chain_head){epoch, 0, chain_genesis(kiosk, epoch)};
        return true;
    }
    struct chain_head head = {
        .epoch = (uint32_t)statement_int64(select, 0),
        .seq = (uint64_t)statement_int64(select, 1),
    };
    if (!statement_copy_bytes(select, 2, head.hash.bytes, HASH_BYTES, err)) {
        return false;
    }
    *ret_head = head;
    return true;
}

bool kiosk_store_read_chain(struct database *database, const char *kiosk, uint32_t epoch,
                            struct chain_head *ret_head, struct error *err)
{
    AUTO(statement) struct statement *select = NULL;
    if (!database_prepare(database, &select_chain, &select, err)) {
        return false;
    }
    statement_bind_text(select, 1, kiosk);
    statement_bind_int64(select, 2, epoch);
    return read_head(select, kiosk, epoch, ret_head, err);
}

bool kiosk_store_newest_chain(struct database *database, const char *kiosk,
                              struct chain_head *ret_head, struct error *err)
{
    AUTO(statement) struct statement *select = NULL;
    if (!database_prepare(database, &select_newest_chain, &select, err)) {
        return false;
    }
    statement_bind_text(select, 1, kiosk);
    return read_head(select, kiosk, 1, ret_head, err);
}

bool kiosk_store_write_chain(struct database *database, const char *kiosk,
                             const struct chain_head *head, int64_t now_utc_us, struct error *err)
{
    AUTO(statement) struct statement *upsert = NULL;
    if (!database_prepare(database, &upsert_chain, &upsert, err)) {
        return false;
    }
    statement_bind_text(upsert, 1, kiosk);
    statement_bind_int64(upsert, 2, head->epoch);
    statement_bind_int64(upsert, 3, (int64_t)head->seq);
    statement_bind_bytes(upsert, 4, head->hash.bytes, HASH_BYTES);
    statement_bind_int64(upsert, 5, now_utc_us);
    return statement_queue(upsert, err);
}
