#pragma once
/* /api/v1/reports/…: what the office prints, as files: XLSX, PDF, CSV, DOCX. The ending of the
 * address says which. Handlers run on worker threads. */

#include "http_route.h"
#include "office.h"
#include "paper.h"
#include "session_gate.h"

/* All of these outlive the server. */
struct paper_api {
    struct session_gate *gate;
    struct paper_source source;
    struct office *office;
};

struct http_route_set paper_api_routes(struct paper_api *api);
