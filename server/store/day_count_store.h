#pragma once
/* How each person's date went, in five words, for counts over some of them. Used within a
 * transaction of the caller; one thread a connection. */

#include "database.h"
#include <stdbool.h>
#include <stdint.h>

/* One person on one date and of one unit. Texts are borrowed for the call. */
struct day_count_row {
    const char *staff, *unit;
    bool came;    /* there was a tap */
    bool late;    /* a check-in was late */
    bool on_time; /* one was on time */
    bool away;    /* all sessions are leave or trip */
};

typedef void day_count_visit(const struct day_count_row *row, void *user);

bool day_count_store_each(struct database *database, int32_t day, day_count_visit *on_row,
                          void *user, struct error *err) MUST_USE;
