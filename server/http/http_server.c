#include "http_server.h"

#include "check.h"
#include "http_exchange.h"
#include "http_intake.h"
#include "http_listener.h"
#include "http_meter.h"
#include "http_tls.h"
#include "log.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define LAST_ANSWERS_US 1000000 /* for those who are told that the server is stopping */

struct http_server {
    struct http_engine engine;
    int listen_fd;
    char url[HTTP_URL_SIZE];
    struct MHD_Daemon *daemon;
};

void http_server_settings_init(struct http_server_settings *settings)
{
    *settings = (struct http_server_settings){
        .address = "127.0.0.1",
        .port = 8080,
        .clock = clock_system(),
        .io_threads = 2,
        .workers = 8,
        .connections_max = 12000,
        .connections_per_address_max = 256,
        .connection_memory_kib = 256,
        .idle_timeout_s = 60,
        .header_timeout_ms = 15000,
        .body_timeout_ms = 30000,
        .send_timeout_ms = 120000,
        .stop_grace_ms = 10000,
    };
}

static bool init_engine(struct http_engine *engine, const struct http_server_settings *settings,
                        const struct http_route_set *sets, size_t set_count, struct error *err)
{
    engine->settings = *settings;
    engine->settings.address = NULL; /* these are the caller's, and used by now */
    engine->settings.certificate = engine->settings.key = NULL;
    engine->settings.proxy = NULL;
    if (settings->proxy &&
        !http_listener_normal(settings->proxy, engine->proxy, sizeof engine->proxy)) {
        return error_set(err, ERROR_INVALID, "trusted proxy %s: not a numeric address",
                         settings->proxy);
    }
    pthread_condattr_t attributes;
    CHECK(pthread_condattr_init(&attributes) == 0);
    CHECK(pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC) == 0);
    CHECK(pthread_mutex_init(&engine->mutex, NULL) == 0);
    CHECK(pthread_cond_init(&engine->fewer, &attributes) == 0);
    CHECK(pthread_condattr_destroy(&attributes) == 0);
    return http_router_create(sets, set_count, &engine->router, err) &&
           http_ticker_create(&engine->ticker, err) &&
           http_connections_create(engine->ticker, &engine->connections, err) &&
           http_workers_create((size_t)settings->workers, http_exchange_run, &engine->workers, err);
}

/* Threads first: the ticker looks at the connections. */
static void finish_engine(struct http_engine *engine)
{
    http_workers_destroy(engine->workers);
    http_ticker_destroy(engine->ticker);
    http_connections_destroy(engine->connections);
    http_tls_destroy(engine->tls);
    http_router_destroy(engine->router);
    CHECK(pthread_cond_destroy(&engine->fewer) == 0);
    CHECK(pthread_mutex_destroy(&engine->mutex) == 0);
}

static enum http_listener_reach reach_of(const struct http_server_settings *settings)
{
    if (settings->certificate) {
        return HTTP_LISTENER_TLS;
    }
    return settings->insecure_http ? HTTP_LISTENER_ANYWHERE : HTTP_LISTENER_LOOPBACK;
}

static bool init_tls(struct http_engine *engine, const struct http_server_settings *settings,
                     struct error *err)
{
    if (!settings->certificate != !settings->key) {
        return error_set(err, ERROR_INVALID, "TLS: certificate and key belong together");
    }
    if (!settings->certificate) {
        return true;
    }
    if (!http_tls_create(settings->certificate, settings->key, engine->ticker, &engine->tls, err)) {
        return false;
    }
    http_connections_set_tls(engine->connections, engine->tls);
    return true;
}

bool http_server_create(const struct http_server_settings *settings,
                        const struct http_route_set *sets, size_t set_count,
                        struct http_server **ret_server, struct error *err)
{
    AUTO(fd) int listen_fd = -1;
    char url[HTTP_URL_SIZE];
    enum http_listener_reach reach = reach_of(settings);
    if (!http_listener_open(settings->address, settings->port, reach, &listen_fd, url, err)) {
        return false;
    }
    AUTO(http_server) struct http_server *server = calloc(1, sizeof *server);
    if (!server) {
        return error_set(err, ERROR_NO_MEMORY, "http server: out of memory");
    }
    server->listen_fd = TAKE_FD(listen_fd);
    memcpy(server->url, url, sizeof url);
    if (!init_engine(&server->engine, settings, sets, set_count, err) ||
        !init_tls(&server->engine, settings, err)) {
        return false;
    }
    *ret_server = TAKE(server);
    return true;
}

