#include "intake.h"

#include "kiosk_store.h"
#include "received_store.h"
#include "tap_resolution.h"
#include "tap_time.h"
#include "watermark.h"
#include <string.h>

/* One batch on its way in. */
struct intake {
    const struct intake_tools *tools;
    struct database *database;
    struct ingest_batch *batch;
    const char *kiosk;
    struct kiosk_progress progress;
    struct chain_head head; /* of the epoch of the last line that was looked at; epoch 0: none */
    bool head_moved;
    bool news;                    /* something was stored or quarantined that was not there */
    struct tap_record clock_seen; /* the last record whose clock was noted */
};

static bool save_head(struct intake *intake, struct error *err)
{
    if (!intake->head_moved) {
        return true;
    }
    intake->head_moved = false;
    return kiosk_store_write_chain(intake->database, intake->kiosk, &intake->head,
                                   intake->tools->now_utc_us, err);
}

static bool turn_to_epoch(struct intake *intake, uint32_t epoch, struct error *err)
{
    if (intake->head.epoch == epoch) {
        return true;
    }
    return save_head(intake, err) &&
           kiosk_store_read_chain(intake->database, intake->kiosk, epoch, &intake->head, err);
}

static struct record_place place_of(const struct tap_record *record)
{
    return (struct record_place){record->kiosk, record->epoch, record->seq};
}

static bool note_clock(struct intake *intake, const struct tap_record *record, struct error *err)
{
    const struct tap_record *seen = &intake->clock_seen;
    bool same = strcmp(seen->boot, record->boot) == 0 &&
                seen->clock_offset_us == record->clock_offset_us &&
                seen->clock_error_us == record->clock_error_us;
    if (record->clock != TAP_CLOCK_SYNCED || same) {
        return true;
    }
    intake->clock_seen = *record;
    const struct clock_fact fact = {
        .kiosk = record->kiosk,
        .boot = record->boot,
        .mono_us = record->mono_us,
        .at_utc_us = record->at_utc_us,
        .offset_us = record->clock_offset_us,
        .error_us = record->clock_error_us,
    };
    bool added;
    return received_store_add_clock(intake->database, &fact, &added, err) &&
           (!added || boot_list_add(intake->tools->boots, fact.kiosk, fact.boot, err));
}

/* Makes the line the chain's new head. */
static bool store_line(struct intake *intake, const struct tap_record *record,
                       const struct hash *hash, const char *line, size_t len, struct error *err)
{
    const struct record_place place = place_of(record);
    struct stored_tap tap;
    if (!received_store_add(intake->database, &place, intake->progress.batches + 1, line, len,
                            err) ||
        !note_clock(intake, record, err) ||
        !tap_resolution_make(intake->database, intake->tools->zone, record, &tap, err) ||
        (record->clock == TAP_CLOCK_UNCERTAIN &&
         !tap_time_note(intake->database, record, tap.at_ms, err)) ||
        !tap_list_add(intake->tools->taps, &tap, err)) {
        return false;
    }
    intake->head.seq = record->seq;
    intake->head.hash = *hash;
    intake->head_moved = true;
    intake->news = true;
    return true;
}

/* A line in quarantine that waits for its gap to be filled: is it the next one now? */
static bool store_waiting_at(struct intake *intake, const struct record_place *place,
                             bool *ret_stored, struct error *err)
{
    *ret_stored = false;
    for (size_t skip = 0; !*ret_stored; skip++) {
        char line[TAP_RECORD_LINE_MAX + 1];
        size_t len;
        bool found;
        if (!received_store_find_waiting(intake->database, place, skip, &found, line, &len, err)) {
            return false;
        }
        if (!found) {
            return true;
        }
        struct tap_record record;
        struct hash hash = chain_hash_line(intake->tools->hasher, line, len);
        if (!tap_record_decode(line, len, &record, err)) {
            return error_prefix(err, "quarantine of %s", intake->kiosk);
        }
        if (chain_compare(&intake->head, &record, &hash) != CHAIN_NEXT) {
            continue;
        }
        if (!store_line(intake, &record, &hash, line, len, err) ||
            !received_store_take_waiting(intake->database, intake->kiosk, &hash, err)) {
            return false;
        }
        intake->progress.gaps--;
        *ret_stored = true;
    }
    return true;
}

/* Lines that came before those they follow are taken in as soon as the gap is filled: the kiosk
 * has its answer for them and does not send them again. */
static bool store_waiting(struct intake *intake, struct error *err)
{
    bool stored = true;
    while (stored && intake->progress.gaps > 0) {
        const struct record_place place = {intake->kiosk, intake->head.epoch, intake->head.seq + 1};
        if (!store_waiting_at(intake, &place, &stored, err)) {
            return false;
        }
    }
    return true;
}

