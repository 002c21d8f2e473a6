#pragma once
/* The card of somebody who is still choosing, as the tap desk keeps it until it is among the
 * records: in memory, and beside the records in a file (held_tap.h). Main thread. */

#include "error.h"
#include "record_store.h"
#include "tap_record.h"
#include <stdbool.h>

/* folder and kiosk are borrowed; all else zero: nothing is held. */
struct held_card {
    const char *folder, *kiosk;
    bool holding;
    bool left;             /* by its owner, and could not be recorded */
    struct tap_record tap; /* the plain tap that it is if nothing was chosen */
};

/* What a kiosk that ended without a word left. */
bool held_card_load(struct held_card *held, struct error *err) MUST_USE;

/* Returns when it is on the disk. */
bool held_card_keep(struct held_card *held, const struct tap_record *tap, struct error *err)
    MUST_USE;

/* Whether its tap is among the records already, whatever its owner chose. */
bool held_card_find(const struct held_card *held, struct record_store *store, bool *ret_found,
                    struct error *err) MUST_USE;

/* It is recorded. */
void held_card_forget(struct held_card *held);
