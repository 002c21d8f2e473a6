#pragma once
/* Backups: one portable SQLite file with every row of a database on either engine, as of one
 * moment, and what each table has to have: counts and checksums. Made while the server runs; put
 * back on either engine. The main thread of a command. */

#include "error.h"
#include "transfer.h"
#include <stdbool.h>

/* Writes the backup of the database at location to the file path, which must not be there
 * (ERROR_INVALID); through PATH.part, which is checked and synced before it gets its name. */
bool backup_make(const char *location, const char *path, transfer_visit *on_table, void *user,
                 struct error *err) MUST_USE;

/* Looks whether the file is whole: SQLite's own check, its schema's version, and each table by
 * count and checksum. What is wrong is ERROR_INVALID and says where. */
bool backup_check(const char *path, transfer_visit *on_table, void *user, struct error *err)
    MUST_USE;

/* Checks the file and puts all of it into the database at location, which must be empty or not
 * there; what was written is read again and compared. On false, location is as empty as it was. */
bool backup_restore(const char *path, const char *location, transfer_visit *on_table, void *user,
                    struct error *err) MUST_USE;
