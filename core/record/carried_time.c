#include "carried_time.h"

#define SECOND_US 1000000

struct carried_time carried_time_to(const struct carried_time *known, int64_t mono_us)
{
    int64_t apart_us = mono_us - known->mono_us;
    int64_t distance_us = apart_us < 0 ? -apart_us : apart_us;
    return (struct carried_time){
        .mono_us = mono_us,
        .utc_us = known->utc_us + apart_us,
        .error_us = known->error_us + distance_us / SECOND_US * CARRIED_TIME_DRIFT_PPM,
    };
}
