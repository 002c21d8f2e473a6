#pragma once
/* What libmicrohttpd does not have: a deadline for a whole step of a connection. Its own time-out
 * starts again with every byte, so that a client sending one now and then could hold a connection
 * for ever. Here each step (headers, body, answer) has a time by which it is over; the socket of a
 * connection that misses it is shut down. Any thread. */

#include "cleanup.h"
#include "error.h"
#include "http_ticker.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct http_connections;
struct http_connection;
struct http_tls;

bool http_connections_create(struct http_ticker *ticker, struct http_connections **ret_connections,
                             struct error *err) MUST_USE;
void http_connections_destroy(struct http_connections *connections);
DEFINE_AUTO(http_connections);

/* What its connections shake hands with; NULL (at first): plain HTTP. Before the first of them. */
void http_connections_set_tls(struct http_connections *connections, struct http_tls *tls);
struct http_tls *http_connection_tls(const struct http_connection *connection); /* of NULL: NULL */

/* How many there are. */
size_t http_connections_count(struct http_connections *connections);

/* A socket came, or is about to be closed by its owner. NULL if there is no memory. */
struct http_connection *http_connections_add(struct http_connections *connections, int fd);
void http_connections_remove(struct http_connections *connections,
                             struct http_connection *connection);

/* The step under way must be over after ms; 0: no deadline. Seen within a second. */
void http_connection_expect(struct http_connection *connection, int64_t ms);
