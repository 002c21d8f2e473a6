#include "approval.h"
#include "civil.h"
#include "document_store.h"
#include "entry_store.h"
#include "json.h"
#include "kind_list.h"
#include "office_inside.h"
#include <string.h>

/* Forgotten taps (补卡), so many a month, with evidence where the office wants it. */

static const struct form_field form[] = {
    {.name = "staff", .type = FORM_ID, .flags = FORM_REQUIRED | FORM_FIXED, .link = "staff"},
    {.name = "at", .type = FORM_TIME, .flags = FORM_REQUIRED},
    {.name = "reason",
     .type = FORM_TEXT,
     .flags = FORM_OFFICE | FORM_REQUIRED | FORM_LINES,
     .max = 2000},
    {.name = "evidence", .type = FORM_IDS, .flags = FORM_OFFICE, .max = 20, .link = "evidence"},
    {.name = "witness", .type = FORM_ID, .flags = FORM_OFFICE, .link = "staff"},
    {.name = "requested_at", .type = FORM_TIME, .flags = FORM_OFFICE | FORM_MADE},
    {.name = "decided_at", .type = FORM_TIME, .flags = FORM_MADE},
    APPROVAL_MEMBERS,
    {0},
};

/* Of one person in the month of a day: those that count and those that may yet. */
struct quota {
    const char *except; /* the one that is looked at */
    int64_t used;
};

static bool count_one(const struct entry_row *row, void *user, struct error *err)
{
    struct quota *quota = user;
    (void)err;
    bool counts =
        strcmp(row->index.state, "approved") == 0 || strcmp(row->index.state, "pending") == 0;
    quota->used += counts && strcmp(row->id, quota->except) != 0;
    return true;
}

static bool read_limit(struct database *database, json_int_t *ret_limit, struct error *err)
{
    AUTO(json) json_t *policy = NULL;
    if (!office_peek(database, &policy_kind, "policy", &policy, err)) {
        return false;
    }
    const json_t *limit = json_object_get(policy, "max_corrections_per_month");
    *ret_limit = limit ? json_integer_value(limit) : -1;
    return true;
}

static bool check_quota(struct office_change *change, struct error *err)
{
    int32_t month = civil_month_of(office_date(change->after, "at", 0));
    struct quota quota = {.except = change->id};
    json_int_t limit;
    struct entry_query query = entry_query_of("correction");
    query.staff = office_text(change->after, "staff");
    query.from_day = civil_month_first(month);
    query.to_day = civil_month_first(month + 1) - 1;
    if (!read_limit(change->database, &limit, err) ||
        !entry_store_list(change->database, &query, count_one, &quota, err)) {
        return false;
    }
    return limit < 0 || quota.used < limit ||
           office_refuse_state(change, "the month's corrections are used up", err);
}

static bool check_evidence(struct office_change *change, struct error *err)
{
    AUTO(json) json_t *policy = NULL;
    if (!approval_policy_read(change->database, &policy, err)) {
        return false;
    }
    bool needed = json_is_true(json_object_get(policy, "correction_needs_evidence"));
    bool has = json_array_size(json_object_get(change->after, "evidence")) > 0 ||
               *office_text(change->after, "witness");
    return !needed || has || form_fail("evidence", "missing: evidence or a witness is needed", err);
}

static bool check(struct office_change *change, struct error *err)
{
    if (office_time(change->after, "at", 0) > change->now_ms) {
        return form_fail("at", "is still to come", err);
    }
    return check_evidence(change, err) && approval_check_pending(change, err) &&
           check_quota(change, err);
}

static const struct office_action actions[] = {
    {"approve", PERMISSION_APPROVE, approval_decision_form, approval_approve,
     approval_when_undecided},
    {"reject", PERMISSION_APPROVE, approval_decision_form, approval_reject,
     approval_when_undecided},
    {"withdraw", PERMISSION_REQUEST | PERMISSION_WRITE, approval_comment_form, approval_withdraw,
     approval_when_withdrawable},
    {0},
};

const struct office_kind correction_kind = {
    .name = "correction",
    .path = "corrections",
    .flags = OFFICE_HAS_DOCUMENT | OFFICE_NEWEST_FIRST | OFFICE_PERSONAL | OFFICE_KEEPS,
    .id_prefix = "c",
    .form = form,
    .resource = PERMISSION_CORRECTION,
    .make_action = PERMISSION_REQUEST,
    .index = {.sort = "at", .staff = "staff", .from = "at"},
    .actions = actions,
    .on_make = approval_make,
    .on_change = check,
    .on_fact = approval_fact_state,
};
