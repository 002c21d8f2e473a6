#pragma once
/* The wire of the fake server: a listening socket and its connections, served by one thread. It
 * hands over whole requests and sends what it is given. That thread's, but for the start and the
 * end. */

#include "cleanup.h"
#include <stdbool.h>
#include <stddef.h>

struct fake_socket;

struct fake_request {
    int connection;
    const char *head; /* request line and headers, with a NUL behind */
    const char *body;
    size_t body_len;
};

/* On a port of loopback: port 0 takes a free one. */
struct fake_socket *fake_socket_create(int port);
void fake_socket_destroy(struct fake_socket *socket);
int fake_socket_port(const struct fake_socket *socket);

/* Waits until something comes, on wake_fd too; true if that is a whole request, which is valid
 * until the next call. A NULL socket only waits for wake_fd. */
bool fake_socket_receive(struct fake_socket *socket, int wake_fd, struct fake_request *ret_request);

/* A connection that has gone meanwhile takes no bytes; no harm done. */
void fake_socket_send(struct fake_socket *socket, int connection, const void *data, size_t len);
void fake_socket_close(struct fake_socket *socket, int connection);

/* The value of a header, copied; "" if it is not there. */
void fake_socket_header(const char *head, const char *name, char *ret_value, size_t size);
