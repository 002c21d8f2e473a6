#pragma once
/* How often PINs were wrong, and until when none is taken: five tries, then five minutes, then
 * longer each time. The count outlives a restart, and with it the whole wait: pulling the plug
 * helps nobody. Pure values, one thread. */

#include <stdbool.h>
#include <stdint.h>

#define PIN_GUARD_TRIES    5 /* before the first wait, and between two */
#define PIN_GUARD_FIRST_US INT64_C(300000000)
#define PIN_GUARD_MOST_US  INT64_C(3600000000)

struct pin_guard {
    uint32_t wrong; /* in a row */
    int64_t locked_until_us;
};

/* As it was when the program ended: wrong tries in a row. */
void pin_guard_init(struct pin_guard *guard, uint32_t wrong, int64_t now_us);

/* Microseconds until the next try; 0: now. */
int64_t pin_guard_wait_us(const struct pin_guard *guard, int64_t now_us);

void pin_guard_note_wrong(struct pin_guard *guard, int64_t now_us);
void pin_guard_note_right(struct pin_guard *guard);

/* How many more may be wrong before the next wait. */
uint32_t pin_guard_tries_left(const struct pin_guard *guard);
