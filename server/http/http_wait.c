#include "http_wait.h"

#include "check.h"
#include "http_exchange.h"

struct http_topic {
    pthread_mutex_t mutex;
    uint64_t notified;
    struct http_exchange_list waiting;
};

enum deferred_state { DEFERRED_PENDING, DEFERRED_SENT, DEFERRED_GIVEN_UP };

/* Whoever moves the state away from pending ends the wait. Once given up, the engine may be gone
 * before the owner sends. Shared by its owner and by the engine's list: the last one frees it. */
struct http_deferred {
    struct http_exchange *exchange;
    atomic_int state;
    atomic_int shares;
    struct http_deferred *next, *previous; /* in the engine's list, under its mutex */
};

bool http_topic_create(struct http_topic **ret_topic, struct error *err)
{
    struct http_topic *topic = calloc(1, sizeof *topic);
    if (!topic) {
        return error_set(err, ERROR_NO_MEMORY, "topic: out of memory");
    }
    CHECK(pthread_mutex_init(&topic->mutex, NULL) == 0);
    *ret_topic = topic;
    return true;
}

void http_topic_destroy(struct http_topic *topic)
{
    if (topic) {
        CHECK(!topic->waiting.first);
        CHECK(pthread_mutex_destroy(&topic->mutex) == 0);
        free(topic);
    }
}

uint64_t http_topic_seen(struct http_topic *topic)
{
    CHECK(pthread_mutex_lock(&topic->mutex) == 0);
    uint64_t notified = topic->notified;
    CHECK(pthread_mutex_unlock(&topic->mutex) == 0);
    return notified;
}

static void run_again(struct http_exchange *exchange)
{
    http_response_finish(&exchange->response);
    http_response_init(&exchange->response);
    http_workers_push_again(exchange->engine->workers, exchange);
}

static void run_all_again(struct http_exchange_list *list)
{
    for (struct http_exchange *each = http_exchange_list_pop(list); each;
         each = http_exchange_list_pop(list)) {
        run_again(each);
    }
}

void http_topic_notify(struct http_topic *topic)
{
    CHECK(pthread_mutex_lock(&topic->mutex) == 0);
    topic->notified++;
    struct http_exchange_list woken = topic->waiting;
    topic->waiting = (struct http_exchange_list){0};
    CHECK(pthread_mutex_unlock(&topic->mutex) == 0);
    run_all_again(&woken);
}

static int64_t wake_due(void *user, int64_t now_us)
{
    struct http_topic *topic = user;
    struct http_exchange_list woken = {0};
    int64_t next_us = HTTP_TICKER_NEVER;
    CHECK(pthread_mutex_lock(&topic->mutex) == 0);
    for (struct http_exchange *each = topic->waiting.first, *next; each; each = next) {
        next = each->next;
        if (each->response.wait_until_us <= now_us || each->engine->stopping) {
            http_exchange_list_remove(&topic->waiting, each);
            http_exchange_list_append(&woken, each);
            each->last_call = true;
        } else if (each->response.wait_until_us < next_us) {
            next_us = each->response.wait_until_us;
        }
    }
    CHECK(pthread_mutex_unlock(&topic->mutex) == 0);
    run_all_again(&woken);
    return next_us;
}

/* An engine that stops sets its flag and then has every topic looked at: whoever comes here later
 * sees the flag. */
void http_exchange_park(struct http_exchange *exchange)
{
    struct http_topic *topic = exchange->response.topic;
    struct http_ticker *ticker = exchange->engine->ticker;
    int64_t until_us = exchange->response.wait_until_us;
    CHECK(pthread_mutex_lock(&topic->mutex) == 0);
    bool waits = topic->notified == exchange->response.seen && !exchange->engine->stopping;
    if (waits) {
        http_exchange_list_append(&topic->waiting, exchange);
    }
    CHECK(pthread_mutex_unlock(&topic->mutex) == 0);
    if (waits) {
        http_ticker_ask(ticker, wake_due, topic, until_us);
    } else {
        exchange->last_call = exchange->engine->stopping;
        run_again(exchange);
    }
}

