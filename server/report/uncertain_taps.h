#pragma once
/* Taps whose time nobody knows yet, with the bounds that are known, for whoever decides them; and
 * those that claim a time still to come (server/api/openapi.yaml, /api/v1/taps/uncertain and
 * /ahead). Any thread. */

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

/* The same of certain taps that are later than the present by more than a clock may be off
 * (kiosk_fault.h): until their time has come they count for nothing. */
bool uncertain_taps_list_ahead(const struct month_source *source, const struct staff_sieve *sieve,
                               json_t **ret_answer, struct error *err) MUST_USE;
