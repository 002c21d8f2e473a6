#pragma once
/* A kiosk's service page that a keeper opened by name and PIN, since no card could be read there: a
 * line of the audit log, by the kiosk. Any thread. */

#include "error.h"
#include "office.h"
#include <stdbool.h>
#include <stdint.h>

/* All texts are borrowed. */
struct kiosk_opening {
    const char *kiosk, *keeper; /* the keeper as the kiosk knows them */
    int64_t at_utc_us;
    const char *address; /* where the request came from */
};

bool kiosk_opening_note(struct office *office, const struct kiosk_opening *opening,
                        struct error *err) MUST_USE;
