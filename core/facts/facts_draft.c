#include "facts_draft.h"

#include "facts_field.h"
#include "facts_loader.h"
#include "json.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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
    {"keeper", facts_draft_keeper},
    {"photo", facts_draft_photo},
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

bool facts_draft_init(struct facts_draft *draft, const struct facts *base, struct error *err)
{
    AUTO(facts) struct facts *facts = calloc(1, sizeof *facts);
    if (facts) {
        facts->layer = facts_layer_create(base ? base->layer : NULL);
    }
    if (!facts || !facts->layer) {
        return error_set(err, ERROR_NO_MEMORY, "facts: out of memory");
    }
    if (base) {
        facts->site = base->site;
        facts->policy = base->policy;
        facts->calendar = base->calendar;
    } else {
        facts->site = (struct facts_site){.name = "", .place = "", .timezone = "Asia/Shanghai"};
        policy_init(&facts->policy);
    }
    *draft = (struct facts_draft){.facts = TAKE(facts)};
    return true;
}

void facts_draft_finish(struct facts_draft *draft)
{
    facts_arena_finish(&draft->scratch);
    facts_destroy(draft->facts);
    draft->facts = NULL;
}

bool facts_draft_add(struct facts_draft *draft, const char *kind, const char *id,
                     const json_t *value, struct error *err)
{
    const struct kind *known = find_kind(kind);
    if (!known) {
        return error_set(err, ERROR_INVALID, "%.40s/%.80s: unknown kind of document", kind, id);
    }
    char path[128];
    (void)snprintf(path, sizeof path, "%s/%.80s", kind, id);
    struct facts_document document = {.id = id, .path = path, .value = value};
    return known->read(draft, &document, err);
}

bool facts_draft_add_text(struct facts_draft *draft, const char *kind, const char *id,
                          const char *text, size_t len, struct error *err)
{
    if (!find_kind(kind)) {
        return true;
    }
    char source[128];
    (void)snprintf(source, sizeof source, "%s/%.80s", kind, id);
    AUTO(json) json_t *value = NULL;
    return json_parse(text, len, source, &value, err) &&
           facts_draft_add(draft, kind, id, value, err);
}

void *facts_draft_alloc(struct facts_arena *arena, size_t count, size_t item_size,
                        struct error *err)
{
    void *memory = facts_arena_alloc(arena, count, item_size);
    if (!memory) {
        (void)error_set(err, ERROR_NO_MEMORY, "facts: out of memory");
    }
    return memory;
}

bool facts_draft_text(struct facts_draft *draft, const char *text, const char **ret_text,
                      struct error *err)
{
    const char *copy = facts_arena_text(&draft->facts->layer->arena, text);
    if (!copy) {
        return error_set(err, ERROR_NO_MEMORY, "facts: out of memory");
    }
    *ret_text = copy;
    return true;
}

bool facts_draft_same_id(const struct facts_document *document, const char *key, struct error *err)
{
    const char *id;
    if (!facts_field_id(document->value, document->path, key, &id, err)) {
        return false;
    }
    if (strcmp(id, document->id) != 0) {
        return facts_field_refuse(json_object_get(document->value, key), document->path, key,
                                  "is not the document's own id", err);
    }
    return true;
}

bool facts_draft_id(struct facts_draft *draft, const struct facts_document *document,
                    const char *key, const char **ret_id, struct error *err)
{
    const char *id;
    return facts_field_id(document->value, document->path, key, &id, err) &&
           facts_draft_text(draft, id, ret_id, err);
}

struct draft_item *facts_draft_item(struct facts_draft *draft,
                                    const struct facts_document *document, struct error *err)
{
    struct draft_item *item = facts_draft_alloc(&draft->scratch, 1, sizeof *item, err);
    return item && facts_draft_text(draft, document->id, &item->id, err) ? item : NULL;
}

void facts_draft_add_item(struct facts_draft *draft, enum facts_item_kind kind,
                          struct draft_item *item)
{
    item->next = draft->items[kind];
    draft->items[kind] = item;
}
