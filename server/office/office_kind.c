#include "office_kind.h"

#include "check.h"
#include "kind_list.h"
#include <string.h>

static const struct office_kind *const kinds[] = {
    &unit_kind,       &staff_kind,         &site_kind,        &policy_kind,     &office_policy_kind,
    &schedule_kind,   &calendar_kind,      &assignment_kind,  &card_kind,       &card_issue_kind,
    &evidence_kind,   &leave_kind,         &trip_kind,        &correction_kind, &group_kind,
    &meeting_kind,    &meeting_leave_kind, &substitute_kind,  &mark_kind,       &discipline_kind,
    &spot_check_kind, &tap_time_kind,      &bulletin_kind,    &breach_kind,     &attachment_kind,
    &submission_kind, &keeper_kind,        &publication_kind,
};

const struct office_kind *office_kind_at(size_t i)
{
    return i < ARRAY_LEN(kinds) ? kinds[i] : NULL;
}

const struct office_kind *office_kind_find(const char *name)
{
    for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
        if (strcmp(kinds[i]->name, name) == 0) {
            return kinds[i];
        }
    }
    return NULL;
}

const struct office_kind *office_kind_of_path(const char *path)
{
    for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
        if (strcmp(kinds[i]->path, path) == 0) {
            return kinds[i];
        }
    }
    return NULL;
}

const struct office_action *office_kind_action(const struct office_kind *kind, const char *name)
{
    for (const struct office_action *action = kind->actions; action && action->name; action++) {
        if (strcmp(action->name, name) == 0) {
            return action;
        }
    }
    return NULL;
}
