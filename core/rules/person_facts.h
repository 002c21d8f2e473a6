#pragma once
/* The facts about one person that verdicts are computed from, as plain arrays in the caller's
 * memory: the kiosk fills one for the card at the door, the server one for each person it
 * re-judges. Everything is borrowed, nothing is changed or kept. Times are local milliseconds. Any
 * thread.
 *
 * Enough facts for a date are: the taps of work_day_span, and the corrections of the months it
 * touches; leaves and trips that meet the date's sessions. More facts never change a verdict. */

#include "policy.h"
#include "schedule.h"
#include <stddef.h>
#include <stdint.h>

enum approval { APPROVAL_PENDING, APPROVAL_APPROVED, APPROVAL_REJECTED };

extern const char *const approval_words[]; /* "pending", …; ends with NULL */

/* One card read at one kiosk. A certain tap has at_ms; an uncertain one not_before_ms and
 * not_after_ms. They stand in arrays of their own. */
struct tap {
    const char *id;    /* the caller's reference, for the reason; may be NULL */
    const char *staff; /* whose card; read only where taps of several people stand together */
    int64_t at_ms;
    int64_t not_before_ms, not_after_ms;
    const char *kiosk;
    const char *meeting;        /* chosen on screen; NULL where none */
    const char *substitute_for; /* principal chosen on screen; NULL where none */
};

/* A leave or a trip: [from, to). */
struct time_away {
    const char *id; /* may be NULL */
    int64_t from_ms, to_ms;
    enum approval state;
};

struct correction {
    const char *id; /* may be NULL */
    int64_t at_ms;
    int64_t decided_ms; /* read only where approved */
    enum approval state;
};

struct person_facts {
    const struct person *person;
    const struct calendar *calendar; /* NULL: none */
    const struct policy *policy;
    int64_t now_ms; /* CIVIL_NEVER_MS: after everything */

    const struct tap *taps; /* certain, of their card, sorted by at_ms */
    size_t tap_count;
    const struct tap *uncertain_taps; /* of their card, in any order */
    size_t uncertain_tap_count;
    const struct correction *corrections; /* whatever their state, sorted by at_ms */
    size_t correction_count;
    const struct time_away *leaves; /* whatever their state, in any order; so the trips */
    size_t leave_count;
    const struct time_away *trips;
    size_t trip_count;
};

/* The index of the first tap or correction whose at_ms is not before a moment. */
size_t tap_lower_bound(const struct tap *taps, size_t count, int64_t at_ms);
size_t correction_lower_bound(const struct correction *corrections, size_t count, int64_t at_ms);

/* An uncertain tap that exists at `now` and meets [from, to): some time of it lies there. */
bool tap_uncertain_meets(const struct tap *tap, int64_t now_ms, int64_t from_ms, int64_t to_ms);

/* The approved leave or trip whose [from, to) holds the moment, or NULL. */
const struct time_away *time_away_holding(const struct time_away *list, size_t count,
                                          int64_t at_ms);
