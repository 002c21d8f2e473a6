#include "write_queue.h"

#include "check.h"
#include "log.h"
#include <pthread.h>
#include <string.h>
#include <time.h>

#define RETRY_PAUSE_US 20000 /* before the second try; doubled before each more */

struct write_queue {
    struct database *database;
    pthread_t thread;
    bool has_thread;
    pthread_mutex_t mutex; /* guards what follows; the database is the thread's alone */
    pthread_cond_t changed;
    bool stopping;
    bool working;              /* a group has been taken and is not done */
    struct write_job *waiting; /* a ring */
    size_t first, count;
    size_t weight;        /* of all that wait */
    struct error trouble; /* ERROR_NONE unless the database was in the way of the last group */
    struct write_hook hooks[WRITE_QUEUE_HOOKS_MAX];
    size_t hook_count;
};

/* The jobs that share a transaction; the writer's thread only. */
struct group {
    struct write_job jobs[WRITE_QUEUE_JOBS_MAX];
    struct error failures[WRITE_QUEUE_JOBS_MAX]; /* ERROR_NONE: none */
    size_t count;
};

static void lock(struct write_queue *queue)
{
    CHECK(pthread_mutex_lock(&queue->mutex) == 0);
}

static void unlock(struct write_queue *queue)
{
    CHECK(pthread_mutex_unlock(&queue->mutex) == 0);
}

/* Waits for jobs and takes as many as share a commit; false once there are none and none will come.
 */
static bool take_group(struct write_queue *queue, struct group *group)
{
    lock(queue);
    queue->working = false;
    CHECK(pthread_cond_broadcast(&queue->changed) == 0);
    while (queue->count == 0 && !queue->stopping) {
        CHECK(pthread_cond_wait(&queue->changed, &queue->mutex) == 0);
    }
    group->count = 0;
    size_t weight = 0;
    while (queue->count > 0 && (group->count == 0 || weight < WRITE_QUEUE_GROUP_MAX)) {
        struct write_job *job = &group->jobs[group->count];
        *job = queue->waiting[queue->first];
        group->failures[group->count].code = ERROR_NONE;
        group->count++;
        weight += job->weight;
        queue->weight -= job->weight;
        queue->first = (queue->first + 1) % WRITE_QUEUE_JOBS_MAX;
        queue->count--;
    }
    queue->working = group->count > 0;
    unlock(queue);
    return group->count > 0;
}

/* A job among others can be undone alone; one by itself needs no savepoint. False is a fault of the
 * whole transaction. */
static bool run_job(struct write_queue *queue, struct group *group, size_t index, struct error *err)
{
    struct write_job *job = &group->jobs[index];
    struct error *failure = &group->failures[index];
    if (group->count == 1) {
        return job->run(queue->database, job->user, err);
    }
    if (!database_savepoint(queue->database, err)) {
        return false;
    }
    if (job->run(queue->database, job->user, failure)) {
        failure->code = ERROR_NONE; /* of something that the job has dealt with */
        return database_savepoint_keep(queue->database, err);
    }
    CHECK(failure->code != ERROR_NONE);
    if (database_may_retry(queue->database)) { /* nothing of the job's own: all of it is undone */
        *err = *failure;
        return false;
    }
    return database_savepoint_undo(queue->database, err);
}

static bool run_hooks_before(struct write_queue *queue, struct error *err)
{
    for (size_t i = 0; i < queue->hook_count; i++) {
        const struct write_hook *hook = &queue->hooks[i];
        if (hook->before_commit && !hook->before_commit(queue->database, hook->user, err)) {
            return false;
        }
    }
    return true;
}

static void run_hooks_after(struct write_queue *queue, const struct error *failure)
{
    for (size_t i = 0; i < queue->hook_count; i++) {
        const struct write_hook *hook = &queue->hooks[i];
        void (*after)(void *) = failure ? hook->after_rollback : hook->after_commit;
        if (after) {
            after(hook->user);
        }
    }
}

static bool write_group(struct write_queue *queue, struct group *group, struct error *err)
{
    if (!database_begin(queue->database, DATABASE_WRITE, err)) {
        return false;
    }
    AUTO(transaction) struct database *open = queue->database;
    for (size_t i = 0; i < group->count; i++) {
        if (!run_job(queue, group, i, err)) {
            return false;
        }
    }
    if (!run_hooks_before(queue, err) || !database_commit(TAKE(open), err)) {
        return false;
    }
    err->code = ERROR_NONE; /* of something that a job has dealt with */
    return true;
}

