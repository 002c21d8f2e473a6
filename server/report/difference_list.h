#pragma once
/* Why verdicts are not what they were: each that was given and replaced, with the facts that did
 * it, who put them and when. Any thread. */

#include "verdict_list.h"

#define DIFFERENCE_LIST_MAX 2000 /* in one answer */

/* {"differences": [{"date", "staff", "session" | "meeting", "before", "after", "causes": [{"kind",
 * "id", "revision", "author", "recorded_at"} | {"kind": "tap", "id", "kiosk", "at"}],
 * "changed_at"}, …], "more": whether there are more than DIFFERENCE_LIST_MAX} by date, person and
 * order of the changes. as_of_ms: those that had been made by then. */
bool difference_list(const struct month_source *source, const struct verdict_question *question,
                     json_t **ret_answer, struct error *err) MUST_USE;
