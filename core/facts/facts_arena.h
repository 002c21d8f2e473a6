#pragma once
/* Memory for facts: handed out in pieces, given back all at once. What facts are made of lives and
 * dies together, and ten thousand people are a hundred allocations instead of a hundred thousand.
 * One thread an object. */

#include "cleanup.h"
#include <stddef.h>

struct facts_arena_block;

/* All zero is an empty arena. */
struct facts_arena {
    struct facts_arena_block *newest;
    size_t used;  /* of the newest block */
    size_t bytes; /* of all blocks */
};

void facts_arena_finish(struct facts_arena *arena);

/* Zeroed memory for count items, aligned for anything; NULL where there is none left, and for a
 * count of 0 some address that is not NULL. */
void *facts_arena_alloc(struct facts_arena *arena, size_t count, size_t item_size);

/* A copy of the text; NULL where there is no memory. */
const char *facts_arena_text(struct facts_arena *arena, const char *text);
