#include "http_connections.h"

#include "check.h"
#include <pthread.h>
#include <stdatomic.h>
#include <sys/socket.h>

#define SWEEP_US 250000

struct http_connection {
    int fd;
    struct http_tls *tls;
    _Atomic int64_t deadline_us; /* 0: none */
    struct http_connection *next, *previous;
};

struct http_connections {
    pthread_mutex_t mutex;
    struct http_ticker *ticker;
    struct http_tls *tls;
    size_t count;
    struct http_connection *first;
};

/* The owner closes a socket only after it took the connection out under this lock, so that the
 * number here is never somebody else's socket. */
static int64_t sweep(void *user, int64_t now_us)
{
    struct http_connections *connections = user;
    CHECK(pthread_mutex_lock(&connections->mutex) == 0);
    for (struct http_connection *each = connections->first; each; each = each->next) {
        int64_t deadline_us = atomic_load(&each->deadline_us);
        if (deadline_us != 0 && deadline_us < now_us) {
            atomic_store(&each->deadline_us, 0);
            (void)shutdown(each->fd, SHUT_RDWR); /* fails only where the other side has gone */
        }
    }
    bool any = connections->first != NULL;
    CHECK(pthread_mutex_unlock(&connections->mutex) == 0);
    return any ? now_us + SWEEP_US : HTTP_TICKER_NEVER;
}

bool http_connections_create(struct http_ticker *ticker, struct http_connections **ret_connections,
                             struct error *err)
{
    struct http_connections *connections = calloc(1, sizeof *connections);
    if (!connections) {
        return error_set(err, ERROR_NO_MEMORY, "connections: out of memory");
    }
    CHECK(pthread_mutex_init(&connections->mutex, NULL) == 0);
    connections->ticker = ticker;
    *ret_connections = connections;
    return true;
}

void http_connections_destroy(struct http_connections *connections)
{
    if (connections) {
        CHECK(!connections->first);
        CHECK(pthread_mutex_destroy(&connections->mutex) == 0);
        free(connections);
    }
}

void http_connections_set_tls(struct http_connections *connections, struct http_tls *tls)
{
    connections->tls = tls;
}

struct http_tls *http_connection_tls(const struct http_connection *connection)
{
    return connection ? connection->tls : NULL;
}

size_t http_connections_count(struct http_connections *connections)
{
    CHECK(pthread_mutex_lock(&connections->mutex) == 0);
    size_t count = connections->count;
    CHECK(pthread_mutex_unlock(&connections->mutex) == 0);
    return count;
}

struct http_connection *http_connections_add(struct http_connections *connections, int fd)
{
    struct http_connection *connection = calloc(1, sizeof *connection);
    if (!connection) {
        return NULL;
    }
    connection->fd = fd;
    connection->tls = connections->tls;
    CHECK(pthread_mutex_lock(&connections->mutex) == 0);
    connection->next = connections->first;
    if (connections->first) {
        connections->first->previous = connection;
    }
    connections->first = connection;
    connections->count++;
    CHECK(pthread_mutex_unlock(&connections->mutex) == 0);
    http_ticker_ask(connections->ticker, sweep, connections, http_ticker_now_us() + SWEEP_US);
    return connection;
}

void http_connections_remove(struct http_connections *connections,
                             struct http_connection *connection)
{
    if (!connection) {
        return;
    }
    CHECK(pthread_mutex_lock(&connections->mutex) == 0);
    if (connection->next) {
        connection->next->previous = connection->previous;
    }
    *(connection->previous ? &connection->previous->next : &connections->first) = connection->next;
    connections->count--;
    CHECK(pthread_mutex_unlock(&connections->mutex) == 0);
    free(connection);
}

void http_connection_expect(struct http_connection *connection, int64_t ms)
{
    if (connection) {
        atomic_store(&connection->deadline_us, ms == 0 ? 0 : http_ticker_now_us() + ms * 1000);
    }
}
