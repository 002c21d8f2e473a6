#pragma once
/* The ledger of breaches (督查台账) besides what everybody may do with a thing of a kind: entries
 * that figures make by themselves, and what time does to entries. On the writer's thread, but for
 * what says otherwise. */

#include "office.h"

/* A step of escalation that somebody's figures have reached. */
struct breach_cause {
    const char *staff, *unit;
    const char *figure, *per, *step; /* words of the policy */
    const char *span;                /* "2026-10" or "2026": what the figure was counted over */
    int64_t at_least, value;
    int64_t firm; /* the part of value that no tap still to come can lift: enough for a new entry */
};

enum breach_noted { BREACH_NEW, BREACH_KNOWN, BREACH_VALUE_CHANGED };

/* Makes the entry, once for one cause. Of one that is there it is written down if the figure has
 * changed, and whether the step is still reached: a figure that falls takes no entry away. */
bool breach_ledger_note(struct office *office, struct database *database,
                        const struct breach_cause *cause, enum breach_noted *ret_noted,
                        struct error *err) MUST_USE;

/* Visits the causes of the entries that figures made and that are neither closed nor dismissed. */
typedef bool breach_ledger_visit(const struct breach_cause *cause, void *user, struct error *err);
bool breach_ledger_each_cause(struct database *database, breach_ledger_visit *on_cause, void *user,
                              struct error *err) MUST_USE;

/* Marks what has not been rectified in time, and reminds of what is due. Any thread but the
 * writer's. */
bool breach_ledger_sweep(struct office *office, size_t *ret_count, struct error *err) MUST_USE;

/* How many entries each unit has in each state, as far as the caller sees them: {"states": {state:
 * n}, "units": [{"unit", "name", state: n, …}]}. Any thread. */
bool breach_ledger_count(struct office *office, const struct office_caller *caller,
                         struct office_answer *ret_answer, struct error *err) MUST_USE;
