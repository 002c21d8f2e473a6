#pragma once
/* The listening socket, and the rule that plain HTTP stays on this machine unless somebody says
 * otherwise in words. Called by the thread that creates the server. */

#include "error.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define HTTP_URL_SIZE 80

enum http_listener_reach {
    HTTP_LISTENER_LOOPBACK,
    HTTP_LISTENER_ANYWHERE,
    HTTP_LISTENER_TLS, /* anywhere, and the URL says https */
};

/* Is this numeric address one of this machine's own? */
bool http_listener_is_loopback(const char *address);

/* The address in the form that peers are written in; false for what is no numeric address. */
bool http_listener_normal(const char *address, char *ret_normal, size_t size);

/* Listens on a numeric address and a port (0: any free one); the descriptor is the caller's, url
 * says where. An address beyond the reach is ERROR_DENIED. */
bool http_listener_open(const char *address, int64_t port, enum http_listener_reach reach,
                        int *ret_fd, char ret_url[static HTTP_URL_SIZE], struct error *err)
    MUST_USE;
