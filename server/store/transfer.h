#pragma once
/* A whole database copied into another that is empty, whatever engines they are on: row by row in
 * one transaction, read again and compared by counts and checksums before it is committed. What
 * migrating between engines, backups and restoring are made of. The main thread of a command. */

#include "error.h"
#include "table_sum.h"
#include <stdbool.h>

/* A table that has been copied and compared. */
struct transfer_table {
    const char *name;
    struct table_sum sum;
};

/* What is given to it holds for the call only; false undoes the whole transfer. */
typedef bool transfer_visit(const struct transfer_table *table, void *user, struct error *err);

enum transfer_source {
    TRANSFER_READ, /* as of one moment, while others write on */
    TRANSFER_LOCK, /* nobody else writes until all is copied */
};

struct transfer {
    const char *from, *to; /* locations */
    enum transfer_source source;
    transfer_visit *on_table; /* before the commit; NULL: nobody is told */
    void *user;
};

/* Makes the schema of from's version in to and copies every table but those of a backup's own.
 * ERROR_INVALID where to is not empty, or from is not a database of shoushi-server;
 * ERROR_UNSUPPORTED where from is of a newer version. On false, to is as empty as it was. */
bool transfer_run(const struct transfer *transfer, struct error *err) MUST_USE;

/* Counts and checksums of every table at location but those of a backup's own, of one moment. */
bool transfer_sum(const char *location, transfer_visit *on_table, void *user, struct error *err)
    MUST_USE;

/* Has location no table yet? A file that is not there has none. */
bool transfer_is_empty(const char *location, bool *ret_empty, struct error *err) MUST_USE;

/* The tables that a backup keeps about itself begin with this. */
#define TRANSFER_OWN_PREFIX "backup_"
