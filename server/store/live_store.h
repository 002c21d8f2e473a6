#pragma once
/* Events for live boards: a row a commit, written within the transaction that they tell of, so that
 * their ids ascend in the order of commits whichever server makes them. Ids are no smaller than the
 * time in microseconds: none comes a second time where a database is put back. Written by
 * live_lines, read by live_feed. In a transaction of the caller; one thread a connection. */

#include "database.h"
#include <stdint.h>

#define LIVE_STORE_EVENTS_MAX 1024 /* that are kept, about; a row has no more */

struct live_row {
    int64_t number; /* of events ever told, with those of this row */
    int64_t last_id;
    int64_t event_count;
    const char *events; /* JSON: [[name, label, data], …] */
};

/* The newest id; 0 before the first. */
bool live_store_last_id(struct database *database, int64_t *ret_id, struct error *err) MUST_USE;

/* How many events had been told before those that are kept, and the id before theirs. */
bool live_store_begin(struct database *database, int64_t *ret_number, int64_t *ret_id,
                      struct error *err) MUST_USE;

/* Adds a row behind the last, of event_count events at now_utc_us, and lets old ones go. */
bool live_store_add(struct database *database, const char *events, int64_t event_count,
                    int64_t now_utc_us, struct error *err) MUST_USE;

/* What is given holds for the call only; false ends the walk with its err. */
typedef bool live_store_visit(const struct live_row *row, void *user, struct error *err);

/* The rows with events behind after_id, in their order. */
bool live_store_each(struct database *database, int64_t after_id, live_store_visit *on_row,
                     void *user, struct error *err) MUST_USE;
