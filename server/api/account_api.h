#pragma once
/* /api/v1/accounts…: the security officer's accounts, their roles, passwords and sessions. Handlers
 * run on worker threads. */

#include "clock.h"
#include "http_route.h"
#include "password_hash.h"
#include "session_gate.h"

/* Outlives the server, as does all that it points to. */
struct account_api {
    struct session_gate *gate;
    struct password_hash *passwords;
    const struct clock *clock;
};

struct http_route_set account_api_routes(struct account_api *api);
