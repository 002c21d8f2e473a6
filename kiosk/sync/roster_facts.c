#include "roster_facts.h"

#include "check.h"
#include "facts_loader.h"
#include "facts_patch.h"
#include "log.h"
#include <stdlib.h>
#include <string.h>

/* Patches are strict where a kiosk's loading is lenient: only facts of which nothing was passed
 * over are patched, and a patch with a fault in it is loaded whole instead. */
struct roster_facts {
    struct roster_store *roster;
    struct facts *kept;        /* what was made last; NULL: the next ones are loaded whole */
    struct facts_patch *patch; /* from those to what the roster holds; NULL: they are the same */
    size_t unread;             /* of the last loading; what is patched has none */
};

bool roster_facts_create(struct roster_store *roster, struct roster_facts **ret_known,
                         struct error *err)
{
    struct roster_facts *known = calloc(1, sizeof *known);
    if (!known) {
        return error_set(err, ERROR_NO_MEMORY, "facts: out of memory");
    }
    known->roster = roster;
    *ret_known = known;
    return true;
}

void roster_facts_forget(struct roster_facts *known)
{
    facts_patch_destroy(TAKE(known->patch)); /* first: it stands on what is kept */
    facts_destroy(TAKE(known->kept));
}

size_t roster_facts_unread(const struct roster_facts *known)
{
    return known->unread;
}

void roster_facts_destroy(struct roster_facts *known)
{
    if (known) {
        roster_facts_forget(known);
        free(known);
    }
}

/* A document that an answer tells twice would be before what it is after. */
static bool is_told_before(const struct roster_answer *answer, size_t index)
{
    const struct roster_change *change = &answer->changes[index];
    for (size_t i = 0; i < index; i++) {
        if (strcmp(answer->changes[i].id, change->id) == 0 &&
            strcmp(answer->changes[i].kind, change->kind) == 0) {
            return true;
        }
    }
    return false;
}

static bool add_change(struct roster_facts *known, const struct roster_answer *answer, size_t index,
                       struct error *err)
{
    const struct roster_change *change = &answer->changes[index];
    AUTO(memory) char *before = NULL;
    if (is_told_before(answer, index)) {
        return error_set(err, ERROR_INVALID, "%s: told twice", change->kind);
    }
    if (!roster_store_find(known->roster, change->kind, change->id, &before, err)) {
        return false;
    }
    const struct facts_change patched = {change->kind, change->id, before, change->value};
    return facts_patch_add(known->patch, &patched, err);
}

/* Of what the roster holds before the answer. False: the next facts are to be loaded whole. */
static bool note_changes(struct roster_facts *known, const struct roster_answer *answer,
                         struct error *err)
{
    if (known->patch || answer->more || answer->count > FACTS_PATCH_CHANGES_MAX ||
        roster_store_is_told_again(known->roster)) {
        return error_set(err, ERROR_INVALID, "more than one small answer");
    }
    if (!facts_patch_create(known->kept, &known->patch, err)) {
        return false;
    }
    for (size_t i = 0; i < answer->count; i++) {
        if (!add_change(known, answer, i, err)) {
            return false;
        }
    }
    return true;
}

bool roster_facts_apply(struct roster_facts *known, const struct roster_answer *answer,
                        struct error *err)
{
    struct error fault;
    if (known->kept && answer->count > 0 && !note_changes(known, answer, &fault)) {
        roster_facts_forget(known);
    }
    if (!roster_store_apply(known->roster, answer, err)) {
        roster_facts_forget(known); /* or the patch would tell of what did not happen */
        return false;
    }
    return true;
}

/* The kiosk goes on with what it can read: a document that it cannot is passed over, not a reason
 * to know nobody. */
struct loading {
    struct facts_loader *loader;
    size_t passed_over;
};

static bool add_document(const struct roster_change *document, void *user, struct error *err)
{
    struct loading *loading = user;
    struct error fault = {0};
    if (facts_loader_add_text(loading->loader, document->kind, document->id, document->value,
                              document->value_len, &fault)) {
        return true;
    }
    if (fault.code == ERROR_NO_MEMORY) {
        return error_set(err, fault.code, "%s", fault.text);
    }
    loading->passed_over++;
    log_event(LOG_WARNING, "document_passed_over", "kind=%s reason=%s", LOG_TEXT(document->kind),
              LOG_TEXT(fault.text));
    return true;
}

bool roster_facts_make_empty(struct facts **ret_facts, struct error *err)
{
    AUTO(facts_loader) struct facts_loader *loader = NULL;
    return facts_loader_create(&loader, err) &&
           facts_loader_finish(loader, FACTS_LINKS_LENIENT, ret_facts, err);
}

/* The same facts once more, for another thread to have: a patch of nothing shares every value. */
static bool make_twin(const struct facts *facts, struct facts **ret_twin, struct error *err)
{
    AUTO(facts_patch) struct facts_patch *patch = NULL;
    return facts_patch_create(facts, &patch, err) && facts_patch_finish(patch, ret_twin, err);
}

static bool load(struct roster_facts *known, struct facts **ret_facts, struct error *err)
{
    AUTO(facts_loader) struct facts_loader *loader = NULL;
    AUTO(facts) struct facts *facts = NULL;
    AUTO(facts) struct facts *twin = NULL;
    if (!facts_loader_create(&loader, err)) {
        return false;
    }
    struct loading loading = {loader, 0};
    if (!roster_store_each(known->roster, add_document, &loading, err) ||
        !facts_loader_finish(loader, FACTS_LINKS_LENIENT, &facts, err)) {
        return false;
    }
    known->unread = loading.passed_over;
    bool exact = loading.passed_over == 0 && facts_passed_over(facts) == 0;
    if (exact && !make_twin(facts, &twin, err)) {
        return false;
    }
    known->kept = TAKE(twin);
    *ret_facts = TAKE(facts);
    return true;
}

/* *ret_facts NULL: to be loaded whole. */
static void follow(struct roster_facts *known, struct facts **ret_facts)
{
    AUTO(facts) struct facts *next = NULL;
    AUTO(facts) struct facts *twin = NULL;
    struct error fault;
    *ret_facts = NULL;
    if (known->patch && !facts_patch_finish(known->patch, &next, &fault)) {
        return;
    }
    if (known->patch && !next) {
        return;
    }
    if (!make_twin(next ? next : known->kept, &twin, &fault) || !twin) {
        return;
    }
    if (next) {
        roster_facts_forget(known);
        known->kept = TAKE(next);
    }
    *ret_facts = TAKE(twin);
}

bool roster_facts_make(struct roster_facts *known, struct facts **ret_facts,
                       enum roster_facts_way *ret_way, struct error *err)
{
    struct facts *facts = NULL;
    if (known->kept) {
        follow(known, &facts);
    }
    *ret_way = facts ? ROSTER_FACTS_PATCHED : ROSTER_FACTS_LOADED;
    if (!facts) {
        roster_facts_forget(known);
        if (!load(known, &facts, err)) {
            return false;
        }
    }
    *ret_facts = facts;
    return true;
}
