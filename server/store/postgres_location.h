#pragma once
/* Where a PostgreSQL is, as libpq writes it: a URL or words key=value. Only the PostgreSQL engine
 * uses it. Any thread. */

#include "database.h"
#include <stdbool.h>

/* Is it one, and not the path of a file? Words are when libpq knows all of their keys. */
bool postgres_location_is(const char *location);

/* Database, host and port for messages; no password. */
void postgres_location_describe(const char *location, char ret_name[static DATABASE_NAME_SIZE]);
