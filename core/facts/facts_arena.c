#include "facts_arena.h"

#include <stdalign.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/* Blocks grow with what is in them already, so that facts which differ little from others cost
 * little. */
#define BLOCK_MIN ((size_t)1024)
#define BLOCK_MAX ((size_t)65536)
#define ALIGNMENT alignof(max_align_t)

struct facts_arena_block {
    struct facts_arena_block *older;
    size_t size;
    alignas(max_align_t) unsigned char data[];
};

void facts_arena_finish(struct facts_arena *arena)
{
    struct facts_arena_block *block = arena->newest;
    while (block) {
        struct facts_arena_block *older = block->older;
        free(block);
        block = older;
    }
    *arena = (struct facts_arena){0};
}

static bool add_block(struct facts_arena *arena, size_t size)
{
    struct facts_arena_block *block = calloc(1, sizeof *block + size);
    if (!block) {
        return false;
    }
    block->size = size;
    block->older = arena->newest;
    arena->newest = block;
    arena->used = 0;
    arena->bytes += sizeof *block + size;
    return true;
}

static void *take(struct facts_arena *arena, size_t size)
{
    if (!arena->newest || arena->newest->size - arena->used < size) {
        size_t block = arena->bytes < BLOCK_MIN ? BLOCK_MIN : arena->bytes;
        block = block > BLOCK_MAX ? BLOCK_MAX : block;
        if (!add_block(arena, size > block ? size : block)) {
            return NULL;
        }
    }
    void *memory = arena->newest->data + arena->used;
    arena->used += size;
    return memory;
}

static size_t round_up(size_t size)
{
    return (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
}

void *facts_arena_alloc(struct facts_arena *arena, size_t count, size_t item_size)
{
    if (count > (SIZE_MAX / 2) / item_size) {
        return NULL;
    }
    size_t used = round_up(arena->used);
    if (arena->newest && used <= arena->newest->size) {
        arena->used = used;
    }
    return take(arena, round_up(count * item_size));
}

const char *facts_arena_text(struct facts_arena *arena, const char *text)
{
    size_t size = strlen(text) + 1;
    char *copy = take(arena, size);
    return copy ? memcpy(copy, text, size) : NULL;
}
