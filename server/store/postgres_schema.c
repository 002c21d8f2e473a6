#include "postgres_schema.h"

#include "postgres_parts.h"
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#define BYTEWISE " COLLATE \"C\""

/* Two servers that start at once may both make it: the second finds it there. */
const char postgres_schema_writer[] =
    "CREATE TABLE IF NOT EXISTS " POSTGRES_WRITER_TABLE " ("
    "writer TEXT COLLATE \"C\" NOT NULL PRIMARY KEY,"
    "number BIGINT NOT NULL,"
    "at_utc_us BIGINT NOT NULL);"
    "INSERT INTO " POSTGRES_WRITER_TABLE " (writer, number, at_utc_us) VALUES ('', 0, 0) "
    "ON CONFLICT DO NOTHING";

/* Ours: the tables of the schema that names without one mean, whole or the root of partitions. */
#define OUR_TABLES                                                                                 \
    "FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace "         \
    "WHERE n.nspname = current_schema() AND c.relkind IN ('r', 'p') AND NOT c.relispartition "     \
    "AND c.relname <> '" POSTGRES_WRITER_TABLE "' "

const struct database_sql postgres_schema_find_table = {
    "database.find_table",
    "SELECT COUNT(*) " OUR_TABLES
    "AND CAST(c.relname AS TEXT) = COALESCE($1, CAST(c.relname AS TEXT))",
};

const struct database_sql postgres_schema_list_tables = {
    "database.tables",
    "SELECT CAST(c.relname AS TEXT)" BYTEWISE " AS name " OUR_TABLES "ORDER BY name",
};

const struct database_sql postgres_schema_list_columns = {
    "database.columns",
    "SELECT CAST(a.attname AS TEXT), pg_catalog.format_type(a.atttypid, NULL), "
    "COALESCE(array_position(CAST(i.indkey AS SMALLINT[]), a.attnum) + 1, 0) "
    "FROM pg_catalog.pg_attribute a "
    "JOIN pg_catalog.pg_class c ON c.oid = a.attrelid "
    "JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace "
    "LEFT JOIN pg_catalog.pg_index i ON i.indrelid = c.oid AND i.indisprimary "
    "WHERE n.nspname = current_schema() AND CAST(c.relname AS TEXT) = $1 AND a.attnum > 0 "
    "AND NOT a.attisdropped ORDER BY a.attnum",
};

/* Scripts */

static bool is_word(char letter)
{
    return isalnum((unsigned char)letter) || letter == '_';
}

/* What is no code: a comment or a quoted text; returns its length, 0 where there is none. */
static size_t skip_quoted(const char *at)
{
    const char *end = NULL;
    if (strncmp(at, "--", 2) == 0) {
        end = strchr(at, '\n');
    } else if (strncmp(at, "/*", 2) == 0) {
        end = strstr(at + 2, "*/");
        end = end ? end + 2 : NULL;
    } else if (*at == '\'') {
        end = strchr(at + 1, '\'');
        end = end ? end + 1 : NULL;
    } else {
        return 0;
    }
    return end ? (size_t)(end - at) : strlen(at);
}

static bool is_named(const char *word, size_t len, const char *name)
{
    return len == strlen(name) && strncmp(word, name, len) == 0;
}

/* TEXT is a column's type wherever no AS stands before it, as it does in a CAST. */
void postgres_schema_translate(const char *script, struct sql_text *ret_sql)
{
    bool after_as = false;
    while (*script) {
        size_t len = skip_quoted(script);
        postgres_parts_translate(script, len, ret_sql);
        if (len == 0 && is_word(*script)) {
            while (is_word(script[len])) {
                len++;
            }
            bool type = is_named(script, len, "TEXT") && !after_as;
            after_as = is_named(script, len, "AS");
            sql_text_add_len(ret_sql, script, len);
            sql_text_add(ret_sql, type ? BYTEWISE : "");
        } else {
            len = len > 0 ? len : 1;
            sql_text_add_len(ret_sql, script, len);
        }
        script += len;
    }
}

/* Copies */

struct keeping {
    const char *schema;
    struct sql_text sql;
};

static bool keep_table(const char *table, void *user, struct error *err)
{
    (void)err;
    struct keeping *keeping = user;
    sql_text_add(&keeping->sql, "; CREATE TABLE ");
    sql_text_add_name(&keeping->sql, keeping->schema);
    sql_text_add(&keeping->sql, ".");
    sql_text_add_name(&keeping->sql, table);
    sql_text_add(&keeping->sql, " AS TABLE ");
    sql_text_add_name(&keeping->sql, table);
    return true;
}

/* One that is there is of a migration to the same version that failed: nothing has changed since
 * that an older program did not write, and this copy has it. */
bool postgres_schema_keep(struct database *database, int version, struct error *err)
{
    char schema[32];
    (void)snprintf(schema, sizeof schema, "before_%d", version); /* 18 characters at most */
    struct keeping keeping = {.schema = schema};
    sql_text_add(&keeping.sql, "DROP SCHEMA IF EXISTS ");
    sql_text_add_name(&keeping.sql, schema);
    sql_text_add(&keeping.sql, " CASCADE; CREATE SCHEMA ");
    sql_text_add_name(&keeping.sql, schema);
    bool kept = database_each_table(database, keep_table, &keeping, err) &&
                sql_text_is_good(&keeping.sql, err) &&
                database_run_script(database, schema, keeping.sql.text, err);
    sql_text_finish(&keeping.sql);
    return kept;
}
