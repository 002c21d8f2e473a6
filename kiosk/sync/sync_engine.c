#include "sync_engine.h"

#include "check.h"
#include "log.h"
#include "request_headers.h"
#include "server_address.h"
#include "sync_engine_parts.h"
#include <stdio.h>
#include <string.h>

#define CARD_ASKED_US INT64_C(3000000)
#define QUIET_US      INT64_C(5000000) /* without a tap: time for a checkpoint */

static sync_lane_begin *const begins[] = {
    [SYNC_LANE_RECORDS] = sync_records_begin,
    [SYNC_LANE_STATE] = sync_state_begin,
    [SYNC_LANE_STATUS] = sync_status_begin,
    [SYNC_LANE_PHOTO] = sync_photo_begin,
};

/* Making and unmaking */

static bool open_stores(struct sync_engine *engine, struct error *err)
{
    const char *kiosk = engine->identity.kiosk;
    return record_reader_open(engine->folder, &engine->reader, err) &&
           sync_journal_open(engine->folder, kiosk, engine->clock, &engine->journal, err) &&
           roster_store_open(engine->folder, &engine->identity, engine->clock, &engine->roster,
                             err) &&
           roster_facts_create(engine->roster, &engine->known, err);
}

static bool make_buffers(struct sync_engine *engine, struct error *err)
{
    engine->batch = calloc(1, sizeof *engine->batch);
    engine->records_answer = calloc(1, sizeof *engine->records_answer);
    return (engine->batch && engine->records_answer) ||
           error_set(err, ERROR_NO_MEMORY, "sync: out of memory");
}

static bool copy_settings(struct sync_engine *engine, const struct sync_settings *settings,
                          struct error *err)
{
    CHECK(settings->identity->kiosk[0] && strlen(settings->boot) < sizeof engine->boot);
    if (snprintf(engine->folder, sizeof engine->folder, "%s", settings->folder) >=
        (int)sizeof engine->folder) {
        return error_set(err, ERROR_INVALID, "path too long: %.200s…", settings->folder);
    }
    memcpy(engine->boot, settings->boot, strlen(settings->boot) + 1);
    engine->identity = *settings->identity;
    engine->clock = settings->clock;
    return server_address_check(settings->identity->server_url, settings->transport,
                                engine->identity.server_url, err);
}

bool sync_engine_create(const struct sync_settings *settings, uint64_t seed,
                        struct sync_engine **ret_engine, struct error *err)
{
    AUTO(sync_engine) struct sync_engine *engine = calloc(1, sizeof *engine);
    if (!engine) {
        return error_set(err, ERROR_NO_MEMORY, "sync: out of memory");
    }
    engine->random = seed | 1;
    if (!copy_settings(engine, settings, err) || !make_buffers(engine, err) ||
        !signing_key_create(engine->identity.seed, &engine->key, err) ||
        !transfer_client_create(settings->ca_file, engine->clock, &engine->http, err) ||
        !open_stores(engine, err)) {
        return error_prefix(err, "sync");
    }
    sync_plan_init(&engine->plan, clock_mono_us(engine->clock));
    engine->photos.due = true;
    engine->head_due = true;
    engine->head_mono_us = clock_mono_us(engine->clock);
    if (!sync_engine_make_facts(engine, err)) {
        return error_prefix(err, "sync");
    }
    engine->measure = sync_journal_measure(engine->journal);
    engine->report.measure = engine->measure;
    engine->report.quarantined = sync_journal_quarantined(engine->journal);
    engine->door.reader = SYNC_READER_ABSENT;
    engine->checkpoint_due = true;
    sync_engine_count_backlog(engine);
    engine->door.last = engine->last_record;
    *ret_engine = TAKE(engine);
    return true;
}

