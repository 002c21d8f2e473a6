#pragma once
/* Where "now" comes from: programs pass the system's clock, tests one that they turn by hand.
 * Whoever needs the time is handed a struct clock; pure code is handed the time itself. Any thread.
 */

#include <stdint.h>

struct clock {
    int64_t (*utc_us)(const struct clock *clock);  /* microseconds since 1970-01-01T00:00Z */
    int64_t (*mono_us)(const struct clock *clock); /* since boot, sleep included; never goes back */
};

/* The machine's CLOCK_REALTIME and CLOCK_BOOTTIME. */
const struct clock *clock_system(void);

static inline int64_t clock_utc_us(const struct clock *clock)
{
    return clock->utc_us(clock);
}

static inline int64_t clock_mono_us(const struct clock *clock)
{
    return clock->mono_us(clock);
}
