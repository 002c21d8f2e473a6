#pragma once
/* What live boards are told of a commit: an event `tap` of each tap in the order of time, and an
 * event `meeting` of each meeting whose results these may have changed. More than a board can keep
 * up with are one event `reset`: everything is to be fetched again. The writer's thread. */

#include "clock.h"
#include "database.h"
#include "error.h"
#include "fact_cache.h"
#include "ingest_observer.h"
#include <stddef.h>

/* Within the transaction that stores the taps, when their facts are at hand. */
bool live_lines_write(struct fact_cache *cache, const struct clock *clock,
                      struct database *database, const struct stored_tap *taps, size_t count,
                      struct error *err) MUST_USE;
