#pragma once
/* A queue of fixed-size items between threads, with a named capacity and a descriptor that is
 * readable while the queue is not empty, so that poll() can wait for it. Any number of threads on
 * either side. */

#include "cleanup.h"
#include "error.h"
#include <stdbool.h>
#include <stddef.h>

struct bounded_queue;

/* A queue of at most capacity items of item_size bytes each. */
bool bounded_queue_create(size_t capacity, size_t item_size, struct bounded_queue **ret_queue,
                          struct error *err) MUST_USE;
void bounded_queue_destroy(struct bounded_queue *queue);
DEFINE_AUTO(bounded_queue);

/* Copies the item in; false if the queue is full (the item is not taken). */
bool bounded_queue_push(struct bounded_queue *queue, const void *item) MUST_USE;

/* Copies the oldest item out; false if the queue is empty. Never waits. */
bool bounded_queue_pop(struct bounded_queue *queue, void *ret_item) MUST_USE;

/* Waits up to timeout_ms (-1: without end) for an item to be there; false on time-out. A signal
 * does not end the wait. */
bool bounded_queue_wait(struct bounded_queue *queue, int timeout_ms) MUST_USE;

/* Readable (POLLIN) while the queue is not empty; owned by the queue, for poll() only. */
int bounded_queue_fd(const struct bounded_queue *queue);
