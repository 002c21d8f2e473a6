#pragma once
/* Is the tail of the chain in records.db whole? Asked at every start. One thread. */

#include "chain.h"
#include "error.h"
#include "kiosk_database.h"
#include <stdbool.h>
#include <stdint.h>

enum record_check_result {
    RECORD_CHECK_WHOLE,
    RECORD_CHECK_NONE,      /* no epoch was begun yet */
    RECORD_CHECK_SHORTENED, /* whole, but the server holds later lines */
    RECORD_CHECK_DAMAGED,
};

/* Walks the last `max` lines of the last epoch, those that the server has counter-signed too: it is
 * these that the next taps are judged by. ret_head: the last line (of WHOLE and SHORTENED).
 * ret_damage: the first thing that is wrong. False only for faults of the disk. */
bool record_check_tail(struct kiosk_database *database, const char *kiosk,
                       const struct chain_head *trusted, uint64_t max,
                       enum record_check_result *ret_result, struct chain_head *ret_head,
                       struct kiosk_damage *ret_damage, struct error *err) MUST_USE;
