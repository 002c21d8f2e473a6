#pragma once
/* One request as a handler sees it: its line, headers and whole body, all within limits and decoded
 * strictly before the handler runs. The HTTP layer knows no domain: who the caller is, a route
 * set's gate finds out and leaves here. A request belongs to the one thread that runs its handler;
 * every pointer is borrowed and dies with the request, which a deferred answer keeps alive. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct http_request;

struct http_bytes {
    const char *data; /* not a string: may hold NUL bytes, and none follows */
    size_t len;
};

const char *http_request_method(const struct http_request *request);

/* Path and query exactly as sent: what a kiosk's signature covers. */
const char *http_request_target(const struct http_request *request);

/* The route's own path, with its {parameters} as they stand in the table. */
const char *http_request_pattern(const struct http_request *request);

/* A {parameter} of the route's pattern, percent-decoded valid UTF-8, not empty unless "{name...}";
 * asking for a name that the pattern does not have is our own bug (CHECK). */
const char *http_request_parameter(const struct http_request *request, const char *name);

/* A query parameter, decoded; NULL if it is not there. A target with a broken escape, a control
 * character, bytes that are not UTF-8 or the same name twice was refused before. */
const char *http_request_query(const struct http_request *request, const char *name);

/* The first header of that name (case does not matter); NULL if it is not there. */
const char *http_request_header(const struct http_request *request, const char *name);

/* A cookie's value, or NULL. */
const char *http_request_cookie(const struct http_request *request, const char *name);

/* Empty where there is none; never longer than the route's body_max. */
struct http_bytes http_request_body(const struct http_request *request);

/* True if the Content-Type is this media type, whatever its parameters ("application/json"). */
bool http_request_has_type(const struct http_request *request, const char *media_type);

/* This request's own id, 16 hex digits: what its log lines and its lines of the audit log say, and
 * its answer in Shoushi-Request. */
const char *http_request_id(const struct http_request *request);

/* The other side's address without its port, such as "127.0.0.1" or "fe80::1". */
const char *http_request_peer(const struct http_request *request);

/* What the gate found out about the caller, of the gate's own type; NULL if it left nothing. The
 * request owns it from then on and ends with destroy(caller). Called once by a gate. */
void http_request_set_caller(struct http_request *request, void *caller, void (*destroy)(void *));
void *http_request_caller(const struct http_request *request);
