#pragma once
/* What an inspector looks at beyond one month's report: the months before it, unit by unit and day
 * by day, who is late again and again, and the year for the annual assessment. Values of kept
 * figures, as JSON (openapi.yaml). Any thread. */

#include "month_source.h"
#include "staff_sieve.h"
#include <jansson.h>

#define LONG_VIEW_MONTHS     13  /* a month with the same one of last year */
#define LONG_VIEW_PEOPLE_MAX 200 /* who are told of by name */

struct long_view_question {
    int32_t month;                   /* the last one that is looked at */
    const struct staff_sieve *sieve; /* NULL: lets all through */
};

/* Trend: county and units over thirteen months, and who has violations in several of them. */
bool long_view_trend(const struct month_source *source, const struct long_view_question *question,
                     json_t **ret_trend, struct error *err) MUST_USE;

/* Unit × day of one month. */
bool long_view_heat(const struct month_source *source, const struct long_view_question *question,
                    json_t **ret_heat, struct error *err) MUST_USE;

/* January to question->month: totals and ranking of units, totals of people, and who is to be
 * honoured: full attendance (全勤), and the units that got better most. */
bool long_view_year(const struct month_source *source, const struct long_view_question *question,
                    json_t **ret_year, struct error *err) MUST_USE;
