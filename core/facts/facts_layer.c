#include "facts_layer.h"

#include <stdlib.h>

struct facts_layer *facts_layer_create(struct facts_layer *below)
{
    struct facts_layer *layer = calloc(1, sizeof *layer);
    if (!layer) {
        return NULL;
    }
    atomic_init(&layer->users, 1);
    if (below) {
        (void)atomic_fetch_add(&below->users, 1); /* nobody counts it here */
        layer->below = below;
        layer->depth = below->depth + 1;
        layer->bytes_below = below->bytes_below + below->arena.bytes;
    }
    return layer;
}

void facts_layer_drop(struct facts_layer *layer)
{
    while (layer && atomic_fetch_sub(&layer->users, 1) == 1) {
        struct facts_layer *below = layer->below;
        facts_arena_finish(&layer->arena);
        free(layer);
        layer = below;
    }
}

const struct facts_layer *facts_layer_lowest(const struct facts_layer *layer)
{
    while (layer->below) {
        layer = layer->below;
    }
    return layer;
}
