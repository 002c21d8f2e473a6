#pragma once
/* What may wait until nobody is at the door: old records go, a few at a time. A tap that comes in
 * the middle waits for one small transaction. Main thread. */

#include "record_reader.h"
#include "tap_desk.h"
#include <stdbool.h>
#include <stdint.h>

#define QUIET_WORK_AFTER_US  60000000 /* since the last tap */
#define QUIET_WORK_PERIOD_US 1000000  /* between two steps */

struct quiet_work {
    struct record_position purgeable; /* as the sync thread said */
    struct record_position purged;    /* all up to there has gone, or could not */
    struct record_position last;      /* of the store, when last looked at */
    int64_t last_us;                  /* when it was new */
    int64_t next_us;
};

/* What the server has had for long enough. */
void quiet_work_note_purgeable(struct quiet_work *work, struct record_position purgeable);

/* Does a step if it is quiet, and there is something to do. */
void quiet_work_turn(struct quiet_work *work, struct tap_desk *desk, int64_t now_us);
