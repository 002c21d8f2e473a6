#pragma once
/* Cards that are tapped within seconds of each other, day after day, at one kiosk: what taps look
 * like where one person taps several cards (代打卡), and where two walk in together. The pairs, the
 * days and the seconds are shown; what they mean, a person finds out. Any thread. */

#include "month_source.h"
#include "staff_sieve.h"
#include <jansson.h>

#define TAP_PAIRS_SECONDS_MAX  60
#define TAP_PAIRS_MAX          200 /* in one answer */
#define TAP_PAIRS_EVIDENCE_MAX 100 /* taps of one pair */

struct tap_pairs_question {
    int32_t month;
    int64_t seconds; /* at most that much between the two, from 1 */
    int64_t days;    /* on at least so many days, from 1 */
    const struct staff_sieve *sieve;
};

/* {"month", "seconds", "days", "pairs": [{"first", "second": {"staff", "name", "unit"}, "days",
 * "days_both", "taps", "median_ms", "kiosks", "evidence": [{"date", "kiosk", "first_at",
 * "second_at", "gap_ms"}]}], "more"}, those of the most days first. */
bool tap_pairs_find(const struct month_source *source, const struct tap_pairs_question *question,
                    json_t **ret_pairs, struct error *err) MUST_USE;
