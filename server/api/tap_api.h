#pragma once
/* /api/v1/taps and /api/v1/live: the taps of a date, and each new one as it is stored. The list's
 * handler runs on worker threads; what hears of new taps runs on the writer's and never waits. */

#include "cleanup.h"
#include "http_event_hub.h"
#include "http_route.h"
#include "ingest_observer.h"
#include "month_source.h"

struct tap_api;

/* source and hub outlive it; it outlives server and ingest. */
bool tap_api_create(const struct month_source *source, struct http_event_hub *hub,
                    struct tap_api **ret_api, struct error *err) MUST_USE;
void tap_api_destroy(struct tap_api *api);
DEFINE_AUTO(tap_api);

struct ingest_observer tap_api_observer(struct tap_api *api);
struct http_route_set tap_api_routes(struct tap_api *api, http_gate *gate, void *gate_user);
