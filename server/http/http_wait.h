#pragma once
/* Answers that come later, without a thread each: a handler waits on a topic (a long poll), or
 * defers its answer to whoever has it later (a group commit). When the server stops, waiting
 * handlers are called once more and may not wait again; an answer deferred for longer than the
 * stop's grace is given up as 503 and its owner's sending is ignored. Any thread, where not said
 * otherwise. */

#include "cleanup.h"
#include "error.h"
#include "http_request.h"
#include "http_response.h"
#include <stdbool.h>
#include <stdint.h>

/* Something that changes, such as the state of all kiosks; outlives the server. A handler that
 * finds nothing new asks to be called again when the topic moves or its time is up, and returns
 * true; the same handler then runs afresh:
 *
 *     uint64_t seen = http_topic_seen(topic);              before looking, so that nothing is
 * missed … look; if there is nothing and http_request_may_wait(request, wait_ms):
 *     http_response_wait(response, topic, seen, wait_ms);
 *     return true; */
struct http_topic;

bool http_topic_create(struct http_topic **ret_topic, struct error *err) MUST_USE;
void http_topic_destroy(struct http_topic *topic);
DEFINE_AUTO(http_topic);

/* Calls every handler again that waits on the topic. Call it after the commit. Never blocks long.
 */
void http_topic_notify(struct http_topic *topic);

/* How often the topic has been notified. */
uint64_t http_topic_seen(struct http_topic *topic);

/* False once wait_ms have passed since the request came, and when the server is stopping. */
bool http_request_may_wait(const struct http_request *request, int wait_ms);

/* To be called again when the topic has moved on from seen (at once if it has already), or at
 * wait_ms after the request came. */
void http_response_wait(struct http_response *response, struct http_topic *topic, uint64_t seen,
                        int wait_ms);

struct http_deferred;

/* The answer will come through *ret_deferred, which must be sent exactly once. The handler itself
 * leaves the response alone from then on, and returns true. */
bool http_response_defer(struct http_response *response, struct http_deferred **ret_deferred,
                         struct error *err) MUST_USE;

/* The response to fill; then send, which frees the object. The request is not to be used once the
 * handler has returned: what the answer needs of it is copied before. */
struct http_response *http_deferred_response(struct http_deferred *deferred);
void http_deferred_send(struct http_deferred *deferred);
