#include "approval.h"
#include "entry_store.h"
#include "json.h"
#include "kind_list.h"
#include "substitute_right.h"
#include <string.h>

/* Breaches of discipline in a meeting (会场纪律), as its organizer saw them: a fact beside the
 * results, which no rule counts. One that was wrong is taken back; the audit log keeps it. */

static const char *const breach_words[] = {"phone",     "talking", "wandering", "asleep",
                                           "unrelated", "other",   NULL};

static const struct form_field form[] = {
    {.name = "meeting", .type = FORM_ID, .flags = FORM_REQUIRED | FORM_FIXED, .link = "meeting"},
    {.name = "staff", .type = FORM_ID, .flags = FORM_REQUIRED | FORM_FIXED, .link = "staff"},
    {.name = "breach", .type = FORM_WORD, .flags = FORM_REQUIRED, .words = breach_words},
    {.name = "note", .type = FORM_TEXT, .flags = FORM_LINES, .max = 2000},
    {.name = "noted_at", .type = FORM_TIME, .flags = FORM_MADE},
    {.name = "noted_by", .type = FORM_TEXT, .flags = FORM_MADE, .link = "account"},
    {0},
};

static bool make(struct office_change *change, struct error *err)
{
    return office_set_now(change, "noted_at", err) &&
           office_set_text(change, "noted_by", office_account(change), err);
}

struct sitting_in {
    const char *staff;
    bool found;
};

static bool look_at_request(const struct entry_row *row, void *user, struct error *err)
{
    struct sitting_in *sitting_in = user;
    AUTO(json) json_t *fact = NULL;
    if (!row->fact) {
        return true;
    }
    if (!json_parse(row->fact, strlen(row->fact), row->id, &fact, err)) {
        return false;
    }
    sitting_in->found |= strcmp(office_text(fact, "substitute"), sitting_in->staff) == 0;
    return true;
}

/* Invited, or let in for somebody who was. */
static bool is_expected(struct office_change *change, bool *ret_is, struct error *err)
{
    enum substitute_role role;
    const char *meeting = office_text(change->after, "meeting");
    struct sitting_in sitting_in = {.staff = office_text(change->after, "staff")};
    struct entry_query query = entry_query_of("substitute");
    query.meeting = meeting;
    query.state = "approved";
    if (!substitute_right_role(change->database, meeting, sitting_in.staff, &role, err) ||
        !entry_store_list(change->database, &query, look_at_request, &sitting_in, err)) {
        return false;
    }
    *ret_is = role != SUBSTITUTE_NOT_INVITED || sitting_in.found;
    return true;
}

static bool check(struct office_change *change, struct error *err)
{
    AUTO(json) json_t *meeting = NULL;
    bool expected;
    if (!office_peek(change->database, &meeting_kind, office_text(change->after, "meeting"),
                     &meeting, err) ||
        !is_expected(change, &expected, err)) {
        return false;
    }
    if (strcmp(office_text(meeting, "state"), "cancelled") == 0) {
        return form_fail("meeting", "was cancelled", err);
    }
    if (office_time(meeting, "start", 0) > change->now_ms) {
        return form_fail("meeting", "has not begun", err);
    }
    if (strcmp(office_text(change->after, "breach"), "other") == 0 &&
        !*office_text(change->after, "note")) {
        return form_fail("note", "missing: what was it?", err);
    }
    return expected || form_fail("staff", "is not invited", err);
}

const struct office_kind discipline_kind = {
    .name = "discipline",
    .path = "discipline",
    .flags = OFFICE_NEWEST_FIRST | OFFICE_PERSONAL,
    .id_prefix = "d",
    .form = form,
    .resource = PERMISSION_DISCIPLINE,
    .make_action = PERMISSION_WRITE,
    .index = {.sort = "noted_at", .staff = "staff", .meeting = "meeting", .from = "noted_at"},
    .on_make = make,
    .on_change = check,
};
