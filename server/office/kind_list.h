#pragma once
/* The kinds, each in its file; the table of office_kind.c and the files that need one by name. Any
 * thread. */

#include "office_kind.h"

extern const struct office_kind unit_kind;
extern const struct office_kind staff_kind;
extern const struct office_kind site_kind;
extern const struct office_kind policy_kind;
extern const struct office_kind office_policy_kind;
extern const struct office_kind bulletin_kind;
extern const struct office_kind schedule_kind;
extern const struct office_kind calendar_kind;
extern const struct office_kind assignment_kind;
extern const struct office_kind card_kind;
extern const struct office_kind card_issue_kind;
extern const struct office_kind evidence_kind;
extern const struct office_kind leave_kind;
extern const struct office_kind trip_kind;
extern const struct office_kind correction_kind;
extern const struct office_kind group_kind;
extern const struct office_kind meeting_kind;
extern const struct office_kind meeting_leave_kind;
extern const struct office_kind substitute_kind;
extern const struct office_kind mark_kind;
extern const struct office_kind discipline_kind;
extern const struct office_kind spot_check_kind;
extern const struct office_kind tap_time_kind;
extern const struct office_kind attachment_kind;
extern const struct office_kind breach_kind;
extern const struct office_kind submission_kind;
extern const struct office_kind keeper_kind;
extern const struct office_kind publication_kind;
