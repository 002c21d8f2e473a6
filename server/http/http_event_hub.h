#pragma once
/* Server-sent events (WHATWG HTML, section 9.2): whoever has news publishes, every listener's
 * connection gets it, without a thread each. The hub keeps the last events in a bounded ring: a
 * listener that comes back with the last id it saw goes on from there; where that is too old, or
 * where it reads too slowly to keep up, it gets an event `reset` and goes on from now. A comment
 * line keeps idle connections alive. Any thread. The hub outlives the server. */

#include "cleanup.h"
#include "error.h"
#include "http_request.h"
#include "http_response.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct http_event_hub_settings {
    size_t ring_max;      /* events kept for those who come back */
    size_t listeners_max; /* one more is 503 shoushi:listeners, and has who left noticed */
    int keep_alive_ms;
    int stream_age_ms; /* an older stream is ended; its listener comes back and resumes, past the
                        * gate that may no longer let it in */
    int64_t last_id; /* of the newest event before this hub began: what a fresh page resumes from */
};

/* 1,024 events, 500 listeners, 15 s, 10 min, nothing before. */
void http_event_hub_settings_init(struct http_event_hub_settings *settings);

struct http_event_hub;

bool http_event_hub_create(const struct http_event_hub_settings *settings,
                           struct http_event_hub **ret_hub, struct error *err) MUST_USE;
void http_event_hub_destroy(struct http_event_hub *hub);
DEFINE_AUTO(http_event_hub);

#define HTTP_EVENT_DATA_MAX 65536

/* Sends an event to all. name is a word; ids ascend, and one that is not above the newest is not
 * sent again (false, with ERROR_INVALID), as are data of more than HTTP_EVENT_DATA_MAX bytes. Data
 * with line breaks arrive with "\n" between the lines. */
bool http_event_hub_publish(struct http_event_hub *hub, const char *name, int64_t id,
                            const char *data, size_t data_len, struct error *err) MUST_USE;

/* The same for some listeners only: label says whom it concerns, at most HTTP_EVENT_LABEL_MAX bytes
 * in the words of whoever made the listeners' filters. */
#define HTTP_EVENT_LABEL_MAX 127
struct http_event {
    const char *name;
    const char *label; /* "" for all */
    int64_t id;
    const char *data;
    size_t data_len;
};
bool http_event_hub_publish_event(struct http_event_hub *hub, const struct http_event *event,
                                  struct error *err) MUST_USE;

/* The newest id, or the one that the hub began with. */
int64_t http_event_hub_last_id(struct http_event_hub *hub);

/* Answers with the hub's events from now on, or after the id in the header Last-Event-ID or else in
 * the query parameter `after`; an id that is not a whole number gives `reset`. */
void http_response_events(const struct http_request *request, struct http_response *response,
                          struct http_event_hub *hub);

/* Which events a listener gets: those whose label is "" or lets through. Called under the hub's
 * lock, by any thread; must not wait. */
struct http_event_filter {
    bool (*lets)(const char *label, void *user);
    void *user;
    void (*destroy)(void *user); /* once the listener has gone; NULL: nothing to do */
};

/* The same for a listener with a filter, which is taken over. */
void http_response_filtered_events(const struct http_request *request,
                                   struct http_response *response, struct http_event_hub *hub,
                                   const struct http_event_filter *filter);
