#include "bounded_queue.h"

#include "check.h"
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdint.h>
#include <string.h>
#include <sys/eventfd.h>
#include <time.h>

struct bounded_queue {
    pthread_mutex_t mutex;
    size_t capacity;
    size_t item_size;
    size_t first;
    size_t count;
    int event;
    unsigned char *items;
};

bool bounded_queue_create(size_t capacity, size_t item_size, struct bounded_queue **ret_queue,
                          struct error *err)
{
    CHECK(capacity > 0 && item_size > 0);
    AUTO(bounded_queue) struct bounded_queue *queue = calloc(1, sizeof *queue);
    if (!queue) {
        return error_set(err, ERROR_NO_MEMORY, "queue: out of memory");
    }
    CHECK(pthread_mutex_init(&queue->mutex, NULL) == 0);
    queue->capacity = capacity;
    queue->item_size = item_size;
    queue->event = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (queue->event < 0) {
        return error_set_errno(err, errno, "queue: eventfd");
    }
    queue->items = calloc(capacity, item_size);
    if (!queue->items) {
        return error_set(err, ERROR_NO_MEMORY, "queue: out of memory");
    }
    *ret_queue = TAKE(queue);
    return true;
}

void bounded_queue_destroy(struct bounded_queue *queue)
{
    if (!queue) {
        return;
    }
    if (queue->event >= 0) {
        (void)close(queue->event); /* nobody is left to be told */
    }
    (void)pthread_mutex_destroy(&queue->mutex); /* fails only while locked: the caller's bug */
    free(queue->items);
    free(queue);
}

static unsigned char *slot(struct bounded_queue *queue, size_t index)
{
    return queue->items + (index % queue->capacity) * queue->item_size;
}

bool bounded_queue_push(struct bounded_queue *queue, const void *item)
{
    CHECK(pthread_mutex_lock(&queue->mutex) == 0);
    bool room = queue->count < queue->capacity;
    if (room) {
        memcpy(slot(queue, queue->first + queue->count), item, queue->item_size);
        queue->count++;
        if (queue->count == 1) {
            CHECK(eventfd_write(queue->event, 1) == 0);
        }
    }
    CHECK(pthread_mutex_unlock(&queue->mutex) == 0);
    return room;
}

bool bounded_queue_pop(struct bounded_queue *queue, void *ret_item)
{
    CHECK(pthread_mutex_lock(&queue->mutex) == 0);
    bool any = queue->count > 0;
    if (any) {
        memcpy(ret_item, slot(queue, queue->first), queue->item_size);
        queue->first = (queue->first + 1) % queue->capacity;
        queue->count--;
        if (queue->count == 0) {
            eventfd_t value;
            CHECK(eventfd_read(queue->event, &value) == 0);
        }
    }
    CHECK(pthread_mutex_unlock(&queue->mutex) == 0);
    return any;
}

static int64_t mono_ms(void)
{
    struct timespec now;
    CHECK(clock_gettime(CLOCK_MONOTONIC, &now) == 0);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* A signal may interrupt poll() any number of times: what is left of the time is waited again. */
bool bounded_queue_wait(struct bounded_queue *queue, int timeout_ms)
{
    struct pollfd wait = {.fd = queue->event, .events = POLLIN};
    int64_t end_ms = mono_ms() + timeout_ms;
    int left_ms = timeout_ms;
    for (;;) {
        int ready = poll(&wait, 1, left_ms);
        if (ready >= 0) {
            return ready > 0;
        }
        CHECK(errno == EINTR);
        if (timeout_ms >= 0) {
            int64_t now_ms = mono_ms();
            left_ms = now_ms < end_ms ? (int)(end_ms - now_ms) : 0;
        }
    }
}

int bounded_queue_fd(const struct bounded_queue *queue)
{
    return queue->event;
}
