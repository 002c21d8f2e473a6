#include "snapshot.h"

#include "check.h"
#include <pthread.h>
#include <string.h>
#include <time.h>

#define WAIT_S 5

struct snapshot {
    struct snapshot_pool *pool;
    struct database *database; /* NULL until first needed */
    bool lent;
};

struct snapshot_pool {
    char *location;
    pthread_mutex_t mutex; /* guards which are lent */
    pthread_cond_t given;
    struct snapshot snapshots[SNAPSHOT_POOL_MAX];
};

bool snapshot_pool_create(const char *location, struct snapshot_pool **ret_pool, struct error *err)
{
    AUTO(snapshot_pool) struct snapshot_pool *pool = calloc(1, sizeof *pool);
    if (!pool) {
        return error_set(err, ERROR_NO_MEMORY, "snapshots: out of memory");
    }
    CHECK(pthread_mutex_init(&pool->mutex, NULL) == 0);
    pthread_condattr_t attributes;
    CHECK(pthread_condattr_init(&attributes) == 0);
    CHECK(pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC) == 0);
    CHECK(pthread_cond_init(&pool->given, &attributes) == 0);
    (void)pthread_condattr_destroy(&attributes); /* cannot fail once initialised */
    pool->location = strdup(location);
    if (!pool->location) {
        return error_set(err, ERROR_NO_MEMORY, "snapshots: out of memory");
    }
    *ret_pool = TAKE(pool);
    return true;
}

void snapshot_pool_destroy(struct snapshot_pool *pool)
{
    if (!pool) {
        return;
    }
    for (size_t i = 0; i < SNAPSHOT_POOL_MAX; i++) {
        CHECK(!pool->snapshots[i].lent);
        database_destroy(pool->snapshots[i].database);
    }
    (void)pthread_cond_destroy(&pool->given); /* nobody waits: nothing is lent */
    (void)pthread_mutex_destroy(&pool->mutex);
    free(pool->location);
    free(pool);
}

/* An open connection if there is one, otherwise a place for a new one, otherwise NULL. */
static struct snapshot *find_free(struct snapshot_pool *pool)
{
    struct snapshot *found = NULL;
    for (size_t i = 0; i < SNAPSHOT_POOL_MAX; i++) {
        struct snapshot *snapshot = &pool->snapshots[i];
        if (!snapshot->lent && (!found || (!found->database && snapshot->database))) {
            found = snapshot;
        }
    }
    return found;
}

static struct snapshot *wait_for_free(struct snapshot_pool *pool)
{
    struct timespec until;
    CHECK(clock_gettime(CLOCK_MONOTONIC, &until) == 0);
    until.tv_sec += WAIT_S;
    CHECK(pthread_mutex_lock(&pool->mutex) == 0);
    struct snapshot *snapshot = find_free(pool);
    int result = 0;
    while (!snapshot && result == 0) {
        result = pthread_cond_timedwait(&pool->given, &pool->mutex, &until);
        snapshot = find_free(pool);
    }
    if (snapshot) {
        snapshot->lent = true;
    }
    CHECK(pthread_mutex_unlock(&pool->mutex) == 0);
    return snapshot;
}

bool snapshot_take(struct snapshot_pool *pool, struct snapshot **ret_snapshot, struct error *err)
{
    AUTO(snapshot) struct snapshot *snapshot = wait_for_free(pool);
    if (!snapshot) {
        return error_set(err, ERROR_BUSY, "all %d read connections are in use", SNAPSHOT_POOL_MAX);
    }
    snapshot->pool = pool;
    if (!snapshot->database &&
        !database_open(pool->location, DATABASE_READ_ONLY, &snapshot->database, err)) {
        return false;
    }
    /* A connection that was lost is made anew here, when PostgreSQL is back. */
    if (!database_begin(snapshot->database, DATABASE_READ, err)) {
        return false;
    }
    *ret_snapshot = TAKE(snapshot);
    return true;
}

void snapshot_destroy(struct snapshot *snapshot)
{
    if (!snapshot) {
        return;
    }
    struct snapshot_pool *pool = snapshot->pool;
    database_rollback(snapshot->database);
    CHECK(pthread_mutex_lock(&pool->mutex) == 0);
    snapshot->lent = false;
    CHECK(pthread_cond_signal(&pool->given) == 0);
    CHECK(pthread_mutex_unlock(&pool->mutex) == 0);
}

struct database *snapshot_database(struct snapshot *snapshot)
{
    return snapshot->database;
}
