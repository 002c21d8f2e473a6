#pragma once
/* The ports of an emulated bus, each offered to one peer over a Unix stream socket: what is plugged
 * into port 1-N of the bus is plugged into the peer of the N-th socket. A peer that goes away is
 * waited for again. Lives on the bus as its companion, and is the bus's listener: such a bus has no
 * drivers. The thread that runs the bus. */

#include "emulated_bus.h"

#define REDIR_EXPORT_SOCKETS_MAX 8

enum redir_socket_mode {
    REDIR_CONNECT, /* to a peer that listens, such as QEMU's -chardev socket,server=on */
    REDIR_LISTEN,  /* for a peer that connects; one at a time */
};

struct redir_socket {
    enum redir_socket_mode mode;
    const char *path;
};

/* sockets are borrowed for the call. ERROR_INVALID for a path too long or taken by something else,
 * ERROR_BUSY if another program listens there. */
bool redir_export_attach(struct emulated_bus *bus, const struct redir_socket *sockets, size_t count,
                         struct error *err) MUST_USE;
