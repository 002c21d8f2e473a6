#pragma once
/* What has changed since a month was closed: figures that are not what was frozen, and the verdicts
 * that were given anew, with their causes. Any thread. */

#include "month_desk.h"
#include "staff_sieve.h"

/* {"month", "as_of", "figures": [{"unit" or "staff", "name", "figure", "frozen", "now"}],
 * "differences": […], "more"}, as far as the sieve lets through. *ret_closed is false where the
 * month is not closed. */
bool month_supplement_read(const struct month_desk *desk, int32_t month,
                           const struct staff_sieve *sieve, bool *ret_closed,
                           json_t **ret_supplement, struct error *err) MUST_USE;
