#pragma once
/* When the people of the sample county tap on a day: mostly in time, each with habits of their own.
 * The same county gives the same taps. Pure, any thread. */

#include "sample_county.h"
#include <stddef.h>
#include <stdint.h>

struct sample_tap {
    int64_t at_ms; /* local, before the county's now */
    size_t person; /* index from 0 */
    size_t kiosk;
};

/* The taps of one person on one date in order of time; returns how many, at most
 * SAMPLE_DAY_TAPS_MAX. */
size_t sample_taps_of_day(const struct sample_county *county, size_t person, int32_t date,
                          struct sample_tap *ret_taps);
