/* What an answer means: for the report, for the clock, and for what its lane does next. */

#include "log.h"
#include "request_headers.h"
#include "sync_engine_parts.h"
#include <stdio.h>
#include <string.h>

#define JSON_TYPE "application/json"

/* What each lane is answered, and who takes it in. */
static const struct lane {
    const char *content_type;
    sync_lane_finish *finish;
} lanes[] = {
    [SYNC_LANE_RECORDS] = {JSON_TYPE, sync_records_finish},
    [SYNC_LANE_STATE] = {JSON_TYPE, sync_state_finish},
    [SYNC_LANE_STATUS] = {JSON_TYPE, sync_status_finish},
    [SYNC_LANE_PHOTO] = {"image/jpeg", sync_photo_finish},
};

static void set_network(struct sync_engine *engine, enum sync_network network, const char *text)
{
    struct sync_report *report = &engine->report;
    if (report->network != network) {
        report->network = network;
        report->network_since_utc_us = clock_utc_us(engine->clock);
        engine->report_changed = true;
        log_event(LOG_INFO, "network", "state=%s reason=%s",
                  network == SYNC_NETWORK_UP ? "up" : "down", LOG_TEXT(text));
        engine->head_due = engine->head_due || network == SYNC_NETWORK_DOWN;
        if (engine->head_due) {
            sync_plan_wake(&engine->plan, SYNC_LANE_RECORDS);
        }
    }
    if (strcmp(report->network_text, text) != 0) {
        (void)snprintf(report->network_text, sizeof report->network_text, "%.127s", text);
        engine->report_changed = true;
    }
}

/* The report has the gravest of the lanes' refusals. */
static void tell_refusal(struct sync_engine *engine)
{
    struct sync_report *report = &engine->report;
    const struct sync_lane_state *gravest = NULL;
    for (int i = 0; i < SYNC_LANE_COUNT; i++) {
        const struct sync_lane_state *lane = &engine->lanes[i];
        if (lane->refusal != SYNC_REFUSAL_NONE && (!gravest || lane->refusal < gravest->refusal)) {
            gravest = lane;
        }
    }
    enum sync_refusal refusal = gravest ? gravest->refusal : SYNC_REFUSAL_NONE;
    const char *text = gravest ? gravest->refusal_text : "";
    if (report->refusal == refusal && strcmp(report->refusal_text, text) == 0) {
        return;
    }
    report->refusal = refusal;
    (void)snprintf(report->refusal_text, sizeof report->refusal_text, "%s", text);
    engine->report_changed = true;
    if (gravest) {
        log_event(LOG_WARNING, "refused", "reason=%s", LOG_TEXT(text));
    }
}

static void note_refused(struct sync_engine *engine, enum sync_lane lane, enum sync_refusal refusal,
                         const char *text)
{
    struct sync_lane_state *own = &engine->lanes[lane];
    own->refusal = refusal;
    (void)snprintf(own->refusal_text, sizeof own->refusal_text, "%.127s", text);
    tell_refusal(engine);
}

/* Who is answered properly is not revoked any more, whichever lane was told so. */
static void note_accepted(struct sync_engine *engine, enum sync_lane lane)
{
    engine->wiped = false;
    for (int i = 0; i < SYNC_LANE_COUNT; i++) {
        if (i == (int)lane || engine->lanes[i].refusal == SYNC_REFUSAL_REVOKED) {
            engine->lanes[i].refusal = SYNC_REFUSAL_NONE;
        }
    }
    tell_refusal(engine);
}

static void note_answered(struct sync_engine *engine, enum sync_lane lane)
{
    engine->lanes[lane].standing = SYNC_LANE_ANSWERED;
    bool mistaken = false;
    for (int i = 0; i < SYNC_LANE_COUNT; i++) {
        if (engine->lanes[i].standing == SYNC_LANE_UNREACHED) {
            engine->lanes[i].standing = SYNC_LANE_ANSWERED;
        }
        mistaken = mistaken || engine->lanes[i].standing == SYNC_LANE_MISTAKEN;
    }
    if (!mistaken) {
        set_network(engine, SYNC_NETWORK_UP, "");
    }
}

