#pragma once
/* The month's charts on paper: the units' rates as bars from nought, and thirteen months as a line.
 * One thread. */

#include "month_trend.h"
#include "print.h"

struct print_area {
    double x, y, width, height;
};

/* At most MONTH_CHARTS_UNITS bars: the first and the last of the ranking where there are more. */
#define MONTH_CHARTS_UNITS 24
void month_charts_units(struct print *print, const struct print_area *area,
                        const struct month_report *report);

/* Nothing is drawn for months in which nothing was due. */
void month_charts_trend(struct print *print, const struct print_area *area,
                        const struct month_trend *trend);