void sync_engine_destroy(struct sync_engine *engine)
{
    if (!engine) {
        return;
    }
    transfer_client_destroy(engine->http); /* first: it borrows the bodies */
    signing_key_destroy(engine->key);
    sync_journal_destroy(engine->journal);
    roster_facts_destroy(engine->known);
    roster_store_destroy(engine->roster);
    record_reader_destroy(engine->reader);
    facts_destroy(engine->facts);
    for (int i = 0; i < SYNC_LANE_COUNT; i++) {
        free(engine->lanes[i].body);
    }
    free(engine->photos.missing);
    free(engine->batch);
    free(engine->records_answer);
    free(engine);
}

/* What is known */

struct clock_reading sync_engine_reading(const struct sync_engine *engine)
{
    struct clock_reading reading = {
        .utc_us = clock_utc_us(engine->clock),
        .mono_us = clock_mono_us(engine->clock),
    };
    memcpy(reading.boot, engine->boot, sizeof reading.boot);
    return reading;
}

struct trusted_time sync_engine_time(const struct sync_engine *engine)
{
    struct clock_reading reading = sync_engine_reading(engine);
    return trusted_time_of(&engine->measure, &reading, 0);
}

void sync_engine_note_storage(struct sync_engine *engine, const struct error *fault)
{
    const char *text = fault ? fault->text : "";
    if (strncmp(engine->report.storage_text, text, sizeof engine->report.storage_text - 1) != 0) {
        (void)snprintf(engine->report.storage_text, sizeof engine->report.storage_text, "%.127s",
                       text);
        engine->report_changed = true;
        if (fault) {
            log_event(LOG_ERROR, "sync_storage", "reason=%s", LOG_TEXT(text));
        }
    }
}

bool sync_engine_blame_disk(struct error *err)
{
    if (err->code == ERROR_INVALID) {
        err->code = ERROR_IO;
    }
    return false;
}

void sync_engine_count_backlog(struct sync_engine *engine)
{
    uint64_t backlog;
    struct record_position last;
    struct error fault;
    if (!record_reader_backlog(engine->reader, sync_journal_acknowledged(engine->journal), &backlog,
                               &last, &fault)) {
        sync_engine_note_storage(engine, &fault);
        return;
    }
    if (record_position_after(last, engine->last_record)) {
        sync_plan_wake(&engine->plan, SYNC_LANE_RECORDS);
        engine->last_record = last;
        engine->last_record_us = clock_mono_us(engine->clock);
        engine->checkpoint_due = true;
    }
    engine->report_changed = engine->report_changed || backlog != engine->report.backlog;
    engine->report.backlog = backlog;
    if (!record_reader_first_after(engine->reader, sync_journal_acknowledged(engine->journal),
                                   &engine->report.oldest_utc_us, &fault)) {
        sync_engine_note_storage(engine, &fault);
    }
}

/* xorshift64: chance for back-offs, nothing that must not be guessed. */
uint16_t sync_engine_chance(struct sync_engine *engine)
{
    engine->random ^= engine->random << 13;
    engine->random ^= engine->random >> 7;
    engine->random ^= engine->random << 17;
    return (uint16_t)(engine->random >> 32);
}

/* Requests */

bool sync_engine_send(struct sync_engine *engine, enum sync_lane lane, const struct sync_call *call,
                      struct error *err)
{
    const struct request_subject subject = {
        .method = call->method,
        .target = call->target,
        .kiosk = engine->identity.kiosk,
        .body = call->body ? call->body : "",
        .body_len = call->body_len,
        .time_utc_us = sync_engine_time(engine).true_utc_us,
    };
    struct request_headers headers;
    request_headers_sign(&subject, engine->key, &headers);
    char url[IDENTITY_URL_MAX + SYNC_TARGET_MAX + 1];
    CHECK(strlen(call->target) <= SYNC_TARGET_MAX);
    (void)snprintf(url, sizeof url, "%s%s", engine->identity.server_url, call->target);
    const struct transfer_request request = {
        .slot = (int)lane,
        .url = url,
        .headers = headers.list,
        .header_count = headers.count,
        .content_type = call->content_type,
        .body = call->body,
        .body_len = call->body_len,
        .timeout_ms = call->timeout_ms,
    };
    return transfer_client_start(engine->http, &request, err);
}

