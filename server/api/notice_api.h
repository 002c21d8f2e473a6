#pragma once
/* What the caller's account has been told, and ticking it off. Handlers run on worker threads. */

#include "http_route.h"

struct office;
struct session_gate;

/* office and gate outlive the server. */
struct http_route_set notice_api_routes(struct office *office, struct session_gate *gate);
