#pragma once
/* A code from a paper held against the taps: the same figures, judged again as of the same moment
 * from all facts that are here now. One thread, and not the writer's. */

#include "figure_code.h"
#include "paper.h"

/* What the facts say now. */
struct figure_found {
    bool there;     /* false: the unit or the person is in no report of that month any more */
    char name[256]; /* of the unit or the person; the site's */
    char unit[41];  /* a person's at the end of the month; a unit's own code */
    int64_t due, on_time, violations;
};

/* said is genuine. */
bool figure_check(const struct paper_source *source, const struct figure_said *said,
                  struct figure_found *ret_found, struct error *err) MUST_USE;

/* Are they the figures that the code says? */
bool figure_check_agrees(const struct figure_said *said, const struct figure_found *found);
