#pragma once
/* What the commands that copy databases print: a line a table. The main thread. */

#include "error.h"
#include "transfer.h"
#include <stdbool.h>

/* "TABLE<tab>ROWS<tab>CHECKSUM" on standard output. A transfer_visit. */
bool command_transfer_print(const struct transfer_table *table, void *user, struct error *err)
    MUST_USE;
