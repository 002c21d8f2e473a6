#include "time_away_kind.h"

#include "approval.h"
#include "civil.h"
#include "entry_store.h"
#include "json.h"
#include "kind_list.h"
#include "office_inside.h"
#include <string.h>

/* Leave and trips: asked for before, decided by length and rank, ended by reporting back (销假).
 * Whoever does not report back within the office's grace has been absent, where the office says so:
 * the document is then no approved one any more, and the rules judge the days anew. */

static const char *const leave_types[] = {"personal",  "sick",      "annual",      "marriage",
                                          "maternity", "paternity", "bereavement", "home",
                                          "other",     NULL};

#define AWAY_MEMBERS                                                                               \
    {.name = "staff", .type = FORM_ID, .flags = FORM_REQUIRED | FORM_FIXED, .link = "staff"},      \
        {.name = "from", .type = FORM_MINUTE, .flags = FORM_REQUIRED},                             \
        {.name = "to", .type = FORM_MINUTE, .flags = FORM_REQUIRED},                               \
        {.name = "reason", .type = FORM_TEXT, .flags = FORM_OFFICE | FORM_LINES, .max = 2000},     \
        {.name = "evidence",                                                                       \
         .type = FORM_IDS,                                                                         \
         .flags = FORM_OFFICE,                                                                     \
         .max = 20,                                                                                \
         .link = "evidence"},                                                                      \
        {.name = "requested_at", .type = FORM_TIME, .flags = FORM_OFFICE | FORM_MADE},             \
        {.name = "decided_at", .type = FORM_TIME, .flags = FORM_OFFICE | FORM_MADE},               \
        {.name = "returned_at", .type = FORM_TIME, .flags = FORM_OFFICE | FORM_MADE},              \
        {.name = "planned_to", .type = FORM_MINUTE, .flags = FORM_OFFICE | FORM_MADE},             \
        APPROVAL_MEMBERS

static const struct form_field leave_form[] = {
    AWAY_MEMBERS,
    {.name = "type", .type = FORM_WORD, .flags = FORM_OFFICE | FORM_REQUIRED, .words = leave_types},
    {0},
};

static const struct form_field trip_form[] = {
    AWAY_MEMBERS,
    {.name = "destination", .type = FORM_TEXT, .flags = FORM_OFFICE | FORM_REQUIRED, .max = 255},
    {.name = "companions", .type = FORM_IDS, .flags = FORM_OFFICE, .max = 100, .link = "staff"},
    {0},
};

static const struct form_field return_form[] = {
    {.name = "at", .type = FORM_MINUTE},
    {.name = "comment", .type = FORM_TEXT, .flags = FORM_LINES, .max = 2000},
    {0},
};

static bool may_late(const struct office_change *change)
{
    const struct permission_holder *holder = change->caller->holder;
    return !holder || permission_has(holder, PERMISSION_TIME_AWAY, PERMISSION_WRITE);
}

/* Who comes back early ends the leave there; who comes back late has been away without it. */
static bool end_leave(struct office_change *change, int64_t at_ms, struct error *err)
{
    int64_t to_ms = office_time(change->before, "to", 0);
    char text[CIVIL_TIME_SIZE];
    if (at_ms >= to_ms) {
        return true;
    }
    return office_set(change, "planned_to", json_incref(json_object_get(change->after, "to")),
                      err) &&
           office_set_text(change, "to", civil_time_format(at_ms, text), err);
}

/* Whoever would be back before it began withdraws it instead. */
static bool when_away(struct office_change *change, struct error *err)
{
    const char *state = office_text(change->before, "state");
    bool unreturned = strcmp(state, "unreturned") == 0;
    if (strcmp(state, "approved") != 0 && !unreturned) {
        return office_refuse_state(change, "is not one to report back from", err);
    }
    if (unreturned && !may_late(change)) {
        return office_refuse_denied(change, "counts as absence already: the clerk decides", err);
    }
    return change->now_ms > office_time(change->before, "from", 0) ||
           form_fail("at", "not after it began: withdraw it instead", err);
}

static bool report_back(struct office_change *change, const json_t *input, struct error *err)
{
    int64_t at_ms = office_time(input, "at", civil_minute_ms(change->now_ms));
    char text[CIVIL_TIME_SIZE];
    if (at_ms > change->now_ms) {
        return form_fail("at", "is still to come", err);
    }
    if (at_ms <= office_time(change->before, "from", 0)) {
        return form_fail("at", "not after it began: withdraw it instead", err);
    }
    return end_leave(change, at_ms, err) && office_set_text(change, "state", "returned", err) &&
           office_set_text(change, "returned_at", civil_time_format(at_ms, text), err) &&
           office_add_history(change, "returned",
                              json_string_value(json_object_get(input, "comment")), err);
}

