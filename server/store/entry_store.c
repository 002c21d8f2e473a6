#include "entry_store.h"

#define ROW_COLUMNS                                                                                \
    "e.kind, e.id, e.version, e.value, d.value, d.revision, e.made_utc_us, e.changed_utc_us, "     \
    "e.made_by, e.changed_by, e.sort, e.unit, e.staff, e.meeting, e.owner, e.state, e.from_day, "  \
    "e.to_day FROM entry e LEFT JOIN document d ON d.kind = e.kind AND d.id = e.id "

static const struct database_sql select_one = {
    "entry.find",
    "SELECT " ROW_COLUMNS "WHERE e.kind = $1 AND e.id = $2",
};

/* A person belongs to a unit on the row's first day, or on the day asked for where that is open. A
 * list of units has a space before and behind each, which no code holds. */
#define DAY_OF_ROW "CASE WHEN e.from_day < -1000000 THEN $12 ELSE e.from_day END"
#define IN_UNITS(list)                                                                             \
    "(EXISTS (SELECT 1 FROM unit_above a WHERE a.unit = e.unit AND "                               \
    "replace(" list ", ' ' || a.above || ' ', '') <> " list ") OR EXISTS (SELECT 1 FROM "          \
    "membership m JOIN unit_above a ON a.unit = m.unit WHERE m.staff = e.staff AND "               \
    "m.from_day <= " DAY_OF_ROW " AND m.to_day >= " DAY_OF_ROW " AND "                             \
    "replace(" list ", ' ' || a.above || ' ', '') <> " list "))"

#define NAMES_STAFF(staff)                                                                         \
    "EXISTS (SELECT 1 FROM document_link l WHERE l.named_kind = 'staff' AND l.named_id = " staff   \
    " AND l.kind = e.kind AND l.id = e.id)"

#define LIST_FILTERS                                                                               \
    "AND ($4 = '' OR replace(e.search, $4, '') <> e.search OR EXISTS (SELECT 1 FROM entry s "      \
    "WHERE s.kind = 'staff' AND s.id = e.staff AND replace(s.search, $4, '') <> s.search)) "       \
    "AND ($5 = '' OR " IN_UNITS(                                                                   \
        "$5") ") "                                                                                 \
              "AND ($6 = '' OR e.staff = $6 OR " NAMES_STAFF(                                      \
                  "$6") ") "                                                                       \
                        "AND ($7 = '' OR e.meeting = $7) AND ($8 = '' OR e.state = $8) "           \
                        "AND e.to_day >= $9 AND e.from_day <= $10 AND ($11 = 1 OR ($15 <> '' AND " \
                        "(e.owner = $15 OR "                                                       \
                        "EXISTS (SELECT 1 FROM entry o WHERE o.kind = 'meeting' AND o.id = "       \
                        "e.meeting AND o.owner = $15))) "                                          \
                        "OR ($14 <> '' AND (e.staff = $14 OR " NAMES_STAFF(                        \
                            "$14") ")) "                                                           \
                                   "OR ($13 <> '' AND " IN_UNITS("$13") ")) "

static const struct database_sql select_list = {
    "entry.list",
    "SELECT " ROW_COLUMNS
    "WHERE e.kind = $1 AND (e.sort > $2 OR (e.sort = $2 AND e.id > $3)) " LIST_FILTERS
    "ORDER BY e.sort, e.id LIMIT $16",
};

static const struct database_sql select_list_down = {
    "entry.list_down",
    "SELECT " ROW_COLUMNS "WHERE e.kind = $1 AND ($3 = '' OR e.sort < $2 OR (e.sort = $2 AND e.id "
    "< $3)) " LIST_FILTERS "ORDER BY e.sort DESC, e.id DESC LIMIT $16",
};

/* Asked with a list's first page alone: nothing comes before it. */
static const struct database_sql select_counts = {
    "entry.counts",
    "SELECT e.state, count(*) FROM entry e LEFT JOIN document d ON d.kind = e.kind AND d.id = e.id "
    "WHERE e.kind = $1 AND $2 = '' AND $3 = '' " LIST_FILTERS
    "GROUP BY e.state ORDER BY e.state LIMIT $16",
};

