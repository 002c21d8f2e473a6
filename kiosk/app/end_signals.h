#pragma once
/* SIGINT and SIGTERM as something to poll(): asked to end. Main thread, before others start. */

#include "error.h"
#include <stdbool.h>

/* Blocks the two for the whole program; *ret_fd is readable (POLLIN) once one came. May be asked
 * for again. */
bool end_signals_open(int *ret_fd, struct error *err) MUST_USE;
