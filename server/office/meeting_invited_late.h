#pragma once
/* Who was first invited when the meeting had begun: a meeting may be entered afterwards (held on
 * paper, or in haste), and nobody is absent from one that they could not know of (decision 28). For
 * the meeting's own hooks; on the writer's thread. */

#include "office_change.h"

/* Sets the member "invited_late" of change->after, and adds a line "invited_late" to the history
 * with how many it is now. Everybody, where the meeting is made or moved to a time that has begun
 * already; otherwise those who come to the list of a meeting that has begun, beside those who were
 * late before. */
bool meeting_invited_late_note(struct office_change *change, struct error *err) MUST_USE;