static void pause_us(long us)
{
    const struct timespec pause = {.tv_nsec = us * 1000};
    (void)nanosleep(&pause, NULL); /* cut short, the next try comes sooner */
}

/* Tries again, a little later each time, as long as it is nothing of the group's own that undoes
 * it: a connection that broke, or another writer of a distributed database. */
static bool write_group_patiently(struct write_queue *queue, struct group *group, struct error *err)
{
    long wait_us = RETRY_PAUSE_US;
    for (int tries = 1; !write_group(queue, group, err); tries++, wait_us *= 2) {
        run_hooks_after(queue, err);
        if (tries == WRITE_QUEUE_TRIES_MAX || !database_may_retry(queue->database)) {
            return false;
        }
        log_event(LOG_WARNING, "write_group_again", "jobs=%zu tries=%d error=%s", group->count,
                  tries, LOG_TEXT(err->text));
        for (size_t i = 0; i < group->count; i++) {
            group->failures[i].code = ERROR_NONE;
        }
        pause_us(wait_us);
    }
    run_hooks_after(queue, NULL);
    return true;
}

static void tell(const struct write_job *job, const struct error *failure)
{
    if (job->on_done) {
        job->on_done(job->user, failure->code == ERROR_NONE ? NULL : failure);
    }
}

/* Whether the database itself is in the way, and not what one of the jobs would write. */
static bool concerns_all(const struct error *err)
{
    return err->code == ERROR_BUSY || err->code == ERROR_GONE;
}

static void note_health(struct write_queue *queue, const struct error *err)
{
    bool ill = concerns_all(err) || err->code == ERROR_FULL || err->code == ERROR_IO;
    lock(queue);
    if (ill) {
        queue->trouble = *err;
    } else {
        queue->trouble.code = ERROR_NONE;
    }
    unlock(queue);
}

/* The jobs of a group whose transaction failed, each by itself, so that one that cannot be written
 * does not take the others down. */
static void write_one_by_one(struct write_queue *queue, const struct group *failed,
                             struct group *single)
{
    for (size_t i = 0; i < failed->count; i++) {
        struct error err = {.code = ERROR_NONE};
        single->jobs[0] = failed->jobs[i];
        single->count = 1;
        (void)write_group_patiently(queue, single, &err); /* err says it */
        note_health(queue, &err);
        tell(&single->jobs[0], &err);
    }
}

static void tell_all(const struct group *group, const struct error *failure)
{
    for (size_t i = 0; i < group->count; i++) {
        tell(&group->jobs[i], failure ? failure : &group->failures[i]);
    }
}

static void handle_group(struct write_queue *queue, struct group *group, struct group *single)
{
    struct error err = {.code = ERROR_NONE};
    bool written = write_group_patiently(queue, group, &err);
    note_health(queue, &err);
    if (written) {
        tell_all(group, NULL);
        return;
    }
    if (group->count > 1 || concerns_all(&err)) {
        log_event(LOG_WARNING, "write_group_failed", "jobs=%zu error=%s", group->count,
                  LOG_TEXT(err.text));
    }
    if (group->count == 1 || concerns_all(&err)) {
        tell_all(group, &err);
        return;
    }
    write_one_by_one(queue, group, single);
}

static void *run_writer(void *user)
{
    struct write_queue *queue = user;
    AUTO(memory) struct group *groups = calloc(2, sizeof *groups);
    CHECK(groups); /* at start, some megabytes: without them there is no server */
    while (take_group(queue, &groups[0])) {
        handle_group(queue, &groups[0], &groups[1]);
    }
    return NULL;
}

bool write_queue_create(struct database *database, struct write_queue **ret_queue,
                        struct error *err)
{
    AUTO(write_queue) struct write_queue *queue = calloc(1, sizeof *queue);
    if (!queue) {
        database_destroy(database);
        return error_set(err, ERROR_NO_MEMORY, "write queue: out of memory");
    }
    queue->database = database;
    CHECK(pthread_mutex_init(&queue->mutex, NULL) == 0);
    CHECK(pthread_cond_init(&queue->changed, NULL) == 0);
    queue->waiting = calloc(WRITE_QUEUE_JOBS_MAX, sizeof *queue->waiting);
    if (!queue->waiting) {
        return error_set(err, ERROR_NO_MEMORY, "write queue: out of memory");
    }
    int result = pthread_create(&queue->thread, NULL, run_writer, queue);
    if (result != 0) {
        return error_set_errno(err, result, "write queue: thread");
    }
    queue->has_thread = true;
    *ret_queue = TAKE(queue);
    return true;
}