static bool check_span(struct office_change *change, struct error *err)
{
    int64_t from_ms = office_time(change->after, "from", 0);
    int64_t to_ms = office_time(change->after, "to", 0);
    if (to_ms <= from_ms) {
        return form_fail("to", "not after from", err);
    }
    return (to_ms - from_ms <= 800 * CIVIL_DAY_MS || form_fail("to", "more than 800 days", err)) &&
           approval_check_pending(change, err);
}

static const struct office_action actions[] = {
    {"approve", PERMISSION_APPROVE, approval_decision_form, approval_approve,
     approval_when_undecided},
    {"reject", PERMISSION_APPROVE, approval_decision_form, approval_reject,
     approval_when_undecided},
    {"withdraw", PERMISSION_REQUEST | PERMISSION_WRITE, approval_comment_form, approval_withdraw,
     approval_when_withdrawable},
    {"return", PERMISSION_REQUEST | PERMISSION_WRITE, return_form, report_back, when_away},
    {0},
};

#define AWAY_KIND                                                                                  \
    .flags = OFFICE_HAS_DOCUMENT | OFFICE_NEWEST_FIRST | OFFICE_PERSONAL | OFFICE_KEEPS,           \
    .resource = PERMISSION_TIME_AWAY, .make_action = PERMISSION_REQUEST,                           \
    .index = {.sort = "from", .staff = "staff", .from = "from", .to = "to"}, .actions = actions,   \
    .on_make = approval_make, .on_change = check_span, .on_fact = approval_fact_state

const struct office_kind leave_kind = {
    .name = "leave", .path = "leaves", .id_prefix = "l", .form = leave_form, AWAY_KIND};
const struct office_kind trip_kind = {
    .name = "trip", .path = "trips", .id_prefix = "t", .form = trip_form, AWAY_KIND};

/* What nobody has come back from */

struct sweep {
    struct office *office;
    struct office_names overdue;
    int32_t grace_days, today;
};

static bool find_overdue(const struct entry_row *row, void *user, struct error *err)
{
    struct sweep *sweep = user;
    return row->index.to_day + sweep->grace_days >= sweep->today || row->version == 0 ||
           office_names_add(&sweep->overdue, &leave_kind, row->id, err);
}

static bool call_absent(struct sweep *sweep, struct database *database, const char *id,
                        struct error *err)
{
    AUTO(json) json_t *leave = NULL;
    if (!office_peek(database, &leave_kind, id, &leave, err) ||
        json_object_set_new(leave, "state", json_string("unreturned")) != 0 ||
        !office_store(sweep->office, database, &leave_kind, id, leave, "server", err)) {
        return false;
    }
    const struct audit_actor actor = {.by = AUDIT_BY_SERVER, .who = "office"};
    const struct audit_entry entry = {.action = "leave.unreturned",
                                      .kind = "leave",
                                      .id = id,
                                      .outcome = AUDIT_DONE,
                                      .detail = "not reported back within the grace"};
    return !sweep->office->settings.audit ||
           audit_append(sweep->office->settings.audit, database, &actor, &entry, err);
}

static bool run_sweep(struct database *database, void *user, struct error *err)
{
    struct sweep *sweep = user;
    AUTO(json) json_t *policy = NULL;
    int64_t now_ms;
    sweep->overdue.count = 0;
    if (!approval_policy_read(database, &policy, err) ||
        !office_now_ms(sweep->office, &now_ms, err)) {
        return false;
    }
    if (!json_is_true(json_object_get(policy, "return_required")) ||
        strcmp(office_text(policy, "unreturned_counts_as"), "absence") != 0) {
        return true;
    }
    sweep->grace_days = (int32_t)json_integer_value(json_object_get(policy, "return_grace_days"));
    sweep->today = civil_date_of(now_ms);
    struct entry_query query = entry_query_of("leave");
    query.state = "approved";
    query.to_day = sweep->today;
    if (!entry_store_list(database, &query, find_overdue, sweep, err)) {
        return false;
    }
    for (size_t i = 0; i < sweep->overdue.count; i++) {
        if (!call_absent(sweep, database, sweep->overdue.names[i].id, err)) {
            return false;
        }
    }
    return true;
}

bool time_away_kind_sweep(struct office *office, size_t *ret_count, struct error *err)
{
    struct sweep sweep = {.office = office};
    bool good = storage_write(office->settings.storage, run_sweep, &sweep, err);
    *ret_count = sweep.overdue.count;
    free(sweep.overdue.names);
    return good;
}
