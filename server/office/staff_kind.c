#include "approval.h"
#include "civil.h"
#include "json.h"
#include "kind_list.h"
#include <string.h>

static const struct form_field move_form[] = {
    {.name = "unit", .type = FORM_ID, .flags = FORM_REQUIRED, .link = "unit"},
    {.name = "from", .type = FORM_DATE, .flags = FORM_REQUIRED},
    {0},
};

static const struct form_field form[] = {
    {.name = "id", .type = FORM_ID, .flags = FORM_REQUIRED | FORM_FIXED},
    {.name = "name", .type = FORM_TEXT, .flags = FORM_REQUIRED, .max = 255},
    {.name = "unit", .type = FORM_ID, .flags = FORM_REQUIRED, .link = "unit"},
    {.name = "active_from", .type = FORM_DATE},
    {.name = "active_to", .type = FORM_DATE},
    {.name = "moves", .type = FORM_ROWS, .max = 1000, .rows = move_form},
    {.name = "rank", .type = FORM_WORD, .flags = FORM_OFFICE, .words = rank_words},
    {.name = "position", .type = FORM_TEXT, .flags = FORM_OFFICE, .max = 120},
    {.name = "phone", .type = FORM_TEXT, .flags = FORM_OFFICE, .max = 40},
    {.name = "note", .type = FORM_TEXT, .flags = FORM_OFFICE | FORM_LINES, .max = 2000},
    {0},
};

static const char *unit_on(const json_t *staff, int32_t date)
{
    const json_t *moves = json_object_get(staff, "moves");
    const char *unit = office_text(staff, "unit");
    int32_t since = CIVIL_DATE_FIRST;
    for (size_t i = 0; i < json_array_size(moves); i++) {
        const json_t *move = json_array_get(moves, i);
        int32_t from = office_date(move, "from", CIVIL_DATE_FIRST);
        if (from <= date && from >= since) {
            unit = office_text(move, "unit");
            since = from;
        }
    }
    return unit;
}

static bool check_date(struct office_change *change, int32_t date, struct error *err)
{
    const char *before = unit_on(change->before, date);
    const char *after = unit_on(change->after, date);
    return strcmp(before, after) == 0 || ((!*before || office_require_unit(change, before, err)) &&
                                          office_require_unit(change, after, err));
}

static bool check_dates(struct office_change *change, const json_t *moves, struct error *err)
{
    for (size_t i = 0; i < json_array_size(moves); i++) {
        if (!check_date(change, office_date(json_array_get(moves, i), "from", CIVIL_DATE_FIRST),
                        err)) {
            return false;
        }
    }
    return true;
}

/* Days that count in one unit and will count in another are both units' affair: whoever moves a
 * person has to reach both. Between two of these dates nobody moves. */
static bool check_units(struct office_change *change, struct error *err)
{
    return check_date(change, CIVIL_DATE_FIRST, err) &&
           check_dates(change, json_object_get(change->before, "moves"), err) &&
           check_dates(change, json_object_get(change->after, "moves"), err);
}

/* From a date the person belongs to another unit; what was there from that date or later gives
 * way. */
static bool move(struct office_change *change, const json_t *input, struct error *err)
{
    AUTO(json) json_t *moves = json_array();
    const json_t *before = json_object_get(change->before, "moves");
    int32_t from = office_date(input, "from", CIVIL_DATE_FIRST);
    for (size_t i = 0; moves && i < json_array_size(before); i++) {
        json_t *row = json_array_get(before, i);
        if (office_date(row, "from", CIVIL_DATE_FIRST) < from &&
            json_array_append(moves, row) != 0) {
            return error_set(err, ERROR_NO_MEMORY, "moves: out of memory");
        }
    }
    if (!moves || json_array_append(moves, (json_t *)input) != 0) {
        return error_set(err, ERROR_NO_MEMORY, "moves: out of memory");
    }
    return office_set(change, "moves", TAKE(moves), err) && check_units(change, err);
}

static bool check(struct office_change *change, struct error *err)
{
    int32_t from = office_date(change->after, "active_from", CIVIL_DATE_FIRST);
    int32_t to = office_date(change->after, "active_to", CIVIL_DATE_LAST);
    return (from <= to || form_fail("active_to", "before active_from", err)) &&
           check_units(change, err);
}

static const struct office_action actions[] = {
    {"move", PERMISSION_WRITE, move_form, move, NULL},
    {0},
};

const struct office_kind staff_kind = {
    .name = "staff",
    .path = "staff",
    .flags = OFFICE_HAS_DOCUMENT | OFFICE_ID_SENT | OFFICE_ID_INSIDE | OFFICE_PERSONAL,
    .id_member = "id",
    .form = form,
    .resource = PERMISSION_STAFF,
    .make_action = PERMISSION_WRITE,
    .index = {.search = "name", .staff = "id"},
    .actions = actions,
    .on_change = check,
};
