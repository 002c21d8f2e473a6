#pragma once
/* Units of a month: rate, headcount, and their order (rules.md, A month and Ranking). Pure, any
 * thread; ranking_sort works in the caller's array. */

#include "figures.h"
#include "schedule.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define RANKING_NO_RATE (-1)
#define RANKING_NO_RANK 0

struct unit_month {
    const char *code;
    struct figures figures; /* sums over the days that people belonged to the unit */
    int32_t headcount;
    int32_t rate_bp;      /* or RANKING_NO_RATE */
    int32_t rank;         /* from 1, or RANKING_NO_RANK */
    bool has_rank_change; /* both months have a rank */
    int32_t rank_change;  /* last month's rank − this month's */
};

/* Whether the person belonged to the unit and was active on one same day of the month: one head. */
bool ranking_counts_head(const struct person *person, const char *unit, int32_t month);

/* 10000 × (on_time + meetings_on_time) / (checks_due + meetings_due), rounded half up. */
int32_t ranking_rate_bp(const struct figures *figures);

/* Fills rate_bp and rank from figures and headcount, and puts the units in ranking order. Clears
 * the rank change. */
void ranking_sort(struct unit_month *units, size_t count);

/* Fills the rank change of each unit from last month's, which may stand in any order and lack
 * some. */
void ranking_compare(struct unit_month *units, size_t count, const struct unit_month *last_month,
                     size_t last_count);
