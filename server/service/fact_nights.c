#include "fact_nights.h"

#include "civil.h"
#include "json.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CLOCK_SIZE 16

static const char *clock_text(int32_t minutes, char ret_text[static CLOCK_SIZE])
{
    (void)snprintf(ret_text, CLOCK_SIZE, "%02d:%02d", (int)(minutes / 60), (int)(minutes % 60));
    return ret_text;
}

/* "schedule/q1.versions[0].sessions[2]: ends at 32:00, when versions[1].sessions[0] of the next day
 * has begun at 07:00 (2026-03-02)" */
static bool refuse_night(const char *where, const struct schedule *schedule,
                         const struct schedule_night *night, struct error *err)
{
    const struct schedule_version *version = &schedule->versions[night->version];
    const struct schedule_version *next = &schedule->versions[night->next_version];
    size_t last = version->session_count - 1;
    char end[CLOCK_SIZE], start[CLOCK_SIZE], date[CIVIL_DATE_SIZE];
    return error_set(err, ERROR_INVALID,
                     "%sversions[%zu].sessions[%zu]: ends at %s, when versions[%zu].sessions[0] of "
                     "the next day has begun at %s (%s)",
                     where, night->version, last, clock_text(version->sessions[last].end_min, end),
                     night->next_version, clock_text(next->sessions[0].start_min, start),
                     civil_date_format(night->date, date));
}

static bool check_schedule(const struct facts *facts, const char *id, struct error *err)
{
    char where[80];
    (void)snprintf(where, sizeof where, "schedule/%s.", id);
    for (size_t i = 0; i < facts_schedule_count(facts); i++) {
        const struct schedule *schedule = facts_schedule_at(facts, i);
        struct schedule_night night;
        if (strcmp(schedule->id, id) == 0 &&
            schedule_find_night_overlap(schedule, facts_calendar(facts), CIVIL_DATE_FIRST,
                                        CIVIL_DATE_LAST, &night)) {
            return refuse_night(where, schedule, &night, err);
        }
    }
    return true;
}

/* Days that the calendar's year swaps bring hours together that no week does. Hours that overlap
 * without it were there before, and are not the calendar's fault. */
static bool check_calendar(const struct facts *facts, const char *year, struct error *err)
{
    int32_t first = civil_date_make((int)strtol(year, NULL, 10), 1, 1) - 1;
    int32_t last = civil_date_make((int)strtol(year, NULL, 10), 12, 31);
    for (size_t i = 0; i < facts_schedule_count(facts); i++) {
        const struct schedule *schedule = facts_schedule_at(facts, i);
        struct schedule_night night;
        if (!schedule_find_night_overlap(schedule, NULL, CIVIL_DATE_FIRST, CIVIL_DATE_LAST,
                                         &night) &&
            schedule_find_night_overlap(schedule, facts_calendar(facts), first, last, &night)) {
            char where[120];
            (void)snprintf(where, sizeof where, "calendar/%s.work: schedule '%s' ", year,
                           schedule->id);
            return refuse_night(where, schedule, &night, err);
        }
    }
    return true;
}

/* From one assignment of a person or unit to the next of the same one. */
static bool check_change(const struct facts *facts, const struct person *person, const char *id,
                         int32_t date, struct error *err)
{
    struct day_plan day = schedule_plan_day(person, facts_calendar(facts), date);
    struct day_plan next = schedule_plan_day(person, facts_calendar(facts), date + 1);
    if (!schedule_days_overlap(&day, &next)) {
        return true;
    }
    char end[CLOCK_SIZE], start[CLOCK_SIZE], text[CIVIL_DATE_SIZE];
    return error_set(err, ERROR_INVALID,
                     "assignment/%s.from: the hours of '%s' end at %s, when those of '%s' of the "
                     "next day have begun at %s (%s)",
                     id, day.schedule->id,
                     clock_text(day.sessions[day.session_count - 1].end_min, end),
                     next.schedule->id, clock_text(next.sessions[0].start_min, start),
                     civil_date_format(date, text));
}

static bool check_assignment(const struct facts *facts, const char *id, const json_t *value,
                             struct error *err)
{
    const char *unit_code = json_string_value(json_object_get(value, "unit"));
    const char *staff_id = json_string_value(json_object_get(value, "staff"));
    const struct facts_unit *unit = unit_code ? facts_find_unit(facts, unit_code) : NULL;
    const struct facts_staff *staff = staff_id ? facts_find_staff(facts, staff_id) : NULL;
    const struct person person = {
        .active_from = CIVIL_DATE_FIRST,
        .active_to = CIVIL_DATE_LAST,
        .assignments = unit    ? unit->assignments
                       : staff ? staff->person.assignments
                               : NULL,
        .assignment_count = unit    ? unit->assignment_count
                            : staff ? staff->person.assignment_count
                                    : 0,
    };
    bool good = true;
    for (size_t i = 0; good && i < person.assignment_count; i++) {
        const struct schedule_assignment *assignment = &person.assignments[i];
        good = check_change(facts, &person, id, assignment->from - 1, err) &&
               (assignment->to == CIVIL_DATE_LAST ||
                check_change(facts, &person, id, assignment->to, err));
    }
    return good;
}

bool fact_nights_check(const struct facts *facts, const char *kind, const char *id,
                       const json_t *value, struct error *err)
{
    if (strcmp(kind, "schedule") == 0) {
        return check_schedule(facts, id, err);
    }
    if (strcmp(kind, "calendar") == 0) {
        return check_calendar(facts, id, err);
    }
    return strcmp(kind, "assignment") != 0 || check_assignment(facts, id, value, err);
}
