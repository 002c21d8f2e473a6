#include "via_core_meetings.h"

#include "civil.h"
#include <stdlib.h>

/* Meetings of the person that a tap of this one could be for: those whose sign-in overlaps it. */
static size_t find_rivals(const struct scenario *scenario, const struct meeting *meeting,
                          const struct scenario_staff *staff, const struct meeting **ret_rivals)
{
    int64_t from_ms;
    int64_t to_ms;
    size_t count = 0;
    meeting_signin_window(meeting, &scenario->policy, &from_ms, &to_ms);
    for (size_t i = 0; i < staff->attending_count; i++) {
        int64_t other_from_ms;
        int64_t other_to_ms;
        meeting_signin_window(staff->attending[i], &scenario->policy, &other_from_ms, &other_to_ms);
        if (other_from_ms < to_ms && from_ms < other_to_ms) {
            ret_rivals[count++] = staff->attending[i];
        }
    }
    return count;
}

static bool judge_attendee(const struct scenario *scenario, const struct scenario_meeting *entry,
                           const struct substitute_sign_in *sign_ins, size_t sign_in_count,
                           size_t place, const struct meeting **rivals, struct tally *tally,
                           struct report *report, struct error *err)
{
    const struct scenario_staff *staff = &scenario->staff[place];
    struct attendee_verdict verdict;
    struct figures figures = {0};
    size_t rival_count = find_rivals(scenario, &entry->meeting, staff, rivals);
    if (!meeting_judge(&entry->facts, sign_ins, sign_in_count, &staff->facts, rivals, rival_count,
                       &verdict)) {
        return true;
    }
    figures_add_attendee(&figures, &verdict);
    tally_add(tally, place, civil_date_of(entry->meeting.start_ms), &figures);
    struct report_meeting row = {
        .meeting = entry->meeting.id,
        .staff = staff->person.staff,
        .result = verdict.result,
        .late_min = verdict.late_min,
        .early_min = verdict.early_min,
        .flags = verdict.flags,
    };
    return report_add_meeting(report, &row, err);
}

static bool judge_meeting(const struct scenario *scenario, const struct scenario_meeting *entry,
                          const struct meeting **rivals, struct tally *tally, struct report *report,
                          struct error *err)
{
    const struct meeting *meeting = &entry->meeting;
    AUTO(memory)
    struct substitute_sign_in *sign_ins =
        calloc(entry->facts.substitute_tap_count + 1, sizeof *sign_ins);
    if (!sign_ins) {
        return error_set(err, ERROR_NO_MEMORY, "out of memory");
    }
    size_t sign_in_count = meeting_find_substitutes(&entry->facts, sign_ins);
    for (size_t i = 0; i < meeting->attendee_count; i++) {
        size_t place;
        if (row_names_find(&scenario->staff_names, meeting->attendees[i].staff, &place) &&
            !judge_attendee(scenario, entry, sign_ins, sign_in_count, place, rivals, tally, report,
                            err)) {
            return false;
        }
    }
    return true;
}

bool via_core_meetings_judge(const struct scenario *scenario, struct tally *tally,
                             struct report *report, struct error *err)
{
    AUTO(memory)
    const struct meeting **rivals = calloc(scenario->meeting_count + 1, sizeof *rivals);
    if (!rivals) {
        return error_set(err, ERROR_NO_MEMORY, "out of memory");
    }
    for (size_t i = 0; i < scenario->meeting_count; i++) {
        if (!scenario->meetings[i].meeting.cancelled &&
            !judge_meeting(scenario, &scenario->meetings[i], rivals, tally, report, err)) {
            return false;
        }
    }
    return true;
}

/* A meeting by when its sign-in opens. No earlier one of the sorted list ends after latest_end_ms,
 * so that a search backwards knows when to stop. */
struct opening {
    const struct meeting *meeting;
    int64_t opens_ms, end_ms;
    int64_t latest_end_ms;
};

struct walk_in_search {
    const struct scenario *scenario;
    struct opening *openings;
    const struct meeting **near;
    size_t *listed_for; /* by meeting: the person (place + 1) who was listed last */
};

static int compare_openings(const void *left, const void *right)
{
    const struct opening *a = left;
    const struct opening *b = right;
    return (a->opens_ms > b->opens_ms) - (a->opens_ms < b->opens_ms);
}

static void fill_openings(const struct scenario *scenario, struct opening *openings)
{
    size_t count = scenario->meeting_count;
    for (size_t i = 0; i < count; i++) {
        openings[i].meeting = &scenario->meetings[i].meeting;
        meeting_signin_window(openings[i].meeting, &scenario->policy, &openings[i].opens_ms,
                              &openings[i].end_ms);
    }
    qsort(openings, count, sizeof *openings, compare_openings);
    int64_t latest_ms = INT64_MIN;
    for (size_t i = 0; i < count; i++) {
        latest_ms = openings[i].end_ms > latest_ms ? openings[i].end_ms : latest_ms;
        openings[i].latest_end_ms = latest_ms;
    }
}

/* The meetings whose sign-in is open at the moment. */
static size_t find_near(const struct walk_in_search *search, int64_t at_ms)
{
    size_t low = 0;
    size_t high = search->scenario->meeting_count;
    size_t count = 0;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (search->openings[middle].opens_ms <= at_ms) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    for (; low > 0 && search->openings[low - 1].latest_end_ms > at_ms; low--) {
        if (search->openings[low - 1].end_ms > at_ms) {
            search->near[count++] = search->openings[low - 1].meeting;
        }
    }
    return count;
}

static bool find_person_walk_ins(const struct walk_in_search *search, size_t place,
                                 struct report *report, struct error *err)
{
    const struct person_facts *facts = &search->scenario->staff[place].facts;
    for (size_t i = 0; i < facts->tap_count && facts->taps[i].at_ms <= facts->now_ms; i++) {
        size_t count = find_near(search, facts->taps[i].at_ms);
        const struct meeting *meeting = meeting_walk_in_of_tap(&facts->taps[i], facts->person,
                                                               facts->policy, search->near, count);
        size_t at;
        if (!meeting || !row_names_find(&search->scenario->meeting_names, meeting->id, &at) ||
            search->listed_for[at] == place + 1) {
            continue;
        }
        search->listed_for[at] = place + 1;
        struct report_walk_in row = {meeting->id, facts->person->staff};
        if (!report_add_walk_in(report, &row, err)) {
            return false;
        }
    }
    return true;
}

bool via_core_meetings_find_walk_ins(const struct scenario *scenario, struct report *report,
                                     struct error *err)
{
    size_t room = scenario->meeting_count + 1;
    AUTO(memory) struct opening *openings = calloc(room, sizeof *openings);
    AUTO(memory) const struct meeting **near = calloc(room, sizeof *near);
    AUTO(memory) size_t *listed_for = calloc(room, sizeof *listed_for);
    if (!openings || !near || !listed_for) {
        return error_set(err, ERROR_NO_MEMORY, "out of memory");
    }
    struct walk_in_search search = {scenario, openings, near, listed_for};
    fill_openings(scenario, openings);
    for (size_t i = 0; i < scenario->staff_count; i++) {
        if (!find_person_walk_ins(&search, i, report, err)) {
            return false;
        }
    }
    return true;
}
