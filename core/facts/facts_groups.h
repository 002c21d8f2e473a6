#pragma once
/* Items that belong to one of many owners each, put side by side by owner in one array: count each
 * item, lay out, then place each. One thread an object. */

#include "facts_arena.h"
#include <stdbool.h>
#include <stddef.h>

struct facts_groups {
    size_t *starts; /* of each owner, and behind the last */
    size_t *placed; /* of each owner, so far */
    size_t owners;
};

/* False where there is no memory in the arena. */
bool facts_groups_init(struct facts_groups *groups, struct facts_arena *arena, size_t owners)
    __attribute__((warn_unused_result));

void facts_groups_count(struct facts_groups *groups, size_t owner);

/* To be called once, between counting and placing; returns how many items there are in all. */
size_t facts_groups_lay_out(struct facts_groups *groups);

/* Where the next item of the owner stands in the array. */
size_t facts_groups_place(struct facts_groups *groups, size_t owner);

/* Where an owner's items begin, and how many were placed. */
size_t facts_groups_start(const struct facts_groups *groups, size_t owner);
size_t facts_groups_size(const struct facts_groups *groups, size_t owner);
