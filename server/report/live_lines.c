#include "live_lines.h"

#include "json.h"
#include "kiosk_store.h"
#include "live_store.h"
#include "meeting.h"
#include "tap_line.h"
#include <stdio.h>
#include <string.h>

struct live_lines {
    json_t *events; /* [[name, label, data], …] */
    struct database *database;
    const struct facts *facts;
    struct kiosk kiosk;                      /* of the tap before; its id "" at first */
    char (*meetings)[TAP_RECORD_ID_MAX + 1]; /* each once */
    size_t meeting_count;
};

static void live_lines_finish(struct live_lines *lines)
{
    json_decref(lines->events);
    free(lines->meetings);
}

#define AUTO_LIVE_LINES __attribute__((cleanup(live_lines_finish)))

static bool out_of_memory(struct error *err)
{
    return error_set(err, ERROR_NO_MEMORY, "live events: out of memory");
}

/* data is taken over; NULL is for want of memory. */
static bool add_event(json_t *events, const char *name, const char *label, json_t *data,
                      struct error *err)
{
    json_t *event = data ? json_pack("[s, s, o]", name, label, data) : NULL;
    return json_array_append_new(events, event) == 0 || out_of_memory(err);
}

static int by_time(const void *a, const void *b)
{
    const struct stored_tap *x = *(const struct stored_tap *const *)a;
    const struct stored_tap *y = *(const struct stored_tap *const *)b;
    return (x->at_ms > y->at_ms) - (x->at_ms < y->at_ms);
}

/* A tap's label is its unit and its person. */
static bool add_tap(struct live_lines *lines, const struct stored_tap *tap, struct error *err)
{
    struct kiosk *kiosk = &lines->kiosk;
    if (strcmp(kiosk->kiosk, tap->record.kiosk) != 0 &&
        !kiosk_store_find(lines->database, tap->record.kiosk, kiosk, err)) {
        return false;
    }
    json_t *data = tap_line_to_json(tap, kiosk->place, lines->facts);
    const char *unit = json_string_value(json_object_get(data, "unit"));
    char label[2 * TAP_RECORD_ID_MAX + 2];
    (void)snprintf(label, sizeof label, "%s\n%s", unit ? unit : "", tap->staff); /* bounded */
    return add_event(lines->events, "tap", label, data, err);
}

/* Meetings */

static bool add_meeting(struct live_lines *lines, const char *meeting, struct error *err)
{
    for (size_t i = 0; i < lines->meeting_count; i++) {
        if (strcmp(lines->meetings[i], meeting) == 0) {
            return true;
        }
    }
    void *grown = realloc(lines->meetings, (lines->meeting_count + 1) * sizeof lines->meetings[0]);
    if (!grown) {
        return out_of_memory(err);
    }
    lines->meetings = grown;
    (void)snprintf(lines->meetings[lines->meeting_count++], sizeof lines->meetings[0], "%s",
                   meeting);
    return true;
}

/* The meeting that a tap names, and those its owner is invited to that it could be for. */
static bool add_meetings_of(struct live_lines *lines, const struct stored_tap *tap,
                            struct error *err)
{
    const struct facts *facts = lines->facts;
    const struct facts_staff *staff = facts_find_staff(facts, tap->staff);
    if (tap->record.meeting[0] && !add_meeting(lines, tap->record.meeting, err)) {
        return false;
    }
    for (size_t i = 0; staff && i < staff->attending_count; i++) {
        const struct meeting *meeting = staff->attending[i];
        int64_t from_ms, to_ms;
        meeting_tap_span(meeting, facts_policy(facts), &from_ms, &to_ms);
        int64_t first_ms = tap->not_before_ms ? tap->not_before_ms : tap->at_ms;
        int64_t last_ms = tap->not_after_ms ? tap->not_after_ms : tap->at_ms;
        bool could_be = last_ms >= from_ms && first_ms < to_ms;
        if (could_be && !add_meeting(lines, meeting->id, err)) {
            return false;
        }
    }
    return true;
}

static bool add_all(struct live_lines *lines, const struct stored_tap *taps, size_t count,
                    struct error *err)
{
    AUTO(memory) const struct stored_tap **order = calloc(count + 1, sizeof *order);
    if (!order) {
        return out_of_memory(err);
    }
    for (size_t i = 0; i < count; i++) {
        order[i] = &taps[i];
    }
    qsort(order, count, sizeof *order, by_time);
    for (size_t i = 0; i < count; i++) {
        if (!add_tap(lines, order[i], err) || !add_meetings_of(lines, order[i], err)) {
            return false;
        }
    }
    for (size_t i = 0; i < lines->meeting_count; i++) {
        const char *id = lines->meetings[i];
        if (!add_event(lines->events, "meeting", id, json_pack("{s:s}", "meeting", id), err)) {
            return false;
        }
    }
    return true;
}

bool live_lines_write(struct fact_cache *cache, const struct clock *clock,
                      struct database *database, const struct stored_tap *taps, size_t count,
                      struct error *err)
{
    AUTO(fact_loan) struct fact_loan *loan = NULL;
    if (!fact_cache_take_before_commit(cache, database, &loan, err)) {
        return false;
    }
    AUTO_LIVE_LINES struct live_lines lines = {
        .events = json_array(), .database = database, .facts = fact_loan_facts(loan)};
    if (!lines.events) {
        return out_of_memory(err);
    }
    bool good = count < LIVE_STORE_EVENTS_MAX && add_all(&lines, taps, count, err);
    if (count < LIVE_STORE_EVENTS_MAX && !good) {
        return false;
    }
    if (count >= LIVE_STORE_EVENTS_MAX || json_array_size(lines.events) > LIVE_STORE_EVENTS_MAX) {
        (void)json_array_clear(lines.events);
        good = add_event(lines.events, "reset", "", json_object(), err);
    }
    AUTO(memory) char *text = good ? json_dumps(lines.events, JSON_COMPACT) : NULL;
    return text ? live_store_add(database, text, (int64_t)json_array_size(lines.events),
                                 clock_utc_us(clock), err)
                : out_of_memory(err);
}
