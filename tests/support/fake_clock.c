#include "fake_clock.h"

static int64_t fake_utc_us(const struct clock *clock)
{
    return ((const struct fake_clock *)(const void *)clock)->utc_us;
}

static int64_t fake_mono_us(const struct clock *clock)
{
    return ((const struct fake_clock *)(const void *)clock)->mono_us;
}

void fake_clock_init(struct fake_clock *fake, int64_t utc_us)
{
    *fake = (struct fake_clock){
        .clock = {.utc_us = fake_utc_us, .mono_us = fake_mono_us},
        .utc_us = utc_us,
        .mono_us = 1000000,
    };
}

void fake_clock_advance_ms(struct fake_clock *fake, int64_t ms)
{
    fake->utc_us += ms * 1000;
    fake->mono_us += ms * 1000;
}
