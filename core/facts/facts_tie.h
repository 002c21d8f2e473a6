#pragma once
/* Ties the documents of a draft to each other: ids become pointers, lists become arrays beside whom
 * they are about. Whole facts and those that come out of earlier ones are tied by the same steps:
 * the former come out of nothing. Between the files of this folder; one thread an object. */

#include "facts_draft.h"
#include "facts_groups.h"
#include "facts_loader.h"

/* Fills draft->facts. Lenient: a document that cannot be tied is counted in passed_over. */
bool facts_tie(struct facts_draft *draft, enum facts_links links, struct error *err) MUST_USE;

/* The same, strict, out of base: before is a draft of what its documents were that changed since,
 * draft one of what they are now. Units, schedules and calendar stay those of base, and nobody and
 * no meeting is taken away. */
bool facts_tie_again(struct facts_draft *draft, struct facts_draft *before,
                     const struct facts *base, struct error *err) MUST_USE;

enum facts_owner_kind { FACTS_OWNER_UNIT, FACTS_OWNER_STAFF, FACTS_OWNER_MEETING };

/* Values on which something hangs. Those that the base has too may be read only. */
struct facts_owners {
    struct facts_list *list;
    size_t value_size;
    bool *is_new; /* by index: made by this tying, or copied so that it may be changed */
};

/* What the steps of tying share. */
struct facts_tying {
    struct facts_draft *draft;
    const struct facts_draft *before; /* empty: whole facts */
    const struct facts *base;         /* no people, no meetings …: whole facts */
    struct facts *facts;
    struct facts_owners owners[3]; /* by enum facts_owner_kind */
    enum facts_links links;
    struct error *err;
};

/* Zeroed memory that stays with the facts, or for as long as is tied; NULL with the error filled.
 */
void *facts_tie_alloc(struct facts_tying *tying, size_t count, size_t item_size);
void *facts_tie_scratch(struct facts_tying *tying, size_t count, size_t item_size);

bool facts_tie_groups(struct facts_tying *tying, struct facts_groups *groups, size_t owners)
    MUST_USE;

/* A document that cannot be tied: "kind/id: what 'name'" and false where links are strict, else
 * counted and true. */
bool facts_tie_pass_over(struct facts_tying *tying, const char *kind, const char *id,
                         const char *what, const char *name) MUST_USE;

/* Lists what is added (in any order; lent) and what the base has; kind for errors. */
bool facts_tie_list(struct facts_tying *tying, const char *kind, const struct facts_list *base,
                    struct facts_list added, struct facts_list *ret_list) MUST_USE;

/* The same of what things hang on. */
bool facts_tie_owners(struct facts_tying *tying, enum facts_owner_kind owner, const char *kind,
                      struct facts_list added) MUST_USE;

/* The value at this index as one that may be changed; NULL with the error filled. */
void *facts_tie_own(struct facts_tying *tying, enum facts_owner_kind owner, size_t index);

/* Steps that have files of their own. */
bool facts_tie_staff(struct facts_tying *tying) MUST_USE;
bool facts_tie_meetings(struct facts_tying *tying) MUST_USE;
bool facts_tie_cards(struct facts_tying *tying) MUST_USE;

/* The items first..last hang on their owners, which are listed. */
bool facts_tie_items(struct facts_tying *tying, enum facts_item_kind first,
                     enum facts_item_kind last) MUST_USE;
