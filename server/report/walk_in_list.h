#pragma once
/* Who came to a meeting without being invited (rules.md, A walk-in). Within a transaction of the
 * caller; one thread. */

#include "day_judging.h"
#include <jansson.h>

/* Appends {"staff"} for each walk-in as of judging's now, by id. */
bool walk_in_list_append(const struct day_judging *judging, const struct facts_meeting *meeting,
                         json_t *list, struct error *err) MUST_USE;
