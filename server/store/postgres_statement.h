#pragma once
/* Statements of the PostgreSQL engine: what the table of database_postgres.c has for them
 * (database_engine.h says what each does). One thread a connection at a time. */

#include "database_engine.h"

void postgres_statement_finalize(struct statement *statement);
bool postgres_statement_prepare(struct database *database, const struct database_sql *sql,
                                struct statement **ret_statement, struct error *err) MUST_USE;
bool postgres_statement_start(struct statement *statement, struct error *err) MUST_USE;
bool postgres_statement_queue(struct statement *statement, struct error *err) MUST_USE;
bool postgres_statement_step(struct statement *statement, bool *ret_row, struct error *err)
    MUST_USE;
void postgres_statement_reset(struct statement *statement);
int64_t postgres_statement_changes(const struct statement *statement);
int64_t postgres_statement_int64(const struct statement *statement, int column);
const void *postgres_statement_bytes(const struct statement *statement, int column,
                                     size_t *ret_len);
const char *postgres_statement_text(const struct statement *statement, int column, size_t *ret_len);
bool postgres_statement_is_null(const struct statement *statement, int column);
bool postgres_statement_read_ahead(struct statement *statement, struct error *err) MUST_USE;
bool postgres_statement_forget_ahead(struct database *database, struct error *err) MUST_USE;
