#include "http_exchange.h"

#include "check.h"
#include "hash.h"
#include "http_coding.h"
#include "http_meter.h"
#include "log.h"
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool http_gate_open(struct http_request *request, unsigned access, struct http_response *response,
                    void *gate_user, enum http_gate_result *ret_result, struct error *err)
{
    (void)request; /* all may pass */
    (void)access;
    (void)response;
    (void)gate_user;
    (void)err;
    *ret_result = HTTP_GATE_PASS;
    return true;
}

static void set_peer(struct http_request *request)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(request->connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    if (!info || !info->client_addr) {
        return;
    }
    const struct sockaddr *address = info->client_addr;
    const void *number = &((const struct sockaddr_in *)(const void *)address)->sin_addr;
    int family = address->sa_family;
    if (family == AF_INET6) {
        const struct in6_addr *six =
            &((const struct sockaddr_in6 *)(const void *)address)->sin6_addr;
        bool mapped = IN6_IS_ADDR_V4MAPPED(six);
        family = mapped ? AF_INET : AF_INET6;
        number = mapped ? &six->s6_addr[12] : six->s6_addr;
    }
    (void)inet_ntop(family, number, request->peer, sizeof request->peer); /* room for the longest */
}

struct http_exchange *http_exchange_create(struct http_engine *engine,
                                           struct MHD_Connection *connection,
                                           const char *raw_target)
{
    struct http_exchange *exchange = calloc(1, sizeof *exchange);
    char *copy = strdup(raw_target);
    if (!exchange || !copy) {
        free(exchange);
        free(copy);
        return NULL;
    }
    exchange->engine = engine;
    exchange->owners = 1;
    exchange->request.connection = connection;
    exchange->request.raw_target = copy;
    exchange->request.came_us = http_ticker_now_us();
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    exchange->request.socket = info ? info->socket_context : NULL;
    set_peer(&exchange->request);
    uint8_t id[HTTP_ID_BYTES];
    hash_random(id, sizeof id);
    hash_hex_encode(id, sizeof id, exchange->request.id);
    http_response_init(&exchange->response);
    return exchange;
}

void http_exchange_keep(struct http_exchange *exchange)
{
    exchange->owners++;
}

void http_exchange_release(struct http_exchange *exchange)
{
    if (--exchange->owners > 0) {
        return;
    }
    struct http_request *request = &exchange->request;
    if (request->caller && request->destroy_caller) {
        request->destroy_caller(request->caller);
    }
    http_response_finish(&exchange->response);
    free(request->raw_target);
    free(request->body);
    free(exchange);
}

void http_engine_note_open(struct http_engine *engine)
{
    if (engine->settings.meter) {
        http_meter_set_requests(engine->settings.meter, engine->open);
    }
}

void http_exchange_suspend(struct http_exchange *exchange)
{
    struct http_engine *engine = exchange->engine;
    CHECK(pthread_mutex_lock(&engine->mutex) == 0);
    engine->suspended++;
    CHECK(pthread_mutex_unlock(&engine->mutex) == 0);
    exchange->phase = HTTP_PHASE_SUSPENDED;
    MHD_suspend_connection(exchange->request.connection);
}

/* Counts only after the connection is resumed: a stop that sees no more suspended ones ends the
 * daemon. */
void http_exchange_resume(struct http_exchange *exchange)
{
    struct http_engine *engine = exchange->engine;
    exchange->phase = HTTP_PHASE_READY;
    MHD_resume_connection(exchange->request.connection);
    CHECK(pthread_mutex_lock(&engine->mutex) == 0);
    engine->suspended--;
    CHECK(pthread_cond_broadcast(&engine->fewer) == 0);
    CHECK(pthread_mutex_unlock(&engine->mutex) == 0);
}

static void answer_fault(struct http_exchange *exchange, const struct error *err)
{
    const struct http_request *request = &exchange->request;
    bool passing = err->code == ERROR_BUSY || err->code == ERROR_FULL ||
                   err->code == ERROR_TIMEOUT || err->code == ERROR_GONE;
    log_event(LOG_ERROR, "request_failed", "request=%s method=%s route=%s code=%s error=%s",
              request->id, request->method, LOG_TEXT(request->match.route->path),
              error_code_name(err->code), LOG_TEXT(err->text));
    struct http_response *response = &exchange->response;
    if (passing) {
        http_response_problem(
            response,
            &(struct http_problem){.status = 503, .type = "busy", .title = "Try again later"});
        http_response_header(response, "Retry-After", "1");
        return;
    }
    http_response_problem(
        response,
        &(struct http_problem){.status = 500, .type = "internal", .title = "Internal fault"});
}

static bool call_gate_and_handler(struct http_exchange *exchange, struct error *err)
{
    struct http_request *request = &exchange->request;
    const struct http_route *route = request->match.route;
    const struct http_route_set *set = request->match.set;
    if (!request->passed_gate) {
        enum http_gate_result result;
        if (!set->gate(request, route->access, &exchange->response, set->gate_user, &result, err)) {
            return false;
        }
        if (result == HTTP_GATE_ANSWERED) {
            return true;
        }
        request->passed_gate = true;
    }
    return route->handle(request, &exchange->response, set->user, err);
}

static void call(struct http_exchange *exchange)
{
    struct error err = {0};
    bool good = call_gate_and_handler(exchange, &err);
    if (exchange->deferred) {
        return;
    }
    if (good && exchange->response.answer == HTTP_ANSWER_NONE) {
        good = error_set(&err, ERROR_INVALID, "the handler gave no answer");
    }
    if (good && exchange->response.answer == HTTP_ANSWER_WAIT && exchange->last_call) {
        good = error_set(&err, ERROR_TIMEOUT, "the handler would wait on");
    }
    if (!good) {
        answer_fault(exchange, &err);
    }
}

void http_exchange_run(struct http_exchange *exchange)
{
    call(exchange);
    if (exchange->deferred) {
        http_deferred_let_go(exchange);
    } else if (exchange->response.answer == HTTP_ANSWER_WAIT) {
        exchange->waited = true;
        http_exchange_park(exchange);
    } else {
        http_coding_apply(&exchange->request, &exchange->response);
        http_exchange_resume(exchange);
    }
}

void http_exchange_run_inline(struct http_exchange *exchange)
{
    call(exchange);
    CHECK(!exchange->deferred && exchange->response.answer != HTTP_ANSWER_WAIT);
}
