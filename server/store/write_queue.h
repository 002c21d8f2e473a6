#pragma once
/* The one writer: a thread with the database's write connection that takes every job waiting, runs
 * them in one transaction, commits once and only then tells each that it is done. Many kiosks'
 * batches so share one sync to disk. Jobs come from any thread; they run on the writer's. */

#include "cleanup.h"
#include "database.h"
#include "error.h"
#include <stdbool.h>
#include <stddef.h>

#define WRITE_QUEUE_JOBS_MAX  4096   /* waiting; one more is ERROR_BUSY, */
#define WRITE_QUEUE_ROWS_MAX  100000 /* and so once they weigh this much: they hold memory */
#define WRITE_QUEUE_GROUP_MAX 5000   /* rows that share a commit, about */
#define WRITE_QUEUE_HOOKS_MAX 8
#define WRITE_QUEUE_TRIES_MAX 5 /* of a group that was undone for nothing of its own */

struct write_queue;

/* Works within the open write transaction. False undoes this job alone; the others of its group
 * stay. After a failed commit a job runs again: by itself where one of the group could not be
 * written, with the others where the connection broke. It begins afresh each time. Where the
 * database cannot be reached or is locked, all jobs of the group are told so. */
typedef bool write_run(struct database *database, void *user, struct error *err);

struct write_job {
    write_run *run;
    /* On the writer's thread, exactly once: after the commit with NULL, or with what went wrong.
     * Must not wait. */
    void (*on_done)(void *user, const struct error *failure);
    void *user;
    size_t weight; /* rows it is about to write; what counts towards WRITE_QUEUE_GROUP_MAX */
};

/* What services do once a group, on the writer's thread, whatever jobs were in it. */
struct write_hook {
    write_run *before_commit;         /* false undoes the whole group; NULL: nothing to do */
    void (*after_commit)(void *user); /* before the jobs are told */
    void (*after_rollback)(void *user);
    void *user;
};

/* Takes the connection over and starts the thread. */
bool write_queue_create(struct database *database, struct write_queue **ret_queue,
                        struct error *err) MUST_USE;

/* Runs what still waits, ends the thread, closes the connection. */
void write_queue_destroy(struct write_queue *queue);
DEFINE_AUTO(write_queue);

/* False with what is wrong where the last group found the database itself in the way: its disk, a
 * lock, a connection. True again after the next group that is committed. Any thread. */
bool write_queue_is_well(struct write_queue *queue, struct error *err) MUST_USE;

/* Hooks run in the order they were added. */
void write_queue_add_hook(struct write_queue *queue, const struct write_hook *hook);

/* Waits until no job is left that could call it, then takes the hook with this user out. A service
 * does so before it is destroyed. Not from the writer's own thread. */
void write_queue_remove_hook(struct write_queue *queue, const void *user);

/* Copies the job in; ERROR_BUSY when too much waits already (on_done is not called then). */
bool write_queue_submit(struct write_queue *queue, const struct write_job *job, struct error *err)
    MUST_USE;

/* Submits and waits until it is committed or has failed (and on_done, if there is one, has
 * returned). Not from the writer's own thread. */
bool write_queue_run_job(struct write_queue *queue, const struct write_job *job, struct error *err)
    MUST_USE;
bool write_queue_run(struct write_queue *queue, write_run *run, void *user, struct error *err)
    MUST_USE;
