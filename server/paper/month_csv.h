#pragma once
/* A table of the month report as CSV: UTF-8 with a byte order mark, a formula in a name stays text.
 * One thread. */

#include "table.h"

/* malloc's, yours. */
bool month_csv_write(struct paper_desk *desk, const struct month_table *table, char **ret_text,
                     size_t *ret_len, struct error *err) MUST_USE;
