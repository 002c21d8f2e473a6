#pragma once
/* What one run of judging works with, all of one transaction: the facts as they stand in it, the
 * present moment, and what may have caused whatever changes. One thread. */

#include "clock.h"
#include "day_judging.h"
#include "fact_cache.h"
#include "verdict_change.h"

struct judging_run {
    struct fact_loan *loan;
    struct tap_array *taps;
    struct verdict_causes causes;
    struct day_judging days;
    const struct clock *clock;
    int32_t asked_month; /* the last one that was asked for, and what came of it */
    bool asked_is_kept;
};

typedef bool judging_run_take(struct fact_cache *cache, struct database *database,
                              struct fact_loan **ret_loan, struct error *err);

/* take: fact_cache_take or another of its kind. run is to be finished whatever comes of it.
 */
bool judging_run_init(struct judging_run *run, struct fact_cache *cache, const struct clock *clock,
                      struct database *database, judging_run_take *take, struct error *err)
    MUST_USE;
void judging_run_finish(struct judging_run *run);

#define AUTO_JUDGING_RUN __attribute__((cleanup(judging_run_finish)))

/* Are the verdicts of this date kept up? Those of other months are judged when somebody asks. */
bool judging_run_is_kept(struct judging_run *run, int32_t date, bool *ret_kept, struct error *err)
    MUST_USE;

/* The whole meeting, where its verdicts are kept up. Where they are not, none is: those that it had
 * in a month that is kept, before it was postponed, go. */
bool judging_run_meeting(struct judging_run *run, const struct facts_meeting *meeting,
                         struct error *err) MUST_USE;

/* The site's local time of a moment. */
bool judging_local_ms(const struct facts *facts, int64_t utc_us, int64_t *ret_local_ms,
                      struct error *err) MUST_USE;
