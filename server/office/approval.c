#include "approval.h"

#include "check.h"
#include "civil.h"
#include "json.h"
#include "notice_board.h"
#include "office_inside.h"
#include "unit_tree_store.h"
#include <stdio.h>
#include <string.h>

#define COMMENT_MAX 2000
#define NOON_MS     (INT64_C(750) * CIVIL_MINUTE_MS) /* half past twelve */
#define SLACK_MS    (INT64_C(30) * CIVIL_MINUTE_MS)

const char *const rank_words[] = {"head", "deputy", "section_head", "staff", NULL};

const struct form_field approval_decision_form[] = {
    {.name = "comment", .type = FORM_TEXT, .flags = FORM_LINES, .max = COMMENT_MAX},
    {.name = "approver", .type = FORM_ID},
    {0},
};

const struct form_field approval_comment_form[] = {
    {.name = "comment", .type = FORM_TEXT, .flags = FORM_LINES, .max = COMMENT_MAX},
    {0},
};

enum rank rank_of_word(const char *word)
{
    for (int i = 0; rank_words[i]; i++) {
        if (strcmp(rank_words[i], word) == 0) {
            return (enum rank)i;
        }
    }
    return RANK_STAFF;
}

static int32_t takes(int64_t from_ms, int64_t to_ms, int64_t begin_ms, int64_t end_ms)
{
    int64_t begin = from_ms > begin_ms ? from_ms : begin_ms;
    int64_t end = to_ms < end_ms ? to_ms : end_ms;
    return end - begin > SLACK_MS;
}

int32_t approval_half_days(int64_t from_ms, int64_t to_ms)
{
    int32_t halves = 0;
    for (int32_t date = civil_date_of(from_ms); date <= civil_date_of(to_ms); date++) {
        int64_t midnight = civil_midnight_ms(date);
        halves += takes(from_ms, to_ms, midnight, midnight + NOON_MS);
        halves += takes(from_ms, to_ms, midnight + NOON_MS, midnight + CIVIL_DAY_MS);
    }
    return halves;
}

bool approval_policy_read(struct database *database, json_t **ret_policy, struct error *err)
{
    AUTO(json)
    json_t *defaults = json_pack(
        "{s:[{s:i, s:s}, {s:i, s:s}, {s:s}], s:s, s:[{s:s, s:s}], s:b, s:i, s:s, s:b, s:i, s:i, "
        "s:s, s:i, s:i}",
        "leave_steps", "up_to_half_days", 1, "rank", "section_head", "up_to_half_days", 2, "rank",
        "deputy", "rank", "head", "correction_rank", "section_head", "substitutes", "principal",
        "head", "at_least", "deputy", "return_required", 1, "return_grace_days", 1,
        "unreturned_counts_as", "leave", "correction_needs_evidence", 0, "rectification_days", 7,
        "submission_day", 0, "submission_time", "18:00", "submission_open_days", 3,
        "submission_remind_days", 2);
    AUTO(json) json_t *own = NULL;
    if (!office_peek(database, office_kind_find("office_policy"), "office_policy", &own, err)) {
        return false;
    }
    if (!defaults || (own && json_object_update(defaults, own) != 0)) {
        return error_set(err, ERROR_NO_MEMORY, "office policy: out of memory");
    }
    *ret_policy = TAKE(defaults);
    return true;
}

static enum rank rank_by_length(const json_t *policy, const json_t *members)
{
    int32_t halves =
        approval_half_days(office_time(members, "from", 0), office_time(members, "to", 0));
    const json_t *steps = json_object_get(policy, "leave_steps");
    for (size_t i = 0; i < json_array_size(steps); i++) {
        const json_t *step = json_array_get(steps, i);
        const json_t *up_to = json_object_get(step, "up_to_half_days");
        if (!up_to || halves <= json_integer_value(up_to)) {
            return rank_of_word(office_text(step, "rank"));
        }
    }
    return RANK_HEAD;
}

enum rank approval_rank(const json_t *policy, const struct office_kind *kind, const json_t *members,
                        enum rank asking, bool *ret_above)
{
    enum rank rank = strcmp(kind->name, "correction") == 0
                         ? rank_of_word(office_text(policy, "correction_rank"))
                         : rank_by_length(policy, members);
    *ret_above = asking == RANK_HEAD;
    if (rank >= asking) {
        rank = asking == RANK_HEAD ? RANK_HEAD : (enum rank)(asking - 1);
    }
    return rank;
}

