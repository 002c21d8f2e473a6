#include "unit_tree.h"

#include "document_store.h"
#include "json.h"
#include "storage.h"
#include "tap_record.h"
#include <stdlib.h>
#include <string.h>

#define UNITS_MAX 100000

/* parent "": at the top. */
struct tree_unit {
    char code[TAP_RECORD_ID_MAX + 1];
    char parent[TAP_RECORD_ID_MAX + 1];
};

struct unit_tree {
    struct tree_unit *units; /* by code */
    size_t count, size;
};

void unit_tree_destroy(struct unit_tree *tree)
{
    if (tree) {
        free(tree->units);
        free(tree);
    }
}

static bool make_room(struct unit_tree *tree, struct error *err)
{
    if (tree->count < tree->size) {
        return true;
    }
    size_t size = tree->size ? 2 * tree->size : 64;
    struct tree_unit *units = size <= UNITS_MAX ? realloc(tree->units, size * sizeof *units) : NULL;
    if (!units) {
        return error_set(err, ERROR_NO_MEMORY, "units: out of memory");
    }
    tree->units = units;
    tree->size = size;
    return true;
}

static bool copy_code(const char *code, char ret_code[static TAP_RECORD_ID_MAX + 1],
                      struct error *err)
{
    size_t len = strlen(code);
    if (len > TAP_RECORD_ID_MAX) {
        return error_set(err, ERROR_INVALID, "unit: a code is longer than %d bytes",
                         TAP_RECORD_ID_MAX);
    }
    memcpy(ret_code, code, len + 1);
    return true;
}

static bool add_unit(const struct document *document, void *user, struct error *err)
{
    struct unit_tree *tree = user;
    AUTO(json) json_t *value = NULL;
    if (!json_parse(document->value, strlen(document->value), "unit", &value, err) ||
        !make_room(tree, err)) {
        return false;
    }
    const char *parent = json_string_value(json_object_get(value, "parent"));
    struct tree_unit *unit = &tree->units[tree->count];
    if (!copy_code(document->id, unit->code, err) ||
        !copy_code(parent ? parent : "", unit->parent, err)) {
        return false;
    }
    tree->count++;
    return true;
}

static int compare_units(const void *a, const void *b)
{
    return strcmp(((const struct tree_unit *)a)->code, ((const struct tree_unit *)b)->code);
}

bool unit_tree_read(struct database *database, struct unit_tree **ret_tree, struct error *err)
{
    AUTO(unit_tree) struct unit_tree *tree = calloc(1, sizeof *tree);
    if (!tree) {
        return error_set(err, ERROR_NO_MEMORY, "units: out of memory");
    }
    if (!document_store_each(database, "unit", add_unit, tree, err)) {
        return false;
    }
    if (tree->count > 0) {
        qsort(tree->units, tree->count, sizeof *tree->units, compare_units);
    }
    *ret_tree = TAKE(tree);
    return true;
}

bool unit_tree_look(struct storage *storage, struct unit_tree **ret_tree, struct error *err)
{
    AUTO(snapshot) struct snapshot *view = NULL;
    return storage_read(storage, &view, err) &&
           unit_tree_read(snapshot_database(view), ret_tree, err);
}

static const struct tree_unit *find(const struct unit_tree *tree, const char *code)
{
    struct tree_unit key;
    struct error err;
    if (tree->count == 0 || !copy_code(code, key.code, &err)) {
        return NULL;
    }
    return bsearch(&key, tree->units, tree->count, sizeof key, compare_units);
}

/* Bounded by their number: a circle would have been refused when it was put. */
bool unit_tree_holds(const struct unit_tree *tree, const char *top, const char *unit)
{
    const char *code = unit;
    for (size_t steps = 0; steps <= tree->count; steps++) {
        if (strcmp(code, top) == 0) {
            return true;
        }
        const struct tree_unit *at = find(tree, code);
        if (!at || !at->parent[0]) {
            return false;
        }
        code = at->parent;
    }
    return false;
}

const char *unit_tree_at(const struct unit_tree *tree, size_t i)
{
    return i < tree->count ? tree->units[i].code : NULL;
}
