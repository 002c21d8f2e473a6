#pragma once
/* Verdicts kept true: hears of every tap and fact within the transaction that stores them and
 * judges again what they touch; judges months for the first time, and those that wait, on request
 * and with the passing of time. Works on the writer's thread but for judging_bring_up, which any
 * thread may call and which waits for the writer. */

#include "cleanup.h"
#include "clock.h"
#include "error.h"
#include "fact_cache.h"
#include "fact_observer.h"
#include "ingest_observer.h"
#include "storage.h"
#include <stdint.h>

struct judging;

/* storage, cache and clock outlive it. */
bool judging_create(struct storage *storage, struct fact_cache *cache, const struct clock *clock,
                    struct judging **ret_judging, struct error *err) MUST_USE;
void judging_destroy(struct judging *judging);
DEFINE_AUTO(judging);

/* To be handed to ingest and facts. */
struct ingest_observer judging_ingest_observer(struct judging *judging);
struct fact_observer judging_fact_observer(struct judging *judging);

/* Brings the months first..last to the present moment: judges those that have no rows or are stale,
 * and the person-days that time has changed. Returns once it is committed. Cheap where nothing is
 * to do. */
bool judging_bring_up(struct judging *judging, int32_t first_month, int32_t last_month,
                      struct error *err) MUST_USE;

/* The site's local time of a moment. */
bool judging_local_ms(const struct facts *facts, int64_t utc_us, int64_t *ret_local_ms,
                      struct error *err) MUST_USE;
