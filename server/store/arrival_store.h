#pragma once
/* The order in which records came, over all kiosks. Written by server/service/ingest with the
 * records themselves, and once more where a card that was nobody's has found its holder; read by
 * the feed of taps. Used within a transaction of the caller; one thread a connection. */

#include "database.h"
#include "tap_record.h"
#include <stddef.h>
#include <stdint.h>

/* Lines first_seq..last_seq of one epoch of a kiosk. */
struct arrival {
    int64_t no;
    char kiosk[TAP_RECORD_ID_MAX + 1];
    uint32_t epoch;
    uint64_t first_seq, last_seq;
    int64_t received_utc_us;
};

/* The number of the last one; 0 before the first. */
bool arrival_store_last(struct database *database, int64_t *ret_no, struct error *err) MUST_USE;

/* Adds one behind the last; its no is not looked at. */
bool arrival_store_add(struct database *database, const struct arrival *arrival, struct error *err)
    MUST_USE;

/* Forgets what was received before. */
bool arrival_store_forget(struct database *database, int64_t before_utc_us, struct error *err)
    MUST_USE;

/* At most max of those behind after_no that are not of this kiosk, in their order. */
bool arrival_store_list(struct database *database, int64_t after_no, const char *not_of, size_t max,
                        struct arrival *ret_arrivals, size_t *ret_count, struct error *err)
    MUST_USE;
