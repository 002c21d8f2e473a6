#pragma once
/* The meetings' half of --via core. One thread. */

#include "report.h"
#include "scenario.h"
#include "tally.h"
#include <stdbool.h>

/* Judges every attendee of every meeting that is not cancelled. */
bool via_core_meetings_judge(const struct scenario *scenario, struct tally *tally,
                             struct report *report, struct error *err) MUST_USE;

/* Finds everyone's walk-ins. */
bool via_core_meetings_find_walk_ins(const struct scenario *scenario, struct report *report,
                                     struct error *err) MUST_USE;
