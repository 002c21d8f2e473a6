#pragma once
/* Verdicts kept true: hears of every tap and fact within the transaction that stores them and
 * judges again what they touch; what is more than fits there, and what time alone changes, is done
 * by a thread of its own, bit by bit. Works on the writer's thread but for what says otherwise. */

#include "cleanup.h"
#include "clock.h"
#include "error.h"
#include "fact_cache.h"
#include "fact_observer.h"
#include "ingest_observer.h"
#include "judging_run.h"
#include "judging_turn.h"
#include "storage.h"
#include <stdint.h>

struct judging;

/* storage, cache and clock outlive it. */
bool judging_create(struct storage *storage, struct fact_cache *cache, const struct clock *clock,
                    struct judging **ret_judging, struct error *err) MUST_USE;

/* Starts the thread. Without it only what somebody asks for is brought up. */
bool judging_start(struct judging *judging, struct error *err) MUST_USE;
void judging_destroy(struct judging *judging); /* before the storage */
DEFINE_AUTO(judging);

/* To be handed to ingest and facts. */
struct ingest_observer judging_ingest_observer(struct judging *judging);
struct fact_observer judging_fact_observer(struct judging *judging);

/* How far judging has come with what waits: meetings and people. total 0: nothing waits. */
struct judging_progress {
    int64_t done, total;
};

/* A question that needs months which wait does not wait longer than this, and says how far they
 * are. */
#define JUDGING_WAIT_MS 10000

/* For whoever judges anew beside what is kept. Any thread. */
struct judging_turns *judging_turns_of(struct judging *judging);

/* Has the months first..last judged again whole, from the facts, by whoever brings them up; what
 * comes out differently names the command as its cause. Any thread but the writer's. */
bool judging_again(struct judging *judging, int32_t first_month, int32_t last_month,
                   struct error *err) MUST_USE;

/* Brings the months first..last to the present moment: judges those that are not kept up yet or
 * wait, and what time has changed. Any thread but the writer's; returns once it is committed, or
 * after JUDGING_WAIT_MS. Cheap where nothing is to do. */
bool judging_bring_up(struct judging *judging, int32_t first_month, int32_t last_month,
                      struct judging_progress *ret_progress, struct error *err) MUST_USE;