static const struct database_sql select_kind = {
    "entry.of_kind",
    "SELECT " ROW_COLUMNS "WHERE e.kind = $1 ORDER BY e.sort, e.id",
};

static const struct database_sql select_owned = {
    "entry.of_owner",
    "SELECT " ROW_COLUMNS "WHERE e.kind = $1 AND e.owner = $2 ORDER BY e.sort, e.id",
};

static const struct database_sql select_owners = {
    "entry.owners",
    "SELECT DISTINCT owner FROM entry WHERE kind = $1 AND owner <> '' ORDER BY owner",
};

static const struct database_sql upsert_value = {
    "entry.put",
    "INSERT INTO entry (kind, id, version, value, made_utc_us, made_by, changed_utc_us, "
    "changed_by, sort, search, unit, staff, meeting, owner, state, from_day, to_day) "
    "VALUES ($1, $2, 1, $3, $4, $5, $4, $5, '', '', '', '', '', '', '', 0, 0) "
    "ON CONFLICT (kind, id) DO UPDATE SET version = entry.version + 1, value = excluded.value, "
    "changed_utc_us = excluded.changed_utc_us, changed_by = excluded.changed_by",
};

static const struct database_sql upsert_index = {
    "entry.index",
    "INSERT INTO entry (kind, id, version, value, made_utc_us, made_by, changed_utc_us, "
    "changed_by, sort, search, unit, staff, meeting, owner, state, from_day, to_day) "
    "VALUES ($1, $2, 0, '{}', $3, '', $3, '', $4, $5, $6, $7, $8, $9, $10, $11, $12) "
    "ON CONFLICT (kind, id) DO UPDATE SET sort = excluded.sort, search = excluded.search, "
    "unit = excluded.unit, staff = excluded.staff, meeting = excluded.meeting, "
    "owner = excluded.owner, state = excluded.state, from_day = excluded.from_day, "
    "to_day = excluded.to_day",
};

static const struct database_sql delete_entry = {
    "entry.remove",
    "DELETE FROM entry WHERE kind = $1 AND id = $2",
};

/* ':' follows the last digit and '~' every printable character. */
static const struct database_sql select_prefix = {
    "entry.find_prefix",
    "SELECT id FROM entry WHERE kind = $1 AND id >= $2 AND id < $2 || '~' LIMIT 2",
};

static const struct database_sql next_number = {
    "counter.next_entry",
    "UPDATE counter SET value = value + 1 WHERE name = 'entry' RETURNING value",
};

static const struct database_sql select_indexed = {
    "counter.indexed",
    "SELECT value FROM counter WHERE name = 'indexed'",
};

static const struct database_sql update_indexed = {
    "counter.set_indexed",
    "UPDATE counter SET value = $1 WHERE name = 'indexed'",
};

static void read_row(const struct statement *select, struct entry_row *ret_row)
{
    *ret_row = (struct entry_row){
        .kind = statement_text(select, 0),
        .id = statement_text(select, 1),
        .version = statement_int64(select, 2),
        .value = statement_text(select, 3),
        .fact = statement_is_null(select, 4) ? NULL : statement_text(select, 4),
        .fact_revision = statement_int64(select, 5),
        .made_utc_us = statement_int64(select, 6),
        .changed_utc_us = statement_int64(select, 7),
        .made_by = statement_text(select, 8),
        .changed_by = statement_text(select, 9),
        .index = {.sort = statement_text(select, 10),
                  .search = "",
                  .unit = statement_text(select, 11),
                  .staff = statement_text(select, 12),
                  .meeting = statement_text(select, 13),
                  .owner = statement_text(select, 14),
                  .state = statement_text(select, 15),
                  .from_day = statement_int64(select, 16),
                  .to_day = statement_int64(select, 17)},
    };
}

