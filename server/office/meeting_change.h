#pragma once
/* A meeting that is changed after it was made: what may not change any more once it has begun, what
 * its history says of it, and who is told. For the meeting's own hooks; on the writer's thread. */

#include "office_change.h"

/* Refuses, at the member, what the people invited have already acted by: once a meeting has begun
 * its time, its terms and its kiosks stay, nobody is taken off the list, and whoever is added is
 * optional. */
bool meeting_change_check(struct office_change *change, struct error *err) MUST_USE;

/* Notes in the history which members change, tells those who stay invited when or where it is if
 * that is new, and those who come to the list or go from it that they do. Nothing where nothing
 * changes. */
bool meeting_change_note(struct office_change *change, struct error *err) MUST_USE;

/* Has the meeting, as it was, begun? */
bool meeting_change_has_begun(const struct office_change *change);

/* Tells everybody invited ("meeting_changed", "meeting_cancelled") and adds the history's line with
 * how many were told. more: members of both, or NULL. */
bool meeting_change_tell(struct office_change *change, const char *what, const char *step,
                         const json_t *more, struct error *err) MUST_USE;

/* Tells whoever has just become the organizer. more: what else there is to say. */
bool meeting_change_tell_organizer(struct office_change *change, const json_t *more,
                                   struct error *err) MUST_USE;

/* Tells everybody invited that they are ("meeting_invited", "meeting_repeated"), unless it is over.
 * more: what else there is to say, or NULL. */
bool meeting_change_invite(struct office_change *change, const char *what, const json_t *more,
                           struct error *err) MUST_USE;
