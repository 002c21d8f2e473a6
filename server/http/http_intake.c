#include "http_intake.h"

#include "check.h"
#include "http_listener.h"
#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define HEADER_BYTES_MAX (32 * 1024)
#define HEADER_COUNT_MAX 64

/* So much of a body over its limit is read and dropped, so that its sender hears 413; then the
 * connection is cut. */
#define EXCESS_MAX (1024 * 1024)

/* An answer sent in the first step makes libmicrohttpd close the connection, unread body and all;
 * where there is no body, it is sent in the next one. */
static enum MHD_Result refuse(struct http_exchange *exchange, unsigned status, const char *type,
                              const char *title, const char *detail)
{
    http_response_problem(
        &exchange->response,
        &(struct http_problem){.status = status, .type = type, .title = title, .detail = detail});
    bool keeps = exchange->bodiless && exchange->phase == HTTP_PHASE_NEW;
    exchange->phase = HTTP_PHASE_READY;
    return keeps ? MHD_YES : http_exchange_send(exchange);
}

/* What the headers say of the request's length, and what is wrong with them. */
struct framing {
    const char *fault;
    size_t headers, hosts, lengths, codings;
    const char *length_text;
    const char *forwarded_for; /* the last of several, which a proxy has added */
    bool chunked;
    size_t length; /* SIZE_MAX where the body is chunked and its length not known */
};

/* Two servers that read the same bytes as different requests are how requests are smuggled past a
 * proxy (RFC 9112, section 11.2): whatever is ambiguous is refused. */
static enum MHD_Result look_at_header(void *user, enum MHD_ValueKind kind, const char *name,
                                      size_t name_len, const char *value, size_t value_len)
{
    (void)kind; /* asked for headers only */
    struct framing *framing = user;
    framing->headers++;
    if (!value || strlen(name) != name_len || strlen(value) != value_len) {
        framing->fault = "header without a value, or with a NUL";
        return MHD_NO;
    }
    if (strcasecmp(name, "Host") == 0) {
        framing->hosts++;
    } else if (strcasecmp(name, "Content-Length") == 0) {
        framing->lengths++;
        framing->length_text = value;
    } else if (strcasecmp(name, "Transfer-Encoding") == 0) {
        framing->codings++;
        framing->chunked = strcasecmp(value, "chunked") == 0;
    } else if (strcasecmp(name, "X-Forwarded-For") == 0) {
        framing->forwarded_for = value;
    }
    return MHD_YES;
}

static void read_length(struct framing *framing)
{
    const char *text = framing->length_text;
    errno = 0;
    unsigned long long length = strtoull(text, NULL, 10);
    bool digits = *text && text[strspn(text, "0123456789")] == '\0';
    if (!digits || (errno != 0 && errno != ERANGE)) {
        framing->fault = "Content-Length";
    }
    framing->length = length < SIZE_MAX ? (size_t)length : SIZE_MAX - 1;
}

static bool read_framing(const struct http_exchange *exchange, struct framing *ret_framing)
{
    struct framing *framing = ret_framing;
    *framing = (struct framing){0};
    (void)MHD_get_connection_values_n(exchange->request.connection, MHD_HEADER_KIND, look_at_header,
                                      framing); /* counts what was counted */
    if (framing->hosts > 1 || framing->lengths > 1 || framing->codings > 1 ||
        (framing->codings == 1 && (framing->lengths == 1 || !framing->chunked))) {
        framing->fault = "ambiguous Host, Content-Length or Transfer-Encoding";
    }
    if (framing->headers > HEADER_COUNT_MAX) {
        framing->fault = "too many headers";
    }
    framing->length = framing->chunked ? SIZE_MAX : 0;
    if (framing->length_text && !framing->fault) {
        read_length(framing);
    }
    return !framing->fault;
}

