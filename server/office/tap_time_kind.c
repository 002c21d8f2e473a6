#include "kind_list.h"

/* When an uncertain tap was, by the word of whoever looked into it. Until then it proves presence
 * and makes nobody late; whether it can be decided, the facts' own check says (tap_time.h). */

static const struct form_field form[] = {
    {.name = "tap", .type = FORM_ID, .flags = FORM_OFFICE | FORM_REQUIRED | FORM_FIXED},
    {.name = "staff", .type = FORM_ID, .flags = FORM_REQUIRED | FORM_FIXED, .link = "staff"},
    {.name = "at", .type = FORM_TIME, .flags = FORM_REQUIRED},
    {.name = "reason",
     .type = FORM_TEXT,
     .flags = FORM_OFFICE | FORM_REQUIRED | FORM_LINES,
     .max = 2000},
    {.name = "evidence", .type = FORM_IDS, .flags = FORM_OFFICE, .max = 20, .link = "evidence"},
    {.name = "decided_at", .type = FORM_TIME, .flags = FORM_OFFICE | FORM_MADE},
    {.name = "decided_by", .type = FORM_TEXT, .flags = FORM_OFFICE | FORM_MADE},
    {0},
};

static bool check(struct office_change *change, struct error *err)
{
    return office_set_now(change, "decided_at", err) &&
           office_set_text(change, "decided_by", office_account(change), err);
}

const struct office_kind tap_time_kind = {
    .name = "tap_time",
    .path = "tap-times",
    .flags = OFFICE_HAS_DOCUMENT | OFFICE_NEWEST_FIRST | OFFICE_PERSONAL | OFFICE_ID_SENT,
    .id_member = "tap",
    .form = form,
    .resource = PERMISSION_REVIEW,
    .make_action = PERMISSION_WRITE,
    .index = {.sort = "at", .staff = "staff", .from = "at"},
    .on_change = check,
};
