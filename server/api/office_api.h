#pragma once
/* Every kind of thing of server/office as a resource: rows of the route table made from the table
 * of kinds, and one set of handlers for all of them. Handlers run on worker threads. */

#include "cleanup.h"
#include "error.h"
#include "http_route.h"
#include "office.h"
#include "session_gate.h"

#define OFFICE_BODY_MAX (2 << 20)

struct office_api;

/* office and gate outlive it. */
bool office_api_create(struct office *office, struct session_gate *gate,
                       struct office_api **ret_api, struct error *err) MUST_USE;
void office_api_destroy(struct office_api *api);
DEFINE_AUTO(office_api);

/* One set of routes a kind. */
size_t office_api_count(const struct office_api *api);
struct http_route_set office_api_routes(const struct office_api *api, size_t i);

/* Who calls, for other resources that are built on the office. Borrows from the request. */
struct office_caller office_api_caller(const struct http_request *request);

/* What a list is filtered by (search, unit, staff, meeting, state, from, to); borrows from the
 * request. False with the answer where a date is wrong. */
bool office_api_read_filter(const struct http_request *request, struct http_response *response,
                            struct office_question *ret_question);

/* Answers what is not OFFICE_DONE. */
void office_api_refuse(struct http_response *response, struct office_answer *answer);