static void note_failed(struct sync_engine *engine, enum sync_lane lane,
                        enum sync_lane_standing standing, const char *text)
{
    char reason[128];
    (void)snprintf(reason, sizeof reason, "%s: %.100s", sync_lane_name(lane), text);
    engine->lanes[lane].standing = standing;
    set_network(engine, SYNC_NETWORK_DOWN, reason);
}

static void take_measure(struct sync_engine *engine, const struct clock_measure *measure)
{
    engine->measure = *measure;
    engine->report.measure = *measure;
    engine->report_changed = true;
}

static bool measure_of(const struct sync_engine *engine, const struct transfer_answer *answer,
                       struct clock_measure *ret_measure)
{
    int64_t server_utc_us = request_headers_server_time(answer);
    if (server_utc_us == 0) {
        return false;
    }
    struct clock_reading sent = {.utc_us = answer->sent.utc_us, .mono_us = answer->sent.mono_us};
    struct clock_reading answered = {.utc_us = answer->answered.utc_us,
                                     .mono_us = answer->answered.mono_us};
    memcpy(sent.boot, engine->boot, sizeof sent.boot);
    memcpy(answered.boot, engine->boot, sizeof answered.boot);
    *ret_measure = trusted_time_compare(&sent, &answered, server_utc_us);
    return true;
}

static void compare_clocks(struct sync_engine *engine, const struct transfer_answer *answer)
{
    struct clock_measure measure;
    if (measure_of(engine, answer, &measure) &&
        trusted_time_is_better(&measure, &engine->measure, measure.mono_us)) {
        take_measure(engine, &measure);
    }
}

/* The answer says that our time is far off, and what the time is: once more with that. */
static enum sync_outcome correct_clock(struct sync_engine *engine, enum sync_lane lane,
                                       const struct transfer_answer *answer)
{
    struct clock_measure measure;
    bool again = !engine->lanes[lane].clock_retried && measure_of(engine, answer, &measure);
    engine->lanes[lane].clock_retried = again;
    if (!again) {
        note_refused(engine, lane, SYNC_REFUSAL_OTHER,
                     "the server does not accept this kiosk's time");
        return SYNC_OUTCOME_FAILED;
    }
    take_measure(engine, &measure);
    return SYNC_OUTCOME_MORE;
}

/* It holds whatever the disk says, which is asked again with every answer until the names are gone.
 */
static enum sync_outcome end_revoked(struct sync_engine *engine, enum sync_lane lane,
                                     const char *text)
{
    struct error fault;
    if (!engine->wiped) {
        engine->wiped = sync_state_wipe(engine, &fault);
        sync_engine_note_storage(engine, engine->wiped ? NULL : &fault);
    }
    note_refused(engine, lane, SYNC_REFUSAL_REVOKED, text);
    return SYNC_OUTCOME_REVOKED;
}

static enum sync_outcome begin_again(struct sync_engine *engine)
{
    struct error fault;
    const struct roster_cursor *asked = &engine->lanes[SYNC_LANE_STATE].asked;
    if (asked->revision == 0 && asked->taps == 0) {
        return SYNC_OUTCOME_FAILED;
    }
    if (!sync_state_begin_again(engine, &fault)) {
        sync_engine_note_storage(engine, &fault);
        return SYNC_OUTCOME_FAILED;
    }
    return SYNC_OUTCOME_MORE;
}

