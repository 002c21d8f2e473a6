#pragma once
/* Who and what is taken already when a meeting is to be: people who are in another meeting then or
 * away, and the room. Told, never refused: it is the organizer who decides. Any thread but the
 * writer's. */

#include "meeting_desk.h"

#define MEETING_CONFLICT_ROWS_MAX     200 /* that are told of each sort; all are counted */
#define MEETING_CONFLICT_MEETINGS_MAX 500 /* other meetings at those times that are looked at */
#define MEETING_CONFLICT_TIMES_MAX    61  /* of a series */

/* Who asks, and what they may see: others are counted, not named. */
struct meeting_conflict_view {
    const struct office_caller *caller;
    const struct staff_sieve *people;   /* NULL: everybody */
    const struct staff_sieve *meetings; /* whose titles; NULL: all */
};

/* input: {"meeting"?, "start", "end", "room"?, "invite" or "attendees", "every_days"?, "count"?} of
 * the meeting as it is to be; "meeting" is itself, where it is there already, and the caller's to
 * change. *ret_answer, yours:
 * {"invited", "people": [{"staff", "unit", "meeting", "title" or null, "start", "end"}], "rooms":
 * [{"meeting", "title", "start", "end", "room"}], "away": [{"staff", "unit", "what", "from",
 * "to"}], "added" and "removed": [{"staff", "unit"}] that would come to the list of a meeting that
 * is there already and go from it, "counts": {"people", "hidden", "rooms", "away", "added",
 * "removed"}, "complete", "names"}. ERROR_INVALID, with the member's path, where the input is not
 * such a meeting. */
bool meeting_conflict_find(const struct meeting_desk *desk,
                           const struct meeting_conflict_view *view, const json_t *input,
                           json_t **ret_answer, struct error *err) MUST_USE;
