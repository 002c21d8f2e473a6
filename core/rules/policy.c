#include "policy.h"

const char *const signout_words[] = {"none", "required", NULL};
const char *const marked_as_words[] = {"on_time", "late", NULL};
const char *const escalation_per_words[] = {"month", "year", NULL};

const struct policy_number policy_numbers[] = {
    {"late_grace_min", offsetof(struct policy, late_grace_min)},
    {"early_grace_min", offsetof(struct policy, early_grace_min)},
    {"late_as_absent_min", offsetof(struct policy, late_as_absent_min)},
    {"early_as_absent_min", offsetof(struct policy, early_as_absent_min)},
    {"max_corrections_per_month", offsetof(struct policy, max_corrections_per_month)},
    {"in_from_min", offsetof(struct policy, in_from_min)},
    {"out_until_min", offsetof(struct policy, out_until_min)},
    {"meeting_late_grace_min", offsetof(struct policy, meeting.late_grace_min)},
    {"signin_open_min", offsetof(struct policy, meeting.signin_open_min)},
    {"leave_deadline_min", offsetof(struct policy, meeting.leave_deadline_min)},
    {"substitute_deadline_min", offsetof(struct policy, meeting.substitute_deadline_min)},
    {"signout_grace_min", offsetof(struct policy, meeting.signout_grace_min)},
    {"max_principals_per_substitute", offsetof(struct policy, max_principals_per_substitute)},
    {NULL, 0},
};

const struct policy_number policy_meeting_numbers[] = {
    {"signin_open_min", offsetof(struct meeting_terms, signin_open_min)},
    {"late_grace_min", offsetof(struct meeting_terms, late_grace_min)},
    {"leave_deadline_min", offsetof(struct meeting_terms, leave_deadline_min)},
    {"substitute_deadline_min", offsetof(struct meeting_terms, substitute_deadline_min)},
    {"signout_grace_min", offsetof(struct meeting_terms, signout_grace_min)},
    {NULL, 0},
};

void policy_init(struct policy *ret_policy)
{
    *ret_policy = (struct policy){
        .late_as_absent_min = POLICY_UNSET,
        .early_as_absent_min = POLICY_UNSET,
        .max_corrections_per_month = POLICY_UNSET,
        .in_from_min = 180,
        .out_until_min = 360,
        .meeting = {.signin_open_min = 60, .signout = SIGNOUT_NONE},
        .max_principals_per_substitute = 1,
        .marked_counts_as = MARKED_AS_ON_TIME,
    };
}

static int32_t own_or(int32_t own, int32_t otherwise)
{
    return own == POLICY_UNSET ? otherwise : own;
}

struct meeting_terms policy_meeting_terms(const struct policy *policy,
                                          const struct meeting_terms *own)
{
    const struct meeting_terms *general = &policy->meeting;
    return (struct meeting_terms){
        .signin_open_min = own_or(own->signin_open_min, general->signin_open_min),
        .late_grace_min = own_or(own->late_grace_min, general->late_grace_min),
        .leave_deadline_min = own_or(own->leave_deadline_min, general->leave_deadline_min),
        .substitute_deadline_min =
            own_or(own->substitute_deadline_min, general->substitute_deadline_min),
        .signout_grace_min = own_or(own->signout_grace_min, general->signout_grace_min),
        .signout = own->signout == SIGNOUT_UNSET ? general->signout : own->signout,
    };
}

struct meeting_terms policy_no_terms(void)
{
    return (struct meeting_terms){POLICY_UNSET, POLICY_UNSET, POLICY_UNSET,
                                  POLICY_UNSET, POLICY_UNSET, SIGNOUT_UNSET};
}

static bool may_be_unset(size_t offset)
{
    return offset == offsetof(struct policy, late_as_absent_min) ||
           offset == offsetof(struct policy, early_as_absent_min) ||
           offset == offsetof(struct policy, max_corrections_per_month);
}

enum policy_fault policy_find_fault(const struct policy *policy)
{
    for (const struct policy_number *number = policy_numbers; number->name; number++) {
        int32_t value = *(const int32_t *)((const char *)policy + number->offset);
        bool unset = value == POLICY_UNSET && may_be_unset(number->offset);
        if (!unset && (value < 0 || value > POLICY_NUMBER_MAX)) {
            return POLICY_FAULT_NUMBER;
        }
    }
    if (policy->in_from_min + policy->out_until_min > POLICY_WINDOW_MAX_MIN) {
        return POLICY_FAULT_WINDOW;
    }
    for (size_t i = 0; i < policy->escalation_count; i++) {
        if (policy->escalation[i].at_least < 1) {
            return POLICY_FAULT_AT_LEAST;
        }
    }
    return POLICY_FAULT_NONE;
}
