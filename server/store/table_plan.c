#include "table_plan.h"

#include "check.h"
#include "sql_text.h"
#include <stdlib.h>
#include <string.h>

#define PAGE_ROWS 1000

struct column {
    char name[TABLE_NAME_MAX + 1];
    enum database_type type;
};

struct table_plan {
    char name[TABLE_NAME_MAX + 1];
    struct column columns[TABLE_COLUMNS_MAX];
    size_t column_count;
    size_t key[TABLE_COLUMNS_MAX]; /* columns in the order of the primary key */
    size_t key_count;
    struct sql_text first_text, next_text, insert_text, clear_text;
    struct database_sql first, next, insert, clear;
};

/* The key of the last row of a page. */
struct key_value {
    int64_t number;
    char *bytes;
    size_t len;
};

struct place {
    struct key_value values[TABLE_COLUMNS_MAX];
};

static void place_finish(struct place *place)
{
    for (size_t i = 0; i < TABLE_COLUMNS_MAX; i++) {
        free(place->values[i].bytes);
    }
}

#define AUTO_PLACE __attribute__((cleanup(place_finish)))

/* Statements */

static void add_columns(struct sql_text *sql, const struct table_plan *plan)
{
    for (size_t i = 0; i < plan->column_count; i++) {
        sql_text_add(sql, i > 0 ? ", " : "");
        sql_text_add_name(sql, plan->columns[i].name);
    }
}

static void add_key(struct sql_text *sql, const struct table_plan *plan)
{
    for (size_t i = 0; i < plan->key_count; i++) {
        sql_text_add(sql, i > 0 ? ", " : "");
        sql_text_add_name(sql, plan->columns[plan->key[i]].name);
    }
}

static void add_params(struct sql_text *sql, int first, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        sql_text_add(sql, i > 0 ? ", " : "");
        sql_text_add_param(sql, first + (int)i);
    }
}

/* A page is of $1 rows; the next one begins behind the key $2…. */
static void write_select(struct sql_text *sql, const struct table_plan *plan, bool behind)
{
    sql_text_add(sql, "SELECT ");
    add_columns(sql, plan);
    sql_text_add(sql, " FROM ");
    sql_text_add_name(sql, plan->name);
    if (behind) {
        sql_text_add(sql, " WHERE (");
        add_key(sql, plan);
        sql_text_add(sql, ") > (");
        add_params(sql, 2, plan->key_count);
        sql_text_add(sql, ")");
    }
    sql_text_add(sql, " ORDER BY ");
    add_key(sql, plan);
    sql_text_add(sql, " LIMIT $1");
}

static bool write_statements(struct table_plan *plan, struct error *err)
{
    write_select(&plan->first_text, plan, false);
    write_select(&plan->next_text, plan, true);
    sql_text_add(&plan->insert_text, "INSERT INTO ");
    sql_text_add_name(&plan->insert_text, plan->name);
    sql_text_add(&plan->insert_text, " (");
    add_columns(&plan->insert_text, plan);
    sql_text_add(&plan->insert_text, ") VALUES (");
    add_params(&plan->insert_text, 1, plan->column_count);
    sql_text_add(&plan->insert_text, ")");
    sql_text_add(&plan->clear_text, "DELETE FROM ");
    sql_text_add_name(&plan->clear_text, plan->name);
    plan->first = (struct database_sql){plan->name, plan->first_text.text};
    plan->next = (struct database_sql){plan->name, plan->next_text.text};
    plan->insert = (struct database_sql){plan->name, plan->insert_text.text};
    plan->clear = (struct database_sql){plan->name, plan->clear_text.text};
    return sql_text_is_good(&plan->first_text, err) && sql_text_is_good(&plan->next_text, err) &&
           sql_text_is_good(&plan->insert_text, err) && sql_text_is_good(&plan->clear_text, err);
}

static bool add_column(const struct database_column *column, void *user, struct error *err)
{
    struct table_plan *plan = user;
    size_t len = strlen(column->name);
    if (plan->column_count == TABLE_COLUMNS_MAX || len > TABLE_NAME_MAX) {
        return error_set(err, ERROR_UNSUPPORTED,
                         "column %s: more than %d columns, or its name too long", column->name,
                         TABLE_COLUMNS_MAX);
    }
    struct column *kept = &plan->columns[plan->column_count];
    memcpy(kept->name, column->name, len + 1);
    kept->type = column->type;
    if (column->key > 0 && column->key <= TABLE_COLUMNS_MAX) {
        plan->key[column->key - 1] = plan->column_count;
        plan->key_count++;
    }
    plan->column_count++;
    return true;
}

bool table_plan_create(struct database *database, const char *table, struct table_plan **ret_plan,
                       struct error *err)
{
    AUTO(table_plan) struct table_plan *plan = calloc(1, sizeof *plan);
    size_t len = strlen(table);
    if (!plan) {
        return error_set(err, ERROR_NO_MEMORY, "table %s: out of memory", table);
    }
    if (len > TABLE_NAME_MAX) {
        return error_set(err, ERROR_UNSUPPORTED, "table %s: its name is too long", table);
    }
    memcpy(plan->name, table, len + 1);
    if (!database_each_column(database, table, add_column, plan, err)) {
        return false;
    }
    if (plan->key_count == 0) {
        return error_set(err, ERROR_UNSUPPORTED, "table %s: not there, or without a key", table);
    }
    if (!write_statements(plan, err)) {
        return false;
    }
    *ret_plan = TAKE(plan);
    return true;
}

