#include "kind_list.h"
#include "permission.h"
#include "unit_tree_store.h"

#define PEOPLE_MAX 1000

/* Spot checks (在岗抽查): what an inspector saw, beside the taps. No rule asks for it. */

static const char *const found_words[] = {"at_post",  "absent",  "elsewhere",
                                          "on_leave", "on_trip", NULL};

static const struct form_field finding_form[] = {
    {.name = "staff", .type = FORM_ID, .flags = FORM_REQUIRED, .link = "staff"},
    {.name = "found", .type = FORM_WORD, .flags = FORM_REQUIRED, .words = found_words},
    {.name = "note", .type = FORM_TEXT, .flags = FORM_LINES, .max = 2000},
    {0},
};

static const struct form_field form[] = {
    {.name = "unit", .type = FORM_ID, .flags = FORM_REQUIRED | FORM_FIXED, .link = "unit"},
    {.name = "at", .type = FORM_TIME, .flags = FORM_REQUIRED},
    {.name = "place", .type = FORM_TEXT, .max = 255},
    {.name = "findings",
     .type = FORM_ROWS,
     .flags = FORM_REQUIRED,
     .max = PEOPLE_MAX,
     .rows = finding_form},
    {.name = "note", .type = FORM_TEXT, .flags = FORM_LINES, .max = 4000},
    {.name = "inspector", .type = FORM_TEXT, .flags = FORM_MADE, .link = "account"},
    {0},
};

static bool make(struct office_change *change, struct error *err)
{
    return office_set_text(change, "inspector", office_account(change), err);
}

/* A check is of one unit: whom it finds belongs there, or below, on that day. */
static bool check_finding(struct office_change *change, size_t i, const char *staff,
                          struct error *err)
{
    char unit[PERMISSION_UNIT_MAX + 1] = "";
    bool within = false;
    int32_t date = office_date(change->after, "at", 0);
    if (!unit_tree_store_unit_of(change->database, staff, date, unit, sizeof unit, err) ||
        !unit_tree_store_is_above(change->database, unit, office_text(change->after, "unit"),
                                  &within, err)) {
        return false;
    }
    return within || error_set(err, ERROR_INVALID,
                               "findings[%zu].staff: belonged to another unit that day", i);
}

static bool check(struct office_change *change, struct error *err)
{
    const json_t *findings = json_object_get(change->after, "findings");
    for (size_t i = 0; i < json_array_size(findings); i++) {
        if (!check_finding(change, i, office_text(json_array_get(findings, i), "staff"), err)) {
            return false;
        }
    }
    return office_time(change->after, "at", 0) <= change->now_ms ||
           form_fail("at", "is still to come", err);
}

const struct office_kind spot_check_kind = {
    .name = "spot_check",
    .path = "spot-checks",
    .flags = OFFICE_NEWEST_FIRST | OFFICE_PERSONAL | OFFICE_KEEPS,
    .id_prefix = "x",
    .form = form,
    .resource = PERMISSION_SPOT_CHECK,
    .make_action = PERMISSION_WRITE,
    .index = {.sort = "at", .unit = "unit", .from = "at"},
    .on_make = make,
    .on_change = check,
};
