#pragma once
/* Who has to approve what was asked for, by its length and by rank: half a day the head of a
 * section, a day a deputy, more the head, as far as the office has not said otherwise
 * (office_policy). Nobody approves for themselves; whoever asks is approved by a higher rank, a
 * head by the unit above. Within a transaction of the caller;
 * one thread a connection. */

#include "database.h"
#include "error.h"
#include "office_kind.h"
#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

/* From the highest. */
enum rank { RANK_HEAD, RANK_DEPUTY, RANK_SECTION_HEAD, RANK_STAFF };

extern const char *const rank_words[]; /* ends with NULL */

enum rank rank_of_word(const char *word); /* RANK_STAFF where there is none */

/* Halves of days that [from, to) takes: mornings and afternoons of which it has more than half an
 * hour. */
int32_t approval_half_days(int64_t from_ms, int64_t to_ms);

/* What the office has settled about its own affairs; members left out have their default. Yours. */
bool approval_policy_read(struct database *database, json_t **ret_policy, struct error *err)
    MUST_USE;

/* The rank that decides about members of the kind (a leave, trip or correction), for somebody of
 * this rank; *ret_above: of the unit above. */
enum rank approval_rank(const json_t *policy, const struct office_kind *kind, const json_t *members,
                        enum rank asking, bool *ret_above);

/* Has this person to decide about it: within reach, high enough, and not their own affair? False
 * for kinds that are not decided by rank. */
bool approval_is_by(struct database *database, const struct office_kind *kind,
                    const json_t *members, const char *staff, int64_t now_ms, bool *ret_decides,
                    struct error *err) MUST_USE;

/* The unit of somebody whose rank approves anything; "" for others. */
bool approval_unit_led_by(struct database *database, const char *staff, int64_t now_ms,
                          char ret_unit[static PERMISSION_UNIT_MAX + 1], struct error *err)
    MUST_USE;

/* The actions "approve", "reject" and "withdraw" of everything that is asked for. Somebody who may
 * approve by right of office and not of rank (a clerk who has it on paper) names the approver. */
office_action_run approval_approve;
office_action_run approval_reject;
office_action_run approval_withdraw;

/* When: of the first two while it is pending and not the caller's own affair; of the third before
 * it has begun or was ended. */
office_hook approval_when_undecided;
office_hook approval_when_withdrawable;

extern const struct form_field approval_decision_form[]; /* {"comment"?, "approver"?} */
extern const struct form_field approval_comment_form[];  /* {"comment"?} */

/* on_make of what is asked for: sets state pending, requested_at and requested_by. */
office_hook approval_make;
/* on_change of it: only what is pending may be changed. */
office_hook approval_check_pending;

/* The members that every such thing has besides its own, for its form. */
#define APPROVAL_MEMBERS                                                                           \
    {.name = "state", .type = FORM_TEXT, .flags = FORM_OFFICE | FORM_MADE},                        \
        {.name = "requested_by", .type = FORM_TEXT, .flags = FORM_OFFICE | FORM_MADE},             \
        {.name = "decided_by",                                                                     \
         .type = FORM_ID,                                                                          \
         .flags = FORM_OFFICE | FORM_MADE,                                                         \
         .link = "staff"},                                                                         \
        {.name = "recorded_by", .type = FORM_TEXT, .flags = FORM_OFFICE | FORM_MADE},              \
        {.name = "needs_rank", .type = FORM_TEXT, .flags = FORM_OFFICE | FORM_MADE},               \
    {                                                                                              \
        .name = "history", .type = FORM_ROWS, .flags = FORM_OFFICE | FORM_MADE, .max = 200         \
    }

/* on_fact: the state as the rules know it: pending, approved or rejected. */
office_fact_hook approval_fact_state;
