#pragma once
/* Reading: a snapshot is a read connection lent from a pool with a read transaction open, so that
 * everything read through it is of one moment. Pools: any thread; a snapshot: the thread that took
 * it. */

#include "cleanup.h"
#include "database.h"
#include "error.h"

#define SNAPSHOT_POOL_MAX 16 /* connections; who comes when all are lent waits */

struct snapshot_pool;
struct snapshot;

/* Connections are opened as they are needed. */
bool snapshot_pool_create(const char *location, struct snapshot_pool **ret_pool, struct error *err)
    MUST_USE;
void snapshot_pool_destroy(struct snapshot_pool *pool); /* when all have come back */
DEFINE_AUTO(snapshot_pool);

/* Waits up to 5 s for a free connection, then ERROR_BUSY. */
bool snapshot_take(struct snapshot_pool *pool, struct snapshot **ret_snapshot, struct error *err)
    MUST_USE;
void snapshot_destroy(struct snapshot *snapshot); /* gives the connection back */
DEFINE_AUTO(snapshot);

struct database *snapshot_database(struct snapshot *snapshot);
