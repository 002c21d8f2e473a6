#pragma once
/* Lists as files: imports with a dry run, exports, and a meeting's attendees, as CSV or XLSX.
 * Handlers run on worker threads. */

#include "http_route.h"

struct office;
struct session_gate;

#define SHEET_BODY_MAX (16 << 20)

/* office and gate outlive the server. */
struct http_route_set sheet_api_routes(struct office *office, struct session_gate *gate);
