#pragma once
/* What can still be read of a damaged roster.db goes on into the new one, so that people are known
 * at the door until the server has told everything again. One thread. */

#include "error.h"
#include "kiosk_database.h"
#include "roster_seal.h"
#include <stdbool.h>
#include <stddef.h>

/* Copies the documents that open under the seal from the file at path, of which nothing is changed,
 * into `to`, within the caller's transaction, as those of the first telling. A file that cannot be
 * read at all gives none. False only for faults of `to`. */
bool roster_salvage_copy(const char *path, struct kiosk_database *to,
                         const struct roster_seal *seal, size_t *ret_count, struct error *err)
    MUST_USE;
