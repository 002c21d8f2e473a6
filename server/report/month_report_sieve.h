#pragma once
/* A month report cut down to what its reader may see: units keep their rank among all, people and
 * units of others go, and the sums are those of what is left. One thread. */

#include "month_report.h"
#include "staff_sieve.h"

/* NULL: nothing is cut. */
void month_report_sieve(struct month_report *report, const struct staff_sieve *sieve);
