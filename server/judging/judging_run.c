#include "judging_run.h"

#include "civil.h"
#include "meeting_judging.h"
#include "time_zone.h"

bool judging_local_ms(const struct facts *facts, int64_t utc_us, int64_t *ret_local_ms,
                      struct error *err)
{
    AUTO(time_zone) struct time_zone *zone = NULL;
    if (!time_zone_create(facts_site(facts)->timezone, &zone, err)) {
        return false;
    }
    *ret_local_ms = time_zone_local_ms(zone, utc_us);
    return true;
}

bool judging_run_init(struct judging_run *run, struct fact_cache *cache, const struct clock *clock,
                      struct database *database, judging_run_take *take, struct error *err)
{
    *run =
        (struct judging_run){.days.database = database, .clock = clock, .asked_month = INT32_MIN};
    if (!take(cache, database, &run->loan, err) || !tap_array_create(&run->taps, err)) {
        return false;
    }
    run->causes.now_utc_us = clock_utc_us(clock);
    run->days.facts = fact_loan_facts(run->loan);
    run->days.taps = run->taps;
    run->days.causes = &run->causes;
    return judging_local_ms(run->days.facts, run->causes.now_utc_us, &run->days.now_ms, err);
}

void judging_run_finish(struct judging_run *run)
{
    verdict_causes_finish(&run->causes);
    tap_array_destroy(run->taps);
    fact_loan_destroy(run->loan);
}

bool judging_run_is_kept(struct judging_run *run, int32_t date, bool *ret_kept, struct error *err)
{
    int32_t month = civil_month_of(date);
    if (month != run->asked_month &&
        !verdict_store_is_judged(run->days.database, month, &run->asked_is_kept, err)) {
        return false;
    }
    run->asked_month = month;
    *ret_kept = run->asked_is_kept;
    return true;
}

bool judging_run_meeting(struct judging_run *run, const struct facts_meeting *meeting,
                         struct error *err)
{
    bool kept;
    return judging_run_is_kept(run, civil_date_of(meeting->meeting.start_ms), &kept, err) &&
           (kept ? meeting_judging_whole(&run->days, meeting, err)
                 : meeting_judging_remove(&run->days, meeting->meeting.id, err));
}
