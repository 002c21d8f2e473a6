#include "postgres_parts.h"

#include "check.h"
#include "civil.h"
#include <stdio.h>
#include <string.h>

#define MONTHS_BACK  240 /* a clock that is further off leaves its rows in the rest */
#define MONTHS_AHEAD 12
#define TABLES_MAX   16
#define NAME_MAX_LEN 63

/* Parts hang on a rest that takes whatever has none, so that nothing depends on a part's being
 * there. */
void postgres_parts_translate(const char *comment, size_t len, struct sql_text *ret_sql)
{
    const size_t mark = strlen(POSTGRES_PARTS_MARK);
    if (len < mark + 2 || strncmp(comment, POSTGRES_PARTS_MARK, mark) != 0) {
        return;
    }
    const char *table = comment + mark;
    size_t name = strcspn(table, " ");
    const char *key = table + name + 1;
    size_t key_len = (size_t)(comment + len - 3 - key); /* without the comment's end */
    CHECK(name <= NAME_MAX_LEN && *key == '(' && key[key_len - 1] == ')');
    size_t date = strcspn(key + 1, ",)");
    const struct {
        const char *before, *piece;
        size_t len;
    } parts[] = {
        {"ALTER TABLE ", table, name},
        {" RENAME TO ", table, name},
        {"_whole; CREATE TABLE ", table, name},
        {" (LIKE ", table, name},
        {"_whole INCLUDING DEFAULTS, PRIMARY KEY ", key, key_len},
        {") PARTITION BY RANGE (", key + 1, date},
        {"); CREATE TABLE ", table, name},
        {"_rest PARTITION OF ", table, name},
        {" DEFAULT; INSERT INTO ", table, name},
        {" SELECT * FROM ", table, name},
        {"_whole; DROP TABLE ", table, name},
        {"_whole;", "", 0},
    };
    for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
        sql_text_add(ret_sql, parts[i].before);
        sql_text_add_len(ret_sql, parts[i].piece, parts[i].len);
    }
}

/* Making parts */

static const struct database_sql list_divided = {
    "parts.tables",
    "SELECT CAST(c.relname AS TEXT), CAST(a.attname AS TEXT) FROM pg_catalog.pg_class c "
    "JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace "
    "JOIN pg_catalog.pg_partitioned_table p ON p.partrelid = c.oid "
    "JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum = p.partattrs[0] "
    "WHERE n.nspname = current_schema() ORDER BY 1",
};

static const struct database_sql find_part = {
    "parts.find",
    "SELECT COUNT(*) FROM pg_catalog.pg_class c "
    "JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace "
    "WHERE n.nspname = current_schema() AND CAST(c.relname AS TEXT) = $1",
};

struct divided {
    char table[NAME_MAX_LEN + 1], date[NAME_MAX_LEN + 1];
};

static bool read_divided(struct database *database, struct divided *ret_tables, size_t *ret_count,
                         struct error *err)
{
    AUTO(statement) struct statement *select = NULL;
    bool row = false;
    bool good = database_prepare(database, &list_divided, &select, err) &&
                statement_step(select, &row, err);
    *ret_count = 0;
    while (good && row) {
        CHECK(*ret_count < TABLES_MAX);
        struct divided *table = &ret_tables[(*ret_count)++];
        good = statement_copy_text(select, 0, table->table, sizeof table->table, err) &&
               statement_copy_text(select, 1, table->date, sizeof table->date, err) &&
               statement_step(select, &row, err);
    }
    return good;
}

/* The part "tap_2026_03". */
static void name_part(const struct divided *table, int32_t month, char ret_name[static 80])
{
    char text[CIVIL_MONTH_SIZE];
    (void)civil_month_format(month, text);
    CHECK(snprintf(ret_name, 80, "%.63s_%.4s_%.2s", table->table, text, text + 5) < 80);
}

static bool is_there(struct database *database, const char *name, bool *ret_there,
                     struct error *err)
{
    AUTO(statement) struct statement *select = NULL;
    bool row;
    if (!database_prepare(database, &find_part, &select, err)) {
        return false;
    }
    statement_bind_text(select, 1, name);
    if (!statement_step(select, &row, err)) {
        return false;
    }
    *ret_there = statement_int64(select, 0) > 0;
    return true;
}

static void add_number(struct sql_text *sql, int32_t number)
{
    char text[16];
    (void)snprintf(text, sizeof text, "%d", (int)number); /* 11 characters at most */
    sql_text_add(sql, text);
}