const char *http_server_url(const struct http_server *server)
{
    return server->url;
}

static void *on_request_line(void *user, const char *target, struct MHD_Connection *connection)
{
    struct http_server *server = user;
    return http_exchange_create(&server->engine, connection, target);
}

static enum MHD_Result on_request(void *user, struct MHD_Connection *connection, const char *url,
                                  const char *method, const char *version, const char *upload_data,
                                  size_t *upload_data_size, void **request)
{
    (void)user; /* all is in the exchange */
    (void)connection;
    (void)url;
    struct http_exchange *exchange = *request;
    return exchange ? http_intake_step(exchange, method, version, upload_data, upload_data_size)
                    : MHD_NO;
}

/* A long poll and a stream take as long as they are meant to: their time says nothing. */
static void note_answer(const struct http_engine *engine, const struct http_exchange *exchange)
{
    if (engine->settings.meter && exchange->response.status != 0) {
        int64_t took_us = http_ticker_now_us() - exchange->request.came_us;
        http_meter_count(engine->settings.meter, exchange->response.status,
                         exchange->waited ? HTTP_METER_UNTIMED : took_us);
    }
}

static void on_completed(void *user, struct MHD_Connection *connection, void **request,
                         enum MHD_RequestTerminationCode code)
{
    (void)connection;
    (void)code; /* whoever went away will say so by asking again */
    struct http_engine *engine = &((struct http_server *)user)->engine;
    struct http_exchange *exchange = TAKE(*request);
    if (!exchange) {
        return;
    }
    http_connection_expect(exchange->request.socket, engine->settings.idle_timeout_s * 1000 +
                                                         engine->settings.header_timeout_ms);
    bool dispatched = exchange->dispatched;
    note_answer(engine, exchange);
    http_exchange_release(exchange);
    if (dispatched) {
        CHECK(pthread_mutex_lock(&engine->mutex) == 0);
        engine->open--;
        http_engine_note_open(engine);
        CHECK(pthread_cond_broadcast(&engine->fewer) == 0);
        CHECK(pthread_mutex_unlock(&engine->mutex) == 0);
    }
}

static void note_connections(struct http_engine *engine)
{
    if (engine->settings.meter) {
        http_meter_set_connections(engine->settings.meter,
                                   http_connections_count(engine->connections));
    }
}

static void on_connection(void *user, struct MHD_Connection *connection, void **socket,
                          enum MHD_ConnectionNotificationCode code)
{
    struct http_engine *engine = &((struct http_server *)user)->engine;
    if (code == MHD_CONNECTION_NOTIFY_CLOSED) {
        http_connections_remove(engine->connections, *socket);
        *socket = NULL;
        note_connections(engine);
        return;
    }
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    *socket = info ? http_connections_add(engine->connections, info->connect_fd) : NULL;
    note_connections(engine);
    http_connection_expect(*socket, engine->settings.header_timeout_ms);
}

/* Escapes are decoded by http_target, which knows what to refuse. */
static size_t on_unescape(void *user, struct MHD_Connection *connection, char *text)
{
    (void)user;
    (void)connection;
    return strlen(text);
}

static void on_library_message(void *user, const char *format, va_list args)
    __attribute__((format(printf, 2, 0)));

static void on_library_message(void *user, const char *format, va_list args)
{
    (void)user;
    char text[256];
    (void)vsnprintf(text, sizeof text, format, args); /* a cut text is still a text */
    log_event(LOG_DEBUG, "http_library", "message=%s", LOG_TEXT(text));
}

