#pragma once
/* All that the server keeps, opened once by main: brought to the newest schema, then one writer and
 * a pool of readers. Services are handed this; it outlives them. Any thread. */

#include "cleanup.h"
#include "error.h"
#include "snapshot.h"
#include "write_queue.h"

struct storage;

/* location as for database_open; errors as of migration_run. */
bool storage_open(const char *location, struct storage **ret_storage, struct error *err) MUST_USE;
void storage_destroy(struct storage *storage); /* writes what still waits */
DEFINE_AUTO(storage);

struct write_queue *storage_writer(struct storage *storage);

/* Runs in a write transaction of the writer's and returns once it is committed. */
bool storage_write(struct storage *storage, write_run *run, void *user, struct error *err) MUST_USE;

/* Whether it is fit for use, for readiness: the database answers, and the last that was written was
 * not refused by the disk, by another writer's lock or by a PostgreSQL that is gone. False says
 * what is wrong. */
bool storage_is_ready(struct storage *storage, struct error *err) MUST_USE;

/* A consistent view of what is committed: AUTO(snapshot) struct snapshot *view = NULL. */
bool storage_read(struct storage *storage, struct snapshot **ret_snapshot, struct error *err)
    MUST_USE;