void table_plan_destroy(struct table_plan *plan)
{
    if (plan) {
        sql_text_finish(&plan->first_text);
        sql_text_finish(&plan->next_text);
        sql_text_finish(&plan->insert_text);
        sql_text_finish(&plan->clear_text);
        free(plan);
    }
}

const char *table_plan_name(const struct table_plan *plan)
{
    return plan->name;
}

size_t table_plan_columns(const struct table_plan *plan)
{
    return plan->column_count;
}

enum database_type table_plan_type(const struct table_plan *plan, size_t column)
{
    CHECK(column < plan->column_count);
    return plan->columns[column].type;
}

bool table_plan_equal(const struct table_plan *a, const struct table_plan *b)
{
    bool equal = strcmp(a->name, b->name) == 0 && a->column_count == b->column_count;
    for (size_t i = 0; equal && i < a->column_count; i++) {
        equal = strcmp(a->columns[i].name, b->columns[i].name) == 0 &&
                a->columns[i].type == b->columns[i].type;
    }
    return equal;
}

/* Reading */

static bool keep_place(const struct table_plan *plan, const struct statement *row,
                       struct place *place, struct error *err)
{
    for (size_t i = 0; i < plan->key_count; i++) {
        int column = (int)plan->key[i];
        struct key_value *value = &place->values[i];
        if (plan->columns[column].type == DATABASE_BIGINT) {
            value->number = statement_int64(row, column);
            continue;
        }
        size_t len;
        const void *bytes = statement_bytes(row, column, &len);
        char *copy = realloc(value->bytes, len + 1);
        if (!copy) {
            return error_set(err, ERROR_NO_MEMORY, "table %s: out of memory", plan->name);
        }
        memcpy(copy, bytes, len);
        value->bytes = copy;
        value->len = len;
    }
    return true;
}

static void bind_place(const struct table_plan *plan, struct statement *select,
                       const struct place *place)
{
    for (size_t i = 0; i < plan->key_count; i++) {
        const struct key_value *value = &place->values[i];
        int n = (int)i + 2;
        switch (plan->columns[plan->key[i]].type) {
        case DATABASE_BIGINT:
            statement_bind_int64(select, n, value->number);
            break;
        case DATABASE_TEXT:
            statement_bind_text_len(select, n, value->bytes, value->len);
            break;
        case DATABASE_BYTEA:
            statement_bind_bytes(select, n, value->bytes, value->len);
            break;
        }
    }
}

struct walk {
    const struct table_plan *plan;
    struct database *database;
    table_plan_visit *on_row;
    void *user;
};

static bool walk_page(const struct walk *walk, struct place *place, bool behind, size_t *ret_count,
                      struct error *err)
{
    const struct table_plan *plan = walk->plan;
    AUTO(statement) struct statement *select = NULL;
    bool row = false;
    size_t count = 0;
    if (!database_prepare(walk->database, behind ? &plan->next : &plan->first, &select, err)) {
        return false;
    }
    statement_bind_int64(select, 1, PAGE_ROWS);
    if (behind) {
        bind_place(plan, select, place);
    }
    bool good = statement_step(select, &row, err);
    while (good && row) {
        good = walk->on_row(plan, select, walk->user, err) &&
               (++count < PAGE_ROWS || keep_place(plan, select, place, err)) &&
               statement_step(select, &row, err);
    }
    *ret_count = count;
    return good;
}

bool table_plan_each(const struct table_plan *plan, struct database *database,
                     table_plan_visit *on_row, void *user, struct error *err)
{
    const struct walk walk = {plan, database, on_row, user};
    AUTO_PLACE struct place place = {0};
    size_t count = PAGE_ROWS;
    for (bool behind = false; count == PAGE_ROWS; behind = true) {
        if (!walk_page(&walk, &place, behind, &count, err)) {
            return false;
        }
    }
    return true;
}

/* Writing */

bool table_plan_clear(const struct table_plan *plan, struct database *database, struct error *err)
{
    AUTO(statement) struct statement *statement = NULL;
    return database_prepare(database, &plan->clear, &statement, err) &&
           statement_run(statement, err);
}

static void bind_column(const struct table_plan *plan, struct statement *insert,
                        const struct statement *row, int column)
{
    size_t len;
    const void *bytes;
    if (statement_is_null(row, column)) {
        statement_bind_null(insert, column + 1);
        return;
    }
    switch (plan->columns[column].type) {
    case DATABASE_BIGINT:
        statement_bind_int64(insert, column + 1, statement_int64(row, column));
        break;
    case DATABASE_TEXT:
        bytes = statement_bytes(row, column, &len);
        statement_bind_text_len(insert, column + 1, bytes, len);
        break;
    case DATABASE_BYTEA:
        bytes = statement_bytes(row, column, &len);
        statement_bind_bytes(insert, column + 1, bytes, len);
        break;
    }
}

bool table_plan_add(const struct table_plan *plan, struct database *database,
                    const struct statement *row, struct error *err)
{
    AUTO(statement) struct statement *insert = NULL;
    if (!database_prepare(database, &plan->insert, &insert, err)) {
        return false;
    }
    for (size_t i = 0; i < plan->column_count; i++) {
        bind_column(plan, insert, row, (int)i);
    }
    return statement_queue(insert, err);
}