static void begin_lane(struct sync_engine *engine, enum sync_lane lane)
{
    bool sent = false;
    struct error fault;
    if (!begins[lane](engine, &sent, &fault)) {
        sync_engine_note_storage(engine, &fault);
        sync_plan_end(&engine->plan, lane, SYNC_OUTCOME_FAILED, clock_mono_us(engine->clock),
                      sync_engine_chance(engine));
    } else if (!sent) {
        sync_plan_end(&engine->plan, lane, SYNC_OUTCOME_IDLE, clock_mono_us(engine->clock), 0);
    }
}

/* Steps */

static void begin_what_is_due(struct sync_engine *engine)
{
    /* Each lane at most once a step: one whose turn comes again at once waits for the next. */
    for (int i = 0; i < SYNC_LANE_COUNT; i++) {
        enum sync_lane lane;
        if (!sync_plan_begin(&engine->plan, clock_mono_us(engine->clock), &lane)) {
            return;
        }
        begin_lane(engine, lane);
    }
}

static void checkpoint_when_quiet(struct sync_engine *engine)
{
    int64_t quiet_us = clock_mono_us(engine->clock) - engine->last_record_us;
    if (!engine->checkpoint_due || quiet_us < QUIET_US) {
        return;
    }
    engine->checkpoint_due = false;
    struct error fault;
    if (!record_reader_checkpoint(engine->reader, &fault)) {
        sync_engine_note_storage(engine, &fault);
    }
}

static int wait_ms(const struct sync_engine *engine, int max_wait_ms)
{
    int64_t now_us = clock_mono_us(engine->clock);
    int64_t until_us = sync_plan_next_us(&engine->plan);
    if (engine->checkpoint_due && engine->last_record_us + QUIET_US < until_us) {
        until_us = engine->last_record_us + QUIET_US;
    }
    if (until_us <= now_us) {
        return 0;
    }
    int64_t wait_us = until_us - now_us;
    return wait_us / 1000 < max_wait_ms ? (int)(wait_us / 1000) + 1 : max_wait_ms;
}

void sync_engine_step(struct sync_engine *engine, int max_wait_ms)
{
    /* Somebody stands there with a card: whether it is still waited for is asked more often. */
    int64_t asked_us = clock_mono_us(engine->clock) - engine->plan.lanes[SYNC_LANE_STATUS].begun_us;
    if (engine->report.card_for[0] && asked_us >= CARD_ASKED_US) {
        sync_plan_wake(&engine->plan, SYNC_LANE_STATUS);
    }
    if (sync_engine_time(engine).clock != engine->told_clock) {
        sync_plan_wake(&engine->plan, SYNC_LANE_STATUS);
    }
    begin_what_is_due(engine);
    transfer_client_run(engine->http, wait_ms(engine, max_wait_ms));
    struct transfer_answer answer;
    while (transfer_client_take(engine->http, &answer)) {
        enum sync_lane lane = (enum sync_lane)answer.slot;
        enum sync_outcome outcome = sync_answer_take(engine, lane, &answer);
        transfer_answer_finish(&answer);
        sync_plan_end(&engine->plan, lane, outcome, clock_mono_us(engine->clock),
                      sync_engine_chance(engine));
    }
    checkpoint_when_quiet(engine);
}

void sync_engine_tell(struct sync_engine *engine, const struct sync_door *door)
{
    if (door->reader != engine->door.reader ||
        door->unrecorded_since_utc_us != engine->door.unrecorded_since_utc_us) {
        sync_plan_wake(&engine->plan, SYNC_LANE_STATUS);
    }
    if (record_position_after(door->last, engine->last_record)) {
        sync_engine_count_backlog(engine);
    }
    engine->door = *door;
}

bool sync_engine_take_report(struct sync_engine *engine, struct sync_report *ret_report)
{
    if (!engine->report_changed) {
        return false;
    }
    engine->report_changed = false;
    *ret_report = engine->report;
    ret_report->facts = TAKE(engine->facts);
    return true;
}

void sync_engine_wake(struct sync_engine *engine)
{
    transfer_client_wake(engine->http);
}
