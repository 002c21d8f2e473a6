#pragma once
/* /api/v1/taps: the taps of a date, and those whose time is uncertain. Handlers run on worker
 * threads. */

#include "http_route.h"
#include "live_api.h"
#include "month_source.h"

/* Outlives the server, as does all that it points to. */
struct tap_api {
    const struct month_source *source;
    struct live_api *live;
};

struct http_route_set tap_api_routes(struct tap_api *api, http_gate *gate, void *gate_user);
