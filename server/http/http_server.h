#pragma once
/* The HTTP server on libmicrohttpd: a few I/O threads with epoll read requests and write answers,
 * worker threads run the handlers, one thread minds the time. It knows routes, limits and headers
 * and nothing of what they are for. Created, started, stopped and destroyed by main; everything
 * that route sets point to outlives it. */

#include "cleanup.h"
#include "clock.h"
#include "error.h"
#include "http_route.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct http_meter;

struct http_server_settings {
    const char *address; /* numeric, such as "127.0.0.1" or "::" */
    int64_t port;        /* 0: any free one */
    bool insecure_http;  /* plain HTTP on an address that is not loopback: said in words, or refused
                          */
    bool proxied; /* a proxy on this machine is before it: X-Forwarded-For from loopback is believed
                   */
    const char *proxy;        /* as well as from this numeric address; NULL: from no other */
    const char *certificate;  /* path, PEM: TLS by the server itself; NULL: plain HTTP */
    const char *key;          /* path, PEM */
    struct http_meter *meter; /* counts what is answered; outlives the server. NULL: nothing does */
    const struct clock *clock; /* for Shoushi-Time; clock_system() unless a test has its own */
    int64_t io_threads;
    int64_t workers;
    int64_t connections_max;
    int64_t connections_per_address_max;
    int64_t
        connection_memory_kib; /* of one that has been used; holds headers and a piece of a body */
    int64_t
        idle_timeout_s; /* of a connection between requests, and of a transfer that stands still */
    int64_t header_timeout_ms; /* from the connection's begin, or the last answer's end, to the end
                                * of the headers; counted from the first byte when it comes later */
    int64_t body_timeout_ms;   /* for a whole body */
    int64_t send_timeout_ms;   /* for a whole answer of up to 1 MiB, more in proportion */
    int64_t stop_grace_ms;     /* how long a stop waits for answers under way */
};

/* 127.0.0.1, port 8080, 2 I/O threads, 8 workers, 12,000 connections, 256 an address, 256 KiB each,
 * 60 s, 15 s, 30 s, 120 s, 10 s. */
void http_server_settings_init(struct http_server_settings *settings);

struct http_server;

/* Checks the routes (two rows for the same method and path, a malformed pattern: CHECK) and binds
 * the address; a plain listener off loopback without insecure_http is ERROR_DENIED. */
bool http_server_create(const struct http_server_settings *settings,
                        const struct http_route_set *sets, size_t set_count,
                        struct http_server **ret_server, struct error *err) MUST_USE;

/* Answers requests from now on, on threads of its own. */
bool http_server_start(struct http_server *server, struct error *err) MUST_USE;

/* "http://127.0.0.1:8080", with the port that the system gave. */
const char *http_server_url(const struct http_server *server);

/* Reads certificate and key again; on false those from before stay in use. Nothing without TLS. */
bool http_server_reload(struct http_server *server, struct error *err) MUST_USE;

/* Takes no new connection, lets handlers that run end, answers those that wait, ends event streams,
 * and returns when all threads have ended. Stopping twice is fine. */
void http_server_stop(struct http_server *server);

/* Stops first. */
void http_server_destroy(struct http_server *server);
DEFINE_AUTO(http_server);
