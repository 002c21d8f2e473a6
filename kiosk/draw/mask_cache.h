#pragma once
/* Masks that were costly to make, kept under what they show; the least recently used ones give way.
 * Texts of font_set and shapes of canvas. Main thread. */

#include "cleanup.h"
#include "error.h"
#include "mask.h"
#include <stddef.h>

struct mask_cache;

struct mask_key {
    int shape; /* a font weight or an icon, as the owner of the cache has it */
    int size_px;
    const char *text; /* "" for a shape; copied when kept */
};

bool mask_cache_create(size_t max_masks, size_t max_bytes, struct mask_cache **ret_cache,
                       struct error *err) MUST_USE;
void mask_cache_destroy(struct mask_cache *cache);
DEFINE_AUTO(mask_cache);

/* The kept mask, borrowed until the next mask_cache_keep(); NULL if there is none. */
const struct mask *mask_cache_find(struct mask_cache *cache, const struct mask_key *key);

/* Takes the mask over; others give way until it fits. Returns it, or NULL without memory. */
const struct mask *mask_cache_keep(struct mask_cache *cache, const struct mask_key *key,
                                   struct mask *mask);
