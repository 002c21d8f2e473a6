#pragma once
/* /api/v1/reports/months…: the month report as JSON (paper_api.h has it on paper). Handlers run on
 * worker threads. */

#include "caller_sieve.h"
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

/* Another moment than the present is judged anew, for the whole county and months back to January:
 * only who answers for a unit may ask for it (403, noted in the audit log). */
bool report_api_ask_past(const struct http_request *request, struct http_response *response,
                         int64_t as_of_ms, const struct caller_sieve *sieve, bool *ret_allowed,
                         struct error *err) MUST_USE;

/* Of a paper, moreover, that moment has been (422): what would be if nothing more came is no figure
 * to print. */
bool report_api_check_past(const struct month_source *source, int64_t as_of_ms,
                           struct http_response *response, bool *ret_is, struct error *err)
    MUST_USE;
