#pragma once
/* Where people are (去向公示), by unit: here, on leave, on a trip, not yet come; by the facts and
 * today's taps at this kiosk. Pure, one thread. */

#include "facts.h"
#include "recent_taps.h"
#include <stddef.h>
#include <stdint.h>

#define WHEREABOUTS_UNITS_MAX  128
#define WHEREABOUTS_NAMES_SIZE 512 /* of the people of one unit that are away for one cause */

enum whereabouts { WHEREABOUTS_HERE, WHEREABOUTS_LEAVE, WHEREABOUTS_TRIP, WHEREABOUTS_NOT_YET };
#define WHEREABOUTS_COUNT 4

struct whereabouts_unit {
    char code[FACTS_ID_MAX + 1];
    char name[FACTS_NAME_MAX + 1];
    int of[WHEREABOUTS_COUNT];
    char on_leave[WHEREABOUTS_NAMES_SIZE]; /* names with a space between, "…" where more are */
    char on_trip[WHEREABOUTS_NAMES_SIZE];
};

struct whereabouts_board {
    int of[WHEREABOUTS_COUNT]; /* of all units */
    size_t unit_count;         /* by code */
    struct whereabouts_unit units[WHEREABOUTS_UNITS_MAX];
};

/* People who have no work today and did not come are on no list. now_ms: local. */
void whereabouts_make(const struct facts *facts, const struct recent_taps *recent, int64_t now_ms,
                      struct whereabouts_board *ret_board);
