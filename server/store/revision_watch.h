#pragma once
/* Notices that facts have changed, whoever changed them: another server on the same PostgreSQL, or
 * a command beside the running server. A thread of its own looks at the revision; who waits for
 * news is so told within REVISION_WATCH_TICK_MS. Created and destroyed by main. */

#include "cleanup.h"
#include "error.h"
#include "storage.h"
#include <stdint.h>

#define REVISION_WATCH_TICK_MS 250

struct revision_watch;

/* On the watch's thread: the revision is another than the last time. Must not wait long. */
typedef void revision_watch_moved(int64_t revision, void *user);

/* storage outlives it. What cannot be read is looked for again at the next tick. */
bool revision_watch_create(struct storage *storage, revision_watch_moved *on_moved, void *user,
                           struct revision_watch **ret_watch, struct error *err) MUST_USE;
void revision_watch_destroy(struct revision_watch *watch); /* waits for a call under way */
DEFINE_AUTO(revision_watch);
