#include "approval.h"
#include "figures.h"
#include "kind_list.h"
#include "policy.h"

/* What there is one of: the site itself, the policy that the rules judge by, and the office's own
 * ways, which no rule asks for. */

#define MINUTES(member)                                                                            \
    {                                                                                              \
        .name = member, .type = FORM_INT, .max = POLICY_NUMBER_MAX                                 \
    }

static const struct form_field site_form[] = {
    {.name = "name", .type = FORM_TEXT, .flags = FORM_REQUIRED, .max = 255},
    {.name = "place", .type = FORM_TEXT, .flags = FORM_REQUIRED, .max = 255},
    {.name = "timezone", .type = FORM_TEXT, .flags = FORM_REQUIRED, .max = 255},
    {0},
};

const struct office_kind site_kind = {
    .name = "site",
    .path = "site-settings",
    .flags = OFFICE_HAS_DOCUMENT | OFFICE_ONE_ID | OFFICE_KEEPS,
    .form = site_form,
    .resource = PERMISSION_POLICY,
    .make_action = PERMISSION_WRITE,
};

static const char *const signout_members[] = {"none", "required", NULL};
static const char *const marked_members[] = {"on_time", "late", NULL};
static const char *const per_members[] = {"month", "year", NULL};

static const struct form_field escalation_form[] = {
    {.name = "figure", .type = FORM_TEXT, .flags = FORM_REQUIRED, .max = 60},
    {.name = "at_least",
     .type = FORM_INT,
     .flags = FORM_REQUIRED,
     .min = 1,
     .max = POLICY_NUMBER_MAX},
    {.name = "per", .type = FORM_WORD, .flags = FORM_REQUIRED, .words = per_members},
    {.name = "step", .type = FORM_TEXT, .flags = FORM_REQUIRED, .max = 120},
    {0},
};

static const struct form_field policy_form[] = {
    MINUTES("late_grace_min"),
    MINUTES("early_grace_min"),
    MINUTES("late_as_absent_min"),
    MINUTES("early_as_absent_min"),
    MINUTES("max_corrections_per_month"),
    MINUTES("in_from_min"),
    MINUTES("out_until_min"),
    MINUTES("signin_open_min"),
    MINUTES("meeting_late_grace_min"),
    MINUTES("leave_deadline_min"),
    MINUTES("substitute_deadline_min"),
    MINUTES("signout_grace_min"),
    {.name = "signout", .type = FORM_WORD, .words = signout_members},
    MINUTES("max_principals_per_substitute"),
    {.name = "marked_counts_as", .type = FORM_WORD, .words = marked_members},
    {.name = "escalation", .type = FORM_ROWS, .max = 100, .rows = escalation_form},
    {0},
};

const struct office_kind policy_kind = {
    .name = "policy",
    .path = "policy",
    .flags = OFFICE_HAS_DOCUMENT | OFFICE_ONE_ID | OFFICE_KEEPS,
    .form = policy_form,
    .resource = PERMISSION_POLICY,
    .make_action = PERMISSION_WRITE,
};

static const char *const unreturned_words[] = {"leave", "absence", NULL};

static const struct form_field step_form[] = {
    {.name = "up_to_half_days", .type = FORM_INT, .min = 1, .max = 2000},
    {.name = "rank", .type = FORM_WORD, .flags = FORM_REQUIRED, .words = rank_words},
    {0},
};

static const struct form_field substitutes_form[] = {
    {.name = "principal", .type = FORM_WORD, .flags = FORM_REQUIRED, .words = rank_words},
    {.name = "at_least", .type = FORM_WORD, .flags = FORM_REQUIRED, .words = rank_words},
    {0},
};

static const struct form_field office_policy_form[] = {
    {.name = "leave_steps", .type = FORM_ROWS, .max = 20, .rows = step_form},
    {.name = "correction_rank", .type = FORM_WORD, .words = rank_words},
    {.name = "correction_needs_evidence", .type = FORM_BOOL},
    {.name = "substitutes", .type = FORM_ROWS, .max = 20, .rows = substitutes_form},
    {.name = "return_required", .type = FORM_BOOL},
    {.name = "return_grace_days", .type = FORM_INT, .max = 365},
    {.name = "unreturned_counts_as", .type = FORM_WORD, .words = unreturned_words},
    {.name = "rectification_days", .type = FORM_INT, .min = 1, .max = 365},
    {.name = "submission_day", .type = FORM_INT, .max = 28},
    {.name = "submission_time", .type = FORM_CLOCK},
    {.name = "submission_open_days", .type = FORM_INT, .max = 28},
    {.name = "submission_remind_days", .type = FORM_INT, .max = 28},
    {0},
};

/* Lengths rise from step to step, and the last has no end: some rank decides every leave. */
static bool check_steps(struct office_change *change, struct error *err)
{
    const json_t *steps = json_object_get(change->after, "leave_steps");
    size_t count = json_array_size(steps);
    json_int_t before = 0;
    if (!steps) {
        return true;
    }
    for (size_t i = 0; i < count; i++) {
        const json_t *up_to = json_object_get(json_array_get(steps, i), "up_to_half_days");
        if ((i + 1 == count) != !up_to || (up_to && json_integer_value(up_to) <= before)) {
            return form_fail("leave_steps",
                             "lengths rise, and the last step alone has no up_to_half_days", err);
        }
        before = json_integer_value(up_to);
    }
    return count > 0 || form_fail("leave_steps", "at least one step", err);
}

const struct office_kind office_policy_kind = {
    .name = "office_policy",
    .path = "office-policy",
    .flags = OFFICE_ONE_ID | OFFICE_KEEPS,
    .form = office_policy_form,
    .resource = PERMISSION_POLICY,
    .make_action = PERMISSION_WRITE,
    .on_change = check_steps,
};
