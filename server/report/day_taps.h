#pragma once
/* The taps of a date, newest first, with how the day stands (server/api/openapi.yaml,
 * /api/v1/taps). Any thread. */

#include "month_source.h"
#include <jansson.h>
#include <stdint.h>

#define DAY_TAPS_TODAY INT32_MIN

/* The answer without last_event_id. date: local, or DAY_TAPS_TODAY; limit: of the taps listed, the
 * counts are of all. */
bool day_taps_to_json(const struct month_source *source, int32_t date, size_t limit,
                      json_t **ret_answer, struct error *err) MUST_USE;
