#include "tap_judging.h"

#include "civil.h"
#include "meeting_judging.h"
#include "work_day.h"
#include "work_tap.h"
#include <stdio.h>
#include <string.h>

/* Days of one person that are read for ahead of their judging. */
#define DAYS_AHEAD 7

/* The dates of a span whose verdicts are kept up, those that stand together at once; the others are
 * judged when their month is. */
static bool judge_dates(struct judging_run *run, const struct facts_staff *staff,
                        struct date_span span, struct error *err)
{
    int32_t first = span.first; /* of the kept dates that wait to be judged */
    for (int32_t date = span.first; date <= span.last; date++) {
        bool kept;
        if (!judging_run_is_kept(run, date, &kept, err)) {
            return false;
        }
        if (kept) {
            continue;
        }
        if (first < date && !day_judging_days(&run->days, staff, first, date - 1, err)) {
            return false;
        }
        first = date + 1;
    }
    return first > span.last || day_judging_days(&run->days, staff, first, span.last, err);
}

static struct date_span join(struct date_span a, struct date_span b)
{
    return (struct date_span){a.first < b.first ? a.first : b.first,
                              a.last > b.last ? a.last : b.last};
}

static bool near(struct date_span a, struct date_span b)
{
    return b.first <= a.last + 1 && a.first <= b.last + 1;
}

/* The first so many taps of one person, and the dates that they touch as far as one can tell before
 * the taps beside them are known. */
static size_t span_of_first(const struct judging_run *run, const struct stored_tap *taps,
                            size_t count, struct date_span *ret_span)
{
    const struct policy *policy = facts_policy(run->days.facts);
    size_t last = 0;
    for (; last < count && strcmp(taps[last].staff, taps[0].staff) == 0; last++) {
        const struct stored_tap *tap = &taps[last];
        bool certain = tap->not_after_ms == 0;
        struct date_span span =
            work_day_touched_by_taps(policy, certain ? tap->at_ms : tap->not_before_ms,
                                     certain ? tap->at_ms : tap->not_after_ms);
        *ret_span = last == 0 ? span : join(*ret_span, span);
    }
    return last;
}

static bool is_narrow(struct date_span span)
{
    return span.last - span.first < DAYS_AHEAD;
}

static struct date_span touched_by(struct judging_run *run, const struct facts_staff *staff,
                                   const struct stored_tap *tap, struct error *err, bool *ret_good)
{
    const struct policy *policy = facts_policy(run->days.facts);
    if (tap->not_after_ms != 0) {
        *ret_good = true;
        return work_day_touched_by_taps(policy, tap->not_before_ms, tap->not_after_ms);
    }
    struct date_span span = work_day_touched_by_taps(policy, tap->at_ms, tap->at_ms);
    struct person_facts facts = facts_of_staff(run->days.facts, staff, run->days.now_ms);
    *ret_good = tap_array_load_person(run->days.taps, run->days.database, staff->id, span.first,
                                      span.last, err);
    tap_array_put_person(run->days.taps, &facts);
    return work_day_touched_by_taps(policy, tap->at_ms, work_tap_reach_ms(&facts, tap->at_ms));
}

/* What a tap touches by the scope may have been changed by it. */
static bool add_cause(struct judging_run *run, const struct stored_tap *tap, enum fact_scope scope,
                      struct date_span span, struct error *err)
{
    const struct tap_record *record = &tap->record;
    struct fact_touch touch = {
        .scope = scope, .first = span.first, .last = span.last, .cause.kind = "tap"};
    (void)snprintf(touch.id, sizeof touch.id, "%s",
                   scope == FACT_SCOPE_STAFF ? tap->staff : record->meeting);
    tap_record_format_id(record->kiosk, record->epoch, record->seq, touch.cause.id);
    return verdict_causes_add(&run->causes, &touch, err);
}

/* All taps of one person: neighbouring ones share the judging of their dates. */
static bool judge_taps_of(struct judging_run *run, const struct stored_tap *taps, size_t count,
                          struct error *err)
{
    const struct facts_staff *staff = facts_find_staff(run->days.facts, taps[0].staff);
    if (!staff) {
        return true; /* nobody's card, or somebody who is not there any more */
    }
    struct date_span open = {0, -1};
    struct date_span all;
    (void)span_of_first(run, taps, count, &all); /* which is all of them */
    if (is_narrow(all) && !tap_array_load_person(run->days.taps, run->days.database, staff->id,
                                                 all.first, all.last, err)) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        bool good = false;
        struct date_span span = touched_by(run, staff, &taps[i], err, &good);
        if (!good || !add_cause(run, &taps[i], FACT_SCOPE_STAFF, span, err)) {
            return false;
        }
        if (open.last < open.first || near(open, span)) {
            open = open.last < open.first ? span : join(open, span);
            continue;
        }
        if (!judge_dates(run, staff, open, err)) {
            return false;
        }
        open = span;
    }
    return judge_dates(run, staff, open, err);
}

