#pragma once
/* Leave that nobody has reported back from. Called now and then by whoever runs the server. */

#include "error.h"
#include "kind_list.h"
#include <stddef.h>

struct office;

/* Turns every approved leave that ended more than the office's grace ago, without a word of return,
 * into absence, where the office has settled so. Waits for the commit; not from the writer's
 * thread. */
bool time_away_kind_sweep(struct office *office, size_t *ret_count, struct error *err) MUST_USE;
