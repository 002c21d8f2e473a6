#include "minder.h"

#include "check.h"
#include "log.h"
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define PAUSE_S 1
#define ROUND   86400 /* pauses: a day */

struct minder {
    struct minder_job jobs[MINDER_JOBS_MAX];
    bool failed[MINDER_JOBS_MAX]; /* the last time; the thread's own */
    size_t count;
    pthread_t thread;
    pthread_mutex_t mutex;
    pthread_cond_t stopped;
    bool stops;
};

static void look(struct minder *minder, int pauses)
{
    for (size_t i = 0; i < minder->count; i++) {
        const struct minder_job *job = &minder->jobs[i];
        struct error err;
        size_t count = 0;
        if (pauses % job->every_s != 0) {
            continue;
        }
        bool good = job->run(job->user, &count, &err);
        if (!good && !minder->failed[i]) {
            log_event(LOG_WARNING, "minder_failed", "job=%s reason=\"%s\"", job->name, err.text);
        } else if (good && count > 0) {
            log_event(LOG_INFO, "minder_done", "job=%s count=%zu", job->name, count);
        }
        minder->failed[i] = !good;
    }
}

/* False once it is to stop. */
static bool rest(struct minder *minder)
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
    struct minder *minder = user;
    int pauses = 0;
    do {
        look(minder, pauses);
        pauses = (pauses + 1) % ROUND;
    } while (rest(minder));
    return NULL;
}

bool minder_create(const struct minder_job *jobs, size_t count, struct minder **ret_minder,
                   struct error *err)
{
    CHECK(count <= MINDER_JOBS_MAX);
    struct minder *minder = calloc(1, sizeof *minder);
    if (!minder) {
        return error_set(err, ERROR_NO_MEMORY, "minder: out of memory");
    }
    pthread_condattr_t attributes;
    memcpy(minder->jobs, jobs, count * sizeof *jobs);
    minder->count = count;
    CHECK(pthread_mutex_init(&minder->mutex, NULL) == 0);
    CHECK(pthread_condattr_init(&attributes) == 0);
    CHECK(pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC) == 0);
    CHECK(pthread_cond_init(&minder->stopped, &attributes) == 0);
    (void)pthread_condattr_destroy(&attributes); /* cannot fail once initialised */
    int fault = pthread_create(&minder->thread, NULL, run, minder);
    if (fault != 0) {
        free(minder);
        return error_set_errno(err, fault, "minder: no thread");
    }
    *ret_minder = minder;
    return true;
}

void minder_destroy(struct minder *minder)
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
