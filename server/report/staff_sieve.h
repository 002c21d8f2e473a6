#pragma once
/* Of whom a caller may see verdicts, taps and figures: lists pass over all others. Who that is, the
 * API knows. Plain value; called on the caller's thread. */

#include <stdbool.h>
#include <stddef.h>

struct staff_sieve {
    /* staff "": the unit's own figures are asked for; unit "": the person belongs to none. */
    bool (*holds)(const char *staff, const char *unit, void *user);
    void *user;
};

/* A NULL sieve lets all through. */
static inline bool staff_sieve_holds(const struct staff_sieve *sieve, const char *staff,
                                     const char *unit)
{
    return !sieve || sieve->holds(staff ? staff : "", unit ? unit : "", sieve->user);
}