static bool read_rank(struct database *database, const char *staff, enum rank *ret_rank,
                      struct error *err)
{
    AUTO(json) json_t *person = NULL;
    if (!office_peek(database, office_kind_find("staff"), staff, &person, err)) {
        return false;
    }
    *ret_rank = rank_of_word(office_text(person, "rank"));
    return true;
}

static bool is_by_rank(const struct office_kind *kind)
{
    return kind->resource == PERMISSION_TIME_AWAY || kind->resource == PERMISSION_CORRECTION;
}

/* Somebody of the same unit or of one above; for a head of one above alone, unless there is none.
 */
static bool is_within_reach(struct database *database, const char *asking_unit, const char *unit,
                            bool above, bool *ret_is, struct error *err)
{
    AUTO(json) json_t *asking = NULL;
    if (!unit_tree_store_is_above(database, asking_unit, unit, ret_is, err) ||
        !office_peek(database, office_kind_find("unit"), asking_unit, &asking, err)) {
        return false;
    }
    bool is_top = *office_text(asking, "parent") == '\0';
    *ret_is = *ret_is && (!above || is_top || strcmp(asking_unit, unit) != 0);
    return true;
}

bool approval_is_by(struct database *database, const struct office_kind *kind,
                    const json_t *members, const char *staff, int64_t now_ms, bool *ret_decides,
                    struct error *err)
{
    const char *asking = office_text(members, "staff");
    enum rank asking_rank, rank;
    char asking_unit[PERMISSION_UNIT_MAX + 1], unit[PERMISSION_UNIT_MAX + 1];
    AUTO(json) json_t *policy = NULL;
    bool above;
    *ret_decides = false;
    if (!is_by_rank(kind) || strcmp(asking, staff) == 0) {
        return true;
    }
    int32_t today = civil_date_of(now_ms);
    if (!approval_policy_read(database, &policy, err) ||
        !read_rank(database, asking, &asking_rank, err) ||
        !read_rank(database, staff, &rank, err) ||
        !unit_tree_store_unit_of(database, asking, today, asking_unit, sizeof asking_unit, err) ||
        !unit_tree_store_unit_of(database, staff, today, unit, sizeof unit, err)) {
        return false;
    }
    enum rank needed = approval_rank(policy, kind, members, asking_rank, &above);
    bool top_deputy = above && rank == RANK_DEPUTY && strcmp(unit, asking_unit) == 0;
    if (!*unit || (rank > needed && !top_deputy)) {
        return true;
    }
    return is_within_reach(database, asking_unit, unit, above, ret_decides, err);
}

bool approval_unit_led_by(struct database *database, const char *staff, int64_t now_ms,
                          char ret_unit[static PERMISSION_UNIT_MAX + 1], struct error *err)
{
    enum rank rank;
    ret_unit[0] = '\0';
    if (!read_rank(database, staff, &rank, err)) {
        return false;
    }
    return rank == RANK_STAFF || unit_tree_store_unit_of(database, staff, civil_date_of(now_ms),
                                                         ret_unit, PERMISSION_UNIT_MAX + 1, err);
}

/* Hooks */

static const char *own_staff(const struct office_change *change)
{
    return change->caller->holder ? change->caller->holder->staff : "";
}

/* Written with the request, so that whoever looks at it sees whose turn it is. */
static bool set_needed_rank(struct office_change *change, struct error *err)
{
    AUTO(json) json_t *policy = NULL;
    enum rank asking;
    bool above;
    if (!is_by_rank(change->kind)) {
        return true;
    }
    if (!approval_policy_read(change->database, &policy, err) ||
        !read_rank(change->database, office_text(change->after, "staff"), &asking, err)) {
        return false;
    }
    enum rank rank = approval_rank(policy, change->kind, change->after, asking, &above);
    return office_set_text(change, "needs_rank", rank_words[rank], err);
}

bool approval_make(struct office_change *change, struct error *err)
{
    bool has_moment = form_find(change->kind->form, "requested_at") != NULL;
    return office_set_text(change, "state", "pending", err) &&
           office_set_text(change, "requested_by", office_account(change), err) &&
           (!has_moment || office_set_now(change, "requested_at", err));
}

