#include "office_minder.h"

#include "check.h"
#include "log.h"
#include "time_away_kind.h"
#include <pthread.h>
#include <stdbool.h>
#include <time.h>

#define PAUSE_S 600

struct office_minder {
    struct office *office;
    pthread_t thread;
    pthread_mutex_t mutex;
    pthread_cond_t stopped;
    bool stops;
};

static void look(struct office_minder *minder)
{
    struct error err;
    size_t count;
    if (!time_away_kind_sweep(minder->office, &count, &err)) {
        log_event(LOG_WARNING, "office_minder_failed", "reason=\"%s\"", err.text);
    } else if (count > 0) {
        log_event(LOG_INFO, "leaves_unreturned", "count=%zu", count);
    }
}

/* False once it is to stop. */
static bool rest(struct office_minder *minder)
{
    struct timespec until;
    CHECK(clock_gettime(CLOCK_MONOTONIC, &until) == 0);
    until.tv_sec += PAUSE_S;
    CHECK(pthread_mutex_lock(&minder->mutex) == 0);
    int result = 0;
    while (!minder->stops && result == 0) {
        result = pthread_cond_timedwait(&minder->stopped, &minder->mutex, &until);
    }
    bool goes_on = !minder->stops;
    CHECK(pthread_mutex_unlock(&minder->mutex) == 0);
    return goes_on;
}

static void *run(void *user)
{
    struct office_minder *minder = user;
    do {
        look(minder);
    } while (rest(minder));
    return NULL;
}

bool office_minder_create(struct office *office, struct office_minder **ret_minder,
                          struct error *err)
{
    struct office_minder *minder = calloc(1, sizeof *minder);
    if (!minder) {
        return error_set(err, ERROR_NO_MEMORY, "office: out of memory");
    }
    pthread_condattr_t attributes;
    minder->office = office;
    CHECK(pthread_mutex_init(&minder->mutex, NULL) == 0);
    CHECK(pthread_condattr_init(&attributes) == 0);
    CHECK(pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC) == 0);
    CHECK(pthread_cond_init(&minder->stopped, &attributes) == 0);
    (void)pthread_condattr_destroy(&attributes); /* cannot fail once initialised */
    int fault = pthread_create(&minder->thread, NULL, run, minder);
    if (fault != 0) {
        free(minder);
        return error_set_errno(err, fault, "office: no thread");
    }
    *ret_minder = minder;
    return true;
}

void office_minder_destroy(struct office_minder *minder)
{
    if (!minder) {
        return;
    }
    CHECK(pthread_mutex_lock(&minder->mutex) == 0);
    minder->stops = true;
    CHECK(pthread_cond_signal(&minder->stopped) == 0);
    CHECK(pthread_mutex_unlock(&minder->mutex) == 0);
    CHECK(pthread_join(minder->thread, NULL) == 0);
    (void)pthread_cond_destroy(&minder->stopped); /* the thread has gone */
    (void)pthread_mutex_destroy(&minder->mutex);
    free(minder);
}
