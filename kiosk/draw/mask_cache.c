#include "mask_cache.h"

#include "check.h"
#include <string.h>

struct entry {
    struct mask_key key; /* its text is owned */
    char *text;
    struct mask *mask;
    uint64_t used; /* by the cache's count of uses */
    uint32_t hash;
};

struct mask_cache {
    size_t max_masks, max_bytes;
    size_t count, bytes;
    uint64_t uses;
    struct entry *entries;
};

bool mask_cache_create(size_t max_masks, size_t max_bytes, struct mask_cache **ret_cache,
                       struct error *err)
{
    CHECK(max_masks > 0);
    AUTO(mask_cache) struct mask_cache *cache = calloc(1, sizeof *cache);
    if (!cache) {
        return error_set(err, ERROR_NO_MEMORY, "mask cache: out of memory");
    }
    cache->max_masks = max_masks;
    cache->max_bytes = max_bytes;
    cache->entries = calloc(max_masks, sizeof *cache->entries);
    if (!cache->entries) {
        return error_set(err, ERROR_NO_MEMORY, "mask cache: out of memory");
    }
    *ret_cache = TAKE(cache);
    return true;
}

static void drop(struct mask_cache *cache, size_t index)
{
    struct entry *entry = &cache->entries[index];
    cache->bytes -= mask_bytes(entry->mask);
    mask_destroy(entry->mask);
    free(entry->text);
    *entry = cache->entries[--cache->count];
}

void mask_cache_destroy(struct mask_cache *cache)
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

static bool matches(const struct entry *entry, const struct mask_key *key, uint32_t hash)
{
    return entry->hash == hash && entry->key.shape == key->shape &&
           entry->key.size_px == key->size_px && strcmp(entry->text, key->text) == 0;
}

const struct mask *mask_cache_find(struct mask_cache *cache, const struct mask_key *key)
{
    uint32_t hash = hash_text(key->text);
    for (size_t i = 0; i < cache->count; i++) {
        struct entry *entry = &cache->entries[i];
        if (matches(entry, key, hash)) {
            entry->used = ++cache->uses;
            return entry->mask;
        }
    }
    return NULL;
}

static size_t least_recent(const struct mask_cache *cache)
{
    size_t found = 0;
    for (size_t i = 1; i < cache->count; i++) {
        if (cache->entries[i].used < cache->entries[found].used) {
            found = i;
        }
    }
    return found;
}

const struct mask *mask_cache_keep(struct mask_cache *cache, const struct mask_key *key,
                                   struct mask *mask)
{
    size_t bytes = mask_bytes(mask);
    while (cache->count > 0 &&
           (cache->count == cache->max_masks || cache->bytes + bytes > cache->max_bytes)) {
        drop(cache, least_recent(cache));
    }
    char *text = strdup(key->text);
    if (!text) {
        mask_destroy(mask);
        return NULL;
    }
    struct entry *entry = &cache->entries[cache->count++];
    *entry = (struct entry){*key, text, mask, ++cache->uses, hash_text(text)};
    entry->key.text = text;
    cache->bytes += bytes;
    return mask;
}
