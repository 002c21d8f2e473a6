#pragma once
/* What inspectors look at beyond one month's report: trend, heat map, the year, pairs of taps.
 * Handlers run on worker threads. */

#include "http_route.h"

struct month_source;
struct session_gate;

/* source and gate outlive the server. */
struct http_route_set inspection_api_routes(const struct month_source *source,
                                            struct session_gate *gate);
