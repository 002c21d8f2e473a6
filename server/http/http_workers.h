#pragma once
/* The threads that run handlers, and the queue before them. Any thread may push. */

#include "cleanup.h"
#include "error.h"
#include <stdbool.h>
#include <stddef.h>

struct http_exchange;
struct http_workers;

/* New requests beyond this many waiting are refused, so that an overload is answered, not hidden.
 * Those that were already taken in (a long poll that wakes up) always find a place. */
#define HTTP_WORKERS_QUEUE_MAX 4096

/* count threads that call on_exchange for each exchange in turn. */
bool http_workers_create(size_t count, void (*on_exchange)(struct http_exchange *exchange),
                         struct http_workers **ret_workers, struct error *err) MUST_USE;

/* Runs what is queued, ends the threads. Nobody pushes any more. */
void http_workers_destroy(struct http_workers *workers);
DEFINE_AUTO(http_workers);

/* False if the queue is full. */
bool http_workers_push_new(struct http_workers *workers, struct http_exchange *exchange) MUST_USE;
void http_workers_push_again(struct http_workers *workers, struct http_exchange *exchange);
