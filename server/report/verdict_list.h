#pragma once
/* Verdicts one by one, with their reasons: the days of people, and meetings with their attendees
 * and walk-ins. Judged from the facts as of a moment, so that they explain a figure of the month as
 * it stood. Any thread. */

#include "month_source.h"
#include "staff_sieve.h"
#include <jansson.h>
#include <stdint.h>

#define VERDICT_LIST_DAYS_MAX 31 /* dates in one question */

struct verdict_question {
    int32_t first, last;             /* dates, both included */
    int64_t as_of_ms;                /* local, or MONTH_SOURCE_NOW */
    int64_t since_utc_us;            /* of differences: later than this; 0: all */
    const char *staff;               /* NULL: everybody */
    const char *meeting;             /* NULL: those of the dates; else this one, whenever it is */
    const struct staff_sieve *sieve; /* NULL: lets all through */
    const char *asker;               /* who vouches for nobody but others; NULL: nobody of ours */
};

/* {"as_of", "days": [verdict_json_session with "unit", …], "names": verdict_names_of} by person,
 * date and session */
bool verdict_list_days(const struct month_source *source, const struct verdict_question *question,
                       json_t **ret_answer, struct error *err) MUST_USE;

/* {"as_of", "meetings": [{"meeting", "title", "start", "end", "cancelled", "results":
 * [verdict_json_attendee with "unit", "may_mark", …], "walk_ins":
 * [{"staff"}]}, …], "names": verdict_names_of} of the meetings that start on these dates, by id;
 * without those that the sieve neither lets through themselves nor leaves anybody of */
bool verdict_list_meetings(const struct month_source *source,
                           const struct verdict_question *question, json_t **ret_answer,
                           struct error *err) MUST_USE;
