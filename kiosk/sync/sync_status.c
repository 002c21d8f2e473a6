/* Status up: once a minute, and when something changes. */

#include "sync_engine_parts.h"
#include <string.h>
#include <sys/statvfs.h>

#define TIMEOUT_MS 15000

static int64_t free_bytes(const char *folder)
{
    struct statvfs status;
    if (statvfs(folder, &status) != 0) {
        return 0;
    }
    return (int64_t)(status.f_bavail * status.f_frsize);
}

bool sync_status_begin(struct sync_engine *engine, bool *ret_sent, struct error *err)
{
    struct clock_reading reading = sync_engine_reading(engine);
    struct trusted_time time = trusted_time_of(&engine->measure, &reading, 0);
    sync_engine_count_backlog(engine);
    /* A server that tells no fingerprints refuses a member that it does not know. */
    bool told = roster_store_cursor(engine->roster).fingerprint[0] != '\0';
    const struct status_message status = {
        .door = engine->door,
        .backlog = engine->report.backlog,
        .clock = time.clock,
        .clock_offset_us = time.offset_us,
        .clock_error_us = time.error_us,
        .reading = reading,
        .disk_free_bytes = free_bytes(engine->folder),
        .unread_documents = told ? (int64_t)engine->report.roster_unread : -1,
    };
    struct sync_lane_state *lane = &engine->lanes[SYNC_LANE_STATUS];
    free(lane->body);
    lane->body = sync_message_write_status(&status);
    if (!lane->body) {
        return error_set(err, ERROR_NO_MEMORY, "status: out of memory");
    }
    const struct sync_call call = {
        .method = "POST",
        .target = "/api/v1/kiosk/status",
        .content_type = "application/json",
        .body = lane->body,
        .body_len = strlen(lane->body),
        .timeout_ms = TIMEOUT_MS,
    };
    engine->told_clock = time.clock;
    *ret_sent = true;
    return sync_engine_send(engine, SYNC_LANE_STATUS, &call, err);
}

bool sync_status_finish(struct sync_engine *engine, const struct transfer_answer *answer,
                        enum sync_outcome *ret_outcome, struct error *err)
{
    char card_for[TAP_RECORD_ID_MAX + 1];
    if (!sync_message_read_status(answer->body, answer->body_len, card_for, err)) {
        return false;
    }
    if (strcmp(card_for, engine->report.card_for) != 0) {
        memcpy(engine->report.card_for, card_for, sizeof card_for);
        engine->report_changed = true;
    }
    *ret_outcome = SYNC_OUTCOME_DONE;
    /* A database that is put back, or a replica that takes over, need not have been away. */
    if (clock_mono_us(engine->clock) - engine->head_mono_us >= SYNC_PLAN_STATUS_US / 2) {
        sync_records_ask_head(engine);
    }
    /* The measure that a restart of the program goes on from, while the machine stays up. */
    return sync_journal_note_measure(engine->journal, &engine->measure, err) ||
           sync_engine_blame_disk(err);
}
