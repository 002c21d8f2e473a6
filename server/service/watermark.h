#pragma once
/* Up to when a kiosk has reported everything: its claim "every tap up to T is among my first N
 * lines" comes true once the server holds line N. Within a transaction of the caller that holds the
 * kiosk's lock (kiosk_store_lock). One thread a connection. */

#include "database.h"
#include "error.h"
#include "kiosk_store.h"
#include <stdbool.h>
#include <stdint.h>

struct watermark_claim {
    uint32_t epoch;
    uint64_t seq;
    int64_t complete_to_utc_us; /* 0: no claim */
};

/* Notes a claim. One that waits already stays, unless the new one is of a later epoch: it is the
 * one that comes true sooner, so that a kiosk which is always a little behind still moves on. */
void watermark_claim(struct kiosk_progress *progress, const struct watermark_claim *claim,
                     int64_t now_utc_us);

/* Moves the watermark if the claim that waits has come true. It never moves back. */
bool watermark_settle(struct database *database, const char *kiosk, struct kiosk_progress *progress,
                      bool *ret_moved, struct error *err) MUST_USE;
