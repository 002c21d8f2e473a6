#pragma once
/* Thirteen months up to the report's: this month, the same of last year, and what lies between.
 * From the rows that judging keeps, or judged anew as of the view's moment. One thread. */

#include "month_source.h"
#include "staff_sieve.h"

#define MONTH_TREND_MONTHS 13

struct month_trend {
    /* From the earliest; nothing was due in a month before the first tap. */
    struct {
        int32_t month;
        struct figures figures;
        int32_t rate_bp; /* or RANKING_NO_RATE */
    } of[MONTH_TREND_MONTHS];
};

/* Of the units that the sieve holds. The months must have been brought up before the view was
 * taken (judging_bring_up). */
bool month_trend_read(struct month_trend *trend, const struct month_view *view,
                      const struct staff_sieve *sieve, struct error *err) MUST_USE;
