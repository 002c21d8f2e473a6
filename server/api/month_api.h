#pragma once
/* The end of a month: how it stands, and what units hand in. Handlers run on worker threads. */

#include "http_route.h"

struct month_desk;
struct session_gate;

/* desk and gate outlive the server. */
struct http_route_set month_api_routes(const struct month_desk *desk, struct session_gate *gate);
