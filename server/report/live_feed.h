#pragma once
/* The events for live boards as they stand in the database, whichever server wrote them: each is
 * given once, in the order of commits. Where some are gone before they could be read there is an
 * event `reset` in their place. Any thread. */

#include "cleanup.h"
#include "error.h"
#include "storage.h"
#include <stdint.h>

struct live_event {
    const char *name;
    const char *label; /* "" for all */
    int64_t id;        /* ascends */
    const char *data;
};

/* What is given holds for the call only. Must not wait. */
typedef void live_feed_publish(const struct live_event *event, void *user);

struct live_feed;

/* storage outlives it. The first read gives the events that are kept; ret_before_id is the id
 * before these. */
bool live_feed_create(struct storage *storage, live_feed_publish *on_event, void *user,
                      struct live_feed **ret_feed, int64_t *ret_before_id, struct error *err)
    MUST_USE;
void live_feed_destroy(struct live_feed *feed);
DEFINE_AUTO(live_feed);

/* Gives all that has come since the last time. */
bool live_feed_read(struct live_feed *feed, struct error *err) MUST_USE;
