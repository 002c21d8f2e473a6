#pragma once
/* SIGINT and SIGTERM as something to wait for in poll(), instead of handlers. Called by main before
 * threads start. */

#include "error.h"
#include <stdbool.h>

/* Blocks both for this thread and those made later, ignores SIGPIPE (a reader of our output that
 * goes away shows as an error of write), and hands out a descriptor that is readable once one of
 * the two has come. */
bool signal_fd_take(int *ret_fd, struct error *err) MUST_USE;

/* Whether one has come; does not wait. */
bool signal_fd_has_come(int fd);
