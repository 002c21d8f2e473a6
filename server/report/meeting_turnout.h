#pragma once
/* Who of those invited to a meeting is there, who need not be and who is missing, in words and
 * numbers: the one definition for boards, lists and published results. Pure, any thread. */

#include "meeting.h"
#include <jansson.h>

/* "present", "excused" (away with leave, or free to stay away) or "missing" (not here, or not yet
 * to be believed). */
const char *meeting_turnout_presence(enum meeting_result result);

/* Would the organizer's word that somebody was there change this? */
bool meeting_turnout_may_mark(enum meeting_result result);

/* {"expected", "present", "missing", "late", "provisional", "results": {word of a result: how
 * many}} of rows with a member "result"; a row without one is not counted. Expected is everybody
 * but the excused. Yours; NULL without memory. */
json_t *meeting_turnout_count(const json_t *rows);
