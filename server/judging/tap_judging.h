#pragma once
/* Judges again what taps touch: their people's dates, the meetings that these attend, and those
 * that substitutes signed in to. Within the transaction that stores the taps; the writer's thread.
 */

#include "ingest_observer.h"
#include "judging_run.h"
#include <stddef.h>

/* Sorted by staff, then time. */
bool tap_judging_hear(struct judging_run *run, const struct stored_tap *taps, size_t count,
                      struct error *err) MUST_USE;
