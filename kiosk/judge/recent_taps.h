#pragma once
/* The taps of the last days by person, in memory: what the kiosk judges the next one with. Rebuilt
 * from the record store at start, added to after each commit, bounded by time and number. One
 * thread. */

#include "cleanup.h"
#include "error.h"
#include "person_facts.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A session of yesterday may reach to 36:00 and its window 12 h beyond; that day's begins before.
 */
#define RECENT_TAPS_KEPT_MS    (4 * CIVIL_DAY_MS)
#define RECENT_TAPS_PERSON_MAX 512    /* of one person; the oldest goes */
#define RECENT_TAPS_MAX        400000 /* of all */
#define RECENT_TAPS_OTHERS_MAX 2048   /* that sit in for somebody; the oldest goes */

struct recent_taps;

bool recent_taps_create(struct recent_taps **ret_recent, struct error *err) MUST_USE;

/* The same for a look further back: forgets what is older than kept_ms before the newest. */
bool recent_taps_create_for(int64_t kept_ms, struct recent_taps **ret_recent, struct error *err)
    MUST_USE;
void recent_taps_destroy(struct recent_taps *recent);
DEFINE_AUTO(recent_taps);

/* Notes a tap of tap->staff, in any order; one that is there already is passed over. Texts are
 * copied. A certain one has at_ms and not_after_ms 0; an uncertain one not_before_ms and
 * not_after_ms. Forgets what is older than RECENT_TAPS_KEPT_MS before the newest. ERROR_FULL and
 * ERROR_NO_MEMORY: the tap is recorded all the same, and only the next verdicts of this person know
 * less. */
bool recent_taps_add(struct recent_taps *recent, const struct tap *tap, struct error *err) MUST_USE;

/* The latest moment that can be by now, where the clock is trusted: a certain tap after it is of a
 * clock that was wrong. It is passed over, or forgotten, and makes no other one old. Before the
 * first call there is none such. True: what was read is to be read again, since the moment was
 * moved and more belongs here now than is there. */
bool recent_taps_turn_to(struct recent_taps *recent, int64_t latest_ms);

/* A person's taps: certain ones sorted by at_ms, uncertain ones in any order. Borrowed until the
 * next add. */
struct recent_person {
    const struct tap *taps;
    size_t tap_count;
    const struct tap *uncertain_taps;
    size_t uncertain_tap_count;
};

struct recent_person recent_taps_of(const struct recent_taps *recent, const char *staff);

/* The taps of everybody who sat in for somebody: certain ones sorted by at_ms, uncertain ones in
 * any order; each has its staff. Borrowed until the next add. */
struct recent_person recent_taps_for_others(const struct recent_taps *recent);
