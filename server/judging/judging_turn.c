#include "judging_turn.h"

#include "check.h"
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <time.h>

struct judging_turns {
    pthread_mutex_t mutex;
    pthread_cond_t given;
    bool is_taken, is_waited_for; /* under the mutex */
};

struct judging_turns *judging_turns_create(void)
{
    struct judging_turns *turns = calloc(1, sizeof *turns);
    if (!turns) {
        return NULL;
    }
    pthread_condattr_t attributes;
    CHECK(pthread_condattr_init(&attributes) == 0);
    CHECK(pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC) == 0);
    CHECK(pthread_mutex_init(&turns->mutex, NULL) == 0);
    CHECK(pthread_cond_init(&turns->given, &attributes) == 0);
    CHECK(pthread_condattr_destroy(&attributes) == 0);
    return turns;
}

void judging_turns_destroy(struct judging_turns *turns)
{
    if (turns) {
        CHECK(!turns->is_taken);
        (void)pthread_cond_destroy(&turns->given); /* these fail only while in use, our own bug */
        (void)pthread_mutex_destroy(&turns->mutex);
        free(turns);
    }
}

static struct timespec moment_in(int64_t wait_ms)
{
    struct timespec until;
    CHECK(clock_gettime(CLOCK_MONOTONIC, &until) == 0);
    int64_t nanoseconds = until.tv_nsec + wait_ms % 1000 * 1000000;
    until.tv_sec += (time_t)(wait_ms / 1000 + nanoseconds / 1000000000);
    until.tv_nsec = (long)(nanoseconds % 1000000000);
    return until;
}

bool judging_turns_take(struct judging_turns *turns, int64_t wait_ms, struct error *err)
{
    const struct timespec until = moment_in(wait_ms);
    CHECK(pthread_mutex_lock(&turns->mutex) == 0);
    bool may_wait = !turns->is_waited_for;
    while (turns->is_taken && may_wait) {
        turns->is_waited_for = true;
        may_wait = pthread_cond_timedwait(&turns->given, &turns->mutex, &until) != ETIMEDOUT;
        turns->is_waited_for = false;
    }
    bool good = !turns->is_taken;
    turns->is_taken = true;
    CHECK(pthread_mutex_unlock(&turns->mutex) == 0);
    return good || error_set(err, ERROR_BUSY, "another question is being judged anew");
}

void judging_turns_give(struct judging_turns *turns)
{
    CHECK(pthread_mutex_lock(&turns->mutex) == 0);
    CHECK(turns->is_taken);
    turns->is_taken = false;
    CHECK(pthread_cond_signal(&turns->given) == 0);
    CHECK(pthread_mutex_unlock(&turns->mutex) == 0);
}
