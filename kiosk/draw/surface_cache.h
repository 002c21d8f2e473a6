#pragma once
/* Pixels that were costly to make, kept under what they show; the least recently used ones give
 * way. Texts of font_set and shapes of canvas. Main thread. */

#include "cleanup.h"
#include "colour.h"
#include "error.h"
#include <stddef.h>

struct SDL_Surface;
struct surface_cache;

struct surface_key {
    int shape; /* a font weight or an icon, as the owner of the cache has it */
    int size_px;
    struct colour colour;
    const char *text; /* "" for a shape; copied when kept */
};

bool surface_cache_create(size_t max_surfaces, size_t max_bytes, struct surface_cache **ret_cache,
                          struct error *err) MUST_USE;
void surface_cache_destroy(struct surface_cache *cache);
DEFINE_AUTO(surface_cache);

/* The kept surface, borrowed until the next surface_cache_keep(); NULL if there is none. */
struct SDL_Surface *surface_cache_find(struct surface_cache *cache, const struct surface_key *key);

/* Takes the surface over; others give way until it fits. Returns it, or NULL without memory. */
struct SDL_Surface *surface_cache_keep(struct surface_cache *cache, const struct surface_key *key,
                                       struct SDL_Surface *surface);
