#pragma once
/* /api/v1/reports/proof: a person's taps of one date with what proves them (docs/evidence.md).
 * Handlers run on worker threads. */

#include "http_route.h"
#include "month_source.h"
#include "session_gate.h"

/* Outlives the server, as does all that it points to. */
struct proof_api {
    struct session_gate *gate;
    const struct month_source *source;
    const uint8_t *signing_seed; /* SIGNING_SEED_BYTES: of the server's key */
};

struct http_route_set proof_api_routes(struct proof_api *api);
