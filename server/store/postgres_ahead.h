#pragma once
/* Rows that PostgreSQL has been asked for before anybody wants them, by statement and values: what
 * waits in a pipeline, and what has come. Of the PostgreSQL engine; one thread a connection. */

#include "database_engine.h"
#include <libpq-fe.h>
#include <stdbool.h>
#include <stddef.h>

#define POSTGRES_AHEAD_MAX 2048 /* read at one time; more are read when they are asked for */

struct ahead_rows;

/* All zero holds nothing. */
struct postgres_ahead {
    struct ahead_rows *first; /* in the order in which they were sent */
    size_t count;
};

/* The place for the rows of a bound statement; NULL where there is no room for them, or there is
 * one already. */
struct ahead_rows *postgres_ahead_add(struct postgres_ahead *ahead,
                                      const struct statement *statement);

/* Takes the result over; one that is no rows is dropped. */
void postgres_ahead_fill(struct ahead_rows *place, PGresult *result);

/* Is there a place for this statement and these values, be it filled or not? */
bool postgres_ahead_has(const struct postgres_ahead *ahead, const struct statement *statement);

/* Gives the rows up, yours, and their place; NULL where none have come. */
PGresult *postgres_ahead_take(struct postgres_ahead *ahead, const struct statement *statement);

/* Nothing that is under way may point here any more. */
void postgres_ahead_clear(struct postgres_ahead *ahead);
