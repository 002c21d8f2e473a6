#pragma once
/* How a month's end stands: what is due when, which units have handed in, late or not at all, and
 * whether it is closed. Any thread. */

#include "month_desk.h"
#include "staff_sieve.h"

/* {"months": [{"month", "state", "due", "submitted", "late", "closed_at"}]}, the newest first. */
bool month_overview_list(const struct month_desk *desk, json_t **ret_list, struct error *err)
    MUST_USE;

/* One month with its units (openapi.yaml, MonthEnd), as far as the sieve lets through. */
bool month_overview_read(const struct month_desk *desk, int32_t month,
                         const struct staff_sieve *sieve, json_t **ret_month, struct error *err)
    MUST_USE;

/* {"at", "by", "hash", "reason", "supplement"} of a closed month, null of another. supplement says
 * whether what the sieve lets through has changed since: month_supplement_read has it. */
bool month_overview_closing(const struct month_desk *desk, int32_t month,
                            const struct staff_sieve *sieve, json_t **ret_closing,
                            struct error *err) MUST_USE;
