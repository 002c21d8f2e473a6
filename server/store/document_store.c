#include "document_store.h"

#include "check.h"
#include <stdio.h>
#include <string.h>

static const struct database_sql read_revision = {
    "counter.state",
    "SELECT value FROM counter WHERE name = 'state'",
};

/* The row is the lock that makes revisions visible in their order. */
static const struct database_sql next_revision = {
    "counter.next_state",
    "UPDATE counter SET value = value + 1 WHERE name = 'state' RETURNING value",
};

static const struct database_sql select_since = {
    "document.since",
    "SELECT kind, id, revision, value FROM document WHERE revision > $1 ORDER BY revision LIMIT $2",
};

static const struct database_sql select_changes = {
    "document.changes",
    "SELECT kind, id, (SELECT fact.value FROM fact WHERE fact.kind = document.kind "
    "AND fact.id = document.id AND fact.revision <= $1 ORDER BY fact.revision DESC LIMIT 1), value "
    "FROM document WHERE revision > $1 ORDER BY revision LIMIT $2",
};

static const struct database_sql select_all = {
    "document.all",
    "SELECT kind, id, revision, value FROM document WHERE value IS NOT NULL ORDER BY kind, id",
};

static const struct database_sql select_kind = {
    "document.of_kind",
    "SELECT kind, id, revision, value FROM document WHERE kind = $1 AND value IS NOT NULL "
    "ORDER BY id",
};

static const struct database_sql select_one = {
    "document.one",
    "SELECT value FROM document WHERE kind = $1 AND id = $2",
};

static const struct database_sql insert_fact = {
    "fact.insert",
    "INSERT INTO fact (revision, kind, id, value, recorded_utc_us, author) "
    "VALUES ($1, $2, $3, $4, $5, $6)",
};

static const struct database_sql select_author = {
    "fact.author", "SELECT author, recorded_utc_us FROM fact WHERE revision = $1"};

static const struct database_sql select_facts = {
    "fact.of_document",
    "SELECT revision, author, recorded_utc_us, value FROM fact WHERE kind = $1 AND id = $2 "
    "ORDER BY revision DESC LIMIT $3",
};

static const struct database_sql upsert_document = {
    "document.upsert",
    "INSERT INTO document (kind, id, revision, value) VALUES ($1, $2, $3, $4) "
    "ON CONFLICT (kind, id) DO UPDATE SET revision = excluded.revision, value = excluded.value",
};

static const struct database_sql select_naming = {
    "document_link.naming",
    "SELECT id FROM document_link WHERE named_kind = $1 AND named_id = $2 AND kind = $3 "
    "ORDER BY id",
};

static const struct database_sql select_named = {
    "document_link.is_named",
    "SELECT kind FROM document_link WHERE named_kind = $1 AND named_id = $2 ORDER BY kind LIMIT 1",
};

static const struct database_sql delete_links = {
    "document_link.delete",
    "DELETE FROM document_link WHERE kind = $1 AND id = $2",
};

static const struct database_sql insert_link = {
    "document_link.insert",
    "INSERT INTO document_link (named_kind, named_id, kind, id) VALUES ($1, $2, $3, $4) "
    "ON CONFLICT DO NOTHING",
};

bool document_store_revision(struct database *database, int64_t *ret_revision, struct error *err)
{
    AUTO(statement) struct statement *select = NULL;
    bool row;
    if (!database_prepare(database, &read_revision, &select, err) ||
        !statement_step(select, &row, err)) {
        return false;
    }
    *ret_revision = row ? statement_int64(select, 0) : 0;
    return true;
}

static bool visit_rows(struct statement *select, document_visit *on_document, void *user,
                       struct error *err)
{
    for (;;) {
        bool row;
        if (!statement_step(select, &row, err)) {
            return false;
        }
        if (!row) {
            return true;
        }
        struct document document = {
            .kind = statement_text(select, 0),
            .id = statement_text(select, 1),
            .revision = statement_int64(select, 2),
            .value = statement_is_null(select, 3) ? NULL : statement_text(select, 3),
        };
        if (!on_document(&document, user, err)) {
            return false;
        }
    }
}

bool document_store_each_since(struct database *database, int64_t since, int64_t max,
                               document_visit *on_document, void *user, struct error *err)
{
    AUTO(statement) struct statement *select = NULL;
    if (!database_prepare(database, &select_since, &select, err)) {
        return false;
    }
    statement_bind_int64(select, 1, since);
    statement_bind_int64(select, 2, max);
    return visit_rows(select, on_document, user, err);
}

