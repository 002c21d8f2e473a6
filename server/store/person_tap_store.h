#pragma once
/* Taps by person and day: what judging reads. Derived from the records, and made again from them if
 * need be. Used within a transaction of the caller; one thread a connection. */

#include "database.h"
#include "person_facts.h"
#include "tap_record.h"
#include <stdint.h>

/* One recognised tap on the site's local clock. A certain one has at_ms, an uncertain one the two
 * bounds. Texts are borrowed; "" and NULL both mean none. */
struct person_tap {
    const char *staff;
    int64_t at_ms;
    int64_t not_before_ms, not_after_ms;
    const char *kiosk;
    uint32_t epoch;
    uint64_t seq;
    const char *meeting;
    const char *substitute_for;
};

static inline bool person_tap_is_certain(const struct person_tap *tap)
{
    return tap->not_after_ms == 0;
}

bool person_tap_store_add(struct database *database, const struct person_tap *tap,
                          struct error *err) MUST_USE;

/* Calls on_tap for each tap of the person: the certain ones of the dates first..last in order of
 * time, then the uncertain ones that could lie on these. What on_tap is given holds for the call
 * only. */
bool person_tap_store_each(struct database *database, const char *staff, int32_t first,
                           int32_t last, void (*on_tap)(const struct person_tap *tap, void *user),
                           void *user, struct error *err) MUST_USE;

/* The first date with a certain tap; false in *ret_any where there is none. */
bool person_tap_store_first_day(struct database *database, bool *ret_any, int32_t *ret_day,
                                struct error *err) MUST_USE;
