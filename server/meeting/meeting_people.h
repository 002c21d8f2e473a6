#pragma once
/* Whom units, ranks, groups and lists name on a day, person by person: what a group is filled with.
 * Any thread but the writer's. */

#include "meeting_desk.h"

/* input: {"date", "invite"}. *ret_answer, yours: {"people": [{"staff", "unit"}…], "hidden": how
 * many are left out since the sieve (NULL: everybody) does not let them be seen, "names"}.
 * ERROR_INVALID, with the member's path, where the input is wrong. */
bool meeting_people_find(const struct meeting_desk *desk, const struct office_caller *caller,
                         const struct staff_sieve *sieve, const json_t *input, json_t **ret_answer,
                         struct error *err) MUST_USE;