bool document_store_each_change(struct database *database, int64_t since, int64_t max,
                                document_change_visit *on_change, void *user, struct error *err)
{
    AUTO(statement) struct statement *select = NULL;
    if (!database_prepare(database, &select_changes, &select, err)) {
        return false;
    }
    statement_bind_int64(select, 1, since);
    statement_bind_int64(select, 2, max);
    for (;;) {
        bool row;
        if (!statement_step(select, &row, err)) {
            return false;
        }
        if (!row) {
            return true;
        }
        const struct document_change change = {
            .kind = statement_text(select, 0),
            .id = statement_text(select, 1),
            .before = statement_is_null(select, 2) ? NULL : statement_text(select, 2),
            .after = statement_is_null(select, 3) ? NULL : statement_text(select, 3),
        };
        if (!on_change(&change, user, err)) {
            return false;
        }
    }
}

bool document_store_each(struct database *database, const char *kind, document_visit *on_document,
                         void *user, struct error *err)
{
    AUTO(statement) struct statement *select = NULL;
    if (!database_prepare(database, kind ? &select_kind : &select_all, &select, err)) {
        return false;
    }
    if (kind) {
        statement_bind_text(select, 1, kind);
    }
    return visit_rows(select, on_document, user, err);
}

bool document_store_read(struct database *database, const char *kind, const char *id,
                         enum document_presence *ret_presence, char **ret_value, struct error *err)
{
    AUTO(statement) struct statement *select = NULL;
    bool row;
    if (!database_prepare(database, &select_one, &select, err)) {
        return false;
    }
    statement_bind_text(select, 1, kind);
    statement_bind_text(select, 2, id);
    if (!statement_step(select, &row, err)) {
        return false;
    }
    if (!row || statement_is_null(select, 0)) {
        *ret_presence = row ? DOCUMENT_GONE : DOCUMENT_NEVER;
        *ret_value = NULL;
        return true;
    }
    char *value = strdup(statement_text(select, 0));
    if (!value) {
        return error_set(err, ERROR_NO_MEMORY, "document: out of memory");
    }
    *ret_presence = DOCUMENT_PRESENT;
    *ret_value = value;
    return true;
}

/* Ids one after the other, each with its NUL, in memory that doubles. */
struct id_list {
    char *bytes;
    size_t len, size, count;
};

static bool id_list_add(struct id_list *list, const char *id, struct error *err)
{
    size_t need = strlen(id) + 1;
    if (list->len + need > list->size) {
        size_t size = list->size ? 2 * list->size : 1024;
        char *bytes = realloc(list->bytes, size);
        if (!bytes) {
            return error_set(err, ERROR_NO_MEMORY, "documents: out of memory");
        }
        list->bytes = bytes;
        list->size = size;
    }
    memcpy(list->bytes + list->len, id, need);
    list->len += need;
    list->count++;
    return true;
}

static bool collect_ids(struct statement *select, struct id_list *list, struct error *err)
{
    for (;;) {
        bool row;
        if (!statement_step(select, &row, err)) {
            return false;
        }
        if (!row) {
            return true;
        }
        if (!id_list_add(list, statement_text(select, 0), err)) {
            return false;
        }
    }
}

bool document_store_naming(struct database *database, const char *named_kind, const char *named_id,
                           const char *kind, char **ret_ids, size_t *ret_count, struct error *err)
{
    AUTO(statement) struct statement *select = NULL;
    if (!database_prepare(database, &select_naming, &select, err)) {
        return false;
    }
    statement_bind_text(select, 1, named_kind);
    statement_bind_text(select, 2, named_id);
    statement_bind_text(select, 3, kind);
    struct id_list list = {0};
    if (!collect_ids(select, &list, err)) {
        free(list.bytes);
        return false;
    }
    *ret_ids = list.bytes;
    *ret_count = list.count;
    return true;
}

bool document_store_is_named(struct database *database, const char *kind, const char *id,
                             bool *ret_named, char ret_kind[static 41], struct error *err)
{
    AUTO(statement) struct statement *select = NULL;
    bool row;
    if (!database_prepare(database, &select_named, &select, err)) {
        return false;
    }
    statement_bind_text(select, 1, kind);
    statement_bind_text(select, 2, id);
    if (!statement_step(select, &row, err)) {
        return false;
    }
    *ret_named = row;
    return !row || statement_copy_text(select, 0, ret_kind, 41, err);
}

