#include "http_workers.h"

#include "check.h"
#include "http_exchange.h"
#include <pthread.h>

struct http_workers {
    pthread_mutex_t mutex;
    pthread_cond_t pushed;
    void (*on_exchange)(struct http_exchange *exchange);
    bool stopping;
    size_t queued;
    struct http_exchange_list queue;
    size_t thread_count;
    pthread_t threads[];
};

static void *run(void *user)
{
    struct http_workers *workers = user;
    CHECK(pthread_mutex_lock(&workers->mutex) == 0);
    for (;;) {
        struct http_exchange *exchange = http_exchange_list_pop(&workers->queue);
        if (exchange) {
            workers->queued--;
            CHECK(pthread_mutex_unlock(&workers->mutex) == 0);
            workers->on_exchange(exchange);
            CHECK(pthread_mutex_lock(&workers->mutex) == 0);
        } else if (workers->stopping) {
            break;
        } else {
            CHECK(pthread_cond_wait(&workers->pushed, &workers->mutex) == 0);
        }
    }
    CHECK(pthread_mutex_unlock(&workers->mutex) == 0);
    return NULL;
}

bool http_workers_create(size_t count, void (*on_exchange)(struct http_exchange *exchange),
                         struct http_workers **ret_workers, struct error *err)
{
    AUTO(http_workers)
    struct http_workers *workers = calloc(1, sizeof *workers + count * sizeof workers->threads[0]);
    if (!workers) {
        return error_set(err, ERROR_NO_MEMORY, "workers: out of memory");
    }
    CHECK(pthread_mutex_init(&workers->mutex, NULL) == 0);
    CHECK(pthread_cond_init(&workers->pushed, NULL) == 0);
    workers->on_exchange = on_exchange;
    while (workers->thread_count < count) {
        int fault = pthread_create(&workers->threads[workers->thread_count], NULL, run, workers);
        if (fault != 0) {
            return error_set_errno(err, fault, "workers: thread");
        }
        workers->thread_count++;
    }
    *ret_workers = TAKE(workers);
    return true;
}

void http_workers_destroy(struct http_workers *workers)
{
    if (!workers) {
        return;
    }
    CHECK(pthread_mutex_lock(&workers->mutex) == 0);
    workers->stopping = true;
    CHECK(pthread_cond_broadcast(&workers->pushed) == 0);
    CHECK(pthread_mutex_unlock(&workers->mutex) == 0);
    for (size_t i = 0; i < workers->thread_count; i++) {
        CHECK(pthread_join(workers->threads[i], NULL) == 0);
    }
    CHECK(pthread_cond_destroy(&workers->pushed) == 0);
    CHECK(pthread_mutex_destroy(&workers->mutex) == 0);
    free(workers);
}

static bool push(struct http_workers *workers, struct http_exchange *exchange, size_t limit)
{
    CHECK(pthread_mutex_lock(&workers->mutex) == 0);
    bool room = workers->queued < limit;
    if (room) {
        http_exchange_list_append(&workers->queue, exchange);
        workers->queued++;
        CHECK(pthread_cond_signal(&workers->pushed) == 0);
    }
    CHECK(pthread_mutex_unlock(&workers->mutex) == 0);
    return room;
}

bool http_workers_push_new(struct http_workers *workers, struct http_exchange *exchange)
{
    return push(workers, exchange, HTTP_WORKERS_QUEUE_MAX);
}

/* Bounded all the same: by the connections. */
void http_workers_push_again(struct http_workers *workers, struct http_exchange *exchange)
{
    CHECK(push(workers, exchange, SIZE_MAX));
}
