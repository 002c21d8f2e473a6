#pragma once
/* The figures of a month (rules.md, A month): of a person, and summed, of a unit or a year. They go
 * by table, so that a report, a sheet and an escalation name them alike. Open data, any thread. */

#include <stddef.h>
#include <stdint.h>

struct session_verdict;
struct attendee_verdict;

enum figure {
    FIGURE_CHECKS_DUE,
    FIGURE_ON_TIME,
    FIGURE_LATE,
    FIGURE_LATE_MIN,
    FIGURE_EARLY,
    FIGURE_EARLY_MIN,
    FIGURE_MISSING,
    FIGURE_ABSENT,
    FIGURE_LEAVE,
    FIGURE_TRIP,
    FIGURE_LEAVE_MIN,
    FIGURE_TRIP_MIN,
    FIGURE_CORRECTIONS,
    FIGURE_MEETINGS_DUE,
    FIGURE_MEETINGS_ON_TIME,
    FIGURE_MEETINGS_LATE,
    FIGURE_MEETINGS_ABSENT,
    FIGURE_MEETINGS_LEAVE,
    FIGURE_MEETINGS_LEAVE_LATE,
    FIGURE_MEETINGS_SUBSTITUTED,
    FIGURE_MEETINGS_UNAPPROVED_SUBSTITUTE,
    FIGURE_MEETINGS_LEFT_EARLY,
    FIGURE_REVIEW,
    FIGURE_VIOLATIONS,
    FIGURE_COUNT
};

/* "checks_due", …, in the order of the enum; ends with NULL. */
extern const char *const figure_words[];

/* All zero to begin with. */
struct figures {
    int64_t of[FIGURE_COUNT];
};

/* Adds what one verdict counts for; violations are kept with it. Of the verdict only status, checks
 * and minutes (or result, minutes and flags) are read: one rebuilt from a stored row will do. */
void figures_add_session(struct figures *figures, const struct session_verdict *verdict);
void figures_add_attendee(struct figures *figures, const struct attendee_verdict *verdict);

/* Corrections that counted, by the date of their `at` (work_tap.h counts them). */
void figures_add_corrections(struct figures *figures, size_t counted);

/* Sums: persons to a unit, months to a year. */
void figures_add(struct figures *sum, const struct figures *more);

/* Takes away again what figures_add added, so that a sum can follow one changed part. */
void figures_subtract(struct figures *sum, const struct figures *part);
