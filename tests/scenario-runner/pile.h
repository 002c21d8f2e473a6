#pragma once
/* A growing list of values that each belong to an owner (a person, a meeting, by index), which is
 * then sorted into one array a owner. The loader's way from a file's rows to the rules' arrays. One
 * thread. */

#include "error.h"
#include <stdbool.h>
#include <stddef.h>

struct pile {
    size_t item_size;
    char *items;
    size_t *owners;
    size_t count, capacity;
};

void pile_init(struct pile *pile, size_t item_size);
void pile_finish(struct pile *pile);

bool pile_add(struct pile *pile, size_t owner, const void *item, struct error *err) MUST_USE;

/* Items of owner o: from offsets[o] to offsets[o + 1], sorted by compare (NULL: as they came). Both
 * arrays are the caller's to free. */
struct pile_groups {
    void *items;
    size_t *offsets;
};

bool pile_group(const struct pile *pile, size_t owner_count,
                int (*compare)(const void *, const void *), struct pile_groups *ret_groups,
                struct error *err) MUST_USE;
