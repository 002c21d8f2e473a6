#pragma once
/* /api/v1/session/second-step: one's own second step of logging in. Handlers run on worker
 * threads. */

#include "http_route.h"
#include "session_api.h"

struct http_route_set session_step_api_routes(struct session_api *api);