static bool visit_rows(struct statement *select, entry_visit *on_row, void *user, bool *ret_any,
                       struct error *err)
{
    *ret_any = false;
    for (;;) {
        bool has_row;
        if (!statement_step(select, &has_row, err)) {
            return false;
        }
        if (!has_row) {
            return true;
        }
        struct entry_row row;
        read_row(select, &row);
        *ret_any = true;
        if (!on_row(&row, user, err)) {
            return false;
        }
    }
}

bool entry_store_find(struct database *database, const char *kind, const char *id,
                      entry_visit *on_row, void *user, bool *ret_found, struct error *err)
{
    AUTO(statement) struct statement *select = NULL;
    if (!database_prepare(database, &select_one, &select, err)) {
        return false;
    }
    statement_bind_text(select, 1, kind);
    statement_bind_text(select, 2, id);
    return visit_rows(select, on_row, user, ret_found, err);
}

struct entry_query entry_query_of(const char *kind)
{
    return (struct entry_query){.kind = kind,
                                .after_sort = "",
                                .after_id = "",
                                .search = "",
                                .unit = "",
                                .staff = "",
                                .meeting = "",
                                .state = "",
                                .from_day = INT32_MIN,
                                .to_day = INT32_MAX,
                                .sees_all = 1,
                                .units = "",
                                .own_staff = "",
                                .own_account = "",
                                .limit = ENTRY_QUERY_MAX};
}

static void bind_query(struct statement *select, const struct entry_query *query)
{
    const char *const texts[] = {query->kind, query->after_sort, query->after_id, query->search,
                                 query->unit, query->staff,      query->meeting,  query->state};
    for (int i = 0; i < 8; i++) {
        statement_bind_text(select, i + 1, texts[i]);
    }
    statement_bind_int64(select, 9, query->from_day);
    statement_bind_int64(select, 10, query->to_day);
    statement_bind_int64(select, 11, query->sees_all);
    statement_bind_int64(select, 12, query->date);
    statement_bind_text(select, 13, query->units);
    statement_bind_text(select, 14, query->own_staff);
    statement_bind_text(select, 15, query->own_account);
    statement_bind_int64(select, 16, query->limit);
}

bool entry_store_list(struct database *database, const struct entry_query *query,
                      entry_visit *on_row, void *user, struct error *err)
{
    AUTO(statement) struct statement *select = NULL;
    bool any;
    if (!database_prepare(database, query->newest_first ? &select_list_down : &select_list, &select,
                          err)) {
        return false;
    }
    bind_query(select, query);
    return visit_rows(select, on_row, user, &any, err);
}

bool entry_store_count(struct database *database, const struct entry_query *query,
                       entry_count_visit *on_count, void *user, struct error *err)
{
    AUTO(statement) struct statement *select = NULL;
    if (!database_prepare(database, &select_counts, &select, err)) {
        return false;
    }
    bind_query(select, query);
    for (;;) {
        bool row;
        if (!statement_step(select, &row, err)) {
            return false;
        }
        if (!row) {
            return true;
        }
        if (!on_count(statement_text(select, 0), statement_int64(select, 1), user, err)) {
            return false;
        }
    }
}

bool entry_store_each(struct database *database, const char *kind, entry_visit *on_row, void *user,
                      struct error *err)
{
    AUTO(statement) struct statement *select = NULL;
    bool any;
    if (!database_prepare(database, &select_kind, &select, err)) {
        return false;
    }
    statement_bind_text(select, 1, kind);
    return visit_rows(select, on_row, user, &any, err);
}

bool entry_store_each_of_owner(struct database *database, const char *kind, const char *owner,
                               entry_visit *on_row, void *user, struct error *err)
{
    AUTO(statement) struct statement *select = NULL;
    bool any;
    if (!database_prepare(database, &select_owned, &select, err)) {
        return false;
    }
    statement_bind_text(select, 1, kind);
    statement_bind_text(select, 2, owner);
    return visit_rows(select, on_row, user, &any, err);
}

