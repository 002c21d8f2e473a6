#pragma once
/* What a kiosk is told of the taps at other kiosks, so that one who tapped at the east gate is
 * known at the west gate: the member `taps` of the state's answer (docs/sync-protocol.md). Within a
 * transaction of the caller; any thread. */

#include "database.h"
#include "feed_text.h"
#include <stdbool.h>
#include <stdint.h>

#define TAP_FEED_KEPT_US  (INT64_C(40) * 86400 * 1000000) /* a month, and the days that reach in */
#define TAP_FEED_AHEAD_US INT64_C(600000000) /* a certain tap later than that has not been */
#define TAP_FEED_TAPS_MAX 800 /* of an answer: it ends with the stretch that goes over 300 */

struct tap_feed_query {
    const char *kiosk; /* who asks: its own are not told */
    int64_t since;     /* the cursor that it has; 0 at the beginning */
    const char
        *fingerprint; /* told with it (cursor_fingerprint.h); "": not known; NULL: not asked */
    int64_t now_utc_us;
};

enum tap_feed_result {
    TAP_FEED_TOLD,
    TAP_FEED_NOTHING_NEW, /* an answer all the same */
    TAP_FEED_AHEAD,       /* since was never reached here, or was another */
};

/* Adds the member's value, {"revision":…,"fingerprint":…,"more":…,"taps":[…]}, unless the result is
 * AHEAD. */
bool tap_feed_write(struct database *database, const struct tap_feed_query *query,
                    struct feed_text *text, enum tap_feed_result *ret_result, struct error *err)
    MUST_USE;
