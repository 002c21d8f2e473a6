#pragma once
/* /api/v1/session…: logging in and out, who is logged in, one's own password. Handlers run on
 * worker threads. */

#include "http_route.h"
#include "login_session.h"
#include "session_gate.h"
#include <stdbool.h>

/* Outlives the server. */
struct session_api {
    struct session_gate *gate;
    bool secure_cookie; /* browsers are to send the cookie over TLS alone */
};

/* 429 with how long to wait. */
void session_api_answer_locked(struct http_response *response, int64_t retry_after_s);

struct http_route_set session_api_routes(struct session_api *api);
