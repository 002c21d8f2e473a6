#include "facts_patch.h"

#include "facts_draft.h"
#include "facts_table.h"
#include "facts_tie.h"
#include <stdlib.h>
#include <string.h>

#define LAYERS_MAX 4096

struct facts_patch {
    const struct facts *base;
    struct facts_draft before, after;
    size_t changes;
    bool is_whole; /* something that no patch is made of */
};

bool facts_patch_create(const struct facts *base, struct facts_patch **ret_patch, struct error *err)
{
    AUTO(facts_patch) struct facts_patch *patch = calloc(1, sizeof *patch);
    if (!patch) {
        return error_set(err, ERROR_NO_MEMORY, "facts: out of memory");
    }
    patch->base = base;
    if (!facts_draft_init(&patch->before, NULL, err) ||
        !facts_draft_init(&patch->after, base, err)) {
        return false;
    }
    *ret_patch = TAKE(patch);
    return true;
}

void facts_patch_destroy(struct facts_patch *patch)
{
    if (patch) {
        facts_draft_finish(&patch->before);
        facts_draft_finish(&patch->after);
        free(patch);
    }
}

/* Whose change is looked for in everybody's facts, and whose only where it is taken away. */
static bool is_for_whole(const struct facts_change *change)
{
    static const char *const any[] = {"site", "policy", "calendar", "schedule", "unit", NULL};
    static const char *const gone[] = {"staff", "meeting", NULL};
    for (const char *const *kind = any; *kind; kind++) {
        if (strcmp(change->kind, *kind) == 0) {
            return true;
        }
    }
    for (const char *const *kind = gone; !change->after && *kind; kind++) {
        if (strcmp(change->kind, *kind) == 0) {
            return true;
        }
    }
    return false;
}

static bool add(struct facts_draft *draft, const struct facts_change *change, const char *text,
                struct error *err)
{
    return !text || facts_draft_add_text(draft, change->kind, change->id, text, strlen(text), err);
}

bool facts_patch_add(struct facts_patch *patch, const struct facts_change *change,
                     struct error *err)
{
    patch->is_whole =
        patch->is_whole || ++patch->changes > FACTS_PATCH_CHANGES_MAX || is_for_whole(change);
    return patch->is_whole || (add(&patch->before, change, change->before, err) &&
                               add(&patch->after, change, change->after, err));
}

/* What is replaced stays in memory for as long as somebody stands on it: no more of that than of
 * what was loaded. */
static bool is_worn(const struct facts *facts)
{
    const struct facts_layer *layer = facts->layer;
    return layer->depth >= LAYERS_MAX ||
           layer->bytes_below > 2 * facts_layer_lowest(layer)->arena.bytes;
}

bool facts_patch_finish(struct facts_patch *patch, struct facts **ret_facts, struct error *err)
{
    if (patch->is_whole || patch->before.items[FACTS_ITEM_UNIT_ASSIGNMENT] ||
        patch->after.items[FACTS_ITEM_UNIT_ASSIGNMENT] || is_worn(patch->after.facts)) {
        *ret_facts = NULL;
        return true;
    }
    if (!facts_tie_again(&patch->after, &patch->before, patch->base, err)) {
        return false;
    }
    *ret_facts = TAKE(patch->after.facts);
    return true;
}
