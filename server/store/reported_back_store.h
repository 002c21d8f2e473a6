#pragma once
/* Taps by which somebody has reported back from leave or a trip, until the office has acted on
 * them. Added within the transaction that stores the tap. Used within a transaction of the caller;
 * one thread a connection. */

#include "database.h"
#include "tap_record.h"
#include <stddef.h>
#include <stdint.h>

struct reported_back {
    char kiosk[TAP_RECORD_ID_MAX + 1];
    uint32_t epoch;
    uint64_t seq;
    char staff[TAP_RECORD_ID_MAX + 1];
    int64_t at_ms; /* local */
};

bool reported_back_store_add(struct database *database, const struct reported_back *back,
                             struct error *err) MUST_USE;

/* At most max, the oldest first. */
bool reported_back_store_list(struct database *database, size_t max,
                              struct reported_back *ret_backs, size_t *ret_count, struct error *err)
    MUST_USE;

bool reported_back_store_remove(struct database *database, const struct reported_back *back,
                                struct error *err) MUST_USE;
