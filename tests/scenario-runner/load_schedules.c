#include "scenario.h"

#include "civil.h"
#include <stdlib.h>

static const char *const need_words[] = {"required", "optional", NULL};

static bool load_clock(const struct row *row, const char *key, int32_t *ret_min, struct error *err)
{
    const char *text;
    if (!row_text(row, key, &text, err)) {
        return false;
    }
    return civil_clock_parse(text, ret_min) ||
           row_fail(row, key, err, "'%.40s' is not a time from 00:00 to 36:00", text);
}

static bool load_session(const struct row *row, struct schedule_session *ret_session,
                         struct error *err)
{
    int in;
    int out;
    if (!load_clock(row, "start", &ret_session->start_min, err) ||
        !load_clock(row, "end", &ret_session->end_min, err) ||
        !row_word(row, "in", need_words, &in, err) ||
        !row_word(row, "out", need_words, &out, err)) {
        return false;
    }
    ret_session->in_required = in == 0;
    ret_session->out_required = out == 0;
    return true;
}

static bool load_sessions(struct scenario *scenario, const struct row *version,
                          struct schedule_version *ret_version, struct error *err)
{
    static const char *const known[] = {"start", "end", "in", "out", NULL};
    const json_t *list;
    size_t count;
    char path[ROW_PATH_SIZE + 16];
    struct schedule_fault_place place;
    if (!row_list(version, "sessions", &list, &count, err)) {
        return false;
    }
    struct schedule_session *sessions = scenario_alloc(scenario, count, sizeof *sessions, err);
    if (!sessions) {
        return false;
    }
    (void)snprintf(path, sizeof path, "%s.sessions", version->path);
    for (size_t i = 0; i < count; i++) {
        struct row row;
        if (!row_init(&row, list, path, i, known, err) || !load_session(&row, &sessions[i], err)) {
            return false;
        }
        enum schedule_fault fault = schedule_find_session_fault(sessions, i + 1, &place);
        if (fault == SCHEDULE_FAULT_SESSION_OVERLAP) {
            return row_fail(&row, "start", err, "before the end of the session before it");
        }
        if (fault != SCHEDULE_FAULT_NONE) {
            return row_fail(&row, "end", err, "does not come after start");
        }
    }
    ret_version->sessions = sessions;
    ret_version->session_count = count;
    return true;
}

static bool load_weekdays(const struct row *row, uint8_t *ret_weekdays, struct error *err)
{
    const json_t *list;
    size_t count;
    if (!row_list(row, "weekdays", &list, &count, err)) {
        return false;
    }
    *ret_weekdays = 0;
    for (size_t i = 0; i < count; i++) {
        const json_t *value = json_array_get(list, i);
        json_int_t weekday = json_integer_value(value);
        if (!json_is_integer(value) || weekday < 1 || weekday > 7) {
            return row_fail(row, "weekdays", err, "entry %zu is not a number from 1 to 7", i);
        }
        *ret_weekdays = (uint8_t)(*ret_weekdays | 1u << weekday);
    }
    return true;
}

static bool load_versions(struct scenario *scenario, const struct row *schedule,
                          struct schedule *ret_schedule, struct error *err)
{
    static const char *const known[] = {"from", "to", "weekdays", "sessions", NULL};
    const json_t *list;
    size_t count;
    char path[ROW_PATH_SIZE + 16];
    struct schedule_fault_place place;
    if (!row_list(schedule, "versions", &list, &count, err)) {
        return false;
    }
    struct schedule_version *versions = scenario_alloc(scenario, count, sizeof *versions, err);
    if (!versions) {
        return false;
    }
    (void)snprintf(path, sizeof path, "%s.versions", schedule->path);
    for (size_t i = 0; i < count; i++) {
        struct row row;
        if (!row_init(&row, list, path, i, known, err) ||
            !row_date(&row, "from", &versions[i].from, err) ||
            !row_date(&row, "to", &versions[i].to, err) ||
            !load_weekdays(&row, &versions[i].weekdays, err) ||
            !load_sessions(scenario, &row, &versions[i], err)) {
            return false;
        }
        enum schedule_fault fault = schedule_find_version_fault(versions, i + 1, &place);
        if (fault == SCHEDULE_FAULT_VERSION_OVERLAP) {
            return row_fail(&row, "weekdays", err,
                            "holds a date and weekday that versions[%zu] holds", place.other);
        }
        if (fault != SCHEDULE_FAULT_NONE) {
            return row_fail(&row, "to", err, "before from");
        }
    }
    ret_schedule->versions = versions;
    ret_schedule->version_count = count;
    return true;
}

bool scenario_load_schedules(struct scenario *scenario, const json_t *value, struct error *err)
{
    static const char *const known[] = {"id", "versions", NULL};
    size_t count;
    if (!scenario_list(value, "schedules", &count, err)) {
        return false;
    }
    scenario->schedules = scenario_alloc(scenario, count, sizeof *scenario->schedules, err);
    if (!scenario->schedules) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        struct row row;
        if (!row_init(&row, value, "schedules", i, known, err) ||
            !row_names_add(&scenario->schedule_names, &row, "id", i, err) ||
            !row_text(&row, "id", &scenario->schedules[i].id, err) ||
            !load_versions(scenario, &row, &scenario->schedules[i], err)) {
            return false;
        }
    }
    scenario->schedule_count = count;
    return true;
}

