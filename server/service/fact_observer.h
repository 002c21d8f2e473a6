#pragma once
/* Who wants to hear of facts: judging, within the transaction that stores them, and whoever waits
 * for the state, once it is committed. All calls come on the writer's thread, once for each commit.
 */

#include "database.h"
#include "error.h"
#include "tap_record.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum fact_scope {
    FACT_SCOPE_STAFF,   /* id is the person */
    FACT_SCOPE_UNIT,    /* id is the unit: whoever belongs to it */
    FACT_SCOPE_MEETING, /* id is the meeting: all its attendees */
    FACT_SCOPE_ATTENDS, /* id is the person: their results of the meetings near, but for the one
                           that changed: a tap that names none counts for one of several */
    FACT_SCOPE_ALL,     /* everyone: calendar, policy, a schedule */
};

/* The document that changed, in the form of the revision that is named. */
struct fact_cause {
    char kind[17];
    char id[81];
    int64_t revision;
};

/* Whose verdicts a fact may have changed, and of which dates (both included, widened already to the
 * days beside them where these share midpoints; CIVIL_DATE_FIRST and _LAST where open). */
struct fact_touch {
    enum fact_scope scope;
    char id[TAP_RECORD_ID_MAX + 1]; /* "" for FACT_SCOPE_ALL */
    int32_t first, last;
    struct fact_cause cause;
};

struct fact_observer {
    /* May write; must not fail but for the database's own faults. NULL: nothing to do. */
    bool (*on_facts_in_transaction)(struct database *database, const struct fact_touch *touches,
                                    size_t count, void *user, struct error *err);
    /* revision: the newest of the state. Must not wait. NULL: nothing to do. */
    void (*on_facts_committed)(int64_t revision, void *user);
    void *user;
};
