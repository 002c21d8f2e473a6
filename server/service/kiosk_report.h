#pragma once
/* What a kiosk says of itself once a minute: kept for the console, and the watermark follows. Any
 * thread. */

#include "clock.h"
#include "error.h"
#include "ingest.h"
#include "kiosk_store.h"
#include "storage.h"
#include "watermark.h"
#include <stdbool.h>

#define KIOSK_REPORT_UTC_US_MAX INT64_C(253402300799999999) /* the end of year 9999 */

struct kiosk_report {
    const char *kiosk;
    struct kiosk_status status; /* reported_utc_us is filled here */
    struct watermark_claim claim;
    int64_t unread_documents;        /* of its roster; −1: not said */
    int64_t unrecorded_since_utc_us; /* taps cannot be written down; 0: they can; −1: not said */
    struct clock_fact clock;         /* of a clock that is trusted; boot NULL: not said */
};

/* Returns once it is committed; *ret_standing other than KIOSK_ACTIVE: nothing was kept. What it
 * says of the clock, ingest hears (NULL: nobody does). */
bool kiosk_report_put(struct storage *storage, struct ingest *ingest, const struct clock *clock,
                      const struct kiosk_report *report, enum kiosk_standing *ret_standing,
                      struct error *err) MUST_USE;