/* The rows of the month that wait in the rest are moved before it is hung in. */
static bool make_part(struct database *database, const struct divided *table, int32_t month,
                      struct error *err)
{
    char part[80], rest[80];
    bool there;
    name_part(table, month, part);
    CHECK(snprintf(rest, sizeof rest, "%s_rest", table->table) < (int)sizeof rest);
    if (!is_there(database, part, &there, err)) {
        return false;
    }
    if (there) {
        return true;
    }
    AUTO_SQL_TEXT struct sql_text sql = {0};
    sql_text_add(&sql, "CREATE TABLE ");
    sql_text_add_name(&sql, part);
    sql_text_add(&sql, " (LIKE ");
    sql_text_add_name(&sql, table->table);
    sql_text_add(&sql, " INCLUDING DEFAULTS); WITH moved AS (DELETE FROM ");
    sql_text_add_name(&sql, rest);
    sql_text_add(&sql, " WHERE ");
    sql_text_add_name(&sql, table->date);
    sql_text_add(&sql, " >= ");
    add_number(&sql, civil_month_first(month));
    sql_text_add(&sql, " AND ");
    sql_text_add_name(&sql, table->date);
    sql_text_add(&sql, " < ");
    add_number(&sql, civil_month_first(month + 1));
    sql_text_add(&sql, " RETURNING *) INSERT INTO ");
    sql_text_add_name(&sql, part);
    sql_text_add(&sql, " SELECT * FROM moved; ALTER TABLE ");
    sql_text_add_name(&sql, table->table);
    sql_text_add(&sql, " ATTACH PARTITION ");
    sql_text_add_name(&sql, part);
    sql_text_add(&sql, " FOR VALUES FROM (");
    add_number(&sql, civil_month_first(month));
    sql_text_add(&sql, ") TO (");
    add_number(&sql, civil_month_first(month + 1));
    sql_text_add(&sql, ")");
    return sql_text_is_good(&sql, err) && database_run_script(database, part, sql.text, err);
}

/* Months of the rows that wait in the rest; false in *ret_any where none does. The statement's text
 * is this call's: it is prepared each time, in no cache. */
static bool read_rest(struct database *database, const struct divided *table, int32_t first,
                      int32_t last, bool *ret_any, int32_t *ret_first, int32_t *ret_last,
                      struct error *err)
{
    char rest[80];
    CHECK(snprintf(rest, sizeof rest, "%s_rest", table->table) < (int)sizeof rest);
    AUTO_SQL_TEXT struct sql_text sql = {0};
    sql_text_add(&sql, "CREATE TEMPORARY TABLE parts_span ON COMMIT DROP AS SELECT COUNT(*) AS "
                       "waiting, MIN(");
    sql_text_add_name(&sql, table->date);
    sql_text_add(&sql, ") AS first, MAX(");
    sql_text_add_name(&sql, table->date);
    sql_text_add(&sql, ") AS last FROM ");
    sql_text_add_name(&sql, rest);
    sql_text_add(&sql, " WHERE ");
    sql_text_add_name(&sql, table->date);
    sql_text_add(&sql, " >= ");
    add_number(&sql, civil_month_first(first));
    sql_text_add(&sql, " AND ");
    sql_text_add_name(&sql, table->date);
    sql_text_add(&sql, " < ");
    add_number(&sql, civil_month_first(last + 1));
    static const struct database_sql read_span = {"parts.span",
                                                  "SELECT waiting, first, last FROM parts_span"};
    AUTO(statement) struct statement *select = NULL;
    bool row;
    if (!sql_text_is_good(&sql, err) ||
        !database_run_script(database, "parts.span", sql.text, err) ||
        !database_prepare(database, &read_span, &select, err) ||
        !statement_step(select, &row, err)) {
        return false;
    }
    *ret_any = statement_int64(select, 0) > 0;
    *ret_first = *ret_any ? civil_month_of((int32_t)statement_int64(select, 1)) : 0;
    *ret_last = *ret_any ? civil_month_of((int32_t)statement_int64(select, 2)) : -1;
    statement_release(TAKE(select));
    return database_run_script(database, "parts.span", "DROP TABLE parts_span", err);
}

static bool make_parts_of(struct database *database, const struct divided *table,
                          int32_t this_month, struct error *err)
{
    bool any;
    int32_t first, last;
    if (!read_rest(database, table, this_month - MONTHS_BACK, this_month + MONTHS_AHEAD, &any,
                   &first, &last, err)) {
        return false;
    }
    for (int32_t month = first; any && month <= last; month++) {
        if (!make_part(database, table, month, err)) {
            return false;
        }
    }
    for (int32_t month = this_month; month <= this_month + MONTHS_AHEAD; month++) {
        if (!make_part(database, table, month, err)) {
            return false;
        }
    }
    return true;
}

bool postgres_parts_make(struct database *database, int32_t this_month, struct error *err)
{
    struct divided tables[TABLES_MAX];
    size_t count;
    if (!read_divided(database, tables, &count, err)) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        if (!make_parts_of(database, &tables[i], this_month, err)) {
            return error_prefix(err, "months of %s", tables[i].table);
        }
    }
    return true;
}
