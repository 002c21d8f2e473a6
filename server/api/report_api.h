#pragma once
/* /api/v1/reports/months…: the month report as JSON (paper_api.h has it on paper). Handlers run on
 * worker threads. */

#include "http_request.h"
#include "http_response.h"
#include "http_route.h"
#include "month_desk.h"

/* The desk and the gate outlive the server. */
struct http_route_set report_api_routes(const struct month_desk *desk, http_gate *gate,
                                        void *gate_user);

/* The month in the path and as_of of the query, MONTH_SOURCE_NOW without one. False where one is
 * wrong, with the response filled. A month of which nothing is known has a report too. */
bool report_api_read_question(const struct http_request *request, struct http_response *response,
                              int32_t *ret_month, int64_t *ret_as_of_ms);
