#pragma once
/* Judges person-days and keeps what follows from them: the day's rows, when time alone will change
 * them, and the figures of the person's month. Only rows that differ are written. Within a write
 * transaction of the caller; one thread. */

#include "database.h"
#include "facts.h"
#include "month_store.h"
#include "tap_array.h"
#include "verdict_change.h"
#include <stdint.h>

struct day_judging {
    struct database *database;
    const struct facts *facts;
    int64_t now_ms;                      /* local */
    struct tap_array *taps;              /* working memory */
    const struct verdict_causes *causes; /* of what changes; only where something is kept */
};

/* What the rules ask for a person's dates first..last, with the taps; these are borrowed until the
 * next load. A read transaction will do. */
bool day_judging_load(const struct day_judging *judging, const struct facts_staff *staff,
                      int32_t first, int32_t last, struct person_facts *ret_facts,
                      struct error *err) MUST_USE;

/* One person's dates first..last after a tap or the passing of time: the month's figures follow by
 * the difference between the old rows and the new. */
bool day_judging_days(const struct day_judging *judging, const struct facts_staff *staff,
                      int32_t first, int32_t last, struct error *err) MUST_USE;

/* One person's whole month after a change of facts, or for the first time: the figures are summed
 * anew from days, corrections that counted, and the rows of meetings, which are judged before. */
bool day_judging_month(const struct day_judging *judging, const struct facts_staff *staff,
                       int32_t month, struct error *err) MUST_USE;

/* What day_judging_days, or day_judging_month, will read for this person soon: sent along with that
 * of others (statement_read_ahead). Nothing of the person may be written before they are judged. */
bool day_judging_read_ahead(const struct day_judging *judging, const char *staff, int32_t first,
                            int32_t last, struct error *err) MUST_USE;
bool day_judging_read_month_ahead(const struct day_judging *judging, const char *staff,
                                  int32_t month, struct error *err) MUST_USE;

/* So many people are read for ahead of their judging. */
#define DAY_JUDGING_AHEAD 32

/* A person who is not there any more: the rows of their days in first..last and their figures go.
 */
bool day_judging_remove(const struct day_judging *judging, const char *staff, int32_t first,
                        int32_t last, struct error *err) MUST_USE;

/* The same sums without a trace: judged as of now_ms from the facts and taps that are there,
 * nothing stored. Calls on_sum once for each unit of the person's month. A read transaction will
 * do. */
bool day_judging_sum_month(const struct day_judging *judging, const struct facts_staff *staff,
                           int32_t month, month_store_visit *on_sum, void *user, struct error *err)
    MUST_USE;