static bool any_heard(const struct facts *facts, const struct facts_meeting *meeting,
                      const struct stored_tap *taps, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (!taps[i].record.substitute_for[0] &&
            meeting_judging_hears(facts, meeting, taps[i].at_ms, taps[i].not_before_ms,
                                  taps[i].not_after_ms)) {
            return true;
        }
    }
    return false;
}

/* A tap of one's own can matter to each meeting that one is invited to and that is near. */
static bool judge_attendance_of(struct judging_run *run, const struct stored_tap *taps,
                                size_t count, struct error *err)
{
    const struct facts_staff *staff = facts_find_staff(run->days.facts, taps[0].staff);
    for (size_t i = 0; staff && i < staff->attending_count; i++) {
        const struct facts_meeting *meeting =
            facts_find_meeting(run->days.facts, staff->attending[i]->id);
        bool kept;
        if (meeting->meeting.cancelled || !any_heard(run->days.facts, meeting, taps, count)) {
            continue;
        }
        if (!judging_run_is_kept(run, civil_date_of(meeting->meeting.start_ms), &kept, err) ||
            (kept && !meeting_judging_attendee(&run->days, meeting, staff, err))) {
            return false;
        }
    }
    return true;
}

/* One substitute more can change what others are approved for: the whole meeting is judged, once.
 */
static bool judge_substitutes(struct judging_run *run, const struct stored_tap *taps, size_t count,
                              struct error *err)
{
    const char *last = "";
    for (size_t i = 0; i < count; i++) {
        const struct tap_record *record = &taps[i].record;
        if (!record->substitute_for[0] || strcmp(record->meeting, last) == 0) {
            continue;
        }
        last = record->meeting;
        const struct facts_meeting *meeting = facts_find_meeting(run->days.facts, record->meeting);
        if (meeting && !judging_run_meeting(run, meeting, err)) {
            return false;
        }
    }
    return true;
}

static struct date_span dates_of(const struct stored_tap *tap)
{
    int64_t first_ms = tap->not_after_ms ? tap->not_before_ms : tap->at_ms;
    int64_t last_ms = tap->not_after_ms ? tap->not_after_ms : tap->at_ms;
    return (struct date_span){civil_date_of(first_ms) - 1, civil_date_of(last_ms) + 1};
}

/* What the taps do not bring themselves: facts that wait to be judged, and what was signed in to in
 * somebody's place. */
static bool add_causes(struct judging_run *run, const struct stored_tap *taps, size_t count,
                       struct error *err)
{
    struct date_span all = dates_of(&taps[0]);
    for (size_t i = 0; i < count; i++) {
        struct date_span span = dates_of(&taps[i]);
        all = join(all, span);
        if (taps[i].record.substitute_for[0] &&
            !add_cause(run, &taps[i], FACT_SCOPE_MEETING, span, err)) {
            return false;
        }
    }
    return verdict_causes_add_waiting(&run->causes, run->days.database, all.first, all.last, err);
}

/* What judging the next people will read; not of those who tapped on days that are far apart. */
static bool read_ahead(struct judging_run *run, const struct stored_tap *taps, size_t count,
                       struct error *err)
{
    size_t people = 0;
    for (size_t first = 0; first < count && people < DAY_JUDGING_AHEAD; people++) {
        struct date_span span;
        const char *staff = taps[first].staff;
        first += span_of_first(run, taps + first, count - first, &span);
        if (*staff && is_narrow(span) &&
            !day_judging_read_ahead(&run->days, staff, span.first, span.last, err)) {
            return false;
        }
    }
    return true;
}

bool tap_judging_hear(struct judging_run *run, const struct stored_tap *taps, size_t count,
                      struct error *err)
{
    if (count == 0) {
        return true;
    }
    if (!add_causes(run, taps, count, err)) {
        return false;
    }
    size_t people = 0;
    for (size_t first = 0; first < count; people++) {
        if (people % DAY_JUDGING_AHEAD == 0 && !read_ahead(run, taps + first, count - first, err)) {
            return false;
        }
        struct date_span span;
        size_t last = first + span_of_first(run, taps + first, count - first, &span);
        if (!judge_taps_of(run, taps + first, last - first, err) ||
            !judge_attendance_of(run, taps + first, last - first, err)) {
            return false;
        }
        first = last;
    }
    return database_forget_ahead(run->days.database, err) &&
           judge_substitutes(run, taps, count, err);
}
