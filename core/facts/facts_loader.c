#include "facts_loader.h"

#include "facts_draft.h"
#include "facts_tie.h"
#include <stdlib.h>

struct facts_loader {
    struct facts_draft draft;
};

bool facts_loader_create(struct facts_loader **ret_loader, struct error *err)
{
    AUTO(facts_loader) struct facts_loader *loader = calloc(1, sizeof *loader);
    if (!loader) {
        return error_set(err, ERROR_NO_MEMORY, "facts: out of memory");
    }
    if (!facts_draft_init(&loader->draft, NULL, err)) {
        return false;
    }
    *ret_loader = TAKE(loader);
    return true;
}

void facts_loader_destroy(struct facts_loader *loader)
{
    if (loader) {
        facts_draft_finish(&loader->draft);
        free(loader);
    }
}

bool facts_loader_add(struct facts_loader *loader, const char *kind, const char *id,
                      const json_t *value, struct error *err)
{
    return facts_draft_add(&loader->draft, kind, id, value, err);
}

bool facts_loader_add_text(struct facts_loader *loader, const char *kind, const char *id,
                           const char *text, size_t len, struct error *err)
{
    return facts_draft_add_text(&loader->draft, kind, id, text, len, err);
}

bool facts_loader_finish(struct facts_loader *loader, enum facts_links links,
                         struct facts **ret_facts, struct error *err)
{
    if (!facts_tie(&loader->draft, links, err)) {
        return false;
    }
    *ret_facts = TAKE(loader->draft.facts);
    return true;
}
