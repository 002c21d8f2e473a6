#include "civil.h"
#include "kind_list.h"
#include "office_inside.h"
#include "substitute_right.h"
#include <string.h>

/* The organizer's word that somebody was there without a tap (补签); shown as just that. */

static const struct form_field form[] = {
    {.name = "meeting", .type = FORM_ID, .flags = FORM_REQUIRED | FORM_FIXED, .link = "meeting"},
    {.name = "staff", .type = FORM_ID, .flags = FORM_REQUIRED | FORM_FIXED, .link = "staff"},
    {.name = "decided_at", .type = FORM_TIME, .flags = FORM_MADE},
    {.name = "reason", .type = FORM_TEXT, .flags = FORM_OFFICE | FORM_LINES, .max = 2000},
    {.name = "marked_by", .type = FORM_TEXT, .flags = FORM_OFFICE | FORM_MADE, .link = "account"},
    {0},
};

static bool make(struct office_change *change, struct error *err)
{
    return office_set_now(change, "decided_at", err) &&
           office_set_text(change, "marked_by", office_account(change), err);
}

static bool check(struct office_change *change, struct error *err)
{
    enum substitute_role role;
    const struct permission_holder *holder = change->caller->holder;
    if (holder && *holder->staff &&
        strcmp(holder->staff, office_text(change->after, "staff")) == 0) {
        return office_refuse_denied(change, "nobody vouches for themselves", err);
    }
    if (!substitute_right_role(change->database, office_text(change->after, "meeting"),
                               office_text(change->after, "staff"), &role, err)) {
        return false;
    }
    return role != SUBSTITUTE_NOT_INVITED || form_fail("staff", "is not invited", err);
}

const struct office_kind mark_kind = {
    .name = "mark",
    .path = "marks",
    .flags = OFFICE_HAS_DOCUMENT | OFFICE_NEWEST_FIRST | OFFICE_PERSONAL,
    .id_prefix = "k",
    .form = form,
    .resource = PERMISSION_MARK,
    .make_action = PERMISSION_WRITE,
    .index = {.sort = "decided_at", .staff = "staff", .meeting = "meeting", .from = "decided_at"},
    .on_make = make,
    .on_change = check,
};
