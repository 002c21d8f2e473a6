#include "approval.h"
#include "civil.h"
#include "json.h"
#include "kind_list.h"
#include "meeting_request_standing.h"
#include "office_inside.h"
#include "substitute_right.h"
#include <string.h>

/* What is asked of a meeting's organizer: leave from it, and a substitute. */

static const struct form_field leave_form[] = {
    {.name = "meeting", .type = FORM_ID, .flags = FORM_REQUIRED | FORM_FIXED, .link = "meeting"},
    {.name = "staff", .type = FORM_ID, .flags = FORM_REQUIRED | FORM_FIXED, .link = "staff"},
    {.name = "requested_at", .type = FORM_TIME, .flags = FORM_MADE},
    {.name = "reason",
     .type = FORM_TEXT,
     .flags = FORM_OFFICE | FORM_REQUIRED | FORM_LINES,
     .max = 2000},
    APPROVAL_MEMBERS,
    {0},
};

static const struct form_field substitute_form[] = {
    {.name = "meeting", .type = FORM_ID, .flags = FORM_REQUIRED | FORM_FIXED, .link = "meeting"},
    {.name = "principal", .type = FORM_ID, .flags = FORM_REQUIRED | FORM_FIXED, .link = "staff"},
    {.name = "substitute", .type = FORM_ID, .flags = FORM_REQUIRED, .link = "staff"},
    {.name = "requested_at", .type = FORM_TIME, .flags = FORM_MADE},
    {.name = "reason", .type = FORM_TEXT, .flags = FORM_OFFICE | FORM_LINES, .max = 2000},
    APPROVAL_MEMBERS,
    {0},
};

bool substitute_right_role(struct database *database, const char *meeting, const char *staff,
                           enum substitute_role *ret_role, struct error *err)
{
    AUTO(json) json_t *members = NULL;
    *ret_role = SUBSTITUTE_NOT_INVITED;
    if (!office_peek(database, &meeting_kind, meeting, &members, err)) {
        return false;
    }
    const json_t *attendees = json_object_get(members, "attendees");
    for (size_t i = 0; i < json_array_size(attendees); i++) {
        const json_t *attendee = json_array_get(attendees, i);
        if (strcmp(office_text(attendee, "staff"), staff) == 0) {
            *ret_role = strcmp(office_text(attendee, "role"), "optional") == 0
                            ? SUBSTITUTE_OPTIONAL
                            : SUBSTITUTE_REQUIRED;
        }
    }
    return true;
}

enum rank substitute_right_rank(const json_t *policy, enum rank principal)
{
    const json_t *rows = json_object_get(policy, "substitutes");
    enum rank at_least = RANK_STAFF;
    for (size_t i = 0; i < json_array_size(rows); i++) {
        const json_t *row = json_array_get(rows, i);
        if (rank_of_word(office_text(row, "principal")) == principal) {
            at_least = rank_of_word(office_text(row, "at_least"));
        }
    }
    return at_least;
}

static bool check_invited(struct office_change *change, const char *member, struct error *err)
{
    enum substitute_role role;
    if (!substitute_right_role(change->database, office_text(change->after, "meeting"),
                               office_text(change->after, member), &role, err)) {
        return false;
    }
    return role != SUBSTITUTE_NOT_INVITED || form_fail(member, "is not invited", err);
}

static bool check_leave(struct office_change *change, struct error *err)
{
    return approval_check_pending(change, err) && check_invited(change, "staff", err);
}

static bool check_rank(struct office_change *change, struct error *err)
{
    AUTO(json) json_t *policy = NULL;
    AUTO(json) json_t *principal = NULL;
    AUTO(json) json_t *substitute = NULL;
    if (!approval_policy_read(change->database, &policy, err) ||
        !office_peek(change->database, &staff_kind, office_text(change->after, "principal"),
                     &principal, err) ||
        !office_peek(change->database, &staff_kind, office_text(change->after, "substitute"),
                     &substitute, err)) {
        return false;
    }
    if (!substitute) {
        return form_fail("substitute", "there is no such person", err);
    }
    enum rank needed = substitute_right_rank(policy, rank_of_word(office_text(principal, "rank")));
    return rank_of_word(office_text(substitute, "rank")) <= needed ||
           error_set(err, ERROR_INVALID, "substitute: for this principal it takes a %s or higher",
                     rank_words[needed]);
}

/* Another substitute is another request: the time by which one has to ask counts for it too. */
static bool ask_anew(struct office_change *change, struct error *err)
{
    const char *before = change->before ? office_text(change->before, "substitute") : "";
    return !*before || strcmp(before, office_text(change->after, "substitute")) == 0 ||
           office_set_now(change, "requested_at", err);
}

static bool check_substitute(struct office_change *change, struct error *err)
{
    enum substitute_role role;
    const char *substitute = office_text(change->after, "substitute");
    if (!ask_anew(change, err) || !approval_check_pending(change, err) ||
        !check_invited(change, "principal", err) ||
        !substitute_right_role(change->database, office_text(change->after, "meeting"), substitute,
                               &role, err)) {
        return false;
    }
    if (strcmp(substitute, office_text(change->after, "principal")) == 0) {
        return form_fail("substitute", "nobody sits in for themselves", err);
    }
    if (role == SUBSTITUTE_REQUIRED) {
        return form_fail("substitute", "has to be there themselves", err);
    }
    return check_rank(change, err);
}

/* An approval that would come to nothing is refused, with the reason that was shown before. */
static bool when_of_use(struct office_change *change, struct error *err)
{
    AUTO(meeting_request_view) struct meeting_request_view *view = NULL;
    if (!approval_when_undecided(change, err) ||
        !meeting_request_view_create(change->database, office_text(change->before, "meeting"),
                                     &view, err)) {
        return false;
    }
    const char *refusal = meeting_request_standing_refusal(
        meeting_request_standing_of(view, change->kind, change->before));
    return !refusal || office_refuse_state(change, refusal, err);
}

static const struct office_action actions[] = {
    {"approve", PERMISSION_APPROVE, approval_decision_form, approval_approve, when_of_use},
    {"reject", PERMISSION_APPROVE, approval_decision_form, approval_reject,
     approval_when_undecided},
    {"withdraw", PERMISSION_REQUEST | PERMISSION_WRITE, approval_comment_form, approval_withdraw,
     approval_when_withdrawable},
    {0},
};

#define REQUEST_KIND                                                                               \
    .flags = OFFICE_HAS_DOCUMENT | OFFICE_NEWEST_FIRST | OFFICE_PERSONAL | OFFICE_KEEPS,           \
    .resource = PERMISSION_MEETING_REQUEST, .make_action = PERMISSION_REQUEST, .actions = actions, \
    .on_make = approval_make, .on_fact = approval_fact_state

const struct office_kind meeting_leave_kind = {
    .name = "meeting_leave",
    .path = "meeting-leaves",
    .id_prefix = "ml",
    .form = leave_form,
    .index = {.sort = "requested_at",
              .staff = "staff",
              .meeting = "meeting",
              .from = "requested_at"},
    .on_change = check_leave,
    REQUEST_KIND,
};

const struct office_kind substitute_kind = {
    .name = "substitute",
    .path = "substitutes",
    .id_prefix = "s",
    .form = substitute_form,
    .index = {.sort = "requested_at",
              .staff = "principal",
              .meeting = "meeting",
              .from = "requested_at"},
    .on_change = check_substitute,
    REQUEST_KIND,
};
