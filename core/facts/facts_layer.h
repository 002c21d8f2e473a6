#pragma once
/* Where the values of facts live. Facts that were made out of earlier ones share all that did not
 * change with them: each has a layer of its own on top of those that it was made from, and a layer
 * goes with the last facts that stand on it. The counting may be done on any thread; a layer is
 * filled by one, before anybody else sees it. */

#include "facts_arena.h"
#include <stdatomic.h>
#include <stddef.h>

struct facts_layer {
    struct facts_arena arena;
    struct facts_layer *below; /* NULL: the facts were loaded whole */
    size_t depth;              /* layers below */
    size_t bytes_below;        /* of all of them */
    atomic_size_t users;       /* facts and layers that stand on it */
};

/* NULL where there is no memory; below NULL: the lowest. */
struct facts_layer *facts_layer_create(struct facts_layer *below);
void facts_layer_drop(struct facts_layer *layer);

/* The layer that all others stand on. */
const struct facts_layer *facts_layer_lowest(const struct facts_layer *layer);
