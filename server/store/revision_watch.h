#pragma once
/* Notices that facts have changed, whoever changed them: another server on the same PostgreSQL, or
 * a command beside the running server; and that taps and events for live boards have come. A thread
 * of its own looks; who waits for news hears of facts and events within REVISION_WATCH_TICK_MS, and
 * of taps within REVISION_WATCH_TAPS_TICKS of these: many together, or each would wake every kiosk.
 * Created and destroyed by main. */

#include "cleanup.h"
#include "error.h"
#include "storage.h"
#include <stdint.h>

#define REVISION_WATCH_TICK_MS    250
#define REVISION_WATCH_TAPS_TICKS 6

struct revision_watch;

/* On the watch's thread; must not wait long. */
struct revision_watch_calls {
    void (*on_moved)(int64_t revision, void *user); /* facts, or taps; revision is of the facts */
    void (*on_events)(void *user);                  /* there are new ones for live boards */
    void *user;
};

/* storage outlives its thread. What cannot be read is looked for again at the next tick. */
bool revision_watch_create(struct storage *storage, const struct revision_watch_calls *calls,
                           struct revision_watch **ret_watch, struct error *err) MUST_USE;
void revision_watch_destroy(struct revision_watch *watch);
DEFINE_AUTO(revision_watch);

/* Waits for a call under way; there is none after it. */
void revision_watch_stop(struct revision_watch *watch);

/* This server has committed events: they are told now, not at the next tick. Any thread, also once
 * it is stopped; never waits long. */
void revision_watch_nudge(struct revision_watch *watch);
