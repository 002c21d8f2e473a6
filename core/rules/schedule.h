#pragma once
/* When a person has to be at work: schedules with versions, the calendar of swapped days,
 * assignments to persons and units (rules.md, Which sessions). Views of plain arrays that the
 * caller keeps; ids are texts, borrowed, compared by code point (strcmp of UTF-8). Pure, any
 * thread. */

#include "civil.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SCHEDULE_END_MAX_MIN 2160 /* 36:00 */

/* Minutes from the date's midnight; an end past midnight is above 1440. */
struct schedule_session {
    int32_t start_min;
    int32_t end_min;
    bool in_required;
    bool out_required;
};

/* from..to, both included, on these weekdays: bit w is set for weekday w, 1 = Monday .. 7. */
struct schedule_version {
    const char *id; /* for the reason; may be NULL */
    int32_t from, to;
    uint8_t weekdays;
    const struct schedule_session *sessions; /* in order, not overlapping */
    size_t session_count;
};

struct schedule {
    const char *id;
    const struct schedule_version *versions;
    size_t version_count;
};

/* from..to, both included; CIVIL_DATE_LAST where open. */
struct schedule_assignment {
    const struct schedule *schedule;
    int32_t from, to;
};

/* Holds from its date until the next; CIVIL_DATE_FIRST for "always". The assignments are the
 * unit's. */
struct membership {
    const char *unit;
    int32_t from;
    const struct schedule_assignment *assignments;
    size_t assignment_count;
};

/* A person as far as dates go. Active from..to, both included. Arrays in any order. */
struct person {
    const char *staff;
    int32_t active_from, active_to;
    const struct membership *memberships;
    size_t membership_count;
    const struct schedule_assignment *assignments; /* to the person */
    size_t assignment_count;
};

#define CALENDAR_REST 0

/* A date that does not count as its own weekday: CALENDAR_REST, or worked as weekday 1..7. */
struct calendar_day {
    int32_t date;
    int32_t counts_as;
};

struct calendar {
    const struct calendar_day *days; /* sorted by date, each once */
    size_t day_count;
};

/* The sessions of one person on one date; count 0 where there are none. Borrowed from the
 * version. */
struct day_plan {
    const struct schedule *schedule;        /* NULL where no assignment holds the date */
    const struct schedule_version *version; /* NULL where none holds the date and weekday */
    const struct schedule_session *sessions;
    size_t session_count;
};

bool person_is_active(const struct person *person, int32_t date);

/* The membership that holds on the date, or NULL: the latest `from` not after it. */
const struct membership *person_membership(const struct person *person, int32_t date);

/* The weekday that the date counts as, or CALENDAR_REST. A NULL calendar swaps nothing. */
int32_t calendar_weekday(const struct calendar *calendar, int32_t date);

/* Which sessions: nothing but person, calendar and date decides. */
struct day_plan schedule_plan_day(const struct person *person, const struct calendar *calendar,
                                  int32_t date);

/* What is wrong with facts before they are stored or loaded; index and other say where. */
enum schedule_fault {
    SCHEDULE_FAULT_NONE,
    SCHEDULE_FAULT_SESSION_ENDS,     /* sessions[index] does not end after it starts */
    SCHEDULE_FAULT_SESSION_RANGE,    /* … starts before 0:00 or ends after 36:00 */
    SCHEDULE_FAULT_SESSION_OVERLAP,  /* … begins before sessions[other] ends */
    SCHEDULE_FAULT_VERSION_ENDS,     /* versions[index] ends before it begins */
    SCHEDULE_FAULT_VERSION_OVERLAP,  /* … holds a date and weekday of versions[other] too */
    SCHEDULE_FAULT_ASSIGNMENT_ENDS,  /* assignments[index] ends before it begins */
    SCHEDULE_FAULT_ASSIGNMENT_TWICE, /* … has the `from` of assignments[other] */
    SCHEDULE_FAULT_MEMBERSHIP_TWICE, /* memberships[index] has the `from` of [other] */
    SCHEDULE_FAULT_CALENDAR_TWICE    /* days[index] is the date of days[other] */
};

struct schedule_fault_place {
    size_t index, other;
};

enum schedule_fault schedule_find_session_fault(const struct schedule_session *sessions,
                                                size_t count,
                                                struct schedule_fault_place *ret_place);
enum schedule_fault schedule_find_version_fault(const struct schedule_version *versions,
                                                size_t count,
                                                struct schedule_fault_place *ret_place);
enum schedule_fault schedule_find_assignment_fault(const struct schedule_assignment *assignments,
                                                   size_t count,
                                                   struct schedule_fault_place *ret_place);
enum schedule_fault schedule_find_membership_fault(const struct membership *memberships,
                                                   size_t count,
                                                   struct schedule_fault_place *ret_place);

/* Of a calendar sorted by date. */
enum schedule_fault calendar_find_fault(const struct calendar *calendar,
                                        struct schedule_fault_place *ret_place);

/* Does the last session of a day end only after the first of the next day has begun? */
bool schedule_days_overlap(const struct day_plan *day, const struct day_plan *next);

/* A date of first..last from which on a schedule wants somebody in two sessions at once: the last
 * of versions[version] on that date, the first of versions[next_version] on the next, with all
 * dates as the calendar counts them. False where there is none. */
struct schedule_night {
    int32_t date;
    size_t version, next_version;
};
bool schedule_find_night_overlap(const struct schedule *schedule, const struct calendar *calendar,
                                 int32_t first, int32_t last, struct schedule_night *ret_night);
