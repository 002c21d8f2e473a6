#pragma once
/* Publishing what came of a meeting (每次会后公布): the results of this moment, kept as they are
 * (server/office/publication.h). Any thread but the writer's. */

#include "meeting_desk.h"

/* Publishes the meeting's results; comment may be NULL. OFFICE_STATE with why where the meeting is
 * not over, is cancelled, or has nothing new to publish. */
bool meeting_publication_make(const struct meeting_desk *desk, const struct office_caller *caller,
                              const char *meeting, const char *comment,
                              struct office_answer *ret_answer, struct error *err) MUST_USE;

/* A result as publications keep it, of a verdict as verdict_list_meetings gives it; NULL where
 * there is no memory. Yours. */
json_t *meeting_publication_row(const json_t *verdict);
