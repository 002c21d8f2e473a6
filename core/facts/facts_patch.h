#pragma once
/* From facts to those after a few changes: what the changed documents touch is made anew, all the
 * rest is shared. What comes out equals what a loader (facts_loader.h, strict) makes of all
 * documents. Used where facts are kept while documents change; one thread an object. */

#include "cleanup.h"
#include "error.h"
#include "facts.h"
#include <stdbool.h>

/* More than this at once are loaded whole sooner. */
#define FACTS_PATCH_CHANGES_MAX 256

/* A document that changed: JSON, or NULL where it is not there. */
struct facts_change {
    const char *kind, *id;
    const char *before; /* in the facts that are patched */
    const char *after;
};

struct facts_patch;

/* base outlives the patch, not what comes out of it. */
bool facts_patch_create(const struct facts *base, struct facts_patch **ret_patch, struct error *err)
    MUST_USE;
void facts_patch_destroy(struct facts_patch *patch);
DEFINE_AUTO(facts_patch);

/* Each document once; a kind that no facts are made of is passed over. */
bool facts_patch_add(struct facts_patch *patch, const struct facts_change *change,
                     struct error *err) MUST_USE;

/* *ret_facts NULL: these changes touch everybody (site, policy, calendar, hours, units and what is
 * assigned to them, somebody or a meeting taken away), they are too many, or what earlier patches
 * replaced has become as much as what holds: load whole. The patch can only be destroyed then. */
bool facts_patch_finish(struct facts_patch *patch, struct facts **ret_facts, struct error *err)
    MUST_USE;
