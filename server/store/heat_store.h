#pragma once
/* Verdicts of a span summed by date and unit: for the heat map of a month. Used within a
 * transaction of the caller; one thread a connection. */

#include "database.h"
#include <stdbool.h>
#include <stdint.h>

/* One unit on one date, sessions and meetings together, as rules.md (A month) counts them. */
struct heat_row {
    int32_t date;
    const char *unit; /* borrowed for the call */
    int64_t due, on_time, violations;
};

/* By date, then unit; of one there may be two rows, which add up. */
typedef bool heat_visit(const struct heat_row *row, void *user, struct error *err);
bool heat_store_each(struct database *database, int32_t first, int32_t last, heat_visit *on_row,
                     void *user, struct error *err) MUST_USE;
