#include "schedule.h"

bool person_is_active(const struct person *person, int32_t date)
{
    return person->active_from <= date && date <= person->active_to;
}

const struct membership *person_membership(const struct person *person, int32_t date)
{
    const struct membership *found = NULL;
    for (size_t i = 0; i < person->membership_count; i++) {
        const struct membership *membership = &person->memberships[i];
        if (membership->from <= date && (!found || membership->from > found->from)) {
            found = membership;
        }
    }
    return found;
}

int32_t calendar_weekday(const struct calendar *calendar, int32_t date)
{
    size_t low = 0;
    size_t high = calendar ? calendar->day_count : 0;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct calendar_day *day = &calendar->days[middle];
        if (day->date == date) {
            return day->counts_as;
        }
        if (day->date < date) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return civil_weekday(date);
}

static const struct schedule *find_assigned(const struct schedule_assignment *assignments,
                                            size_t count, int32_t date)
{
    const struct schedule_assignment *found = NULL;
    for (size_t i = 0; i < count; i++) {
        const struct schedule_assignment *assignment = &assignments[i];
        if (assignment->from <= date && date <= assignment->to &&
            (!found || assignment->from > found->from)) {
            found = assignment;
        }
    }
    return found ? found->schedule : NULL;
}

static const struct schedule *find_schedule(const struct person *person, int32_t date)
{
    const struct schedule *own = find_assigned(person->assignments, person->assignment_count, date);
    if (own) {
        return own;
    }
    const struct membership *membership = person_membership(person, date);
    return membership ? find_assigned(membership->assignments, membership->assignment_count, date)
                      : NULL;
}

static const struct schedule_version *find_version(const struct schedule *schedule, int32_t date,
                                                   int32_t weekday)
{
    for (size_t i = 0; i < schedule->version_count; i++) {
        const struct schedule_version *version = &schedule->versions[i];
        if (version->from <= date && date <= version->to && (version->weekdays >> weekday & 1)) {
            return version;
        }
    }
    return NULL;
}

struct day_plan schedule_plan_day(const struct person *person, const struct calendar *calendar,
                                  int32_t date)
{
    struct day_plan plan = {0};
    if (!person_is_active(person, date)) {
        return plan;
    }
    plan.schedule = find_schedule(person, date);
    int32_t weekday = calendar_weekday(calendar, date);
    if (!plan.schedule || weekday == CALENDAR_REST) {
        return plan;
    }
    plan.version = find_version(plan.schedule, date, weekday);
    if (plan.version) {
        plan.sessions = plan.version->sessions;
        plan.session_count = plan.version->session_count;
    }
    return plan;
}
