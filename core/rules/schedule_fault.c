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
