#pragma once
/* /api/v1/quarantine and /api/v1/kiosks/{kiosk}/quarantine: what is wrong with kiosks and their
 * lines, for the console. Handlers run on worker threads. */

#include "http_route.h"
#include "session_gate.h"

/* gate outlives the server. */
struct http_route_set kiosk_fault_api_routes(struct session_gate *gate);
