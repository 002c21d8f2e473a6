#pragma once
/* Units handing in their month: the figures are those of this moment, with what is still
 * provisional or uncertain, and are kept with the submission. Any thread but the writer's. */

#include "month_desk.h"

/* The first time: input is {"month", "unit", "comment"?}. */
bool submission_desk_make(const struct month_desk *desk, const struct office_caller *caller,
                          const json_t *input, struct office_answer *ret_answer, struct error *err)
    MUST_USE;

/* Again, after it was withdrawn or returned: input is {"comment"?}. */
bool submission_desk_again(const struct month_desk *desk, const struct office_caller *caller,
                           const char *id, const json_t *input, struct office_answer *ret_answer,
                           struct error *err) MUST_USE;

/* Tells clerks whose unit has not handed in what is due soon or over; for server/service/minder.
 * user is a struct month_desk. */
bool submission_desk_remind(void *user, size_t *ret_count, struct error *err) MUST_USE;
