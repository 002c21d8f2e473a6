#pragma once
/* After a tap that could not be written down the door says so and sends people on; nobody would tap
 * again to find that the disk is well. So a small write is tried from time to time, until one
 * succeeds. So is a held card that could not be recorded, however well the taps after it went. Main
 * thread. */

#include "display_state.h"
#include "tap_desk.h"
#include <stdbool.h>
#include <stdint.h>

#define RECORD_TRIAL_PERIOD_US 3000000

/* All zero: nothing has failed. */
struct record_trial {
    int64_t since_utc_us; /* the true time, as well as it is known, when records failed; 0: well */
    int64_t next_us;
};

/* Every turn. True where the display has changed: records are well again. */
bool record_trial_turn(struct record_trial *trial, struct tap_desk *desk,
                       struct display_state *state, struct moment now);