bool entry_store_each_owner(struct database *database, const char *kind,
                            entry_owner_visit *on_owner, void *user, struct error *err)
{
    AUTO(statement) struct statement *select = NULL;
    bool row = true;
    if (!database_prepare(database, &select_owners, &select, err)) {
        return false;
    }
    statement_bind_text(select, 1, kind);
    while (statement_step(select, &row, err)) {
        if (!row) {
            return true;
        }
        if (!on_owner(statement_text(select, 0), user, err)) {
            return false;
        }
    }
    return false;
}

bool entry_store_put(struct database *database, const char *kind, const char *id, const char *value,
                     const char *account, int64_t now_utc_us, struct error *err)
{
    AUTO(statement) struct statement *upsert = NULL;
    if (!database_prepare(database, &upsert_value, &upsert, err)) {
        return false;
    }
    statement_bind_text(upsert, 1, kind);
    statement_bind_text(upsert, 2, id);
    statement_bind_text(upsert, 3, value);
    statement_bind_int64(upsert, 4, now_utc_us);
    statement_bind_text(upsert, 5, account);
    return statement_run(upsert, err);
}

bool entry_store_index(struct database *database, const char *kind, const char *id,
                       const struct entry_index *index, int64_t now_utc_us, struct error *err)
{
    AUTO(statement) struct statement *upsert = NULL;
    if (!database_prepare(database, &upsert_index, &upsert, err)) {
        return false;
    }
    statement_bind_text(upsert, 1, kind);
    statement_bind_text(upsert, 2, id);
    statement_bind_int64(upsert, 3, now_utc_us);
    const char *const texts[] = {index->sort,    index->search, index->unit, index->staff,
                                 index->meeting, index->owner,  index->state};
    for (int i = 0; i < 7; i++) {
        statement_bind_text(upsert, i + 4, texts[i]);
    }
    statement_bind_int64(upsert, 11, index->from_day);
    statement_bind_int64(upsert, 12, index->to_day);
    return statement_run(upsert, err);
}

bool entry_store_remove(struct database *database, const char *kind, const char *id,
                        struct error *err)
{
    AUTO(statement) struct statement *statement = NULL;
    if (!database_prepare(database, &delete_entry, &statement, err)) {
        return false;
    }
    statement_bind_text(statement, 1, kind);
    statement_bind_text(statement, 2, id);
    return statement_run(statement, err);
}

bool entry_store_find_prefix(struct database *database, const char *kind, const char *prefix,
                             bool *ret_found, char *ret_id, size_t size, struct error *err)
{
    AUTO(statement) struct statement *select = NULL;
    bool row, second = false;
    if (!database_prepare(database, &select_prefix, &select, err)) {
        return false;
    }
    statement_bind_text(select, 1, kind);
    statement_bind_text(select, 2, prefix);
    if (!statement_step(select, &row, err) ||
        (row && (!statement_copy_text(select, 0, ret_id, size, err) ||
                 !statement_step(select, &second, err)))) {
        return false;
    }
    *ret_found = row && !second;
    return true;
}

static bool read_number(struct database *database, const struct database_sql *sql,
                        int64_t *ret_number, struct error *err)
{
    AUTO(statement) struct statement *statement = NULL;
    bool row;
    if (!database_prepare(database, sql, &statement, err) ||
        !statement_step(statement, &row, err)) {
        return false;
    }
    *ret_number = row ? statement_int64(statement, 0) : 0;
    return true;
}

bool entry_store_next_number(struct database *database, int64_t *ret_number, struct error *err)
{
    return read_number(database, &next_number, ret_number, err);
}

bool entry_store_indexed(struct database *database, int64_t *ret_revision, struct error *err)
{
    return read_number(database, &select_indexed, ret_revision, err);
}

bool entry_store_set_indexed(struct database *database, int64_t revision, struct error *err)
{
    AUTO(statement) struct statement *update = NULL;
    if (!database_prepare(database, &update_indexed, &update, err)) {
        return false;
    }
    statement_bind_int64(update, 1, revision);
    return statement_run(update, err);
}
