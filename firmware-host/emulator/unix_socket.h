#pragma once
/* Unix stream sockets by path: listening, also where a program that died left its socket behind,
 * and connecting. Any thread. */

#include "error.h"
#include <stdbool.h>

#define UNIX_SOCKET_PATH_SIZE 108 /* with its NUL: what the kernel's address holds */

/* Listens on path (mode 0600, not blocking) for backlog clients at once. ERROR_BUSY if another
 * program listens there, ERROR_INVALID if the path is too long or no socket. The caller closes and
 * unlinks. */
bool unix_socket_listen(const char *path, int backlog, int *ret_fd, struct error *err) MUST_USE;

/* Connects to a program that listens on path; the descriptor does not block. */
bool unix_socket_connect(const char *path, int *ret_fd, struct error *err) MUST_USE;
