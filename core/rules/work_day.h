#pragma once
/* One person's sessions of one date, judged from their facts (rules.md, Work): the one entry for
 * the kiosk, which judges the tap at the door, and the server, which judges any day again. Each
 * verdict carries its reason as data. No allocation, no clock: pure, any thread. */

#include "person_facts.h"
#include "work_tap.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum session_status {
    SESSION_PENDING,
    SESSION_LEAVE,
    SESSION_TRIP,
    SESSION_NONE,
    SESSION_REVIEW,
    SESSION_ABSENT,
    SESSION_NORMAL,
    SESSION_EXCEPTION
};

enum check {
    CHECK_NONE, /* not required, or away */
    CHECK_PENDING,
    CHECK_ON_TIME,
    CHECK_LATE,
    CHECK_EARLY,
    CHECK_MISSING,
    CHECK_UNCERTAIN
};

/* "pending", …; "none", …; each ends with NULL. */
extern const char *const session_status_words[];
extern const char *const check_words[];

/* What set an end of [A, B). */
enum window_by {
    WINDOW_BY_POLICY,       /* in_from_min or out_until_min */
    WINDOW_BY_SAME_DAY,     /* the midpoint to a session of the same day */
    WINDOW_BY_NEIGHBOUR_DAY /* the midpoint to the last or first one of a neighbouring day */
};

enum absent_by { ABSENT_BY_NOTHING, ABSENT_BY_NO_TAP, ABSENT_BY_LATE, ABSENT_BY_EARLY };

/* Why: pointers are borrowed from the facts; NULL where it does not apply. */
struct session_reason {
    const struct schedule *schedule;
    const struct schedule_version *version;
    const struct schedule_session *session;
    const struct policy *policy; /* its graces and limits */

    int64_t start_ms, end_ms;             /* S, E */
    int64_t window_from_ms, window_to_ms; /* A, B */
    enum window_by window_from_by, window_to_by;
    int64_t effective_start_ms, effective_end_ms; /* S', E'; both S where nothing is left */
    const struct time_away *start_moved_by;       /* the leave or trip that ends at S' */
    const struct time_away *end_moved_by;         /* … that begins at E' */

    size_t tap_count; /* kept work taps in [A, B) */
    struct work_tap check_in, check_out;
    struct work_tap first, last; /* shown even of an absent session */
    int32_t measured_late_min;   /* minute(in) − S', whatever came of it; 0 without one */
    int32_t measured_early_min;
    enum absent_by absent_by;
    const struct tap *uncertain_tap; /* the first in the array that meets [A, B) */
    int64_t changes_at_ms; /* the next `now` that could change this verdict with no new fact */
};

/* The members before the reason are the verdict: figures and reports need no more. */
struct session_verdict {
    int32_t date;
    int32_t session; /* from 1 */
    enum session_status status;
    enum check in, out;
    int32_t late_min, early_min;
    int32_t leave_min, trip_min; /* of [S, E), whatever the status */
    struct session_reason reason;
};

/* A date between its neighbours: what decides every [A, B) of it. */
struct work_day {
    int32_t date;
    struct day_plan previous, today, next;
};

struct work_day work_day_plan(const struct person *person, const struct calendar *calendar,
                              int32_t date);

/* The plan of date + 1, for judging day after day. */
struct work_day work_day_plan_next(const struct work_day *day, const struct person *person,
                                   const struct calendar *calendar);

/* [A, B) of today's session number index (from 0). */
void work_day_window(const struct work_day *day, size_t index, const struct policy *policy,
                     int64_t *ret_from_ms, int64_t *ret_to_ms);

/* The verdict of today's session number index (from 0), which must be there. */
void work_day_judge_session(const struct person_facts *facts, const struct work_day *day,
                            size_t index, struct session_verdict *ret_verdict);

/* All sessions of the date, in order: writes up to max verdicts and returns how many sessions there
 * are. */
size_t work_day_judge(const struct person_facts *facts, int32_t date,
                      struct session_verdict *ret_verdicts, size_t max);

/* Which session owns a tap at this moment: its date and its index from 0; false where none does. */
bool work_day_find_session(const struct person *person, const struct calendar *calendar,
                           const struct policy *policy, int64_t at_ms, int32_t *ret_date,
                           size_t *ret_index);

/* The taps that judging a date can need are those of [from, to); and, before from, as far back as
 * taps and corrections stand less than 60 s apart: some hours more are exact for anybody who does
 * not tap every minute. The corrections are those of all months that the taps touch. */
void work_day_span(const struct policy *policy, int32_t date, int64_t *ret_from_ms,
                   int64_t *ret_to_ms);

/* Dates, both included. */
struct date_span {
    int32_t first, last;
};

/* Which dates a changed fact can touch, for whoever re-judges exactly those:
 * - a tap, or a correction whose counting changed: from its `at` to its work_tap_reach_ms; an
 *   uncertain one: from not_before to not_after;
 * - a leave or trip: its [from, to);
 * - a change of schedule, assignment, membership, activity or calendar on first..last: the days
 *   beside them too, for their midpoints. */
struct date_span work_day_touched_by_taps(const struct policy *policy, int64_t first_ms,
                                          int64_t last_ms);
struct date_span work_day_touched_by_away(int64_t from_ms, int64_t to_ms);
struct date_span work_day_touched_by_plan(int32_t first, int32_t last);
