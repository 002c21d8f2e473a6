#include "record_purge.h"

#include "record_id.h"
#include <string.h>

static const char select_oldest[] =
    "SELECT id, line FROM record WHERE id <= ?1 ORDER BY id LIMIT ?2";
static const char delete_oldest[] = "DELETE FROM record WHERE id <= ?1";
static const char upsert_anchor[] =
    "INSERT INTO purged (epoch, seq, hash) VALUES (?1, ?2, ?3)"
    " ON CONFLICT (epoch) DO UPDATE SET seq = excluded.seq, hash = excluded.hash";
static const char select_anchor[] = "SELECT seq, hash FROM purged WHERE epoch = ?1";

/* The last of the lines to go: at most max, all of one epoch. seq 0: there is none. */
static bool find_last(struct kiosk_database *database, int64_t upto_id, uint64_t max,
                      struct chain_head *ret_last, uint64_t *ret_count, struct error *err)
{
    AUTO(kiosk_query) struct kiosk_query *query = NULL;
    struct chain_head last = {0};
    uint64_t count = 0;
    if (!kiosk_query_create(database, select_oldest, &query, err)) {
        return false;
    }
    kiosk_query_bind_number(query, 1, upto_id);
    kiosk_query_bind_number(query, 2, (int64_t)max);
    for (;;) {
        enum kiosk_query_step step;
        if (!kiosk_query_step(query, &step, err)) {
            return false;
        }
        if (step == KIOSK_QUERY_DONE) {
            break;
        }
        struct record_position position = record_id_split(kiosk_query_number(query, 0));
        if (count > 0 && position.epoch != last.epoch) {
            count = max; /* the next epoch's turn comes with the next call */
            break;
        }
        size_t len;
        const void *line = kiosk_query_bytes(query, 1, &len);
        last = (struct chain_head){position.epoch, position.seq, hash_sha256(line, len)};
        count++;
    }
    *ret_last = last;
    *ret_count = count;
    return true;
}

static bool write_anchor(struct kiosk_database *database, const struct chain_head *last,
                         struct error *err)
{
    AUTO(kiosk_query) struct kiosk_query *query = NULL;
    if (!kiosk_query_create(database, upsert_anchor, &query, err)) {
        return false;
    }
    kiosk_query_bind_number(query, 1, last->epoch);
    kiosk_query_bind_number(query, 2, (int64_t)last->seq);
    kiosk_query_bind_bytes(query, 3, last->hash.bytes, HASH_BYTES);
    return kiosk_query_run(query, err);
}

static bool delete_to(struct kiosk_database *database, int64_t id, struct error *err)
{
    AUTO(kiosk_query) struct kiosk_query *query = NULL;
    if (!kiosk_query_create(database, delete_oldest, &query, err)) {
        return false;
    }
    kiosk_query_bind_number(query, 1, id);
    return kiosk_query_run(query, err);
}

bool record_purge_run(struct kiosk_database *database, int64_t upto_id, uint64_t max,
                      bool *ret_more, struct error *err)
{
    struct chain_head last;
    uint64_t count;
    if (!find_last(database, upto_id, max, &last, &count, err)) {
        return false;
    }
    *ret_more = count == max;
    if (count == 0) {
        return true;
    }
    if (!kiosk_database_begin(database, err)) {
        return false;
    }
    AUTO(kiosk_transaction) struct kiosk_database *open = database;
    return write_anchor(database, &last, err) &&
           delete_to(database, record_id_make(last.epoch, last.seq), err) &&
           kiosk_database_commit(TAKE(open), err);
}

bool record_purge_anchor(struct kiosk_database *database, const char *kiosk, uint32_t epoch,
                         struct chain_head *ret_anchor, struct error *err)
{
    AUTO(kiosk_query) struct kiosk_query *query = NULL;
    enum kiosk_query_step step;
    if (!kiosk_query_create(database, select_anchor, &query, err)) {
        return false;
    }
    kiosk_query_bind_number(query, 1, epoch);
    if (!kiosk_query_step(query, &step, err)) {
        return false;
    }
    struct chain_head anchor = {.epoch = epoch, .hash = chain_genesis(kiosk, epoch)};
    if (step == KIOSK_QUERY_ROW) {
        size_t len;
        anchor.seq = (uint64_t)kiosk_query_number(query, 0);
        const void *hash = kiosk_query_bytes(query, 1, &len);
        if (len != HASH_BYTES) {
            return error_set(err, ERROR_INVALID, "where the lines begin cannot be read");
        }
        memcpy(anchor.hash.bytes, hash, HASH_BYTES);
    }
    *ret_anchor = anchor;
    return true;
}
