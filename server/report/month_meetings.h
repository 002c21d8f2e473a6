#pragma once
/* The meetings of a month with what their attendees' results add up to: from the rows that judging
 * keeps, or judged anew as of the view's moment. One thread. */

#include "month_source.h"
#include "staff_sieve.h"

struct month_meeting {
    const struct facts_meeting *meeting; /* of the view's facts */
    struct figures figures;              /* of those whom the sieve holds */
};

struct month_meetings {
    struct month_meeting *list; /* by start, then id; cancelled ones are not there */
    size_t count;
};

/* Fills what was empty. Meetings that the sieve leaves nobody of are not there. */
bool month_meetings_read(struct month_meetings *meetings, const struct month_view *view,
                         const struct staff_sieve *sieve, struct error *err) MUST_USE;
void month_meetings_finish(struct month_meetings *meetings);
#define AUTO_MONTH_MEETINGS __attribute__((cleanup(month_meetings_finish)))
