#pragma once
/* Reporting back (销假) at a kiosk: the tap is noted with the record itself, and a moment later
 * ends the leave or trip as its owner's word would at a desk. */

#include "database.h"
#include "error.h"
#include "ingest_observer.h"
#include <stddef.h>

struct office;

/* An ingest observer's on_taps_in_transaction; it has no user. */
bool tap_return_note(struct database *database, const struct stored_tap *taps, size_t count,
                     void *user, struct error *err) MUST_USE;

/* Acts on what was noted; *ret_count is how many leaves and trips ended. To be called every second
 * or so; waits for the commits, so not from the writer's thread. */
bool tap_return_sweep(struct office *office, size_t *ret_count, struct error *err) MUST_USE;