static bool take_revision(struct database *database, int64_t *ret_revision, struct error *err)
{
    AUTO(statement) struct statement *update = NULL;
    bool row;
    if (!database_prepare(database, &next_revision, &update, err) ||
        !statement_step(update, &row, err)) {
        return false;
    }
    CHECK(row); /* the row came with the schema */
    *ret_revision = statement_int64(update, 0);
    return true;
}

static bool add_fact(struct database *database, const struct document *document,
                     const struct document_author *author, struct error *err)
{
    AUTO(statement) struct statement *insert = NULL;
    if (!database_prepare(database, &insert_fact, &insert, err)) {
        return false;
    }
    statement_bind_int64(insert, 1, document->revision);
    statement_bind_text(insert, 2, document->kind);
    statement_bind_text(insert, 3, document->id);
    statement_bind_text(insert, 4, document->value);
    statement_bind_int64(insert, 5, author->recorded_utc_us);
    statement_bind_text(insert, 6, author->name);
    return statement_run(insert, err);
}

bool document_store_read_author(struct database *database, int64_t revision, bool *ret_found,
                                char ret_name[static DOCUMENT_AUTHOR_SIZE],
                                int64_t *ret_recorded_utc_us, struct error *err)
{
    AUTO(statement) struct statement *select = NULL;
    if (!database_prepare(database, &select_author, &select, err)) {
        return false;
    }
    statement_bind_int64(select, 1, revision);
    bool row;
    if (!statement_step(select, &row, err) ||
        (row && !statement_copy_text(select, 0, ret_name, DOCUMENT_AUTHOR_SIZE, err))) {
        return false;
    }
    if (row) {
        *ret_recorded_utc_us = statement_int64(select, 1);
    }
    *ret_found = row;
    return true;
}

bool document_store_each_fact(struct database *database, const char *kind, const char *id,
                              int64_t max, document_fact_visit *on_fact, void *user,
                              struct error *err)
{
    AUTO(statement) struct statement *select = NULL;
    if (!database_prepare(database, &select_facts, &select, err)) {
        return false;
    }
    statement_bind_text(select, 1, kind);
    statement_bind_text(select, 2, id);
    statement_bind_int64(select, 3, max);
    for (;;) {
        bool row;
        if (!statement_step(select, &row, err)) {
            return false;
        }
        if (!row) {
            return true;
        }
        struct document_fact fact = {
            .revision = statement_int64(select, 0),
            .author = {statement_text(select, 1), statement_int64(select, 2)},
            .value = statement_is_null(select, 3) ? NULL : statement_text(select, 3),
        };
        if (!on_fact(&fact, user, err)) {
            return false;
        }
    }
}

bool document_store_put(struct database *database, const char *kind, const char *id,
                        const char *value, const struct document_author *author,
                        int64_t *ret_revision, struct error *err)
{
    struct document document = {.kind = kind, .id = id, .value = value};
    AUTO(statement) struct statement *upsert = NULL;
    if (!take_revision(database, &document.revision, err) ||
        !add_fact(database, &document, author, err) ||
        !database_prepare(database, &upsert_document, &upsert, err)) {
        return false;
    }
    statement_bind_text(upsert, 1, kind);
    statement_bind_text(upsert, 2, id);
    statement_bind_int64(upsert, 3, document.revision);
    statement_bind_text(upsert, 4, value);
    if (!statement_run(upsert, err)) {
        return false;
    }
    *ret_revision = document.revision;
    return true;
}

bool document_store_clear_links(struct database *database, const char *kind, const char *id,
                                struct error *err)
{
    AUTO(statement) struct statement *statement = NULL;
    if (!database_prepare(database, &delete_links, &statement, err)) {
        return false;
    }
    statement_bind_text(statement, 1, kind);
    statement_bind_text(statement, 2, id);
    return statement_run(statement, err);
}

bool document_store_add_link(struct database *database, const char *kind, const char *id,
                             const char *named_kind, const char *named_id, struct error *err)
{
    AUTO(statement) struct statement *insert = NULL;
    if (!database_prepare(database, &insert_link, &insert, err)) {
        return false;
    }
    statement_bind_text(insert, 1, named_kind);
    statement_bind_text(insert, 2, named_id);
    statement_bind_text(insert, 3, kind);
    statement_bind_text(insert, 4, id);
    return statement_run(insert, err);
}
