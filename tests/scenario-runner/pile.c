#include "pile.h"

#include "cleanup.h"
#include <stdlib.h>
#include <string.h>

void pile_init(struct pile *pile, size_t item_size)
{
    *pile = (struct pile){.item_size = item_size};
}

void pile_finish(struct pile *pile)
{
    free(pile->items);
    free(pile->owners);
    *pile = (struct pile){.item_size = pile->item_size};
}

static bool grow(struct pile *pile, struct error *err)
{
    size_t capacity = pile->capacity ? pile->capacity * 2 : 64;
    char *items = realloc(pile->items, capacity * pile->item_size);
    if (items) {
        pile->items = items;
    }
    size_t *owners = realloc(pile->owners, capacity * sizeof *owners);
    if (owners) {
        pile->owners = owners;
    }
    if (!items || !owners) {
        return error_set(err, ERROR_NO_MEMORY, "out of memory");
    }
    pile->capacity = capacity;
    return true;
}

bool pile_add(struct pile *pile, size_t owner, const void *item, struct error *err)
{
    if (pile->count == pile->capacity && !grow(pile, err)) {
        return false;
    }
    memcpy(pile->items + pile->count * pile->item_size, item, pile->item_size);
    pile->owners[pile->count++] = owner;
    return true;
}

/* Counts, then moves each item to its place: the order within an owner stays as it came. */
static void scatter(const struct pile *pile, size_t owner_count, char *items, size_t *offsets)
{
    for (size_t i = 0; i < pile->count; i++) {
        offsets[pile->owners[i] + 1]++;
    }
    for (size_t owner = 0; owner < owner_count; owner++) {
        offsets[owner + 1] += offsets[owner];
    }
    for (size_t i = 0; i < pile->count; i++) {
        size_t place = offsets[pile->owners[i]]++;
        memcpy(items + place * pile->item_size, pile->items + i * pile->item_size, pile->item_size);
    }
    for (size_t owner = owner_count; owner > 0; owner--) {
        offsets[owner] = offsets[owner - 1];
    }
    offsets[0] = 0;
}

bool pile_group(const struct pile *pile, size_t owner_count,
                int (*compare)(const void *, const void *), struct pile_groups *ret_groups,
                struct error *err)
{
    AUTO(memory) char *items = calloc(pile->count + 1, pile->item_size);
    AUTO(memory) size_t *offsets = calloc(owner_count + 2, sizeof *offsets);
    if (!items || !offsets) {
        return error_set(err, ERROR_NO_MEMORY, "out of memory");
    }
    scatter(pile, owner_count, items, offsets);
    for (size_t owner = 0; owner < owner_count && compare; owner++) {
        qsort(items + offsets[owner] * pile->item_size, offsets[owner + 1] - offsets[owner],
              pile->item_size, compare);
    }
    ret_groups->items = TAKE(items);
    ret_groups->offsets = TAKE(offsets);
    return true;
}
