#include "fact_check.h"

#include "document_store.h"
#include "fact_nights.h"
#include "facts_loader.h"
#include "json.h"
#include "tap_record.h"
#include <stdio.h>
#include <string.h>

/* The document and what it hangs together with, on the way into a loader. */
struct check {
    struct database *database;
    struct facts_loader *loader;
    json_t *loaded; /* object: "kind/id" of what is in the loader */
};

static bool load(struct check *check, const struct fact_kind *kind, const char *id,
                 const json_t *value, struct error *err);

static bool is_loaded(const struct check *check, const char *kind, const char *id)
{
    char name[128];
    (void)snprintf(name, sizeof name, "%s/%s", kind, id);
    return json_object_get(check->loaded, name) != NULL;
}

static bool note_loaded(struct check *check, const char *kind, const char *id, struct error *err)
{
    char name[128];
    (void)snprintf(name, sizeof name, "%s/%s", kind, id);
    if (json_object_set_new(check->loaded, name, json_true()) != 0) {
        return error_set(err, ERROR_NO_MEMORY, "%s: out of memory", name);
    }
    return true;
}

/* Loads a document of the store, unless it is there; *ret_found is false if there is none. */
static bool load_stored(struct check *check, const char *kind, const char *id, bool *ret_found,
                        struct error *err)
{
    enum document_presence presence;
    AUTO(memory) char *text = NULL;
    AUTO(json) json_t *value = NULL;
    *ret_found = is_loaded(check, kind, id);
    if (*ret_found) {
        return true;
    }
    if (!document_store_read(check->database, kind, id, &presence, &text, err)) {
        return false;
    }
    if (presence != DOCUMENT_PRESENT) {
        return true;
    }
    *ret_found = true;
    return json_parse(text, strlen(text), id, &value, err) &&
           load(check, fact_kind_find(kind), id, value, err);
}

struct link_owner {
    struct check *check;
    const char *kind, *id;
};

static bool load_link(const char *named_kind, const char *named_id, const char *path, void *user,
                      struct error *err)
{
    struct link_owner *owner = user;
    bool found;
    if (strlen(named_id) > TAP_RECORD_ID_MAX) {
        return true; /* the loader has the words for it */
    }
    if (!load_stored(owner->check, named_kind, named_id, &found, err)) {
        return false;
    }
    return found || error_set(err, ERROR_INVALID, "%s/%s.%s: there is no %s '%s'", owner->kind,
                              owner->id, path, named_kind, named_id);
}

static bool load(struct check *check, const struct fact_kind *kind, const char *id,
                 const json_t *value, struct error *err)
{
    struct link_owner owner = {check, kind->name, id};
    return facts_loader_add(check->loader, kind->name, id, value, err) &&
           note_loaded(check, kind->name, id, err) &&
           fact_kind_each_link(kind, value, load_link, &owner, err);
}

/* The other assignments of the same unit or person: no two may begin on one date. */
static bool load_other_assignments(struct check *check, const json_t *value, struct error *err)
{
    const char *holder_kind = json_has(value, "staff") ? "staff" : "unit";
    const char *holder = json_string_value(json_object_get(value, holder_kind));
    AUTO(memory) char *ids = NULL;
    size_t count;
    if (!document_store_naming(check->database, holder_kind, holder, "assignment", &ids, &count,
                               err)) {
        return false;
    }
    const char *id = ids;
    for (size_t i = 0; i < count; i++, id += strlen(id) + 1) {
        bool found;
        if (!load_stored(check, "assignment", id, &found, err)) {
            return false;
        }
    }
    return true;
}

static bool load_other(const struct document *document, void *user, struct error *err)
{
    struct check *check = user;
    AUTO(json) json_t *value = NULL;
    return is_loaded(check, document->kind, document->id) ||
           (json_parse(document->value, strlen(document->value), document->id, &value, err) &&
            load(check, fact_kind_find(document->kind), document->id, value, err));
}

/* Documents that this one does not name, and that can contradict it. */
static bool load_siblings(struct check *check, const struct fact_kind *kind, const json_t *value,
                          struct error *err)
{
    bool is_calendar = strcmp(kind->name, "calendar") == 0;
    bool is_assignment = strcmp(kind->name, "assignment") == 0;
    if (!is_calendar && !is_assignment && strcmp(kind->name, "schedule") != 0) {
        return true;
    }
    return (!is_assignment || load_other_assignments(check, value, err)) &&
           (!is_calendar ||
            document_store_each(check->database, "schedule", load_other, check, err)) &&
           document_store_each(check->database, "calendar", load_other, check, err);
}

bool fact_check(struct database *database, const struct fact_kind *kind, const char *id,
                const json_t *value, struct error *err)
{
    AUTO(facts_loader) struct facts_loader *loader = NULL;
    AUTO(facts) struct facts *facts = NULL;
    AUTO(json) json_t *loaded = json_object();
    if (!loaded || !facts_loader_create(&loader, err)) {
        return error_set(err, ERROR_NO_MEMORY, "%s/%s: out of memory", kind->name, id);
    }
    struct check check = {database, loader, loaded};
    return load(&check, kind, id, value, err) && load_siblings(&check, kind, value, err) &&
           facts_loader_finish(loader, FACTS_LINKS_STRICT, &facts, err) &&
           fact_nights_check(facts, kind->name, id, value, err);
}
