#pragma once
/* Verdicts that were given and then replaced by others: before, after, and the facts that did it.
 * Written by server/judging alone, read by whoever explains a verdict; never changed. Used within a
 * transaction of the caller; one thread a connection. */

#include "database.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Texts are borrowed. */
struct difference {
    int32_t date; /* of the session, or of the meeting's start */
    const char *staff;
    int32_t session;         /* 0 where it is of a meeting */
    const char *meeting;     /* "" where it is of a session */
    const char *old_verdict; /* JSON; NULL: there was none */
    const char *new_verdict; /* the same */
    const char *causes;      /* JSON list; empty: the passing of time */
    int64_t changed_utc_us;
};

bool difference_store_add(struct database *database, const struct difference *difference,
                          struct error *err) MUST_USE;

/* What is given to it holds for the call only; false ends the walk with its err. */
typedef bool difference_visit(const struct difference *difference, void *user, struct error *err);

struct difference_question {
    int32_t first, last; /* dates, both included */
    const char *staff;   /* NULL: everybody */
};

/* By date, person and order of the changes. */
bool difference_store_each(struct database *database, const struct difference_question *question,
                           difference_visit *on_difference, void *user, struct error *err) MUST_USE;
