#pragma once
/* Verdicts with their reasons as JSON: which tap, which version of the schedule, which leave, which
 * limit. A screen says "08:47, 17 minutes after 08:30" from it in either language. Pure, any
 * thread. */

#include "meeting.h"
#include "work_day.h"
#include <jansson.h>

/* {"staff", "date", "session", "status", "in", "out", "late_min", "early_min", "leave_min",
 * "trip_min", "reason": {…}} and, as a day is summed up, "word", "gravity" (verdict_word.h) and the
 * "violations" that it counts for; NULL when out of memory. */
json_t *verdict_json_session(const char *staff, const struct session_verdict *verdict);

/* {"staff", "result", "late_min", "early_min", "flags": […], "reason": {…}, "word", "gravity",
 * "violations"} */
json_t *verdict_json_attendee(const char *staff, const struct attendee_verdict *verdict);
