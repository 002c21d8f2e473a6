#include "revision_watch.h"

#include "arrival_store.h"
#include "check.h"
#include "document_store.h"
#include "live_store.h"
#include "log.h"
#include <errno.h>
#include <pthread.h>
#include <time.h>

struct news {
    int64_t revision; /* of the facts */
    int64_t arrival;  /* of taps */
    int64_t event_id; /* for live boards */
};

struct revision_watch {
    struct storage *storage;
    struct revision_watch_calls calls;
    pthread_t thread;
    bool has_thread;
    pthread_mutex_t mutex; /* guards stopping and nudged */
    pthread_cond_t changed;
    bool stopping, nudged;
    struct news seen; /* the thread's own, as is what follows */
    bool blind;       /* the last look failed */
    int ticks;        /* since the last look at taps */
};

static bool read_news(struct storage *storage, struct news *ret_news, struct error *err)
{
    AUTO(snapshot) struct snapshot *view = NULL;
    return storage_read(storage, &view, err) &&
           document_store_revision(snapshot_database(view), &ret_news->revision, err) &&
           arrival_store_last(snapshot_database(view), &ret_news->arrival, err) &&
           live_store_last_id(snapshot_database(view), &ret_news->event_id, err);
}

static void look(struct revision_watch *watch)
{
    struct error err;
    struct news news;
    if (!read_news(watch->storage, &news, &err)) {
        if (!watch->blind) {
            log_event(LOG_WARNING, "revision_not_seen", "error=%s", LOG_TEXT(err.text));
        }
        watch->blind = true;
        return;
    }
    if (watch->blind) {
        log_event(LOG_INFO, "revision_seen_again", "revision=%lld", (long long)news.revision);
    }
    watch->blind = false;
    watch->ticks++;
    bool taps_due =
        news.arrival != watch->seen.arrival && watch->ticks >= REVISION_WATCH_TAPS_TICKS;
    if (news.event_id != watch->seen.event_id) {
        watch->seen.event_id = news.event_id;
        watch->calls.on_events(watch->calls.user);
    }
    if (news.revision != watch->seen.revision || taps_due) {
        watch->seen = news;
        watch->ticks = 0;
        watch->calls.on_moved(news.revision, watch->calls.user);
    }
}

static struct timespec next_tick(void)
{
    struct timespec until;
    CHECK(clock_gettime(CLOCK_MONOTONIC, &until) == 0);
    until.tv_nsec += REVISION_WATCH_TICK_MS * 1000000L;
    until.tv_sec += until.tv_nsec / 1000000000;
    until.tv_nsec %= 1000000000;
    return until;
}

static bool is_past(const struct timespec *moment)
{
    struct timespec now;
    CHECK(clock_gettime(CLOCK_MONOTONIC, &now) == 0);
    return now.tv_sec > moment->tv_sec ||
           (now.tv_sec == moment->tv_sec && now.tv_nsec >= moment->tv_nsec);
}

enum waking { WAKING_STOP, WAKING_NUDGE, WAKING_TICK };

/* Nudges that follow each other closely do not put off the tick. */
static enum waking await(struct revision_watch *watch, const struct timespec *tick)
{
    int result = 0;
    CHECK(pthread_mutex_lock(&watch->mutex) == 0);
    while (!watch->stopping && !watch->nudged && result == 0) {
        result = pthread_cond_timedwait(&watch->changed, &watch->mutex, tick);
    }
    bool stopping = watch->stopping;
    watch->nudged = false;
    CHECK(pthread_mutex_unlock(&watch->mutex) == 0);
    CHECK(result == 0 || result == ETIMEDOUT);
    if (stopping) {
        return WAKING_STOP;
    }
    return is_past(tick) ? WAKING_TICK : WAKING_NUDGE;
}

static void *run_watch(void *user)
{
    struct revision_watch *watch = user;
    struct timespec tick = next_tick();
    enum waking waking;
    while ((waking = await(watch, &tick)) != WAKING_STOP) {
        if (waking == WAKING_NUDGE) {
            watch->calls.on_events(watch->calls.user);
        } else {
            look(watch);
            tick = next_tick();
        }
    }
    return NULL;
}

bool revision_watch_create(struct storage *storage, const struct revision_watch_calls *calls,
                           struct revision_watch **ret_watch, struct error *err)
{
    AUTO(revision_watch) struct revision_watch *watch = calloc(1, sizeof *watch);
    if (!watch) {
        return error_set(err, ERROR_NO_MEMORY, "revision watch: out of memory");
    }
    watch->storage = storage;
    watch->calls = *calls;
    CHECK(pthread_mutex_init(&watch->mutex, NULL) == 0);
    pthread_condattr_t attributes;
    CHECK(pthread_condattr_init(&attributes) == 0);
    CHECK(pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC) == 0);
    CHECK(pthread_cond_init(&watch->changed, &attributes) == 0);
    (void)pthread_condattr_destroy(&attributes); /* cannot fail once initialised */
    if (!read_news(storage, &watch->seen, err)) {
        return false;
    }
    watch->seen.event_id = 0; /* who tells them may have looked a while ago */
    int result = pthread_create(&watch->thread, NULL, run_watch, watch);
    if (result != 0) {
        return error_set_errno(err, result, "revision watch: thread");
    }
    watch->has_thread = true;
    *ret_watch = TAKE(watch);
    return true;
}

void revision_watch_nudge(struct revision_watch *watch)
{
    CHECK(pthread_mutex_lock(&watch->mutex) == 0);
    watch->nudged = true;
    CHECK(pthread_cond_broadcast(&watch->changed) == 0);
    CHECK(pthread_mutex_unlock(&watch->mutex) == 0);
}

void revision_watch_stop(struct revision_watch *watch)
{
    if (!watch || !watch->has_thread) {
        return;
    }
    CHECK(pthread_mutex_lock(&watch->mutex) == 0);
    watch->stopping = true;
    CHECK(pthread_cond_broadcast(&watch->changed) == 0);
    CHECK(pthread_mutex_unlock(&watch->mutex) == 0);
    CHECK(pthread_join(watch->thread, NULL) == 0);
    watch->has_thread = false;
}

void revision_watch_destroy(struct revision_watch *watch)
{
    if (!watch) {
        return;
    }
    revision_watch_stop(watch);
    (void)pthread_cond_destroy(&watch->changed); /* nobody waits any more */
    (void)pthread_mutex_destroy(&watch->mutex);
    free(watch);
}