bool approval_check_pending(struct office_change *change, struct error *err)
{
    if (change->before && strcmp(office_text(change->before, "state"), "pending") != 0) {
        return office_refuse_state(change, "is decided already", err);
    }
    return set_needed_rank(change, err) && notice_board_ask(change, err);
}

bool approval_fact_state(const json_t *all, json_t *fact, struct error *err)
{
    const char *state = office_text(all, "state");
    bool holds = strcmp(state, "approved") == 0 || strcmp(state, "returned") == 0;
    const char *word = holds ? "approved" : strcmp(state, "pending") == 0 ? "pending" : "rejected";
    return json_object_set_new(fact, "state", json_string(word)) == 0 ||
           error_set(err, ERROR_NO_MEMORY, "state: out of memory");
}

static bool is_about(const json_t *members, const char *staff)
{
    static const char *const who[] = {"staff", "principal", "substitute"};
    bool about = false;
    for (size_t i = 0; i < ARRAY_LEN(who); i++) {
        about |= *staff && strcmp(office_text(members, who[i]), staff) == 0;
    }
    return about;
}

bool approval_when_undecided(struct office_change *change, struct error *err)
{
    if (strcmp(office_text(change->before, "state"), "pending") != 0) {
        return office_refuse_state(change, "is decided already", err);
    }
    return !is_about(change->before, own_staff(change)) ||
           office_refuse_denied(change, "nobody decides, or writes down, what is about themselves",
                                err);
}

/* Whose decision is it: the caller's own, by rank, or one on paper that they write down? */
static bool find_decider(struct office_change *change, const json_t *input, const char **ret_staff,
                         struct error *err)
{
    const char *own = own_staff(change);
    const char *named = office_text(input, "approver");
    bool decides = false;
    *ret_staff = *named ? named : own;
    if (!is_by_rank(change->kind)) {
        return !*named || form_fail("approver", "this is decided by the organizer", err);
    }
    if (!**ret_staff) {
        return form_fail("approver", "missing: who has approved it?", err);
    }
    if (!approval_is_by(change->database, change->kind, change->before, *ret_staff, change->now_ms,
                        &decides, err)) {
        return false;
    }
    if (decides) {
        return true;
    }
    return *named ? form_fail("approver", "may not decide this", err)
                  : office_refuse_denied(change, "a higher rank has to decide this", err);
}

static bool decide(struct office_change *change, const json_t *input, const char *state,
                   struct error *err)
{
    const char *comment = json_string_value(json_object_get(input, "comment"));
    const char *decider = "";
    if (!find_decider(change, input, &decider, err) ||
        !office_set_text(change, "state", state, err) ||
        !office_set_text(change, "recorded_by", office_account(change), err) ||
        (*decider && !office_set_text(change, "decided_by", decider, err))) {
        return false;
    }
    bool has_moment = form_find(change->kind->form, "decided_at") != NULL;
    return (!has_moment || office_set_now(change, "decided_at", err)) &&
           office_add_history(change, state, comment, err) &&
           notice_board_tell_decision(change, err);
}

bool approval_approve(struct office_change *change, const json_t *input, struct error *err)
{
    return decide(change, input, "approved", err);
}

bool approval_reject(struct office_change *change, const json_t *input, struct error *err)
{
    return decide(change, input, "rejected", err);
}

bool approval_when_withdrawable(struct office_change *change, struct error *err)
{
    const char *state = office_text(change->before, "state");
    if (strcmp(state, "pending") != 0 && strcmp(state, "approved") != 0) {
        return office_refuse_state(change, "cannot be withdrawn any more", err);
    }
    const char *from = change->kind->index.from;
    bool begun = office_time(change->before, from, INT64_MAX) <= change->now_ms;
    return strcmp(state, "approved") != 0 || !begun || !is_by_rank(change->kind) ||
           office_refuse_state(change, "has begun: it ends with reporting back", err);
}

bool approval_withdraw(struct office_change *change, const json_t *input, struct error *err)
{
    return office_set_text(change, "state", "withdrawn", err) &&
           office_add_history(change, "withdrawn",
                              json_string_value(json_object_get(input, "comment")), err);
}
