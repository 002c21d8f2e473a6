#pragma once
/* Figures of every person and unit for a run of whole months, while verdicts come in. One thread.
 */

#include "cleanup.h"
#include "error.h"
#include "figures.h"
#include "scenario.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct tally {
    const struct scenario *scenario;
    int32_t first_month;
    size_t month_count;
    struct figures *persons; /* month by month of each person */
    struct figures *units;   /* month by month of each unit */
};

bool tally_create(const struct scenario *scenario, int32_t first_month, int32_t last_month,
                  struct tally **ret_tally, struct error *err) MUST_USE;
void tally_destroy(struct tally *tally);
DEFINE_AUTO(tally);

struct figures *tally_person(const struct tally *tally, size_t staff, int32_t month);
struct figures *tally_unit(const struct tally *tally, size_t unit, int32_t month);

/* Adds to the person's month of the date, and to the unit that the person belongs to on it. */
void tally_add(struct tally *tally, size_t staff, int32_t date, const struct figures *figures);

/* How many people counted as heads of the unit in the month. */
int32_t tally_headcount(const struct tally *tally, size_t unit, int32_t month);
