#pragma once
/* /api/v1/reports/days and /api/v1/reports/meetings: verdicts one by one, with their reasons;
 * /api/v1/reports/differences: why some are not what they were. Handlers run on worker threads. */

#include "http_route.h"
#include "month_source.h"

/* source and the gate outlive the server. */
struct http_route_set verdict_api_routes(const struct month_source *source, http_gate *gate,
                                         void *gate_user);
