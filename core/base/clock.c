#include "clock.h"

#include "check.h"
#include <time.h>

static int64_t read_us(clockid_t id)
{
    struct timespec now;
    CHECK(clock_gettime(id, &now) == 0);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static int64_t system_utc_us(const struct clock *clock)
{
    (void)clock; /* the machine has one */
    return read_us(CLOCK_REALTIME);
}

static int64_t system_mono_us(const struct clock *clock)
{
    (void)clock; /* the machine has one */
    return read_us(CLOCK_BOOTTIME);
}

const struct clock *clock_system(void)
{
    static const struct clock system = {.utc_us = system_utc_us, .mono_us = system_mono_us};
    return &system;
}
