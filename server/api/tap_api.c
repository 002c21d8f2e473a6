#include "tap_api.h"

#include "account_role.h"
#include "check.h"
#include "civil.h"
#include "day_taps.h"
#include "json.h"
#include "live_lines.h"
#include "log.h"
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define LIMIT_DEFAULT 200
#define LIMIT_MAX     1000

/* lines: of the commit under way. */
struct tap_api {
    const struct month_source *source;
    struct http_event_hub *hub;
    struct live_lines lines;
};

bool tap_api_create(const struct month_source *source, struct http_event_hub *hub,
                    struct tap_api **ret_api, struct error *err)
{
    struct tap_api *api = calloc(1, sizeof *api);
    if (!api) {
        return error_set(err, ERROR_NO_MEMORY, "taps: out of memory");
    }
    *api = (struct tap_api){.source = source, .hub = hub};
    *ret_api = api;
    return true;
}

void tap_api_destroy(struct tap_api *api)
{
    if (api) {
        live_lines_finish(&api->lines);
        free(api);
    }
}

/* What just happened */

static bool on_taps(struct database *database, const struct stored_tap *taps, size_t count,
                    void *user, struct error *err)
{
    struct tap_api *api = user;
    live_lines_finish(&api->lines); /* of a commit that was undone */
    return live_lines_make(&api->lines, api->source->cache, database, taps, count, err);
}

static void on_committed(const struct stored_tap *taps, size_t count, void *user)
{
    (void)taps; /* their lines are made */
    (void)count;
    struct tap_api *api = user;
    for (size_t i = 0; i < api->lines.count; i++) {
        struct error err;
        const char *text = api->lines.texts[i];
        int64_t id = http_event_hub_last_id(api->hub) + 1;
        if (!http_event_hub_publish(api->hub, "tap", id, text, strlen(text), &err)) {
            log_event(LOG_WARNING, "live_tap_lost", "error=%s", LOG_TEXT(err.text));
        }
    }
    live_lines_finish(&api->lines);
}

struct ingest_observer tap_api_observer(struct tap_api *api)
{
    return (struct ingest_observer){
        .on_taps_in_transaction = on_taps, .on_taps_committed = on_committed, .user = api};
}

/* What is asked for */

static bool read_limit(const struct http_request *request, size_t *ret_limit)
{
    const char *text = http_request_query(request, "limit");
    if (!text) {
        *ret_limit = LIMIT_DEFAULT;
        return true;
    }
    char *end;
    errno = 0;
    long limit = strtol(text, &end, 10);
    if (errno != 0 || end == text || *end != '\0' || limit < 1 || limit > LIMIT_MAX) {
        return false;
    }
    *ret_limit = (size_t)limit;
    return true;
}

static bool handle_taps(struct http_request *request, struct http_response *response, void *user,
                        struct error *err)
{
    struct tap_api *api = user;
    const char *date_text = http_request_query(request, "date");
    int32_t date = DAY_TAPS_TODAY;
    size_t limit;
    if (date_text && !civil_date_parse(date_text, &date)) {
        http_response_invalid(response, "date", "a date, such as 2026-03-02");
        return true;
    }
    if (!read_limit(request, &limit)) {
        http_response_invalid(response, "limit", "a whole number from 1 to 1000");
        return true;
    }
    /* Read before the list: an event between the two comes twice rather than never. */
    char last_id[24];
    (void)snprintf(last_id, sizeof last_id, "%" PRId64, http_event_hub_last_id(api->hub));
    json_t *answer;
    if (!day_taps_to_json(api->source, date, limit, &answer, err)) {
        return false;
    }
    if (json_object_set_new(answer, "last_event_id", json_string(last_id)) != 0) {
        json_decref(answer);
        answer = NULL;
    }
    http_response_json(response, 200, answer);
    return true;
}

static bool handle_live(struct http_request *request, struct http_response *response, void *user,
                        struct error *err)
{
    (void)err; /* a stream begins or is answered with a problem */
    struct tap_api *api = user;
    http_response_events(request, response, api->hub);
    return true;
}

struct http_route_set tap_api_routes(struct tap_api *api, http_gate *gate, void *gate_user)
{
    static const struct http_route routes[] = {
        {.method = "GET",
         .path = "/api/v1/taps",
         .handle = handle_taps,
         .access = ACCOUNT_ROLE_INSPECTOR},
        {.method = "GET",
         .path = "/api/v1/live",
         .handle = handle_live,
         .access = ACCOUNT_ROLE_INSPECTOR},
    };
    return (struct http_route_set){
        .routes = routes,
        .route_count = ARRAY_LEN(routes),
        .user = api,
        .gate = gate,
        .gate_user = gate_user,
    };
}
