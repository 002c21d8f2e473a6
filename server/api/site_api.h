#pragma once
/* What anybody may know: /api/v1/site for the log-in page. The handler runs on worker threads. */

#include "http_route.h"

struct storage;

/* storage outlives the server. */
struct http_route_set site_api_routes(struct storage *storage);
