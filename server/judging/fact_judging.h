#pragma once
/* Judges again what changed facts touch: at once, within their own transaction, where it is small;
 * the rest is noted there and done bit by bit afterwards, each bit a transaction of its own between
 * which taps come in. Months are judged for the first time in the same way. The writer's thread. */

#include "fact_observer.h"
#include "judging_run.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Within the transaction that stores the facts. */
bool fact_judging_hear(struct judging_run *run, const struct fact_touch *touches, size_t count,
                       struct error *err) MUST_USE;

/* Has the month's verdicts kept up from now on, if they are not yet. */
bool fact_judging_open_month(struct judging_run *run, int32_t month, struct error *err) MUST_USE;

/* Has those of the months first..last that are kept up judged again, for no fact's sake. */
bool fact_judging_note_again(struct judging_run *run, int32_t first_month, int32_t last_month,
                             struct error *err) MUST_USE;

/* Judges the next bit of what waits, the months first..last before others; *ret_more says whether
 * there is more of any month. */
bool fact_judging_step(struct judging_run *run, int32_t first_month, int32_t last_month,
                       bool *ret_more, struct error *err) MUST_USE;
