#pragma once
/* A meeting's published result beside what the results are now: whatever has changed since is shown
 * as a difference. Any thread but the writer's. */

#include "meeting_desk.h"

/* Whoever may see the meeting sees every row; others only the rows that theirs reaches. */
struct meeting_result_question {
    const char *meeting;
    const struct office_caller *caller;
    const struct staff_sieve *sieve; /* whose verdicts the roles reach; NULL: everybody's */
};

/* *ret_answer, yours: {"meeting", "title", "start", "end", "room"?, "as_of", "publication": the
 * newest without its rows, or null, "results": [{the row as it was published, or nothing but
 * "staff", "unit"; "now": the row where it is another by now, null where nobody is invited by that
 * name any more}], "walk_ins", "changed", "earlier", "whole", "names"}. Of what is withdrawn or was
 * never published there are no rows. *ret_result: OFFICE_DONE, _NOT_FOUND or _DENIED. */
bool meeting_result_read(const struct meeting_desk *desk,
                         const struct meeting_result_question *question,
                         enum office_result *ret_result, json_t **ret_answer, struct error *err)
    MUST_USE;
