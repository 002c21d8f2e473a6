#include "scenario.h"

#include "civil.h"

bool scenario_load_units(struct scenario *scenario, const json_t *value, struct error *err)
{
    static const char *const known[] = {"code", "name", NULL};
    size_t count;
    if (!scenario_list(value, "units", &count, err)) {
        return false;
    }
    scenario->units = scenario_alloc(scenario, count, sizeof *scenario->units, err);
    if (!scenario->units) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        struct row row;
        struct scenario_unit *unit = &scenario->units[i];
        if (!row_init(&row, value, "units", i, known, err) ||
            !row_names_add(&scenario->unit_names, &row, "code", i, err) ||
            !row_text(&row, "code", &unit->code, err) ||
            !row_text(&row, "name", &unit->name, err)) {
            return false;
        }
    }
    scenario->unit_count = count;
    return true;
}

/* A move's row, or the staff's own, whose unit holds "always". */
static bool load_membership(struct scenario *scenario, const struct row *row,
                            struct membership *ret_membership, size_t *ret_unit, struct error *err)
{
    if (!row_name(row, "unit", &scenario->unit_names, ret_unit, err)) {
        return false;
    }
    ret_membership->unit = scenario->units[*ret_unit].code;
    return true;
}

static bool load_moves(struct scenario *scenario, const json_t *list, const char *path,
                       struct membership *memberships, size_t *units, size_t count,
                       struct error *err)
{
    static const char *const known[] = {"unit", "from", NULL};
    struct schedule_fault_place place;
    for (size_t i = 1; i < count; i++) {
        struct row row;
        if (!row_init(&row, list, path, i - 1, known, err) ||
            !load_membership(scenario, &row, &memberships[i], &units[i], err) ||
            !row_date(&row, "from", &memberships[i].from, err)) {
            return false;
        }
        if (schedule_find_membership_fault(memberships, i + 1, &place) != SCHEDULE_FAULT_NONE) {
            return row_fail(&row, "from", err, "the date of another move");
        }
    }
    return true;
}

static bool load_memberships(struct scenario *scenario, const struct row *row,
                             struct scenario_staff *staff, struct error *err)
{
    const json_t *moves = NULL;
    size_t move_count = 0;
    char path[ROW_PATH_SIZE + 8];
    if (row_has(row, "moves") && !row_list(row, "moves", &moves, &move_count, err)) {
        return false;
    }
    size_t count = move_count + 1;
    struct membership *memberships = scenario_alloc(scenario, count, sizeof *memberships, err);
    size_t *units = scenario_alloc(scenario, count, sizeof *units, err);
    if (!memberships || !units ||
        !load_membership(scenario, row, &memberships[0], &units[0], err)) {
        return false;
    }
    memberships[0].from = CIVIL_DATE_FIRST;
    (void)snprintf(path, sizeof path, "%s.moves", row->path);
    staff->person.memberships = memberships;
    staff->person.membership_count = count;
    staff->member_units = units;
    return load_moves(scenario, moves, path, memberships, units, count, err);
}

static bool load_person(struct scenario *scenario, const struct row *row,
                        struct scenario_staff *staff, struct error *err)
{
    struct person *person = &staff->person;
    person->active_from = CIVIL_DATE_FIRST;
    person->active_to = CIVIL_DATE_LAST;
    if (!row_text(row, "id", &person->staff, err) || !row_text(row, "name", &staff->name, err) ||
        !row_optional_date(row, "active_from", &person->active_from, err) ||
        !row_optional_date(row, "active_to", &person->active_to, err)) {
        return false;
    }
    if (person->active_to < person->active_from) {
        return row_fail(row, "active_to", err, "before active_from");
    }
    staff->facts.person = person;
    staff->facts.calendar = &scenario->calendar;
    staff->facts.policy = &scenario->policy;
    staff->facts.now_ms = scenario->now_ms;
    return load_memberships(scenario, row, staff, err);
}

bool scenario_load_staff(struct scenario *scenario, const json_t *value, struct error *err)
{
    static const char *const known[] = {"id",        "name",  "unit", "active_from",
                                        "active_to", "moves", NULL};
    size_t count;
    if (!scenario_list(value, "staff", &count, err)) {
        return false;
    }
    scenario->staff = scenario_alloc(scenario, count, sizeof *scenario->staff, err);
    if (!scenario->staff) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        struct row row;
        if (!row_init(&row, value, "staff", i, known, err) ||
            !row_names_add(&scenario->staff_names, &row, "id", i, err) ||
            !load_person(scenario, &row, &scenario->staff[i], err)) {
            return false;
        }
    }
    scenario->staff_count = count;
    return true;
}
