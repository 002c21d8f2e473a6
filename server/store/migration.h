#pragma once
/* Brings a database to the schema that this program was built with: each missing step in one
 * transaction, after a copy of what was there. What a newer program wrote is refused and not
 * touched. Called once at start, before anything else opens the database
 * and before threads start. */

#include "error.h"
#include "schema_list.h"
#include <stdbool.h>

/* Runs the steps that location lacks; makes the database if there is none. Before it changes one
 * that has something in it, a copy is kept (database_keep; N: the version it goes to). Errors:
 * ERROR_UNSUPPORTED for a newer schema, ERROR_INVALID for a file that is not ours; a failed step
 * names its file and leaves everything as it was. */
bool migration_run(const char *location, const struct schema_step *steps, size_t count,
                   struct error *err) MUST_USE;

struct database;

/* The same in pieces, for what copies a database into an empty one: the version of an open
 * database, and the steps within the caller's write transaction. */
bool migration_version_of(struct database *database, int *ret_version, struct error *err) MUST_USE;
bool migration_apply(struct database *database, const struct schema_step *steps, size_t count,
                     struct error *err) MUST_USE;

/* The version of what is at location: 0 where there is nothing yet. Changes nothing. */
bool migration_read_version(const char *location, int *ret_version, struct error *err) MUST_USE;
