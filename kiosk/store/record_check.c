#include "record_check.h"

#include "record_id.h"
#include "record_purge.h"
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static const char select_epoch[] = "SELECT epoch, kiosk FROM epoch ORDER BY epoch DESC LIMIT 1";
static const char select_ends[] = "SELECT coalesce(min(id), 0), coalesce(max(id), 0) FROM record"
                                  " WHERE id BETWEEN ?1 AND ?2";
static const char select_lines[] = "SELECT id, line FROM record WHERE id >= ?1 ORDER BY id";

struct walk {
    struct hasher *hasher;
    const char *kiosk;
    struct chain_head head; /* of the lines so far, or what the first one must follow */
    bool begun;             /* what the next line must follow is known */
};

/* ERROR_INVALID: what is wrong with this line. */
static bool check_line(struct walk *walk, int64_t id, const char *line, size_t len,
                       struct error *err)
{
    struct record_position position = record_id_split(id);
    struct tap_record record;
    if (!tap_record_decode(line, len, &record, err)) {
        return error_prefix(err, "line %" PRIu64, position.seq);
    }
    struct hash hash = chain_hash_line(walk->hasher, line, len);
    bool own = record.epoch == position.epoch && record.seq == position.seq &&
               strcmp(record.kiosk, walk->kiosk) == 0;
    bool linked = !walk->begun || chain_compare(&walk->head, &record, &hash) == CHAIN_NEXT;
    if (!own || !linked) {
        return error_set(err, ERROR_INVALID, "line %" PRIu64 " does not follow the one before it",
                         position.seq);
    }
    walk->head = (struct chain_head){.epoch = record.epoch, .seq = record.seq, .hash = hash};
    walk->begun = true;
    return true;
}

static bool check_lines(struct kiosk_database *database, struct walk *walk, int64_t from,
                        const struct chain_head *trusted, struct error *err)
{
    AUTO(kiosk_query) struct kiosk_query *query = NULL;
    enum kiosk_query_step step;
    if (!kiosk_query_create(database, select_lines, &query, err)) {
        return false;
    }
    kiosk_query_bind_number(query, 1, from);
    for (;;) {
        if (!kiosk_query_step(query, &step, err)) {
            return false;
        }
        if (step == KIOSK_QUERY_DONE) {
            return true;
        }
        size_t len;
        const char *line = kiosk_query_bytes(query, 1, &len);
        if (!check_line(walk, kiosk_query_number(query, 0), line, len, err)) {
            return false;
        }
        if (walk->head.epoch == trusted->epoch && walk->head.seq == trusted->seq &&
            !hash_equal(&walk->head.hash, &trusted->hash)) {
            return error_set(err, ERROR_INVALID,
                             "line %" PRIu64 " is not what the server counter-signed",
                             trusted->seq);
        }
    }
}

static bool read_ends(struct kiosk_database *database, uint32_t epoch, int64_t *ret_first,
                      int64_t *ret_last, struct error *err)
{
    AUTO(kiosk_query) struct kiosk_query *query = NULL;
    enum kiosk_query_step step;
    if (!kiosk_query_create(database, select_ends, &query, err)) {
        return false;
    }
    kiosk_query_bind_number(query, 1, record_id_make(epoch, 0));
    kiosk_query_bind_number(query, 2, record_id_make(epoch, RECORD_SEQ_MAX));
    if (!kiosk_query_step(query, &step, err)) {
        return false;
    }
    *ret_first = kiosk_query_number(query, 0);
    *ret_last = kiosk_query_number(query, 1);
    return true;
}

/* epoch 0: none was begun. */
static bool read_epoch(struct kiosk_database *database, const char *kiosk, uint32_t *ret_epoch,
                       struct error *err)
{
    AUTO(kiosk_query) struct kiosk_query *query = NULL;
    enum kiosk_query_step step;
    if (!kiosk_query_create(database, select_epoch, &query, err) ||
        !kiosk_query_step(query, &step, err)) {
        return false;
    }
    if (step == KIOSK_QUERY_DONE) {
        *ret_epoch = 0;
        return true;
    }
    int64_t epoch = kiosk_query_number(query, 0);
    size_t len;
    const char *owner = kiosk_query_text(query, 1, &len);
    if (epoch < 1 || epoch > RECORD_EPOCH_MAX) {
        return error_set(err, ERROR_INVALID, "epoch %" PRId64 " cannot be", epoch);
    }
    if (strcmp(owner, kiosk) != 0) {
        return error_set(err, ERROR_INVALID, "the lines are those of kiosk %.40s", owner);
    }
    *ret_epoch = (uint32_t)epoch;
    return true;
}

static bool check_epoch(struct kiosk_database *database, struct walk *walk,
                        const struct chain_head *trusted, uint64_t max, struct error *err)
{
    uint32_t epoch = walk->head.epoch;
    int64_t first, last;
    if (!read_ends(database, epoch, &first, &last, err)) {
        return false;
    }
    if (last == 0) {
        return true;
    }
    int64_t from = last - first >= (int64_t)max ? last - (int64_t)max + 1 : first;
    if (from == first) {
        if (!record_purge_anchor(database, walk->kiosk, epoch, &walk->head, err)) {
            return false;
        }
        walk->begun = true;
    }
    return check_lines(database, walk, from, trusted, err);
}

bool record_check_tail(struct kiosk_database *database, const char *kiosk,
                       const struct chain_head *trusted, uint64_t max,
                       enum record_check_result *ret_result, struct chain_head *ret_head,
                       struct kiosk_damage *ret_damage, struct error *err)
{
    AUTO(hasher) struct hasher *hasher = NULL;
    if (!hasher_create(&hasher, err)) {
        return false;
    }
    struct walk walk = {.hasher = hasher, .kiosk = kiosk};
    struct error fault = {0};
    uint32_t epoch = 0;
    bool whole = read_epoch(database, kiosk, &epoch, &fault);
    if (whole && epoch == 0) {
        *ret_result = RECORD_CHECK_NONE;
        return true;
    }
    if (whole) {
        walk.head = (struct chain_head){.epoch = epoch, .hash = chain_genesis(kiosk, epoch)};
        whole = check_epoch(database, &walk, trusted, max, &fault);
    }
    if (!whole) {
        if (fault.code != ERROR_INVALID) {
            return error_set(err, fault.code, "%s", fault.text);
        }
        *ret_result = RECORD_CHECK_DAMAGED;
        (void)snprintf(ret_damage->text, sizeof ret_damage->text, "%.255s", fault.text);
        return true;
    }
    struct record_position held = {trusted->epoch, trusted->seq};
    struct record_position last = {walk.head.epoch, walk.head.seq};
    *ret_result = trusted->seq > 0 && record_position_after(held, last) ? RECORD_CHECK_SHORTENED
                                                                        : RECORD_CHECK_WHOLE;
    *ret_head = walk.head;
    return true;
}