static bool headers_fit(const struct http_exchange *exchange)
{
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(
        exchange->request.connection, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
    return !info || info->header_size <= HEADER_BYTES_MAX;
}

static enum MHD_Result refuse_method(struct http_exchange *exchange)
{
    http_response_header(&exchange->response, "Allow", exchange->request.match.allow);
    return refuse(exchange, 405, "method", "Method not allowed", NULL);
}

static enum MHD_Result refuse_length(struct http_exchange *exchange)
{
    char detail[64];
    (void)snprintf(detail, sizeof detail, "at most %zu bytes",
                   exchange->request.match.route->body_max);
    return refuse(exchange, 413, "too_large", "Body too large", detail);
}

/* The last address of X-Forwarded-For is the one that the proxy itself has seen; those before it
 * are whatever the client wrote. */
static void take_forwarded_peer(const struct http_engine *engine, struct http_request *request,
                                const char *list)
{
    bool trusted = (engine->settings.proxied && http_listener_is_loopback(request->peer)) ||
                   (engine->proxy[0] && strcmp(engine->proxy, request->peer) == 0);
    if (!list || !trusted) {
        return;
    }
    const char *comma = strrchr(list, ',');
    const char *last = comma ? comma + 1 : list;
    last += strspn(last, " \t");
    struct in6_addr number;
    bool known = inet_pton(AF_INET, last, &number) == 1 || inet_pton(AF_INET6, last, &number) == 1;
    if (known && strlen(last) < sizeof request->peer) {
        memcpy(request->peer, last, strlen(last) + 1);
    }
}

/* The first step: everything that can be said before the body. */
static enum MHD_Result begin(struct http_exchange *exchange, const char *method)
{
    struct http_request *request = &exchange->request;
    const char *fault;
    struct framing framing;
    if (!headers_fit(exchange)) {
        return refuse(exchange, 431, "too_large", "Headers too large", NULL);
    }
    if (snprintf(request->method, sizeof request->method, "%s", method) >=
        (int)sizeof request->method) {
        return refuse(exchange, 501, "method", "Unknown method", NULL);
    }
    if (strlen(request->raw_target) > HTTP_TARGET_MAX) {
        return refuse(exchange, 414, "too_large", "Target too long", NULL);
    }
    if (!read_framing(exchange, &framing)) {
        return refuse(exchange, 400, "malformed", "Malformed request", framing.fault);
    }
    if (!http_target_parse(request->raw_target, &request->target, &fault)) {
        return refuse(exchange, 400, "malformed", "Malformed request", fault);
    }
    exchange->bodiless = framing.length == 0;
    take_forwarded_peer(exchange->engine, request, framing.forwarded_for);
    switch (http_router_find(exchange->engine->router, method, &request->target, &request->match)) {
    case HTTP_MATCH_NO_PATH:
        return refuse(exchange, 404, "path", "No such path", NULL);
    case HTTP_MATCH_NO_METHOD:
        return refuse_method(exchange);
    case HTTP_MATCH_ROUTE:
        break;
    }
    if (framing.length != SIZE_MAX && framing.length > request->match.route->body_max) {
        return refuse_length(exchange);
    }
    exchange->phase = HTTP_PHASE_BODY;
    http_connection_expect(request->socket, exchange->engine->settings.body_timeout_ms);
    return MHD_YES;
}

static bool grow_body(struct http_request *request, size_t more)
{
    size_t wanted = request->body_len + more;
    if (wanted <= request->body_capacity) {
        return true;
    }
    size_t capacity = request->body_capacity * 2 > wanted ? request->body_capacity * 2 : wanted;
    size_t max = request->match.route->body_max;
    capacity = capacity < max ? capacity : max;
    char *body = realloc(request->body, capacity);
    if (body) {
        request->body = body;
        request->body_capacity = capacity;
    }
    return body != NULL;
}

static enum MHD_Result take_body(struct http_exchange *exchange, const char *data, size_t *len)
{
    struct http_request *request = &exchange->request;
    size_t more = *len;
    *len = 0;
    bool fits = exchange->excess == 0 && more <= request->match.route->body_max - request->body_len;
    if (!fits) {
        exchange->excess += more;
        return exchange->excess <= EXCESS_MAX ? MHD_YES : MHD_NO;
    }
    if (!grow_body(request, more)) {
        return MHD_NO;
    }
    memcpy(request->body + request->body_len, data, more);
    request->body_len += more;
    return MHD_YES;
}

/* False where the engine stops: what it has not counted by then it does not wait for. */
static bool count_open(struct http_exchange *exchange)
{
    struct http_engine *engine = exchange->engine;
    CHECK(pthread_mutex_lock(&engine->mutex) == 0);
    exchange->dispatched = !engine->stopping;
    engine->open += exchange->dispatched;
    http_engine_note_open(engine);
    CHECK(pthread_mutex_unlock(&engine->mutex) == 0);
    return exchange->dispatched;
}

static enum MHD_Result dispatch(struct http_exchange *exchange)
{
    struct http_request *request = &exchange->request;
    http_connection_expect(request->socket, 0);
    if (exchange->excess > 0) {
        return refuse_length(exchange);
    }
    if (!count_open(exchange)) {
        return refuse(exchange, 503, "stopping", "The server is stopping", NULL);
    }
    if (request->match.route->flags & HTTP_ROUTE_INLINE) {
        http_exchange_run_inline(exchange);
        exchange->phase = HTTP_PHASE_READY;
        return http_exchange_send(exchange);
    }
    http_exchange_suspend(exchange);
    if (!http_workers_push_new(exchange->engine->workers, exchange)) {
        http_response_problem(
            &exchange->response,
            &(struct http_problem){.status = 503, .type = "busy", .title = "Try again later"});
        http_response_header(&exchange->response, "Retry-After", "1");
        http_exchange_resume(exchange);
    }
    return MHD_YES;
}

enum MHD_Result http_intake_step(struct http_exchange *exchange, const char *method,
                                 const char *version, const char *upload_data,
                                 size_t *upload_data_size)
{
    switch (exchange->phase) {
    case HTTP_PHASE_NEW:
        if (strcmp(version, "HTTP/1.1") != 0 && strcmp(version, "HTTP/1.0") != 0) {
            return refuse(exchange, 505, "version", "HTTP version not supported", NULL);
        }
        return begin(exchange, method);
    case HTTP_PHASE_BODY:
        return *upload_data_size > 0 ? take_body(exchange, upload_data, upload_data_size)
                                     : dispatch(exchange);
    case HTTP_PHASE_READY:
        return http_exchange_send(exchange);
    case HTTP_PHASE_SUSPENDED:
        break;
    }
    return MHD_NO;
}
