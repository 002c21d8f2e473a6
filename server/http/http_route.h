#pragma once
/* Route tables: a resource is one file with its handlers and its rows, handed to the server as a
 * route set. Paths that no row has are 404 shoushi:path, other methods on a known path 405 with
 * Allow; HEAD is answered where there is GET. Plain values; any thread. */

#include "error.h"
#include "http_request.h"
#include "http_response.h"
#include <stdbool.h>
#include <stddef.h>

/* Answers one request by filling the response, or by http_response_wait / _defer / _events. False
 * with err is a fault of ours or of the world (503 for ERROR_BUSY, ERROR_FULL and ERROR_TIMEOUT,
 * 500 for the rest); its text is logged and not shown. Handlers run on worker threads, many at
 * once, and may block there, on the database for one. user is the set's. */
typedef bool http_handler(struct http_request *request, struct http_response *response, void *user,
                          struct error *err);

enum http_gate_result { HTTP_GATE_PASS, HTTP_GATE_ANSWERED };

/* Runs before each handler of its set, on the same thread, with the row's access: lets the request
 * pass (and may leave a caller in it) or fills the response itself with 401 or 403. */
typedef bool http_gate(struct http_request *request, unsigned access,
                       struct http_response *response, void *gate_user,
                       enum http_gate_result *ret_result, struct error *err);

/* A gate for sets that are open to all. */
http_gate http_gate_open;

enum http_route_flags {
    HTTP_ROUTE_INLINE = 1, /* run by the I/O thread itself: for what never blocks, not even on a
                            * lock held long */
    HTTP_ROUTE_SECRET = 2, /* its answer holds a secret: never compressed (http_coding.c) */
};

struct http_route {
    const char *method;
    /* "/api/v1/reports/months/{month}.xlsx": a {name} stands for one segment or, with text behind
     * it, for the front of one; "{name...}" at the end for all the rest. The most literal row wins.
     */
    const char *path;
    http_handler *handle;
    unsigned access; /* what the set's gate asks for; its meaning is the gate's */
    size_t body_max; /* longer is 413; 0: a body is refused */
    unsigned flags;
};

struct http_route_set {
    const struct http_route *routes;
    size_t route_count;
    void *user; /* for the handlers; outlives the server */
    http_gate *gate;
    void *gate_user;
};
