#pragma once
/* How a kiosk is, in one word for people and for whoever watches the server: from what it last said
 * of itself, and from what is wrong with what it sent. Pure, any thread. */

#include "kiosk_store.h"
#include <stdbool.h>
#include <stdint.h>

#define KIOSK_HEALTH_SILENT_US   INT64_C(300000000) /* five reports missed */
#define KIOSK_HEALTH_BACKLOG_MAX 50                 /* lines that one batch takes away soon */

enum kiosk_health {
    KIOSK_HEALTH_WELL,
    KIOSK_HEALTH_BEHIND, /* has more to send than a short while brings */
    KIOSK_HEALTH_CLOCK,  /* cannot trust its clock */
    KIOSK_HEALTH_SILENT,
    KIOSK_HEALTH_NEVER, /* it has not said anything yet */
    KIOSK_HEALTH_FAULT, /* a fault is open, or lines wait in quarantine */
    KIOSK_HEALTH_REVOKED
};

extern const char *const kiosk_health_words[]; /* "well", … */

/* Silent or never heard of: whatever else is wrong with it. */
bool kiosk_health_is_silent(const struct kiosk_status *status, int64_t now_utc_us);

/* Is anything open that a person has to look at? */
enum kiosk_trouble { KIOSK_TROUBLE_NONE, KIOSK_TROUBLE_OPEN };

/* The worst that holds. */
enum kiosk_health kiosk_health_of(const struct kiosk_overview *overview, enum kiosk_trouble trouble,
                                  int64_t now_utc_us);
