#pragma once
/* /api/v1/audit…: the auditor's log, its head, and its proof. Handlers run on worker threads. */

#include "http_route.h"
#include "session_gate.h"
#include "signature.h"

/* Outlives the server. */
struct audit_api {
    struct session_gate *gate;
    struct public_key server_key;
};

struct http_route_set audit_api_routes(struct audit_api *api);
