#pragma once
/* When a tap was, as far as is known. A kiosk that could not trust its clock gives two bounds; a
 * comparison of the same boot, whether it came before or later, or a person's decision (documents
 * of kind tap_time) says more. The record itself stays as it is. Within a transaction of the
 * caller; one thread a zone. */

#include "boot_list.h"
#include "database.h"
#include "error.h"
#include "fact_kind.h"
#include "received_store.h"
#include "tap_record.h"
#include "time_zone.h"
#include "touch_list.h"
#include <stdbool.h>
#include <stdint.h>

struct tap_time {
    int64_t at_utc_us, at_ms;            /* of an uncertain one: where it is listed */
    int64_t not_before_ms, not_after_ms; /* local; 0 where it is certain */
};

/* By kiosk, boot and decision. */
bool tap_time_of(struct database *database, struct time_zone *zone, const struct tap_record *record,
                 struct tap_time *ret_time, struct error *err) MUST_USE;

/* A record was stored whose kiosk could not trust its clock, and stands at at_ms. */
bool tap_time_note(struct database *database, const struct tap_record *record, int64_t at_ms,
                   struct error *err) MUST_USE;

/* Uncertain taps of which a server of an older schema noted nothing are noted, and their boots
 * handed over to be settled; at most TAP_TIME_UNNOTED_MAX at once. */
#define TAP_TIME_UNNOTED_MAX 100
bool tap_time_note_older(struct database *database, struct boot_list *boots, size_t *ret_count,
                         struct error *err) MUST_USE;

/* Something was learned of a boot's clock: its uncertain taps are put where they belong, once their
 * rows are written. touches hears of whom that may concern. */
bool tap_time_settle_boot(struct database *database, struct time_zone *zone, const char *kiosk,
                          const char *boot, struct touch_list *touches, struct error *err) MUST_USE;

/* A decision (or its withdrawal) that has been put already. ERROR_INVALID where it is about no
 * uncertain tap of that person, or not between its bounds. */
bool tap_time_apply(struct database *database, const struct fact_change *change,
                    struct touch_list *touches, struct error *err) MUST_USE;