bool http_request_may_wait(const struct http_request *request, int wait_ms)
{
    const struct http_exchange *exchange = http_exchange_of_request(request);
    return !exchange->engine->stopping &&
           http_ticker_now_us() < request->came_us + (int64_t)wait_ms * 1000;
}

void http_response_wait(struct http_response *response, struct http_topic *topic, uint64_t seen,
                        int wait_ms)
{
    struct http_exchange *exchange = http_exchange_of_response(response);
    http_response_finish(response);
    response->answer = HTTP_ANSWER_WAIT;
    response->topic = topic;
    response->seen = seen;
    response->wait_until_us = exchange->request.came_us + (int64_t)wait_ms * 1000;
}

bool http_response_defer(struct http_response *response, struct http_deferred **ret_deferred,
                         struct error *err)
{
    struct http_exchange *exchange = http_exchange_of_response(response);
    struct http_engine *engine = exchange->engine;
    struct http_deferred *deferred = calloc(1, sizeof *deferred);
    if (!deferred) {
        return error_set(err, ERROR_NO_MEMORY, "deferred answer: out of memory");
    }
    CHECK(!exchange->deferred);
    deferred->exchange = exchange;
    deferred->shares = 2;
    exchange->deferred = true;
    exchange->holds = 2;
    http_exchange_keep(exchange);
    CHECK(pthread_mutex_lock(&engine->mutex) == 0);
    deferred->next = engine->deferred;
    if (deferred->next) {
        deferred->next->previous = deferred;
    }
    engine->deferred = deferred;
    CHECK(pthread_mutex_unlock(&engine->mutex) == 0);
    *ret_deferred = deferred;
    return true;
}

struct http_response *http_deferred_response(struct http_deferred *deferred)
{
    return &deferred->exchange->response;
}

void http_deferred_let_go(struct http_exchange *exchange)
{
    if (--exchange->holds == 0) {
        http_exchange_resume(exchange);
    }
}

static void drop_share(struct http_deferred *deferred)
{
    if (--deferred->shares == 0) {
        free(deferred);
    }
}

/* Under the engine's mutex. */
static void take_off_list(struct http_engine *engine, struct http_deferred *deferred)
{
    if (deferred->next) {
        deferred->next->previous = deferred->previous;
    }
    *(deferred->previous ? &deferred->previous->next : &engine->deferred) = deferred->next;
    drop_share(deferred);
}

static bool end_wait(struct http_deferred *deferred, enum deferred_state state)
{
    int pending = DEFERRED_PENDING;
    return atomic_compare_exchange_strong(&deferred->state, &pending, (int)state);
}

void http_deferred_send(struct http_deferred *deferred)
{
    struct http_exchange *exchange = deferred->exchange;
    if (end_wait(deferred, DEFERRED_SENT)) {
        struct http_engine *engine = exchange->engine;
        CHECK(pthread_mutex_lock(&engine->mutex) == 0);
        take_off_list(engine, deferred);
        CHECK(pthread_mutex_unlock(&engine->mutex) == 0);
        http_deferred_let_go(exchange);
    }
    http_exchange_release(exchange);
    drop_share(deferred);
}

/* Takes out one that its owner is not sending at this moment; NULL where there is none. */
static struct http_exchange *give_up_one(struct http_engine *engine)
{
    struct http_exchange *given_up = NULL;
    CHECK(pthread_mutex_lock(&engine->mutex) == 0);
    for (struct http_deferred *each = engine->deferred, *next; each && !given_up; each = next) {
        next = each->next;
        struct http_exchange *exchange = each->exchange;
        if (end_wait(each, DEFERRED_GIVEN_UP)) {
            take_off_list(engine, each);
            given_up = exchange;
        }
    }
    CHECK(pthread_mutex_unlock(&engine->mutex) == 0);
    return given_up;
}

void http_deferred_give_up(struct http_engine *engine)
{
    for (struct http_exchange *each = give_up_one(engine); each; each = give_up_one(engine)) {
        each->gave_up = true;
        http_deferred_let_go(each);
    }
}
