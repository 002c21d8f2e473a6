#include "json.h"
#include "kind_list.h"
#include "office_change.h"
#include <string.h>

static const struct form_field form[] = {
    {.name = "code", .type = FORM_ID, .flags = FORM_REQUIRED | FORM_FIXED},
    {.name = "name", .type = FORM_TEXT, .flags = FORM_REQUIRED, .max = 255},
    {.name = "parent", .type = FORM_ID, .link = "unit"},
    {.name = "short_name", .type = FORM_TEXT, .flags = FORM_OFFICE, .max = 60},
    {.name = "note", .type = FORM_TEXT, .flags = FORM_OFFICE | FORM_LINES, .max = 2000},
    {0},
};

/* Whoever moves a unit has to reach the place that it goes to as well. */
static bool check(struct office_change *change, struct error *err)
{
    const char *parent = office_text(change->after, "parent");
    bool moves = change->before && strcmp(office_text(change->before, "parent"), parent) != 0;
    return !moves || office_require_unit(change, parent, err);
}

const struct office_kind unit_kind = {
    .name = "unit",
    .path = "units",
    .flags = OFFICE_HAS_DOCUMENT | OFFICE_ID_SENT | OFFICE_ID_INSIDE,
    .id_member = "code",
    .form = form,
    .resource = PERMISSION_UNIT,
    .make_action = PERMISSION_WRITE,
    .index = {.search = "name", .unit = "code"},
    .on_change = check,
};
