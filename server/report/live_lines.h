#pragma once
/* The taps of a commit as JSON texts for the live board: made within the transaction that stores
 * them, when their facts are at hand, and sent after it. The writer's thread. */

#include "database.h"
#include "error.h"
#include "fact_cache.h"
#include "ingest_observer.h"
#include <stddef.h>

struct live_line {
    char *text;
    char staff[TAP_RECORD_ID_MAX + 1]; /* whose tap; "" where nobody's */
    char unit[TAP_RECORD_ID_MAX + 1];  /* theirs on that date; "" where none */
};

struct live_lines {
    struct live_line *list; /* in order of time */
    size_t count;
    char (*meetings)[TAP_RECORD_ID_MAX + 1]; /* whose results these taps may have changed */
    size_t meeting_count;
};

/* Fills lines, which was empty. */
bool live_lines_make(struct live_lines *lines, struct fact_cache *cache, struct database *database,
                     const struct stored_tap *taps, size_t count, struct error *err) MUST_USE;

/* Makes it empty again. */
void live_lines_finish(struct live_lines *lines);
