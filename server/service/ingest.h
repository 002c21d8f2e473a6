#pragma once
/* Records in, exactly once: batches of many kiosks share a commit, and each is answered after it.
 * Observers hear of what was stored (ingest_observer.h). Any thread submits; the rest is the
 * writer's. */

#include "cleanup.h"
#include "clock.h"
#include "error.h"
#include "ingest_batch.h"
#include "ingest_observer.h"
#include "received_store.h"
#include "signature.h"
#include "storage.h"
#include <stdbool.h>

#define INGEST_OBSERVERS_MAX 8

struct ingest_settings {
    struct storage *storage;     /* outlives it */
    const struct clock *clock;   /* outlives it */
    const char *timezone;        /* IANA name, for as long as there is no document `site` */
    const uint8_t *signing_seed; /* SIGNING_SEED_BYTES: of the server's key, for the heads */
};

struct ingest;

bool ingest_create(const struct ingest_settings *settings, struct ingest **ret_ingest,
                   struct error *err) MUST_USE;

/* Waits until what was submitted is done. */
void ingest_destroy(struct ingest *ingest);
DEFINE_AUTO(ingest);

/* Added before the first batch; its user outlives the ingest. */
void ingest_add_observer(struct ingest *ingest, const struct ingest_observer *observer);

/* A kiosk has compared its clock: within a job on the writer's thread. What that says of its taps
 * is worked out before the commit. */
bool ingest_note_clock(struct ingest *ingest, struct database *database,
                       const struct clock_fact *fact, struct error *err) MUST_USE;

/* Once after a start, before others use it: uncertain taps of older schemas are settled as far as
 * their boots' clocks are known, and can be decided. Waits. */
bool ingest_note_older_taps(struct ingest *ingest, struct error *err) MUST_USE;

/* On the writer's thread, once, after the commit with failure NULL, or with what went wrong. The
 * batch is the callee's. Must not wait. */
typedef void ingest_done(struct ingest_batch *batch, const struct error *failure, void *user);

/* The batch is the ingest's on true; on false (ERROR_BUSY: too much waits already) still the
 * caller's, and on_done is not called. */
bool ingest_submit(struct ingest *ingest, struct ingest_batch *batch, ingest_done *on_done,
                   void *user, struct error *err) MUST_USE;

/* Submits and waits. The batch stays the caller's. */
bool ingest_store(struct ingest *ingest, struct ingest_batch *batch, struct error *err) MUST_USE;