void write_queue_destroy(struct write_queue *queue)
{
    if (!queue) {
        return;
    }
    if (queue->has_thread) {
        lock(queue);
        queue->stopping = true;
        CHECK(pthread_cond_broadcast(&queue->changed) == 0);
        unlock(queue);
        CHECK(pthread_join(queue->thread, NULL) == 0);
    }
    (void)pthread_cond_destroy(&queue->changed); /* both fail only while in use, */
    (void)pthread_mutex_destroy(&queue->mutex);  /* which is the caller's bug */
    free(queue->waiting);
    database_destroy(queue->database);
    free(queue);
}

void write_queue_add_hook(struct write_queue *queue, const struct write_hook *hook)
{
    lock(queue);
    CHECK(queue->hook_count < WRITE_QUEUE_HOOKS_MAX);
    queue->hooks[queue->hook_count++] = *hook;
    unlock(queue);
}

void write_queue_remove_hook(struct write_queue *queue, const void *user)
{
    lock(queue);
    while (queue->count > 0 || queue->working) {
        CHECK(pthread_cond_wait(&queue->changed, &queue->mutex) == 0);
    }
    size_t kept = 0;
    for (size_t i = 0; i < queue->hook_count; i++) {
        if (queue->hooks[i].user != user) {
            queue->hooks[kept++] = queue->hooks[i];
        }
    }
    queue->hook_count = kept;
    unlock(queue);
}

bool write_queue_is_well(struct write_queue *queue, struct error *err)
{
    lock(queue);
    struct error trouble = queue->trouble;
    unlock(queue);
    return trouble.code == ERROR_NONE || error_set(err, trouble.code, "%s", trouble.text);
}

bool write_queue_submit(struct write_queue *queue, const struct write_job *job, struct error *err)
{
    lock(queue);
    CHECK(!queue->stopping);
    bool room = queue->count < WRITE_QUEUE_JOBS_MAX && queue->weight < WRITE_QUEUE_ROWS_MAX;
    if (room) {
        queue->waiting[(queue->first + queue->count) % WRITE_QUEUE_JOBS_MAX] = *job;
        queue->count++;
        queue->weight += job->weight;
        CHECK(pthread_cond_broadcast(&queue->changed) == 0);
    }
    unlock(queue);
    return room || error_set(err, ERROR_BUSY, "write queue: too much waits already");
}

/* A caller that waits for its job. */
struct waiter {
    const struct write_job *job;
    pthread_mutex_t mutex;
    pthread_cond_t changed;
    bool done;
    struct error failure;
};

static bool run_waiter(struct database *database, void *user, struct error *err)
{
    struct waiter *waiter = user;
    return waiter->job->run(database, waiter->job->user, err);
}

static void end_waiter(void *user, const struct error *failure)
{
    struct waiter *waiter = user;
    if (waiter->job->on_done) {
        waiter->job->on_done(waiter->job->user, failure);
    }
    CHECK(pthread_mutex_lock(&waiter->mutex) == 0);
    if (failure) {
        waiter->failure = *failure;
    }
    waiter->done = true;
    CHECK(pthread_cond_signal(&waiter->changed) == 0);
    CHECK(pthread_mutex_unlock(&waiter->mutex) == 0);
}

bool write_queue_run_job(struct write_queue *queue, const struct write_job *job, struct error *err)
{
    CHECK(!pthread_equal(pthread_self(), queue->thread));
    struct waiter waiter = {.job = job, .failure = {.code = ERROR_NONE}};
    CHECK(pthread_mutex_init(&waiter.mutex, NULL) == 0);
    CHECK(pthread_cond_init(&waiter.changed, NULL) == 0);
    const struct write_job waited = {run_waiter, end_waiter, &waiter, job->weight};
    bool submitted = write_queue_submit(queue, &waited, err);
    if (submitted) {
        CHECK(pthread_mutex_lock(&waiter.mutex) == 0);
        while (!waiter.done) {
            CHECK(pthread_cond_wait(&waiter.changed, &waiter.mutex) == 0);
        }
        CHECK(pthread_mutex_unlock(&waiter.mutex) == 0);
    }
    (void)pthread_cond_destroy(&waiter.changed); /* nobody waits any more */
    (void)pthread_mutex_destroy(&waiter.mutex);
    if (submitted && waiter.failure.code != ERROR_NONE && err) {
        *err = waiter.failure;
    }
    return submitted && waiter.failure.code == ERROR_NONE;
}

bool write_queue_run(struct write_queue *queue, write_run *run, void *user, struct error *err)
{
    const struct write_job job = {run, NULL, user, 1};
    return write_queue_run_job(queue, &job, err);
}