static struct MHD_Daemon *start_daemon(struct http_server *server)
{
    const struct http_server_settings *settings = &server->engine.settings;
    struct MHD_OptionItem options[] = {
        {MHD_OPTION_EXTERNAL_LOGGER, (intptr_t)on_library_message, NULL},
        {MHD_OPTION_LISTEN_SOCKET, server->listen_fd, NULL},
        {MHD_OPTION_THREAD_POOL_SIZE, settings->io_threads > 1 ? (intptr_t)settings->io_threads : 0,
         NULL},
        {MHD_OPTION_CONNECTION_MEMORY_LIMIT, (intptr_t)settings->connection_memory_kib * 1024,
         NULL},
        {MHD_OPTION_CONNECTION_LIMIT, (intptr_t)settings->connections_max, NULL},
        {MHD_OPTION_PER_IP_CONNECTION_LIMIT, (intptr_t)settings->connections_per_address_max, NULL},
        {MHD_OPTION_CONNECTION_TIMEOUT, (intptr_t)settings->idle_timeout_s, NULL},
        {MHD_OPTION_STRICT_FOR_CLIENT, 1, NULL},
        {MHD_OPTION_URI_LOG_CALLBACK, (intptr_t)on_request_line, server},
        {MHD_OPTION_UNESCAPE_CALLBACK, (intptr_t)on_unescape, NULL},
        {MHD_OPTION_NOTIFY_COMPLETED, (intptr_t)on_completed, server},
        {MHD_OPTION_NOTIFY_CONNECTION, (intptr_t)on_connection, server},
        {MHD_OPTION_END, 0, NULL},
    };
    struct MHD_OptionItem tls[] = {
        {MHD_OPTION_HTTPS_PRIORITIES, 0, (void *)(uintptr_t)HTTP_TLS_PRIORITIES},
        {MHD_OPTION_HTTPS_CERT_CALLBACK, 0, http_tls_callback()},
        {MHD_OPTION_END, 0, NULL},
    };
    bool has_tls = server->engine.tls != NULL;
    unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_SUSPEND_RESUME | MHD_USE_ERROR_LOG;
    return MHD_start_daemon(flags | (has_tls ? MHD_USE_TLS : 0), 0, NULL, NULL, on_request, server,
                            MHD_OPTION_ARRAY, options, MHD_OPTION_ARRAY, has_tls ? tls : &tls[2],
                            MHD_OPTION_END);
}

bool http_server_start(struct http_server *server, struct error *err)
{
    errno = 0;
    server->daemon = start_daemon(server);
    return server->daemon || error_set_errno(err, errno, "http server: cannot start");
}

bool http_server_reload(struct http_server *server, struct error *err)
{
    return !server->engine.tls || http_tls_reload(server->engine.tls, err);
}

/* Waits until *count is zero or the time is over. */
static bool wait_for_none(struct http_engine *engine, const size_t *count, int64_t until_us)
{
    struct timespec until = {.tv_sec = until_us / 1000000, .tv_nsec = until_us % 1000000 * 1000};
    CHECK(pthread_mutex_lock(&engine->mutex) == 0);
    int waited = 0;
    while (*count > 0 && waited == 0) {
        waited = pthread_cond_timedwait(&engine->fewer, &engine->mutex, &until);
    }
    bool none = *count == 0;
    CHECK(pthread_mutex_unlock(&engine->mutex) == 0);
    return none;
}

void http_server_stop(struct http_server *server)
{
    if (!server->daemon) {
        return;
    }
    struct http_engine *engine = &server->engine;
    int64_t until_us = http_ticker_now_us() + engine->settings.stop_grace_ms * 1000;
    (void)MHD_quiesce_daemon(server->daemon); /* the descriptor is ours and closed by destroy */
    CHECK(pthread_mutex_lock(&engine->mutex) == 0);
    engine->stopping = true;
    CHECK(pthread_mutex_unlock(&engine->mutex) == 0);
    http_ticker_ask_all(engine->ticker);
    if (!wait_for_none(engine, &engine->open, until_us)) {
        http_deferred_give_up(engine);
        (void)wait_for_none(engine, &engine->open, http_ticker_now_us() + LAST_ANSWERS_US);
    }
    /* A handler that still runs cannot be taken off its thread; it ends by its own limits. */
    (void)wait_for_none(engine, &engine->suspended, HTTP_TICKER_NEVER);
    MHD_stop_daemon(TAKE(server->daemon));
}

void http_server_destroy(struct http_server *server)
{
    if (!server) {
        return;
    }
    http_server_stop(server);
    finish_engine(&server->engine);
    if (server->listen_fd >= 0) {
        (void)close(server->listen_fd); /* nothing was written to it */
    }
    free(server);
}
