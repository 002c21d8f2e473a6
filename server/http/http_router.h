#pragma once
/* Finds the route of a path and method: patterns are taken apart once, then tried from the most
 * literal to the least. Immutable after creation: any thread. */

#include "cleanup.h"
#include "error.h"
#include "http_route.h"
#include "http_target.h"
#include <stdbool.h>
#include <stddef.h>

#define HTTP_PARAMETERS_MAX 4
#define HTTP_ALLOW_SIZE     96

enum http_match_result { HTTP_MATCH_ROUTE, HTTP_MATCH_NO_PATH, HTTP_MATCH_NO_METHOD };

struct http_match {
    const struct http_route *route;
    const struct http_route_set *set;
    size_t parameter_count;
    struct http_parameter parameters[HTTP_PARAMETERS_MAX]; /* values stand in the target */
    char allow[HTTP_ALLOW_SIZE];                           /* of HTTP_MATCH_NO_METHOD */
};

struct http_router;

/* Copies the sets; their rows are borrowed. Rows that no server could use are our own bug: CHECK.
 */
bool http_router_create(const struct http_route_set *sets, size_t set_count,
                        struct http_router **ret_router, struct error *err) MUST_USE;
void http_router_destroy(struct http_router *router);
DEFINE_AUTO(http_router);

/* Finds the row; parameters are cut out of target. HEAD finds GET's row where it has none of its
 * own. */
enum http_match_result http_router_find(const struct http_router *router, const char *method,
                                        struct http_target *target, struct http_match *ret_match);
