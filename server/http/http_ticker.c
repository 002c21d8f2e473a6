#include "http_ticker.h"

#include "check.h"
#include <pthread.h>
#include <time.h>

struct member {
    http_ticker_on_time *on_time;
    void *user;
    int64_t at_us;
};

struct http_ticker {
    pthread_mutex_t mutex;
    pthread_cond_t changed;
    bool stopping;
    bool started;
    pthread_t thread;
    size_t member_count;
    struct member members[HTTP_TICKER_MEMBERS_MAX];
};

int64_t http_ticker_now_us(void)
{
    struct timespec now;
    CHECK(clock_gettime(CLOCK_MONOTONIC, &now) == 0);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

/* A member keeps its place for good, so that it may be called with the lock released. */
static void call_due_members(struct http_ticker *ticker, int64_t now_us)
{
    for (size_t i = 0; i < ticker->member_count; i++) {
        struct member *member = &ticker->members[i];
        if (member->at_us > now_us) {
            continue;
        }
        member->at_us = HTTP_TICKER_NEVER;
        CHECK(pthread_mutex_unlock(&ticker->mutex) == 0);
        int64_t wanted_us = member->on_time(member->user, now_us);
        CHECK(pthread_mutex_lock(&ticker->mutex) == 0);
        member->at_us = wanted_us < member->at_us ? wanted_us : member->at_us;
    }
}

static int64_t earliest(const struct http_ticker *ticker)
{
    int64_t earliest_us = HTTP_TICKER_NEVER;
    for (size_t i = 0; i < ticker->member_count; i++) {
        int64_t at_us = ticker->members[i].at_us;
        earliest_us = at_us < earliest_us ? at_us : earliest_us;
    }
    return earliest_us;
}

static void wait_until(struct http_ticker *ticker, int64_t at_us)
{
    if (at_us == HTTP_TICKER_NEVER) {
        CHECK(pthread_cond_wait(&ticker->changed, &ticker->mutex) == 0);
        return;
    }
    struct timespec at = {.tv_sec = at_us / 1000000, .tv_nsec = at_us % 1000000 * 1000};
    (void)pthread_cond_timedwait(&ticker->changed, &ticker->mutex,
                                 &at); /* the caller looks again */
}

static void *run(void *user)
{
    struct http_ticker *ticker = user;
    CHECK(pthread_mutex_lock(&ticker->mutex) == 0);
    while (!ticker->stopping) {
        int64_t next_us = earliest(ticker);
        int64_t now_us = http_ticker_now_us();
        if (next_us > now_us) {
            wait_until(ticker, next_us);
        } else {
            call_due_members(ticker, now_us);
        }
    }
    CHECK(pthread_mutex_unlock(&ticker->mutex) == 0);
    return NULL;
}

bool http_ticker_create(struct http_ticker **ret_ticker, struct error *err)
{
    AUTO(http_ticker) struct http_ticker *ticker = calloc(1, sizeof *ticker);
    if (!ticker) {
        return error_set(err, ERROR_NO_MEMORY, "ticker: out of memory");
    }
    pthread_condattr_t attributes;
    CHECK(pthread_condattr_init(&attributes) == 0);
    CHECK(pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC) == 0);
    CHECK(pthread_mutex_init(&ticker->mutex, NULL) == 0);
    CHECK(pthread_cond_init(&ticker->changed, &attributes) == 0);
    CHECK(pthread_condattr_destroy(&attributes) == 0);
    int fault = pthread_create(&ticker->thread, NULL, run, ticker);
    if (fault != 0) {
        return error_set_errno(err, fault, "ticker: thread");
    }
    ticker->started = true;
    *ret_ticker = TAKE(ticker);
    return true;
}

void http_ticker_destroy(struct http_ticker *ticker)
{
    if (!ticker) {
        return;
    }
    CHECK(pthread_mutex_lock(&ticker->mutex) == 0);
    ticker->stopping = true;
    CHECK(pthread_cond_signal(&ticker->changed) == 0);
    CHECK(pthread_mutex_unlock(&ticker->mutex) == 0);
    if (ticker->started) {
        CHECK(pthread_join(ticker->thread, NULL) == 0);
    }
    CHECK(pthread_cond_destroy(&ticker->changed) == 0);
    CHECK(pthread_mutex_destroy(&ticker->mutex) == 0);
    free(ticker);
}

static struct member *find_or_add(struct http_ticker *ticker, http_ticker_on_time *on_time,
                                  void *user)
{
    for (size_t i = 0; i < ticker->member_count; i++) {
        if (ticker->members[i].user == user) {
            return &ticker->members[i];
        }
    }
    CHECK(ticker->member_count < HTTP_TICKER_MEMBERS_MAX);
    struct member *member = &ticker->members[ticker->member_count++];
    *member = (struct member){on_time, user, HTTP_TICKER_NEVER};
    return member;
}

void http_ticker_ask(struct http_ticker *ticker, http_ticker_on_time *on_time, void *user,
                     int64_t at_us)
{
    CHECK(pthread_mutex_lock(&ticker->mutex) == 0);
    struct member *member = find_or_add(ticker, on_time, user);
    if (at_us < member->at_us) {
        member->at_us = at_us;
        CHECK(pthread_cond_signal(&ticker->changed) == 0);
    }
    CHECK(pthread_mutex_unlock(&ticker->mutex) == 0);
}

void http_ticker_ask_all(struct http_ticker *ticker)
{
    CHECK(pthread_mutex_lock(&ticker->mutex) == 0);
    for (size_t i = 0; i < ticker->member_count; i++) {
        ticker->members[i].at_us = 0;
    }
    CHECK(pthread_cond_signal(&ticker->changed) == 0);
    CHECK(pthread_mutex_unlock(&ticker->mutex) == 0);
}
