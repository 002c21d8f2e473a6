#pragma once
/* /api/v1/reports/months…: the month report as JSON and as a workbook. Handlers run on worker
 * threads. */

#include "http_route.h"
#include "month_source.h"

/* source and the gate outlive the server. */
struct http_route_set report_api_routes(const struct month_source *source, http_gate *gate,
                                        void *gate_user);
