#pragma once
/* How the policy came to be what it is. Handlers run on worker threads. */

#include "http_route.h"

struct session_gate;

/* gate outlives the server. */
struct http_route_set policy_history_api_routes(struct session_gate *gate);
