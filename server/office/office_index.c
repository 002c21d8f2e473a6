#include "civil.h"
#include "document_store.h"
#include "entry_store.h"
#include "json.h"
#include "office_inside.h"
#include "unit_tree_store.h"
#include <stdio.h>
#include <string.h>

#define TREE_DEPTH_MAX 1000

static bool add_document(const struct document *document, void *user, struct error *err)
{
    struct office_names *names = user;
    const struct office_kind *kind = office_kind_find(document->kind);
    return !kind || office_names_add(names, kind, document->id, err);
}

/* Collected first: nothing is written under the statement that reads. */
static bool collect_documents(struct office *office, struct database *database, struct error *err)
{
    int64_t newest, indexed;
    if (!document_store_revision(database, &newest, err) ||
        !entry_store_indexed(database, &indexed, err)) {
        return false;
    }
    if (newest == indexed) {
        return true;
    }
    return document_store_each_since(database, indexed, INT64_MAX, add_document, &office->stale,
                                     err) &&
           entry_store_set_indexed(database, newest, err);
}

static void days_of(const struct office_kind *kind, const json_t *members,
                    struct entry_index *index)
{
    const char *from = kind->index.from, *to = kind->index.to;
    index->from_day = from ? office_date(members, from, CIVIL_DATE_FIRST) : CIVIL_DATE_FIRST;
    index->to_day = to     ? office_date(members, to, CIVIL_DATE_LAST)
                    : from ? index->from_day
                           : CIVIL_DATE_LAST;
}

static bool index_thing(struct office *office, struct database *database,
                        const struct office_kind *kind, const char *id, const json_t *members,
                        struct error *err)
{
    const struct office_index *by = &kind->index;
    char search[2 * TEXT_KEY_MAX + 2] = "";
    char sort[ENTRY_SORT_MAX + 1];
    char name[TEXT_KEY_MAX + 1] = "";
    if (by->search && !text_key_name(office->keys, office_text(members, by->search), name, err)) {
        return false;
    }
    char folded[TEXT_KEY_MAX + 1];
    if (!text_key_fold(office->keys, id, folded, err)) {
        return false;
    }
    (void)snprintf(search, sizeof search, "%s %s", name, folded);
    (void)snprintf(sort, sizeof sort, "%s", by->sort ? office_text(members, by->sort) : id);
    struct entry_index index = {
        .sort = sort,
        .search = search,
        .unit = office_text(members, by->unit),
        .staff = office_text(members, by->staff),
        .meeting = office_text(members, by->meeting),
        .owner = office_text(members, by->owner),
        .state = office_text(members, "state"),
    };
    days_of(kind, members, &index);
    return entry_store_index(database, kind->name, id, &index, clock_utc_us(office->settings.clock),
                             err);
}

/* People */

struct membership_row {
    const char *unit;
    int32_t from;
};

static int compare_memberships(const void *a, const void *b)
{
    int32_t from_a = ((const struct membership_row *)a)->from;
    int32_t from_b = ((const struct membership_row *)b)->from;
    return from_a < from_b ? -1 : from_a > from_b;
}

static bool index_member(struct database *database, const char *id, const json_t *members,
                         struct error *err)
{
    const json_t *moves = json_object_get(members, "moves");
    size_t count = 1 + json_array_size(moves);
    AUTO(memory) struct membership_row *rows = calloc(count, sizeof *rows);
    if (!rows) {
        return error_set(err, ERROR_NO_MEMORY, "staff/%s: out of memory", id);
    }
    rows[0] = (struct membership_row){office_text(members, "unit"), CIVIL_DATE_FIRST};
    for (size_t i = 1; i < count; i++) {
        const json_t *move = json_array_get(moves, i - 1);
        rows[i] = (struct membership_row){office_text(move, "unit"),
                                          office_date(move, "from", CIVIL_DATE_FIRST)};
    }
    qsort(rows, count, sizeof *rows, compare_memberships);
    if (!unit_tree_store_clear_member(database, id, err)) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        int32_t to = i + 1 < count ? rows[i + 1].from - 1 : CIVIL_DATE_LAST;
        if (!unit_tree_store_add_member(database, id, rows[i].unit, rows[i].from, to, err)) {
            return false;
        }
    }
    return true;
}

/* Units */

static bool collect_parent(const struct document *document, void *user, struct error *err)
{
    AUTO(json) json_t *value = NULL;
    if (!json_parse(document->value, strlen(document->value), document->id, &value, err)) {
        return false;
    }
    return json_object_set_new(user, document->id, json_string(office_text(value, "parent"))) ==
               0 ||
           error_set(err, ERROR_NO_MEMORY, "units: out of memory");
}

static bool add_above(struct database *database, json_t *parents, const char *unit,
                      struct error *err)
{
    const char *above = unit;
    for (size_t depth = 0; *above && depth < TREE_DEPTH_MAX; depth++) {
        if (!unit_tree_store_add(database, unit, above, err)) {
            return false;
        }
        above = office_text(parents, above);
    }
    return true;
}

static bool rebuild_tree(struct database *database, struct error *err)
{
    AUTO(json) json_t *parents = json_object();
    if (!parents) {
        return error_set(err, ERROR_NO_MEMORY, "units: out of memory");
    }
    if (!document_store_each(database, "unit", collect_parent, parents, err) ||
        !unit_tree_store_clear(database, err)) {
        return false;
    }
    const char *unit;
    json_t *parent;
    json_object_foreach(parents, unit, parent)
    {
        if (!add_above(database, parents, unit, err)) {
            return false;
        }
    }
    return true;
}

static bool index_one(struct office *office, struct database *database,
                      const struct office_name *name, struct error *err)
{
    AUTO_THING struct office_thing thing = {0};
    bool is_staff = strcmp(name->kind->name, "staff") == 0;
    if (!office_thing_find(database, name->kind, name->id, &thing, err)) {
        return false;
    }
    if (!thing.members) {
        return entry_store_remove(database, name->kind->name, name->id, err) &&
               (!is_staff || unit_tree_store_clear_member(database, name->id, err));
    }
    return index_thing(office, database, name->kind, name->id, thing.members, err) &&
           (!is_staff || index_member(database, name->id, thing.members, err));
}

bool office_index_catch_up(struct office *office, struct database *database, struct error *err)
{
    if (!collect_documents(office, database, err)) {
        return false;
    }
    bool units = false;
    for (size_t i = 0; i < office->stale.count; i++) {
        const struct office_name *name = &office->stale.names[i];
        units = units || strcmp(name->kind->name, "unit") == 0;
        if (!index_one(office, database, name, err)) {
            return error_prefix(err, "index of %s/%s", name->kind->name, name->id);
        }
    }
    office->stale.count = 0;
    return !units || rebuild_tree(database, err);
}
