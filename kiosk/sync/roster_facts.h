#pragma once
/* What the roster's documents amount to: facts that follow it document by document (facts_patch.h),
 * and are loaded whole where that cannot be, as at every start. Everything that is told goes into
 * the roster by this way. The sync thread's. */

#include "cleanup.h"
#include "error.h"
#include "facts.h"
#include "roster_store.h"
#include <stdbool.h>
#include <stddef.h>

struct roster_facts;

/* roster is borrowed and must outlive them; nothing is loaded yet. */
bool roster_facts_create(struct roster_store *roster, struct roster_facts **ret_known,
                         struct error *err) MUST_USE;
void roster_facts_destroy(struct roster_facts *known);
DEFINE_AUTO(roster_facts);

/* Applies the answer to the roster (roster_store_apply), and notes what it changes. */
bool roster_facts_apply(struct roster_facts *known, const struct roster_answer *answer,
                        struct error *err) MUST_USE;

/* How many documents of known kinds the last facts were made without, since this program cannot
 * read them: the server's is newer, or something is wrong with it. They stay in the roster for a
 * program that can. */
size_t roster_facts_unread(const struct roster_facts *known);

/* The roster became another by itself: the next facts are loaded whole. */
void roster_facts_forget(struct roster_facts *known);

/* The facts of nothing, yours. */
bool roster_facts_make_empty(struct facts **ret_facts, struct error *err) MUST_USE;

/* The facts of all that the roster holds now, yours, for any one thread. They are the same
 * whichever way they were made; what names something that is not there waits unused. After an error
 * the next ones are loaded whole. */
enum roster_facts_way { ROSTER_FACTS_LOADED, ROSTER_FACTS_PATCHED };
bool roster_facts_make(struct roster_facts *known, struct facts **ret_facts,
                       enum roster_facts_way *ret_way, struct error *err) MUST_USE;
