#pragma once
/* /api/v1/live: each tap as it is stored, and that something happened at a meeting. What a commit
 * tells stands in the database with what it tells of, and is read from there by every server, so
 * that a listener hears the same wherever it listens. */

#include "cleanup.h"
#include "http_route.h"
#include "ingest_observer.h"
#include "month_source.h"
#include <stdint.h>

struct live_api;

/* source outlives it; it outlives server and ingest. */
bool live_api_create(const struct month_source *source, struct live_api **ret_api,
                     struct error *err) MUST_USE;
void live_api_destroy(struct live_api *api);
DEFINE_AUTO(live_api);

/* Writes events, within the transaction. */
struct ingest_observer live_api_observer(struct live_api *api);

/* There are new events in the database: tells the listeners. Any thread. */
void live_api_tell(struct live_api *api);

/* The newest event that listeners here were told. Any thread. */
int64_t live_api_last_id(const struct live_api *api);

struct http_route_set live_api_routes(struct live_api *api, http_gate *gate, void *gate_user);
