#pragma once
/* What PostgreSQL says of a fault, as a struct error. Only the PostgreSQL engine uses it; the
 * thread of the connection. */

#include "error.h"
#include <libpq-fe.h>
#include <stdbool.h>

/* Fills err from a result that is an error (NULL: the connection has failed) and returns false.
 * Values of rows, which PostgreSQL adds as details, are left out: they may be personal. */
bool postgres_fault_set(PGconn *connection, const PGresult *result, struct error *err) MUST_USE;

/* Has the transaction to be run again from its beginning: a serialization failure, a deadlock or a
 * connection that is gone? */
bool postgres_fault_is_passing(PGconn *connection, const PGresult *result);
