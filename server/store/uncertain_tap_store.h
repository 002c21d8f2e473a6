#pragma once
/* Records whose kiosk could not trust its clock, in the table `uncertain_tap`: where their rows in
 * `tap` stand. Written by server/service alone. Used within a transaction of the caller; one thread
 * a connection. */

#include "database.h"
#include "received_store.h"
#include <stdbool.h>
#include <stdint.h>

/* Adds it, or notes that its row stands elsewhere now. */
bool uncertain_tap_store_put(struct database *database, const struct record_place *place,
                             const char *boot, int64_t at_ms, struct error *err) MUST_USE;

bool uncertain_tap_store_find(struct database *database, const struct record_place *place,
                              bool *ret_found, int64_t *ret_at_ms, struct error *err) MUST_USE;

/* Uncertain taps without a row, as servers of schemas before 0011 left them: where they stand, at
 * most max. */
struct unnoted_tap {
    char kiosk[TAP_RECORD_ID_MAX + 1];
    uint32_t epoch;
    uint64_t seq;
    int64_t at_ms;
};
bool uncertain_tap_store_list_unnoted(struct database *database, size_t max,
                                      struct unnoted_tap *ret_taps, size_t *ret_count,
                                      struct error *err) MUST_USE;

/* Those of one boot after a place of it (epoch and seq 0: from the first), at most max. */
struct uncertain_place {
    uint32_t epoch;
    uint64_t seq;
};
bool uncertain_tap_store_list(struct database *database, const char *kiosk, const char *boot,
                              const struct uncertain_place *after, size_t max,
                              struct uncertain_place *ret_places, size_t *ret_count,
                              struct error *err) MUST_USE;
