#include "live_lines.h"

#include "json.h"
#include "kiosk_store.h"
#include "meeting.h"
#include "tap_line.h"
#include <stdio.h>
#include <string.h>

void live_lines_finish(struct live_lines *lines)
{
    for (size_t i = 0; i < lines->count; i++) {
        free(lines->list[i].text);
    }
    free(lines->list);
    free(lines->meetings);
    *lines = (struct live_lines){0};
}

static int by_time(const void *a, const void *b)
{
    const struct stored_tap *x = *(const struct stored_tap *const *)a;
    const struct stored_tap *y = *(const struct stored_tap *const *)b;
    return (x->at_ms > y->at_ms) - (x->at_ms < y->at_ms);
}

static bool make_text(struct database *database, const struct facts *facts,
                      const struct stored_tap *tap, struct kiosk *kiosk, struct live_line *ret_line,
                      struct error *err)
{
    if (strcmp(kiosk->kiosk, tap->record.kiosk) != 0 &&
        !kiosk_store_find(database, tap->record.kiosk, kiosk, err)) {
        return false;
    }
    AUTO(json) json_t *object = tap_line_to_json(tap, kiosk->place, facts);
    char *text = object ? json_dumps(object, JSON_COMPACT) : NULL;
    if (!text) {
        return error_set(err, ERROR_NO_MEMORY, "live taps: out of memory");
    }
    const char *unit = json_string_value(json_object_get(object, "unit"));
    *ret_line = (struct live_line){.text = text};
    memcpy(ret_line->staff, tap->staff, sizeof ret_line->staff);
    (void)snprintf(ret_line->unit, sizeof ret_line->unit, "%s", unit ? unit : "");
    return true;
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
        return error_set(err, ERROR_NO_MEMORY, "live taps: out of memory");
    }
    lines->meetings = grown;
    (void)snprintf(lines->meetings[lines->meeting_count++], sizeof lines->meetings[0], "%s",
                   meeting);
    return true;
}

/* The meeting that a tap names, and those its owner is invited to that it could be for. */
static bool add_meetings_of(struct live_lines *lines, const struct facts *facts,
                            const struct stored_tap *tap, struct error *err)
{
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

bool live_lines_make(struct live_lines *lines, struct fact_cache *cache, struct database *database,
                     const struct stored_tap *taps, size_t count, struct error *err)
{
    AUTO(fact_loan) struct fact_loan *loan = NULL;
    if (!fact_cache_take_before_commit(cache, database, &loan, err)) {
        return false;
    }
    AUTO(memory) const struct stored_tap **order = calloc(count + 1, sizeof *order);
    lines->list = calloc(count + 1, sizeof *lines->list);
    if (!order || !lines->list) {
        return error_set(err, ERROR_NO_MEMORY, "live taps: out of memory");
    }
    for (size_t i = 0; i < count; i++) {
        order[i] = &taps[i];
    }
    qsort(order, count, sizeof *order, by_time);
    struct kiosk kiosk = {.kiosk = ""};
    for (size_t i = 0; i < count; i++) {
        if (!make_text(database, fact_loan_facts(loan), order[i], &kiosk, &lines->list[i], err)) {
            return false;
        }
        lines->count = i + 1;
        if (!add_meetings_of(lines, fact_loan_facts(loan), order[i], err)) {
            return false;
        }
    }
    return true;
}
