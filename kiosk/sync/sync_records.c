/* Records up: one batch at a time, and the next one only when every line of it was answered for. */

#include "log.h"
#include "signed_request.h"
#include "sync_engine_parts.h"
#include <inttypes.h>

#define TIMEOUT_MS 30000
#define KEPT_US    (RECORDS_KEPT_DAYS * INT64_C(86400000000))

/* A batch of no lines asks for the head: does the server still hold what it has answered for? */
static bool fill_batch(struct sync_engine *engine, struct error *err)
{
    struct record_position after = sync_journal_acknowledged(engine->journal);
    if (engine->head_due && after.seq > 0) {
        engine->batch->count = 0;
        engine->batch->len = 0;
        engine->batch->lines[0] = '\0';
        return true;
    }
    engine->head_due = false;
    return record_reader_batch(engine->reader, after, engine->batch, err);
}

bool sync_records_begin(struct sync_engine *engine, bool *ret_sent, struct error *err)
{
    if (!fill_batch(engine, err)) {
        return false;
    }
    *ret_sent = engine->batch->count > 0 || engine->head_due;
    if (!*ret_sent) {
        return true;
    }
    const struct sync_call call = {
        .method = "POST",
        .target = "/api/v1/kiosk/records",
        .content_type = "application/x-ndjson",
        .body = engine->batch->lines,
        .body_len = engine->batch->len,
        .timeout_ms = TIMEOUT_MS,
    };
    return sync_engine_send(engine, SYNC_LANE_RECORDS, &call, err);
}

void sync_records_ask_head(struct sync_engine *engine)
{
    engine->head_due = true;
    sync_plan_wake(&engine->plan, SYNC_LANE_RECORDS);
}

/* Did this kiosk write the line that the server holds as its last? */
static bool check_head(struct sync_engine *engine, const struct chain_head *head,
                       enum sync_chain *ret_chain, struct error *err)
{
    *ret_chain = SYNC_CHAIN_WHOLE;
    if (head->seq == 0) {
        return true;
    }
    enum record_lookup lookup;
    struct hash hash;
    struct record_position position = {head->epoch, head->seq};
    if (!record_reader_find(engine->reader, position, &lookup, &hash, err)) {
        return false;
    }
    bool foreign = lookup == RECORD_FOUND && !hash_equal(&hash, &head->hash);
    if (foreign || lookup == RECORD_NEVER_WRITTEN) {
        *ret_chain = SYNC_CHAIN_FORK;
    }
    return true;
}

/* Lines that were purged here are named by what is left: they stay a gap at the server. */
static void note_went_back(struct sync_engine *engine, const struct chain_head *head)
{
    struct sync_report *report = &engine->report;
    struct record_position held = {head->epoch, head->seq};
    sync_engine_count_backlog(engine);
    log_event(LOG_WARNING, "records_sent_again",
              "server_epoch=%" PRIu32 " server_seq=%" PRIu64 " lines=%" PRIu64, head->epoch,
              head->seq, report->backlog);
    if (record_position_after(report->purgeable, held)) {
        report->purgeable = held;
    }
}

static void note_chain(struct sync_engine *engine, enum sync_chain chain,
                       const struct chain_head *head)
{
    struct sync_report *report = &engine->report;
    if (chain == SYNC_CHAIN_FORK && report->chain != chain) {
        log_event(LOG_ERROR, "fork_found", "epoch=%" PRIu32 " seq=%" PRIu64, head->epoch,
                  head->seq);
    }
    report->chain = chain;
    report->server_epoch = head->epoch;
    report->quarantined = sync_journal_quarantined(engine->journal);
    engine->report_changed = true;
}

/* Only what the server's newest head covers may go. While the time is uncertain nothing grows old.
 */
static bool find_purgeable(struct sync_engine *engine, struct error *err)
{
    struct trusted_time time = sync_engine_time(engine);
    struct record_position old;
    if (time.clock != TAP_CLOCK_SYNCED) {
        return true;
    }
    if (!sync_journal_acknowledged_before(engine->journal, time.true_utc_us - KEPT_US, &old, err)) {
        return false;
    }
    if (record_position_after(old, engine->report.purgeable)) {
        engine->report.purgeable = old;
        engine->report_changed = true;
    }
    return true;
}

bool sync_records_finish(struct sync_engine *engine, const struct transfer_answer *answer,
                         enum sync_outcome *ret_outcome, struct error *err)
{
    struct records_answer *records = engine->records_answer;
    if (!sync_message_read_records(answer->body, answer->body_len, engine->batch, records, err)) {
        return false;
    }
    const struct signed_head *head = &records->head;
    if (!signed_request_verify_head(engine->identity.kiosk, &head->head,
                                    &engine->identity.server_key, &head->signature)) {
        return error_set(err, ERROR_INVALID, "head: the signature is not the server's");
    }
    enum sync_chain chain;
    bool went_back;
    struct batch_answer batch = {.answers = records->answers,
                                 .count = records->count,
                                 .head = head,
                                 .at_utc_us = sync_engine_time(engine).true_utc_us};
    if (!check_head(engine, &head->head, &chain, err)) {
        return sync_engine_blame_disk(err);
    }
    batch.head_is_ours = chain == SYNC_CHAIN_WHOLE;
    if (!sync_journal_acknowledge(engine->journal, &batch, &went_back, err)) {
        return sync_engine_blame_disk(err);
    }
    engine->head_due = false;
    engine->head_mono_us = clock_mono_us(engine->clock);
    if (went_back) {
        note_went_back(engine, &head->head);
    }
    note_chain(engine, chain, &head->head);
    sync_engine_count_backlog(engine);
    *ret_outcome = engine->report.backlog > 0 ? SYNC_OUTCOME_MORE : SYNC_OUTCOME_DONE;
    return find_purgeable(engine, err) || sync_engine_blame_disk(err);
}
