#pragma once
/* A comparison of a kiosk's clock with the server's, carried to another moment of the same boot by
 * the monotonic clock, which nobody can set: forward by the kiosk while it is alone, backward by
 * the server once the kiosk is heard of again. Pure, any thread. */

#include <stdbool.h>
#include <stdint.h>

#define CARRIED_TIME_DRIFT_PPM    50       /* how fast an error grows away from a comparison */
#define CARRIED_TIME_ERROR_MAX_US 10000000 /* above it a time is uncertain: 2.3 days alone */

/* At this moment of a boot the true time was utc_us, within error_us. */
struct carried_time {
    int64_t mono_us;
    int64_t utc_us;
    int64_t error_us;
};

/* The same at another moment of that boot. */
struct carried_time carried_time_to(const struct carried_time *known, int64_t mono_us);

/* Is it good enough to say that somebody was late? */
static inline bool carried_time_is_certain(const struct carried_time *time)
{
    return time->error_us <= CARRIED_TIME_ERROR_MAX_US;
}
