#include "surface_cache.h"

#include "check.h"
#include <SDL.h>
#include <string.h>

struct entry {
    struct surface_key key; /* its text is owned */
    char *text;
    SDL_Surface *surface;
    uint64_t used; /* by the cache's count of uses */
    uint32_t hash;
};

struct surface_cache {
    size_t max_surfaces, max_bytes;
    size_t count, bytes;
    uint64_t uses;
    struct entry *entries;
};

bool surface_cache_create(size_t max_surfaces, size_t max_bytes, struct surface_cache **ret_cache,
                          struct error *err)
{
    CHECK(max_surfaces > 0);
    AUTO(surface_cache) struct surface_cache *cache = calloc(1, sizeof *cache);
    if (!cache) {
        return error_set(err, ERROR_NO_MEMORY, "surface cache: out of memory");
    }
    cache->max_surfaces = max_surfaces;
    cache->max_bytes = max_bytes;
    cache->entries = calloc(max_surfaces, sizeof *cache->entries);
    if (!cache->entries) {
        return error_set(err, ERROR_NO_MEMORY, "surface cache: out of memory");
    }
    *ret_cache = TAKE(cache);
    return true;
}

static size_t surface_bytes(const SDL_Surface *surface)
{
    return (size_t)surface->pitch * (size_t)surface->h;
}

static void drop(struct surface_cache *cache, size_t index)
{
    struct entry *entry = &cache->entries[index];
    cache->bytes -= surface_bytes(entry->surface);
    SDL_FreeSurface(entry->surface);
    free(entry->text);
    *entry = cache->entries[--cache->count];
}

void surface_cache_destroy(struct surface_cache *cache)
{
    if (!cache) {
        return;
    }
    while (cache->count > 0) {
        drop(cache, cache->count - 1);
    }
    free(cache->entries);
    free(cache);
}

/* FNV-1a: spares most comparisons of whole texts. */
static uint32_t hash_text(const char *text)
{
    uint32_t hash = 2166136261U;
    for (; *text; text++) {
        hash = (hash ^ (unsigned char)*text) * 16777619U;
    }
    return hash;
}

static bool matches(const struct entry *entry, const struct surface_key *key, uint32_t hash)
{
    return entry->hash == hash && entry->key.shape == key->shape &&
           entry->key.size_px == key->size_px && colour_equal(entry->key.colour, key->colour) &&
           strcmp(entry->text, key->text) == 0;
}

struct SDL_Surface *surface_cache_find(struct surface_cache *cache, const struct surface_key *key)
{
    uint32_t hash = hash_text(key->text);
    for (size_t i = 0; i < cache->count; i++) {
        struct entry *entry = &cache->entries[i];
        if (matches(entry, key, hash)) {
            entry->used = ++cache->uses;
            return entry->surface;
        }
    }
    return NULL;
}

static size_t least_recent(const struct surface_cache *cache)
{
    size_t found = 0;
    for (size_t i = 1; i < cache->count; i++) {
        if (cache->entries[i].used < cache->entries[found].used) {
            found = i;
        }
    }
    return found;
}

struct SDL_Surface *surface_cache_keep(struct surface_cache *cache, const struct surface_key *key,
                                       struct SDL_Surface *surface)
{
    size_t bytes = surface_bytes(surface);
    while (cache->count > 0 &&
           (cache->count == cache->max_surfaces || cache->bytes + bytes > cache->max_bytes)) {
        drop(cache, least_recent(cache));
    }
    char *text = strdup(key->text);
    if (!text) {
        SDL_FreeSurface(surface);
        return NULL;
    }
    struct entry *entry = &cache->entries[cache->count++];
    *entry = (struct entry){*key, text, surface, ++cache->uses, hash_text(text)};
    entry->key.text = text;
    cache->bytes += bytes;
    return surface;
}