/* Assignments of both kinds on their way to their owners, each with its row in the file. */
struct assignment_piles {
    struct pile unit, unit_rows;
    struct pile staff, staff_rows;
};

static bool load_assignment(struct scenario *scenario, const struct row *row, size_t index,
                            struct assignment_piles *piles, struct error *err)
{
    struct schedule_assignment assignment = {.to = CIVIL_DATE_LAST};
    bool to_unit = row_has(row, "unit");
    size_t schedule;
    size_t owner;
    if (to_unit == row_has(row, "staff")) {
        return row_fail(row, "unit", err, "either unit or staff is wanted");
    }
    if (!row_name(row, "schedule", &scenario->schedule_names, &schedule, err) ||
        !row_name(row, to_unit ? "unit" : "staff",
                  to_unit ? &scenario->unit_names : &scenario->staff_names, &owner, err) ||
        !row_date(row, "from", &assignment.from, err) ||
        !row_optional_date(row, "to", &assignment.to, err)) {
        return false;
    }
    assignment.schedule = &scenario->schedules[schedule];
    return pile_add(to_unit ? &piles->unit : &piles->staff, owner, &assignment, err) &&
           pile_add(to_unit ? &piles->unit_rows : &piles->staff_rows, owner, &index, err);
}

/* One owner's assignments, at base in the grouped array, which must not contradict each other. */
static bool check_assignments(const struct schedule_assignment *assignments, const size_t *rows,
                              size_t count, struct error *err)
{
    struct schedule_fault_place place;
    switch (schedule_find_assignment_fault(assignments, count, &place)) {
    case SCHEDULE_FAULT_ASSIGNMENT_TWICE:
        return error_set(err, ERROR_INVALID, "assignments[%zu].from: the date of assignments[%zu]",
                         rows[place.index], rows[place.other]);
    case SCHEDULE_FAULT_ASSIGNMENT_ENDS:
        return error_set(err, ERROR_INVALID, "assignments[%zu].to: before from", rows[place.index]);
    default:
        return true;
    }
}

static bool group_assignments(struct scenario *scenario, const struct pile *pile,
                              const struct pile *row_pile, size_t owner_count,
                              struct pile_groups *ret_groups, struct error *err)
{
    struct pile_groups rows;
    if (!scenario_group(scenario, pile, owner_count, NULL, ret_groups, err) ||
        !scenario_group(scenario, row_pile, owner_count, NULL, &rows, err)) {
        return false;
    }
    const struct schedule_assignment *assignments = ret_groups->items;
    for (size_t owner = 0; owner < owner_count; owner++) {
        size_t base = rows.offsets[owner];
        if (!check_assignments(assignments + base, (const size_t *)rows.items + base,
                               rows.offsets[owner + 1] - base, err)) {
            return false;
        }
    }
    return true;
}

static bool deal_assignments(struct scenario *scenario, const struct assignment_piles *piles,
                             struct error *err)
{
    struct pile_groups groups;
    if (!group_assignments(scenario, &piles->unit, &piles->unit_rows, scenario->unit_count, &groups,
                           err)) {
        return false;
    }
    for (size_t i = 0; i < scenario->unit_count; i++) {
        struct scenario_unit *unit = &scenario->units[i];
        unit->assignments = (struct schedule_assignment *)groups.items + groups.offsets[i];
        unit->assignment_count = groups.offsets[i + 1] - groups.offsets[i];
    }
    if (!group_assignments(scenario, &piles->staff, &piles->staff_rows, scenario->staff_count,
                           &groups, err)) {
        return false;
    }
    for (size_t i = 0; i < scenario->staff_count; i++) {
        struct scenario_staff *staff = &scenario->staff[i];
        struct membership *memberships = (struct membership *)staff->person.memberships;
        staff->person.assignments = (struct schedule_assignment *)groups.items + groups.offsets[i];
        staff->person.assignment_count = groups.offsets[i + 1] - groups.offsets[i];
        for (size_t j = 0; j < staff->person.membership_count; j++) {
            const struct scenario_unit *unit = &scenario->units[staff->member_units[j]];
            memberships[j].assignments = unit->assignments;
            memberships[j].assignment_count = unit->assignment_count;
        }
    }
    return true;
}

bool scenario_load_assignments(struct scenario *scenario, const json_t *value, struct error *err)
{
    static const char *const known[] = {"schedule", "unit", "staff", "from", "to", NULL};
    struct assignment_piles piles;
    size_t count;
    bool good = scenario_list(value, "assignments", &count, err);
    pile_init(&piles.unit, sizeof(struct schedule_assignment));
    pile_init(&piles.staff, sizeof(struct schedule_assignment));
    pile_init(&piles.unit_rows, sizeof(size_t));
    pile_init(&piles.staff_rows, sizeof(size_t));
    for (size_t i = 0; good && i < count; i++) {
        struct row row;
        good = row_init(&row, value, "assignments", i, known, err) &&
               load_assignment(scenario, &row, i, &piles, err);
    }
    good = good && deal_assignments(scenario, &piles, err);
    pile_finish(&piles.unit);
    pile_finish(&piles.staff);
    pile_finish(&piles.unit_rows);
    pile_finish(&piles.staff_rows);
    return good;
}
