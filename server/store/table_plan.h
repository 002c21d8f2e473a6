#pragma once
/* Any table read and written whole, row by row in the order of its key, whatever its columns are:
 * what moving a database and checking a copy work with. A plan belongs to the connection's thread
 * and outlives the connection, whose statements it names. */

#include "cleanup.h"
#include "database.h"
#include <stdbool.h>
#include <stddef.h>

#define TABLE_NAME_MAX    63 /* bytes: PostgreSQL's limit */
#define TABLE_COLUMNS_MAX (DATABASE_PARAMS_MAX - 1)

struct table_plan;

/* What is known of the table in this database. One without a primary key or with more columns than
 * TABLE_COLUMNS_MAX is ERROR_UNSUPPORTED. */
bool table_plan_create(struct database *database, const char *table, struct table_plan **ret_plan,
                       struct error *err) MUST_USE;
void table_plan_destroy(struct table_plan *plan);
DEFINE_AUTO(table_plan);

const char *table_plan_name(const struct table_plan *plan);
size_t table_plan_columns(const struct table_plan *plan);
enum database_type table_plan_type(const struct table_plan *plan, size_t column);

/* Have both the same columns in the same order, of the same types? */
bool table_plan_equal(const struct table_plan *a, const struct table_plan *b);

/* Rows in pages, within the caller's transaction; a row holds for the call only. */
typedef bool table_plan_visit(const struct table_plan *plan, const struct statement *row,
                              void *user, struct error *err);
bool table_plan_each(const struct table_plan *plan, struct database *database,
                     table_plan_visit *on_row, void *user, struct error *err) MUST_USE;

/* Takes all rows out; and puts in a copy of a row. Within the caller's write transaction. */
bool table_plan_clear(const struct table_plan *plan, struct database *database, struct error *err)
    MUST_USE;
bool table_plan_add(const struct table_plan *plan, struct database *database,
                    const struct statement *row, struct error *err) MUST_USE;
