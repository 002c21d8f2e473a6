#pragma once
/* For whoever watches the server: /health (it answers), /ready (it can work), /metrics for
 * Prometheus. The figures are told to this machine alone. Handlers run on worker threads. */

#include "clock.h"
#include "http_meter.h"
#include "http_route.h"

struct storage;

/* Outlives the server, as does all that it points to. */
struct watch_api {
    struct storage *storage;
    const struct clock *clock;
    struct http_meter *meter;
};

struct http_route_set watch_api_routes(struct watch_api *api);
