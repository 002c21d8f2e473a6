#include "live_feed.h"

#include "check.h"
#include "json.h"
#include "live_store.h"
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

struct live_feed {
    struct storage *storage;
    live_feed_publish *on_event;
    void *user;
    pthread_mutex_t mutex; /* held while events are given: they come one after another */
    int64_t number;        /* of the events that were given or are older, */
    int64_t last_id;       /* and the newest one's id */
};

bool live_feed_create(struct storage *storage, live_feed_publish *on_event, void *user,
                      struct live_feed **ret_feed, int64_t *ret_before_id, struct error *err)
{
    AUTO(snapshot) struct snapshot *view = NULL;
    int64_t number, last_id;
    if (!storage_read(storage, &view, err) ||
        !live_store_begin(snapshot_database(view), &number, &last_id, err)) {
        return false;
    }
    struct live_feed *feed = calloc(1, sizeof *feed);
    if (!feed) {
        return error_set(err, ERROR_NO_MEMORY, "live events: out of memory");
    }
    *feed = (struct live_feed){.storage = storage,
                               .on_event = on_event,
                               .user = user,
                               .number = number,
                               .last_id = last_id};
    CHECK(pthread_mutex_init(&feed->mutex, NULL) == 0);
    *ret_before_id = last_id;
    *ret_feed = feed;
    return true;
}

void live_feed_destroy(struct live_feed *feed)
{
    if (feed) {
        (void)pthread_mutex_destroy(&feed->mutex); /* nobody reads any more */
        free(feed);
    }
}

static bool give_event(struct live_feed *feed, const json_t *event, int64_t id, struct error *err)
{
    const json_t *data = json_array_get(event, 2);
    AUTO(memory) char *text = data ? json_dumps(data, JSON_COMPACT) : NULL;
    if (!text) {
        return error_set(err, data ? ERROR_NO_MEMORY : ERROR_INVALID, "live event %lld: not whole",
                         (long long)id);
    }
    const char *name = json_string_value(json_array_get(event, 0));
    const char *label = json_string_value(json_array_get(event, 1));
    const struct live_event given = {name ? name : "", label ? label : "", id, text};
    feed->on_event(&given, feed->user);
    feed->last_id = id;
    return true;
}

/* The events before a row's first that were never given are gone. */
static void give_gap(struct live_feed *feed, const struct live_row *row)
{
    int64_t before_id = row->last_id - row->event_count;
    if (row->number - row->event_count != feed->number && before_id > feed->last_id) {
        const struct live_event reset = {"reset", "", before_id, "{}"};
        feed->on_event(&reset, feed->user);
        feed->last_id = before_id;
    }
}

/* A row that was given in part goes on where it stopped. */
static bool give_row(const struct live_row *row, void *user, struct error *err)
{
    struct live_feed *feed = user;
    AUTO(json) json_t *events = NULL;
    if (!json_parse(row->events, strlen(row->events), "live_event", &events, err)) {
        return false;
    }
    give_gap(feed, row);
    int64_t id = row->last_id - row->event_count;
    for (size_t i = 0; i < json_array_size(events); i++) {
        id++;
        if (id > feed->last_id && !give_event(feed, json_array_get(events, i), id, err)) {
            return false;
        }
    }
    feed->number = row->number;
    return true;
}

bool live_feed_read(struct live_feed *feed, struct error *err)
{
    AUTO(snapshot) struct snapshot *view = NULL;
    CHECK(pthread_mutex_lock(&feed->mutex) == 0);
    bool good = storage_read(feed->storage, &view, err) &&
                live_store_each(snapshot_database(view), feed->last_id, give_row, feed, err);
    CHECK(pthread_mutex_unlock(&feed->mutex) == 0);
    return good;
}
