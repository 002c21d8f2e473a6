#pragma once
/* Ties the documents of a draft to each other: ids become pointers, lists become arrays beside whom
 * they are about. Between the files of this folder; one thread an object. */

#include "facts_draft.h"
#include "facts_groups.h"
#include "facts_loader.h"

/* Fills draft->facts. Lenient: a document that cannot be tied is counted in passed_over. */
bool facts_tie(struct facts_draft *draft, enum facts_links links, struct error *err) MUST_USE;

/* What the steps of tying share. */
struct facts_tying {
    struct facts_draft *draft;
    struct facts *facts;
    enum facts_links links;
    struct error *err;
};

/* Zeroed memory that stays with the facts, or NULL with the error filled. */
void *facts_tie_alloc(struct facts_tying *tying, size_t count, size_t item_size);

bool facts_tie_groups(struct facts_tying *tying, struct facts_groups *groups, size_t owners)
    MUST_USE;

/* A document that cannot be tied: "kind/id: what 'name'" and false where links are strict, else
 * counted and true. */
bool facts_tie_pass_over(struct facts_tying *tying, const char *kind, const char *id,
                         const char *what, const char *name) MUST_USE;

/* The index of a person; SIZE_MAX where there is none. */
size_t facts_tie_find_staff(const struct facts_tying *tying, const char *id);

/* Steps that have files of their own: what hangs on people, and what hangs on meetings. The list of
 * people stands before either. */
bool facts_tie_staff(struct facts_tying *tying) MUST_USE;
bool facts_tie_meetings(struct facts_tying *tying) MUST_USE;
