#include "facts_loader.h"

#include "facts_draft.h"
#include "facts_tie.h"
#include "json.h"
#include <stdio.h>
#include <string.h>

struct facts_loader {
    struct facts_draft draft;
};

static const struct kind {
    const char *name;
    bool (*read)(struct facts_draft *draft, const struct facts_document *document,
                 struct error *err);
} kinds[] = {
    {"site", facts_draft_site},
    {"policy", facts_draft_policy},
    {"unit", facts_draft_unit},
    {"staff", facts_draft_staff},
    {"card", facts_draft_card},
    {"calendar", facts_draft_calendar},
    {"schedule", facts_draft_schedule},
    {"assignment", facts_draft_assignment},
    {"leave", facts_draft_leave},
    {"trip", facts_draft_trip},
    {"correction", facts_draft_correction},
    {"meeting", facts_draft_meeting},
    {"meeting_leave", facts_draft_meeting_leave},
    {"substitute", facts_draft_substitute},
    {"mark", facts_draft_mark},
    {"tap_time", facts_draft_tap_time},
    {NULL, NULL},
};

static const struct kind *find_kind(const char *name)
{
    for (const struct kind *kind = kinds; kind->name; kind++) {
        if (strcmp(kind->name, name) == 0) {
            return kind;
        }
    }
    return NULL;
}

bool facts_loader_knows(const char *kind)
{
    return find_kind(kind) != NULL;
}

bool facts_loader_create(struct facts_loader **ret_loader, struct error *err)
{
    AUTO(facts_loader) struct facts_loader *loader = calloc(1, sizeof *loader);
    struct facts *facts = calloc(1, sizeof *facts);
    if (!loader || !facts) {
        free(facts);
        return error_set(err, ERROR_NO_MEMORY, "facts: out of memory");
    }
    facts->site = (struct facts_site){.name = "", .place = "", .timezone = "Asia/Shanghai"};
    policy_init(&facts->policy);
    loader->draft.facts = facts;
    *ret_loader = TAKE(loader);
    return true;
}

void facts_loader_destroy(struct facts_loader *loader)
{
    if (loader) {
        facts_arena_finish(&loader->draft.scratch);
        facts_destroy(loader->draft.facts);
        free(loader);
    }
}

bool facts_loader_add(struct facts_loader *loader, const char *kind, const char *id,
                      const json_t *value, struct error *err)
{
    const struct kind *known = find_kind(kind);
    if (!known) {
        return error_set(err, ERROR_INVALID, "%.40s/%.80s: unknown kind of document", kind, id);
    }
    char path[128];
    (void)snprintf(path, sizeof path, "%s/%.80s", kind, id);
    struct facts_document document = {.id = id, .path = path, .value = value};
    return known->read(&loader->draft, &document, err);
}

bool facts_loader_add_text(struct facts_loader *loader, const char *kind, const char *id,
                           const char *text, size_t len, struct error *err)
{
    if (!find_kind(kind)) {
        return true;
    }
    char source[128];
    (void)snprintf(source, sizeof source, "%s/%.80s", kind, id);
    AUTO(json) json_t *value = NULL;
    return json_parse(text, len, source, &value, err) &&
           facts_loader_add(loader, kind, id, value, err);
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
