#include "tap_api.h"

#include "caller_sieve.h"
#include "check.h"
#include "civil.h"
#include "day_taps.h"
#include "json.h"
#include "live_lines.h"
#include "log.h"
#include "uncertain_taps.h"
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

static void publish(struct tap_api *api, const char *name, const char *label, const char *data)
{
    struct error err;
    const struct http_event event = {.name = name,
                                     .label = label,
                                     .id = http_event_hub_last_id(api->hub) + 1,
                                     .data = data,
                                     .data_len = strlen(data)};
    if (!http_event_hub_publish_event(api->hub, &event, &err)) {
        log_event(LOG_WARNING, "live_tap_lost", "error=%s", LOG_TEXT(err.text));
    }
}

/* A tap's label is its unit and its person, a meeting's its id alone. */
static void on_committed(const struct stored_tap *taps, size_t count, void *user)
{
    (void)taps; /* their lines are made */
    (void)count;
    struct tap_api *api = user;
    for (size_t i = 0; i < api->lines.count; i++) {
        const struct live_line *line = &api->lines.list[i];
        char label[HTTP_EVENT_LABEL_MAX + 1];
        (void)snprintf(label, sizeof label, "%s\n%s", line->unit, line->staff); /* both bounded */
        publish(api, "tap", label, line->text);
    }
    for (size_t i = 0; i < api->lines.meeting_count; i++) {
        char data[TAP_RECORD_ID_MAX + 32];
        (void)snprintf(data, sizeof data, "{\"meeting\":\"%s\"}", api->lines.meetings[i]);
        publish(api, "meeting", api->lines.meetings[i], data);
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

/* The event before the list: an event between the two comes twice rather than never. */
static bool answer_taps(const struct tap_api *api, const struct day_taps_question *question,
                        struct http_response *response, struct error *err)
{
    char last_id[24];
    (void)snprintf(last_id, sizeof last_id, "%" PRId64, http_event_hub_last_id(api->hub));
    json_t *answer;
    if (!day_taps_to_json(api->source, question, &answer, err)) {
        return false;
    }
    if (json_object_set_new(answer, "last_event_id", json_string(last_id)) != 0) {
        json_decref(answer);
        answer = NULL;
    }
    http_response_json(response, 200, answer);
    return true;
}

static bool handle_taps(struct http_request *request, struct http_response *response, void *user,
                        struct error *err)
{
    const struct tap_api *api = user;
    const char *date_text = http_request_query(request, "date");
    struct day_taps_question question = {.date = DAY_TAPS_TODAY};
    if (date_text && !civil_date_parse(date_text, &question.date)) {
        http_response_invalid(response, "date", "a date, such as 2026-03-02");
        return true;
    }
    if (!read_limit(request, &question.limit)) {
        http_response_invalid(response, "limit", "a whole number from 1 to 1000");
        return true;
    }
    AUTO_CALLER_SIEVE struct caller_sieve sieve = {0};
    bool allowed;
    if (!caller_sieve_open(request, response, PERMISSION_TAP, &sieve, &allowed, err)) {
        return false;
    }
    const struct audit_entry entry = {.action = "taps.read",
                                      .kind = "tap",
                                      .id = date_text,
                                      .unit = sieve.unit,
                                      .detail = http_request_target(request)};
    question.sieve = caller_sieve_staff(&sieve);
    return !allowed || (permission_check_note(request, &entry, err) &&
                        answer_taps(api, &question, response, err));
}

/* Dates from and to; false and an answer where one is wrong. */
static bool read_dates(const struct http_request *request, struct http_response *response,
                       struct uncertain_taps_question *question)
{
    const char *first = http_request_query(request, "from");
    const char *last = http_request_query(request, "to");
    *question = (struct uncertain_taps_question){CIVIL_DATE_FIRST, CIVIL_DATE_LAST, NULL};
    if (first && !civil_date_parse(first, &question->first)) {
        http_response_invalid(response, "from", "a date, such as 2026-03-02");
        return false;
    }
    if (last && !civil_date_parse(last, &question->last)) {
        http_response_invalid(response, "to", "a date, such as 2026-03-02");
        return false;
    }
    return true;
}

static bool handle_uncertain(struct http_request *request, struct http_response *response,
                             void *user, struct error *err)
{
    const struct tap_api *api = user;
    struct uncertain_taps_question question;
    AUTO_CALLER_SIEVE struct caller_sieve sieve = {0};
    bool allowed;
    if (!read_dates(request, response, &question)) {
        return true;
    }
    if (!caller_sieve_open(request, response, PERMISSION_REVIEW, &sieve, &allowed, err)) {
        return false;
    }
    const struct audit_entry entry = {.action = "taps.read",
                                      .kind = "tap",
                                      .unit = sieve.unit,
                                      .detail = http_request_target(request)};
    json_t *answer;
    question.sieve = caller_sieve_staff(&sieve);
    if (!allowed) {
        return true;
    }
    if (!permission_check_note(request, &entry, err) ||
        !uncertain_taps_list(api->source, &question, &answer, err)) {
        return false;
    }
    http_response_json(response, 200, answer);
    return true;
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

/* Listens to what a filter lets through of all that is published. */
static bool listen(struct http_request *request, struct http_response *response,
                   const struct tap_api *api, enum permission_resource resource,
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

struct http_route_set tap_api_routes(struct tap_api *api, http_gate *gate, void *gate_user)
{
    static const struct http_route routes[] = {
        {.method = "GET",
         .path = "/api/v1/taps",
         .handle = handle_taps,
         .access = SESSION_ACCESS(PERMISSION_TAP, PERMISSION_READ)},
        {.method = "GET",
         .path = "/api/v1/taps/uncertain",
         .handle = handle_uncertain,
         .access = SESSION_ACCESS(PERMISSION_REVIEW, PERMISSION_READ)},
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
