#pragma once
/* Files that prove something: photographs and papers for corrections and leave. What they are about
 * is a thing of the office (/api/v1/evidence); here their bytes come and go. Handlers run on worker
 * threads. */

#include "http_route.h"

struct office;
struct session_gate;

#define EVIDENCE_MAX (8 << 20)

/* office and gate outlive the server. */
struct http_route_set evidence_api_routes(struct office *office, struct session_gate *gate);
