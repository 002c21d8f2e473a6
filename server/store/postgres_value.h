#pragma once
/* Values as PostgreSQL sends them in its binary format. Only the PostgreSQL engine uses it; the
 * thread of the result. */

#include <libpq-fe.h>
#include <stdint.h>

/* A whole number: int2, int4, int8, bool, or numeric (what SUM makes of int8). NULL is 0. Any other
 * type, and a number beyond 64 bits, are a statement's own bug (CHECK). */
int64_t postgres_value_int64(const PGresult *result, int row, int column);
