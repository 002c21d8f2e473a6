#pragma once
/* What importing a year's calendar would change, before it is imported. Handlers run on worker
 * threads. */

#include "http_route.h"

struct office;
struct session_gate;

/* office and gate outlive the server. */
struct http_route_set calendar_api_routes(struct office *office, struct session_gate *gate);
