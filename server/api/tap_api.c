#include "tap_api.h"

#include "account_role.h"
#include "check.h"
#include "civil.h"
#include "day_taps.h"
#include "json.h"
#include "kiosk_store.h"
#include "log.h"
#include "tap_line.h"
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define LIMIT_DEFAULT 200
#define LIMIT_MAX     1000

/* A line for each tap of the commit under way, made within it, published after it. */
struct tap_api {
    const struct month_source *source;
    struct http_event_hub *hub;
    char **lines;
    size_t count;
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

static void forget_lines(struct tap_api *api)
{
    for (size_t i = 0; i < api->count; i++) {
        free(api->lines[i]);
    }
    free(api->lines);
    api->lines = NULL;
    api->count = 0;
}

void tap_api_destroy(struct tap_api *api)
{
    if (api) {
        forget_lines(api);
        free(api);
    }
}

/* What just happened */

static bool make_line(struct database *database, const struct facts *facts,
                      const struct stored_tap *tap, struct kiosk *kiosk, char **ret_line,
                      struct error *err)
{
    if (strcmp(kiosk->kiosk, tap->record.kiosk) != 0 &&
        !kiosk_store_find(database, tap->record.kiosk, kiosk, err)) {
        return false;
    }
    AUTO(json) json_t *object = tap_line_to_json(tap, kiosk->place, facts);
    char *line = object ? json_dumps(object, JSON_COMPACT) : NULL;
    if (!line) {
        return error_set(err, ERROR_NO_MEMORY, "live taps: out of memory");
    }
    *ret_line = line;
    return true;
}

static bool on_taps(struct database *database, const struct stored_tap *taps, size_t count,
                    void *user, struct error *err)
{
    struct tap_api *api = user;
    forget_lines(api); /* of a commit that was undone */
    AUTO(fact_loan) struct fact_loan *loan = NULL;
    if (!fact_cache_take_for_write(api->source->cache, database, &loan, err)) {
        return false;
    }
    api->lines = calloc(count, sizeof *api->lines);
    if (count > 0 && !api->lines) {
        return error_set(err, ERROR_NO_MEMORY, "live taps: out of memory");
    }
    struct kiosk kiosk = {.kiosk = ""};
    for (size_t i = 0; i < count; i++) {
        if (!make_line(database, fact_loan_facts(loan), &taps[i], &kiosk, &api->lines[i], err)) {
            return false;
        }
        api->count = i + 1;
    }
    return true;
}

static void on_committed(const struct stored_tap *taps, size_t count, void *user)
{
    (void)taps; /* their lines are made */
    (void)count;
    struct tap_api *api = user;
    for (size_t i = 0; i < api->count; i++) {
        struct error err;
        int64_t id = http_event_hub_last_id(api->hub) + 1;
        if (!http_event_hub_publish(api->hub, "tap", id, api->lines[i], strlen(api->lines[i]),
                                    &err)) {
            log_event(LOG_WARNING, "live_tap_lost", "error=%s", LOG_TEXT(err.text));
        }
    }
    forget_lines(api);
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
