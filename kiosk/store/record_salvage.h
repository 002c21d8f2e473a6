#pragma once
/* What can still be read of a damaged records.db goes on into the new one, so that taps which were
 * not sent yet reach the server all the same. One thread. */

#include "error.h"
#include "kiosk_database.h"
#include <stdbool.h>
#include <stdint.h>

/* Copies the lines of this kiosk that can be decoded from the file at path, of which nothing is
 * changed, into `to`, within the caller's transaction. A file that cannot be read at all gives
 * none. False only for faults of `to`. */
bool record_salvage_copy(const char *path, struct kiosk_database *to, const char *kiosk,
                         uint64_t *ret_count, struct error *err) MUST_USE;
