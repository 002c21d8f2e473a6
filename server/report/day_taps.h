#pragma once
/* The taps of a date, newest first, with how the day stands (server/api/openapi.yaml,
 * /api/v1/taps). Any thread. */

#include "month_source.h"
#include "staff_sieve.h"
#include <jansson.h>
#include <stdint.h>

#define DAY_TAPS_TODAY INT32_MIN

struct day_taps_question {
    int32_t date;                    /* local, or DAY_TAPS_TODAY */
    size_t limit;                    /* of the taps listed; the counts are of all */
    const struct staff_sieve *sieve; /* NULL: lets all through */
};

/* The answer without last_event_id. */
bool day_taps_to_json(const struct month_source *source, const struct day_taps_question *question,
                      json_t **ret_answer, struct error *err) MUST_USE;
