#pragma once
/* The work of the sync thread, one step after the other: what the plan says is due is begun,
 * answers that have come are taken in, and what changed is in the report. It has no thread of its
 * own, so that tests turn it by hand. One thread an object, but for sync_engine_wake. */

#include "cleanup.h"
#include "error.h"
#include "sync_service.h"
#include <stdbool.h>
#include <stdint.h>

struct sync_engine;

/* Opens the stores in the folder and loads the roster. seed: of the chance in back-offs. */
bool sync_engine_create(const struct sync_settings *settings, uint64_t seed,
                        struct sync_engine **ret_engine, struct error *err) MUST_USE;

/* Breaks off what is under way. */
void sync_engine_destroy(struct sync_engine *engine);
DEFINE_AUTO(sync_engine);

/* Begins what is due, waits up to max_wait_ms for an answer, a due time or a wake, and takes in
 * what has come. */
void sync_engine_step(struct sync_engine *engine, int max_wait_ms);

/* What main knows. */
void sync_engine_tell(struct sync_engine *engine, const struct sync_door *door);

/* Fills in the report if something in it has changed since the last one taken; false otherwise. Its
 * facts are the caller's. */
bool sync_engine_take_report(struct sync_engine *engine, struct sync_report *ret_report) MUST_USE;

/* Ends a step that waits. Any thread. */
void sync_engine_wake(struct sync_engine *engine);
