#pragma once
/* Of whom a caller may see verdicts, taps and figures: lists pass over all others. Who that is, the
 * API knows. Plain value; called on the caller's thread. */

#include <stdbool.h>
#include <stddef.h>

/* Whose figures or verdict it is; "" where it has none. Without staff: the unit's own figures, or
 * the meeting itself. */
struct staff_sieve_subject {
    const char *staff, *unit;
    const char *meeting; /* what was attended; "" for work */
};

struct staff_sieve {
    bool (*holds)(const struct staff_sieve_subject *subject, void *user);
    void *user;
};

/* A NULL sieve lets all through; NULL texts mean "". */
static inline bool staff_sieve_holds(const struct staff_sieve *sieve,
                                     const struct staff_sieve_subject *subject)
{
    const struct staff_sieve_subject whole = {
        .staff = subject->staff ? subject->staff : "",
        .unit = subject->unit ? subject->unit : "",
        .meeting = subject->meeting ? subject->meeting : "",
    };
    return !sieve || sieve->holds(&whole, sieve->user);
}
