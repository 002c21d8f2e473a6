#pragma once
/* What is asked about meetings besides their own resource: conflicts before one is made, the
 * requests that wait, and the result that is published. Handlers run on worker threads. */

#include "http_route.h"
#include "meeting_desk.h"

struct session_gate;

/* desk and gate outlive the server. */
struct http_route_set meeting_api_routes(const struct meeting_desk *desk,
                                         struct session_gate *gate);
