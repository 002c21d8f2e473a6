#pragma once
/* A clock that stands still until a test turns it. One thread, or turned only while others wait. */

#include "clock.h"

struct fake_clock {
    struct clock clock; /* hand &fake.clock to the code under test */
    int64_t utc_us;
    int64_t mono_us;
};

void fake_clock_init(struct fake_clock *fake, int64_t utc_us);
void fake_clock_advance_ms(struct fake_clock *fake, int64_t ms);