static enum sync_outcome take_problem(struct sync_engine *engine, enum sync_lane lane,
                                      const struct transfer_answer *answer)
{
    struct problem_message problem;
    struct error fault;
    if (strcmp(answer->content_type, "application/problem+json") != 0 ||
        !sync_message_read_problem(answer->body, answer->body_len, &problem, &fault)) {
        char text[64];
        (void)snprintf(text, sizeof text, "the server answered %d", answer->status);
        note_failed(engine, lane, SYNC_LANE_MISTAKEN, text);
        return SYNC_OUTCOME_FAILED;
    }
    if (answer->status >= 500) {
        note_failed(engine, lane, SYNC_LANE_MISTAKEN, problem.text);
        return SYNC_OUTCOME_FAILED;
    }
    note_answered(engine, lane);
    if (answer->status == 403 && strcmp(problem.word, "revoked") == 0) {
        return end_revoked(engine, lane, problem.text);
    }
    if (answer->status == 401 && strcmp(problem.word, "clock") == 0) {
        return correct_clock(engine, lane, answer);
    }
    if (answer->status == 409 && strcmp(problem.word, "revision") == 0 && lane == SYNC_LANE_STATE) {
        return begin_again(engine);
    }
    if (answer->status == 404 && lane == SYNC_LANE_PHOTO) {
        return sync_photo_pass_over(engine, problem.text);
    }
    enum sync_refusal refusal = SYNC_REFUSAL_OTHER;
    if (answer->status == 401 && strcmp(problem.word, "signature") == 0) {
        refusal = SYNC_REFUSAL_SIGNATURE;
    } else if (answer->status == 400 && strcmp(problem.word, "protocol") == 0) {
        refusal = SYNC_REFUSAL_PROTOCOL;
    }
    note_refused(engine, lane, refusal, problem.text);
    return SYNC_OUTCOME_FAILED;
}

static enum sync_outcome take_success(struct sync_engine *engine, enum sync_lane lane,
                                      const struct transfer_answer *answer)
{
    enum sync_outcome outcome;
    struct error fault;
    if (strcmp(answer->content_type, lanes[lane].content_type) != 0) {
        note_failed(engine, lane, SYNC_LANE_MISTAKEN, "the answer is of another type");
        return SYNC_OUTCOME_FAILED;
    }
    if (lanes[lane].finish(engine, answer, &outcome, &fault)) {
        engine->lanes[lane].clock_retried = false;
        compare_clocks(engine, answer);
        note_answered(engine, lane);
        note_accepted(engine, lane);
        sync_engine_note_storage(engine, NULL);
        return outcome;
    }
    if (fault.code == ERROR_INVALID) {
        note_failed(engine, lane, SYNC_LANE_MISTAKEN, fault.text);
    } else {
        note_answered(engine, lane);
        sync_engine_note_storage(engine, &fault);
    }
    return SYNC_OUTCOME_FAILED;
}

static enum sync_outcome take_failure(struct sync_engine *engine, enum sync_lane lane,
                                      const struct transfer_answer *answer)
{
    bool too_large = answer->failure == TRANSFER_FAILURE_TOO_LARGE;
    if (too_large && lane == SYNC_LANE_PHOTO &&
        strcmp(answer->content_type, lanes[lane].content_type) == 0) {
        note_answered(engine, lane);
        return sync_photo_pass_over(engine, answer->text);
    }
    bool mistaken = too_large || answer->failure == TRANSFER_FAILURE_BROKEN;
    note_failed(engine, lane, mistaken ? SYNC_LANE_MISTAKEN : SYNC_LANE_UNREACHED, answer->text);
    return mistaken ? SYNC_OUTCOME_FAILED : SYNC_OUTCOME_UNREACHABLE;
}

enum sync_outcome sync_answer_take(struct sync_engine *engine, enum sync_lane lane,
                                   const struct transfer_answer *answer)
{
    if (answer->failure != TRANSFER_FAILURE_NONE) {
        return take_failure(engine, lane, answer);
    }
    return answer->status == 200 ? take_success(engine, lane, answer)
                                 : take_problem(engine, lane, answer);
}
