#pragma once
/* What tells a revision, or the number of an arrival, from the same number in another course of
 * events: a database that was put back gives its numbers out a second time. Read by the feeds of
 * the kiosks. Used within a transaction of the caller; one thread a connection. */

#include "database.h"
#include <stdint.h>

#define CURSOR_FINGERPRINT_SIZE 17 /* 16 hex digits and a NUL */

/* Of the fact with that revision; "" where there is none. */
bool cursor_fingerprint_of_revision(struct database *database, int64_t revision,
                                    char ret_text[static CURSOR_FINGERPRINT_SIZE],
                                    struct error *err) MUST_USE;

/* Of the arrival with that number; "" where there is none, or none any more. */
bool cursor_fingerprint_of_arrival(struct database *database, int64_t no,
                                   char ret_text[static CURSOR_FINGERPRINT_SIZE], struct error *err)
    MUST_USE;
