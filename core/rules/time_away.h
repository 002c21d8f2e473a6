#pragma once
/* What approved leaves and trips leave of a session (rules.md, Time away). Pure, any thread. */

#include "person_facts.h"
#include <stdbool.h>
#include <stdint.h>

struct time_away_rest {
    int64_t start_ms, end_ms; /* S', E': the ends of what is left; both S where nothing is */
    int32_t leave_min;        /* minutes under leaves */
    int32_t trip_min;         /* minutes under trips but no leave */
    const struct time_away *start_moved_by; /* the last leave or trip before S', or NULL */
    const struct time_away *end_moved_by;   /* the first one after E', or NULL */
    bool nothing_left;
};

/* Takes the union of the person's approved leaves and trips out of [start_ms, end_ms). */
struct time_away_rest time_away_take_out(const struct person_facts *facts, int64_t start_ms,
                                         int64_t end_ms);
