/* State down: a poll that the server holds until something is new, applied whole or not at all. */

#include "check.h"
#include "log.h"
#include "sync_engine_parts.h"
#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define WAIT_S       25
#define TIMEOUT_MS   (WAIT_S * 1000 + 15000)
#define TAPS_KEPT_US (INT64_C(40) * 86400 * 1000000)

/* An id may hold characters that mean something in a query. */
static const char *escape_id(const char *id, char ret_text[static 3 * TAP_RECORD_ID_MAX + 1])
{
    char *end = ret_text;
    for (; *id; id++) {
        bool plain = (*id >= '0' && *id <= '9') || (*id >= 'A' && *id <= 'Z') ||
                     (*id >= 'a' && *id <= 'z') || *id == '-' || *id == '_';
        end += plain ? sprintf(end, "%c", *id) : sprintf(end, "%%%02X", (unsigned char)*id);
    }
    *end = '\0';
    return ret_text;
}

bool sync_state_begin(struct sync_engine *engine, bool *ret_sent, struct error *err)
{
    struct sync_lane_state *lane = &engine->lanes[SYNC_LANE_STATE];
    if (engine->facts_due && !sync_engine_make_facts(engine, err)) {
        return false;
    }
    lane->asked = roster_store_cursor(engine->roster);
    char target[SYNC_TARGET_MAX + 1];
    char card_for[3 * TAP_RECORD_ID_MAX + 1];
    (void)snprintf(target, sizeof target,
                   "/api/v1/kiosk/state?since=%" PRId64 "&taps=%" PRId64
                   "&card_for=%s&fingerprint=%s&taps_fingerprint=%s&wait=%d",
                   lane->asked.revision, lane->asked.taps,
                   escape_id(engine->report.card_for, card_for), lane->asked.fingerprint,
                   lane->asked.taps_fingerprint, WAIT_S);
    const struct sync_call call = {.method = "GET", .target = target, .timeout_ms = TIMEOUT_MS};
    *ret_sent = true;
    return sync_engine_send(engine, SYNC_LANE_STATE, &call, err);
}

bool sync_engine_make_facts(struct sync_engine *engine, struct error *err)
{
    static const char *const ways[] = {
        [ROSTER_FACTS_LOADED] = "whole", [ROSTER_FACTS_PATCHED] = "patched"};
    struct facts *facts = NULL;
    enum roster_facts_way way;
    struct error fault;
    if (!roster_facts_make(engine->known, &facts, &way, err)) {
        return false;
    }
    facts_destroy(engine->facts);
    engine->facts = facts;
    if (!sync_photo_note_facts(engine, facts, &fault)) {
        sync_engine_note_storage(engine, &fault); /* people are known all the same */
    }
    engine->facts_due = false;
    engine->report.roster_revision = roster_store_revision(engine->roster);
    engine->report.roster_passed_over = facts_passed_over(facts);
    if (engine->report.roster_unread != roster_facts_unread(engine->known)) {
        engine->report.roster_unread = roster_facts_unread(engine->known);
        sync_plan_wake(&engine->plan, SYNC_LANE_STATUS);
    }
    engine->report_changed = true;
    log_event(LOG_INFO, "roster_loaded",
              "revision=%" PRId64 " staff=%zu cards=%zu passed_over=%zu way=%s",
              engine->report.roster_revision, facts_staff_count(facts), facts_card_count(facts),
              facts_passed_over(facts), ways[way]);
    return true;
}

/* The days of a month that is still shown, and what reaches into it. */
static bool forget_old_taps(struct sync_engine *engine, struct error *err)
{
    struct trusted_time now = sync_engine_time(engine);
    return now.clock != TAP_CLOCK_SYNCED ||
           roster_store_forget_taps(engine->roster, now.true_utc_us - TAPS_KEPT_US, err);
}

static bool apply(struct sync_engine *engine, const struct roster_answer *changes,
                  struct error *err)
{
    sync_photo_note_changes(engine, changes);
    if (!roster_facts_apply(engine->known, changes, err)) {
        return false;
    }
    if (changes->tap_count == 0) {
        return true;
    }
    engine->report.other_taps_revision = changes->next.taps;
    engine->report_changed = true;
    return forget_old_taps(engine, err);
}

/* A server that was brought up to date says of a known cursor what it has not said before. */
static bool is_told_alike(const struct roster_cursor *asked, const struct roster_cursor *told)
{
    return strcmp(asked->fingerprint, told->fingerprint) == 0 &&
           strcmp(asked->taps_fingerprint, told->taps_fingerprint) == 0;
}

static_assert(ROSTER_VALUE_MAX >= TRANSFER_CLIENT_ANSWER_MAX,
              "what an answer brings has to find room");

bool sync_state_finish(struct sync_engine *engine, const struct transfer_answer *answer,
                       enum sync_outcome *ret_outcome, struct error *err)
{
    AUTO(state_message) struct state_message *message = NULL;
    const struct roster_cursor asked = engine->lanes[SYNC_LANE_STATE].asked;
    if (!sync_message_read_state(answer->body, answer->body_len, &asked, &message, err)) {
        return false;
    }
    const struct roster_answer *changes = state_message_answer(message);
    if (state_message_has_commands(message)) { /* which a status brings */
        sync_plan_wake(&engine->plan, SYNC_LANE_STATUS);
    }
    bool no_change = changes->count == 0 && changes->next.revision == asked.revision;
    bool no_tap = changes->tap_count == 0 && changes->next.taps == asked.taps;
    if (no_change && no_tap && asked.revision > 0 && is_told_alike(&asked, &changes->next)) {
        *ret_outcome = SYNC_OUTCOME_NOTHING_NEW;
        return true;
    }
    if (!apply(engine, changes, err)) {
        return sync_engine_blame_disk(err);
    }
    /* Also where making them fails now: the next poll would bring nothing. */
    engine->facts_due =
        engine->facts_due || (!changes->more && (!no_change || asked.revision == 0));
    *ret_outcome = changes->more || changes->more_taps ? SYNC_OUTCOME_MORE
                   : no_change                         ? SYNC_OUTCOME_NOTHING_NEW
                                                       : SYNC_OUTCOME_DONE;
    return changes->more || !engine->facts_due || sync_engine_make_facts(engine, err) ||
           sync_engine_blame_disk(err);
}

bool sync_state_begin_again(struct sync_engine *engine, struct error *err)
{
    log_event(LOG_WARNING, "roster_begun_again", "revision=%" PRId64,
              roster_store_revision(engine->roster));
    roster_facts_forget(engine->known);
    sync_records_ask_head(engine);
    return roster_store_begin_again(engine->roster, err);
}

/* Nobody is known from now on, whatever the disk says. */
static void know_nobody(struct sync_engine *engine)
{
    struct facts *nobody = NULL;
    struct error fault;
    if (!roster_facts_make_empty(&nobody, &fault)) {
        sync_engine_note_storage(engine, &fault);
        return;
    }
    facts_destroy(engine->facts);
    engine->facts = nobody;
    engine->report_changed = true;
}

bool sync_state_wipe(struct sync_engine *engine, struct error *err)
{
    roster_facts_forget(engine->known);
    engine->photos.due = true;
    know_nobody(engine);
    return roster_store_wipe(engine->roster, err) && sync_engine_make_facts(engine, err);
}
