#pragma once
/* /api/v1/reports/figure-codes: a code from a paper, held against the taps. Handlers run on worker
 * threads. */

#include "http_route.h"
#include "paper_api.h"

struct http_route_set figure_code_api_routes(struct paper_api *api);
