#include "schedule.h"

static enum schedule_fault fault_at(enum schedule_fault fault, size_t index, size_t other,
                                    struct schedule_fault_place *ret_place)
{
    *ret_place = (struct schedule_fault_place){index, other};
    return fault;
}

enum schedule_fault schedule_find_session_fault(const struct schedule_session *sessions,
                                                size_t count,
                                                struct schedule_fault_place *ret_place)
{
    for (size_t i = 0; i < count; i++) {
        if (sessions[i].end_min <= sessions[i].start_min) {
            return fault_at(SCHEDULE_FAULT_SESSION_ENDS, i, i, ret_place);
        }
        if (sessions[i].start_min < 0 || sessions[i].end_min > SCHEDULE_END_MAX_MIN) {
            return fault_at(SCHEDULE_FAULT_SESSION_RANGE, i, i, ret_place);
        }
        if (i > 0 && sessions[i].start_min < sessions[i - 1].end_min) {
            return fault_at(SCHEDULE_FAULT_SESSION_OVERLAP, i, i - 1, ret_place);
        }
    }
    return SCHEDULE_FAULT_NONE;
}

/* Two versions may share dates if they share no weekday: with swapped days any date can count as
 * any weekday, so the dates' own weekdays do not matter. */
static bool versions_overlap(const struct schedule_version *a, const struct schedule_version *b)
{
    return a->from <= b->to && b->from <= a->to && (a->weekdays & b->weekdays);
}

enum schedule_fault schedule_find_version_fault(const struct schedule_version *versions,
                                                size_t count,
                                                struct schedule_fault_place *ret_place)
{
    for (size_t i = 0; i < count; i++) {
        if (versions[i].to < versions[i].from) {
            return fault_at(SCHEDULE_FAULT_VERSION_ENDS, i, i, ret_place);
        }
        for (size_t j = 0; j < i; j++) {
            if (versions_overlap(&versions[i], &versions[j])) {
                return fault_at(SCHEDULE_FAULT_VERSION_OVERLAP, i, j, ret_place);
            }
        }
    }
    return SCHEDULE_FAULT_NONE;
}

enum schedule_fault schedule_find_assignment_fault(const struct schedule_assignment *assignments,
                                                   size_t count,
                                                   struct schedule_fault_place *ret_place)
{
    for (size_t i = 0; i < count; i++) {
        if (assignments[i].to < assignments[i].from) {
            return fault_at(SCHEDULE_FAULT_ASSIGNMENT_ENDS, i, i, ret_place);
        }
        for (size_t j = 0; j < i; j++) {
            if (assignments[i].from == assignments[j].from) {
                return fault_at(SCHEDULE_FAULT_ASSIGNMENT_TWICE, i, j, ret_place);
            }
        }
    }
    return SCHEDULE_FAULT_NONE;
}

enum schedule_fault schedule_find_membership_fault(const struct membership *memberships,
                                                   size_t count,
                                                   struct schedule_fault_place *ret_place)
{
    for (size_t i = 0; i < count; i++) {
        for (size_t j = 0; j < i; j++) {
            if (memberships[i].from == memberships[j].from) {
                return fault_at(SCHEDULE_FAULT_MEMBERSHIP_TWICE, i, j, ret_place);
            }
        }
    }
    return SCHEDULE_FAULT_NONE;
}

enum schedule_fault calendar_find_fault(const struct calendar *calendar,
                                        struct schedule_fault_place *ret_place)
{
    for (size_t i = 1; i < calendar->day_count; i++) {
        if (calendar->days[i].date == calendar->days[i - 1].date) {
            return fault_at(SCHEDULE_FAULT_CALENDAR_TWICE, i, i - 1, ret_place);
        }
    }
    return SCHEDULE_FAULT_NONE;
}

bool schedule_days_overlap(const struct day_plan *day, const struct day_plan *next)
{
    return day->session_count > 0 && next->session_count > 0 &&
           day->sessions[day->session_count - 1].end_min >
               next->sessions[0].start_min + CIVIL_DAY_MIN;
}

static struct day_plan plan_of(const struct schedule_version *version)
{
    return (struct day_plan){.sessions = version->sessions,
                             .session_count = version->session_count};
}

static bool holds(const struct schedule_version *version, const struct calendar *calendar,
                  int32_t date)
{
    int32_t weekday = calendar_weekday(calendar, date);
    return version->from <= date && date <= version->to && weekday != CALENDAR_REST &&
           (version->weekdays >> weekday & 1);
}

/* Weeks are alike but where the calendar says otherwise: a week after its last day has shown all.
 */
static int32_t enough_to_look_at(const struct calendar *calendar, int32_t first)
{
    int32_t swapped =
        calendar && calendar->day_count > 0 ? calendar->days[calendar->day_count - 1].date : first;
    return (swapped > first ? swapped : first) + 8;
}

/* The first date of first..last on which version a holds, and version b on the next. */
static bool find_date(const struct schedule_version *a, const struct schedule_version *b,
                      const struct calendar *calendar, int32_t first, int32_t last,
                      int32_t *ret_date)
{
    int32_t date = a->from > b->from - 1 ? a->from : b->from - 1;
    int32_t end = a->to < b->to - 1 ? a->to : b->to - 1;
    date = date > first ? date : first;
    end = end < last ? end : last;
    int32_t enough = enough_to_look_at(calendar, date);
    for (end = end < enough ? end : enough; date <= end; date++) {
        if (holds(a, calendar, date) && holds(b, calendar, date + 1)) {
            *ret_date = date;
            return true;
        }
    }
    return false;
}

bool schedule_find_night_overlap(const struct schedule *schedule, const struct calendar *calendar,
                                 int32_t first, int32_t last, struct schedule_night *ret_night)
{
    for (size_t i = 0; i < schedule->version_count; i++) {
        struct day_plan day = plan_of(&schedule->versions[i]);
        for (size_t j = 0; j < schedule->version_count; j++) {
            struct day_plan next = plan_of(&schedule->versions[j]);
            int32_t date;
            if (schedule_days_overlap(&day, &next) &&
                find_date(&schedule->versions[i], &schedule->versions[j], calendar, first, last,
                          &date)) {
                *ret_night = (struct schedule_night){date, i, j};
                return true;
            }
        }
    }
    return false;
}
