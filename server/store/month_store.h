#pragma once
/* Figures of a person's month, apart for each unit: kept up by server/judging with every verdict
 * that changes, so that a month report reads one row a person. Used within a transaction of the
 * caller; one thread a connection. */

#include "database.h"
#include "figures.h"
#include <stdint.h>

/* Adds to what stands, which is nothing where there is no row. */
bool month_store_add(struct database *database, int32_t month, const char *staff, const char *unit,
                     const struct figures *change, struct error *err) MUST_USE;

/* Puts figures in the place of what stands. */
bool month_store_write(struct database *database, int32_t month, const char *staff,
                       const char *unit, const struct figures *figures, struct error *err) MUST_USE;

bool month_store_delete(struct database *database, int32_t month, const char *staff,
                        const char *unit, struct error *err) MUST_USE;

/* One row; the texts hold for the call only. */
typedef void month_store_visit(int32_t month, const char *staff, const char *unit,
                               const struct figures *figures, void *user);

/* Every row of the months first..last, by month, person, unit. */
bool month_store_each(struct database *database, int32_t first, int32_t last,
                      month_store_visit *on_row, void *user, struct error *err) MUST_USE;

/* The sums of each unit in each of the months, by month, then unit; staff is "". */
bool month_store_each_unit(struct database *database, int32_t first, int32_t last,
                           month_store_visit *on_row, void *user, struct error *err) MUST_USE;

/* A person's rows of one month, by unit. */
bool month_store_each_of_person(struct database *database, int32_t month, const char *staff,
                                month_store_visit *on_row, void *user, struct error *err) MUST_USE;

/* The same will be asked for soon: statement_read_ahead. */
bool month_store_read_ahead(struct database *database, int32_t month, const char *staff,
                            struct error *err) MUST_USE;
