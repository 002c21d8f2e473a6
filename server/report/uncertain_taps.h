#pragma once
/* Taps whose time nobody knows yet, with the bounds that are known, for whoever decides them
 * (server/api/openapi.yaml, /api/v1/taps/uncertain). Any thread. */

#include "month_source.h"
#include "staff_sieve.h"
#include <jansson.h>
#include <stdint.h>

#define UNCERTAIN_TAPS_MAX 1000 /* in one answer */

struct uncertain_taps_question {
    int32_t first, last;             /* dates on which they are listed, both included */
    const struct staff_sieve *sieve; /* NULL: lets all through */
};

/* {"taps": [tap_line_to_json, …], "more"} by time. */
bool uncertain_taps_list(const struct month_source *source,
                         const struct uncertain_taps_question *question, json_t **ret_answer,
                         struct error *err) MUST_USE;
