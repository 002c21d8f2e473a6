#include "pin_guard.h"

static int64_t wait_us(uint32_t wrong)
{
    int64_t wait = PIN_GUARD_FIRST_US;
    for (uint32_t i = 2 * PIN_GUARD_TRIES; i <= wrong && wait < PIN_GUARD_MOST_US;
         i += PIN_GUARD_TRIES) {
        wait *= 2;
    }
    return wait < PIN_GUARD_MOST_US ? wait : PIN_GUARD_MOST_US;
}

static void lock_if_due(struct pin_guard *guard, int64_t now_us)
{
    if (guard->wrong > 0 && guard->wrong % PIN_GUARD_TRIES == 0) {
        guard->locked_until_us = now_us + wait_us(guard->wrong);
    }
}

void pin_guard_init(struct pin_guard *guard, uint32_t wrong, int64_t now_us)
{
    *guard = (struct pin_guard){.wrong = wrong};
    lock_if_due(guard, now_us);
}

int64_t pin_guard_wait_us(const struct pin_guard *guard, int64_t now_us)
{
    return guard->locked_until_us > now_us ? guard->locked_until_us - now_us : 0;
}

void pin_guard_note_wrong(struct pin_guard *guard, int64_t now_us)
{
    guard->wrong += guard->wrong < UINT32_MAX - 1;
    lock_if_due(guard, now_us);
}

void pin_guard_note_right(struct pin_guard *guard)
{
    *guard = (struct pin_guard){.wrong = 0};
}

uint32_t pin_guard_tries_left(const struct pin_guard *guard)
{
    return PIN_GUARD_TRIES - guard->wrong % PIN_GUARD_TRIES;
}
