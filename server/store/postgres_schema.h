#pragma once
/* What of the schema PostgreSQL needs said in its own way: text that compares by its bytes, the
 * engine's own table, and copies kept beside. Only the PostgreSQL engine uses it; the thread of the
 * connection. */

#include "database.h"
#include "sql_text.h"
#include <stdbool.h>

/* The table of the engine's own: a row a writing connection with the number of its last commit, and
 * the row '' that is the lock of whoever writes. */
#define POSTGRES_WRITER_TABLE "engine_writer"
extern const char postgres_schema_writer[];

/* Columns of a script's CREATE TABLE and ADD COLUMN get the collation "C"; tables that are to lie
 * by month are divided. */
void postgres_schema_translate(const char *script, struct sql_text *ret_sql);

extern const struct database_sql postgres_schema_find_table;
extern const struct database_sql postgres_schema_list_tables;
extern const struct database_sql postgres_schema_list_columns;

/* As database_keep: into the PostgreSQL schema before_VERSION. */
bool postgres_schema_keep(struct database *database, int version, struct error *err) MUST_USE;
