#pragma once
/* Figures of a person's month by unit, while they are summed: one entry for each unit, as many as
 * there are. People change theirs seldom, but nothing forbids them to. One thread. */

#include "error.h"
#include "figures.h"
#include <stdbool.h>
#include <stddef.h>

struct unit_sum {
    char unit[64];
    struct figures figures;
};

struct unit_sums {
    struct unit_sum *list; /* in the order in which they were asked for */
    size_t count, room;
    bool out_of_memory;
    struct unit_sum spilt; /* what no memory was found for */
};

void unit_sums_finish(struct unit_sums *sums);

#define AUTO_UNIT_SUMS __attribute__((cleanup(unit_sums_finish)))

/* The unit's figures, to be added to: zero where it has none yet. Borrowed until the next call. */
struct figures *unit_sums_of(struct unit_sums *sums, const char *unit);

/* NULL where it has none. */
const struct figures *unit_sums_find(const struct unit_sums *sums, const char *unit);

/* False with the error where memory ran out on the way. */
bool unit_sums_are_whole(const struct unit_sums *sums, struct error *err) MUST_USE;