static bool quarantine(struct intake *intake, struct ingest_line *line, enum ingest_reason reason,
                       struct error *err)
{
    const struct quarantined_line kept = {
        .kiosk = intake->kiosk,
        .line_hash = line->hash,
        .reason = ingest_reason_name(reason),
        .detail = line->detail,
        .epoch = line->record.epoch,
        .seq = line->record.seq,
        .batch = intake->progress.batches + 1,
        .received_utc_us = intake->tools->now_utc_us,
        .line = line->text,
        .len = line->len,
    };
    bool added;
    if (!received_store_quarantine(intake->database, &kept, &added, err)) {
        return false;
    }
    line->answer = INGEST_QUARANTINED;
    line->reason = reason;
    intake->news = intake->news || added;
    intake->progress.gaps += added && reason == INGEST_GAP;
    return true;
}

/* A line at or before the head: there already, or another in its place. */
static bool compare_older(struct intake *intake, struct ingest_line *line, struct error *err)
{
    const struct record_place place = place_of(&line->record);
    enum record_match match;
    if (!received_store_compare(intake->database, &place, line->text, line->len, &match, err)) {
        return false;
    }
    if (match == RECORD_ABSENT) {
        return error_set(err, ERROR_INVALID, "%s: record %u:%llu is missing below the chain's head",
                         place.kiosk, (unsigned)place.epoch, (unsigned long long)place.seq);
    }
    if (match == RECORD_OTHER) {
        return quarantine(intake, line, INGEST_FORK, err);
    }
    line->answer = INGEST_DUPLICATE;
    return true;
}

static bool take_line(struct intake *intake, struct ingest_line *line, struct error *err)
{
    if (!line->decoded) {
        return quarantine(intake, line, INGEST_MALFORMED, err);
    }
    if (strcmp(line->record.kiosk, intake->kiosk) != 0) {
        return quarantine(intake, line, INGEST_OTHER_KIOSK, err);
    }
    if (!turn_to_epoch(intake, line->record.epoch, err)) {
        return false;
    }
    switch (chain_compare(&intake->head, &line->record, &line->hash)) {
    case CHAIN_NEXT:
        line->answer = INGEST_STORED;
        return store_line(intake, &line->record, &line->hash, line->text, line->len, err) &&
               store_waiting(intake, err);
    case CHAIN_SAME:
        line->answer = INGEST_DUPLICATE;
        return true;
    case CHAIN_OLDER:
        return compare_older(intake, line, err);
    case CHAIN_FORK:
        return quarantine(intake, line, INGEST_FORK, err);
    case CHAIN_GAP:
        return quarantine(intake, line, INGEST_GAP, err);
    case CHAIN_BROKEN:
    case CHAIN_NEW_EPOCH: /* cannot be: the head is of the line's own epoch */
        break;
    }
    return quarantine(intake, line, INGEST_BROKEN, err);
}

static bool save_batch(struct intake *intake, struct error *err)
{
    const struct ingest_proof *proof = &intake->batch->proof;
    const struct record_batch batch = {
        .kiosk = intake->kiosk,
        .batch = ++intake->progress.batches,
        .received_utc_us = intake->tools->now_utc_us,
        .signed_utc_us = proof->signed_utc_us,
        .signed_target = proof->target,
        .body_hash = proof->body_hash,
        .signature = proof->signature.bytes,
        .lines = intake->batch->line_count,
    };
    return received_store_add_batch(intake->database, &batch, err);
}

static bool take_lines(struct intake *intake, struct error *err)
{
    struct ingest_batch *batch = intake->batch;
    for (size_t i = 0; i < batch->line_count; i++) {
        if (!take_line(intake, &batch->lines[i], err)) {
            return false;
        }
    }
    bool moved;
    if (!save_head(intake, err)) {
        return false;
    }
    if (intake->news &&
        (!save_batch(intake, err) ||
         !watermark_settle(intake->database, intake->kiosk, &intake->progress, &moved, err) ||
         !kiosk_store_save(intake->database, intake->kiosk, &intake->progress, err))) {
        return false;
    }
    return kiosk_store_newest_chain(intake->database, intake->kiosk, &batch->head, err);
}

bool intake_run(const struct intake_tools *tools, struct database *database,
                struct ingest_batch *batch, struct error *err)
{
    struct intake intake = {
        .tools = tools,
        .database = database,
        .batch = batch,
        .kiosk = batch->proof.kiosk,
    };
    enum kiosk_standing standing;
    if (!kiosk_store_lock(database, intake.kiosk, &standing, &intake.progress, err)) {
        return false;
    }
    if (standing != KIOSK_ACTIVE) {
        batch->outcome = INGEST_OUTCOME_REVOKED;
        return true;
    }
    size_t taps_before = tools->taps->count;
    if (!take_lines(&intake, err)) {
        tools->taps->count = taps_before;
        return false;
    }
    batch->outcome = INGEST_OUTCOME_DONE;
    return true;
}
