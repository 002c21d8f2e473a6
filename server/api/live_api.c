#include "live_api.h"

#include "caller_sieve.h"
#include "check.h"
#include "http_event_hub.h"
#include "live_feed.h"
#include "live_lines.h"
#include "log.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct live_api {
    const struct month_source *source;
    struct http_event_hub *hub;
    struct live_feed *feed;
};

/* What just happened */

static void publish(const struct live_event *event, void *user)
{
    const struct live_api *api = user;
    struct error err;
    const struct http_event published = {event->name, event->label, event->id, event->data,
                                         strlen(event->data)};
    if (!http_event_hub_publish_event(api->hub, &published, &err)) {
        log_event(LOG_WARNING, "live_event_lost", "error=%s", LOG_TEXT(err.text));
    }
}

bool live_api_create(const struct month_source *source, struct live_api **ret_api,
                     struct error *err)
{
    AUTO(live_api) struct live_api *api = calloc(1, sizeof *api);
    if (!api) {
        return error_set(err, ERROR_NO_MEMORY, "live: out of memory");
    }
    struct http_event_hub_settings settings;
    http_event_hub_settings_init(&settings);
    api->source = source;
    if (!live_feed_create(source->storage, publish, api, &api->feed, &settings.last_id, err) ||
        !http_event_hub_create(&settings, &api->hub, err) || !live_feed_read(api->feed, err)) {
        return false;
    }
    *ret_api = TAKE(api);
    return true;
}

void live_api_destroy(struct live_api *api)
{
    if (api) {
        live_feed_destroy(api->feed);
        http_event_hub_destroy(api->hub);
        free(api);
    }
}

static bool on_taps(struct database *database, const struct stored_tap *taps, size_t count,
                    void *user, struct error *err)
{
    const struct month_source *source = ((const struct live_api *)user)->source;
    return live_lines_write(source->cache, source->clock, database, taps, count, err);
}

struct ingest_observer live_api_observer(struct live_api *api)
{
    return (struct ingest_observer){.on_taps_in_transaction = on_taps, .user = api};
}

void live_api_tell(struct live_api *api)
{
    struct error err;
    if (!live_feed_read(api->feed, &err)) {
        log_event(LOG_WARNING, "live_events_not_read", "error=%s", LOG_TEXT(err.text));
    }
}

int64_t live_api_last_id(const struct live_api *api)
{
    return http_event_hub_last_id(api->hub);
}

/* What one listener may see, for as long as it listens. */
struct live_filter {
    struct permission_holder holder;
    struct permission_view view; /* its scope borrows from the holder */
};

static bool lets_see(const char *label, void *user)
{
    const struct live_filter *filter = user;
    char unit[HTTP_EVENT_LABEL_MAX + 1];
    const char *staff = strchr(label, '\n');
    if (!staff) {
        return false;
    }
    (void)snprintf(unit, sizeof unit, "%.*s", (int)(staff - label), label);
    const struct permission_subject subject = {.unit = unit, .staff = staff + 1};
    return permission_view_holds(&filter->view, &subject);
}

static void destroy_filter(void *user)
{
    struct live_filter *filter = user;
    permission_view_finish(&filter->view);
    free(filter);
}

/* Listens to what a filter lets through of all that is published. Who comes from another server may
 * have heard there what was not read here yet. */
static bool listen(struct http_request *request, struct http_response *response,
                   struct live_api *api, enum permission_resource resource,
                   bool (*lets)(const char *label, void *user), struct error *err)
{
    struct live_filter *filter = calloc(1, sizeof *filter);
    if (!filter) {
        return error_set(err, ERROR_NO_MEMORY, "live: out of memory");
    }
    filter->holder = session_gate_caller(request)->holder;
    if (!permission_check_view(request, resource, PERMISSION_READ, &filter->view, err)) {
        free(filter);
        return false;
    }
    filter->view.scope = permission_scope_of(&filter->holder, resource, PERMISSION_READ);
    const struct audit_entry entry = {.action = "live.read",
                                      .kind = permission_resource_name(resource)};
    if (!permission_check_note(request, &entry, err)) {
        destroy_filter(filter);
        return false;
    }
    if (!live_feed_read(api->feed, err)) {
        destroy_filter(filter);
        return false;
    }
    const struct http_event_filter sieve = {lets, filter, destroy_filter};
    http_response_filtered_events(request, response, api->hub, &sieve);
    return true;
}

static bool handle_live(struct http_request *request, struct http_response *response, void *user,
                        struct error *err)
{
    return listen(request, response, user, PERMISSION_TAP, lets_see, err);
}

/* That something happened at a meeting says nothing of anybody: its results are asked for, and
 * sieved, apart. Staff, who see their own alone, are told nothing. */
static bool lets_hear_of_meetings(const char *label, void *user)
{
    const struct live_filter *filter = user;
    const struct permission_scope *scope = &filter->view.scope;
    return !strchr(label, '\n') && (scope->all || scope->unit_count > 0 || scope->own_account);
}

static bool handle_live_meetings(struct http_request *request, struct http_response *response,
                                 void *user, struct error *err)
{
    return listen(request, response, user, PERMISSION_VERDICT, lets_hear_of_meetings, err);
}

struct http_route_set live_api_routes(struct live_api *api, http_gate *gate, void *gate_user)
{
    static const struct http_route routes[] = {
        {.method = "GET",
         .path = "/api/v1/live",
         .handle = handle_live,
         .access = SESSION_ACCESS(PERMISSION_TAP, PERMISSION_READ)},
        {.method = "GET",
         .path = "/api/v1/live/meetings",
         .handle = handle_live_meetings,
         .access = SESSION_ACCESS(PERMISSION_VERDICT, PERMISSION_READ)},
    };
    return (struct http_route_set){
        .routes = routes,
        .route_count = ARRAY_LEN(routes),
        .user = api,
        .gate = gate,
        .gate_user = gate_user,
    };
}
