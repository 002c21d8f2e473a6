#include "calendar_api.h"

#include "calendar_kind.h"
#include "check.h"
#include "civil.h"
#include "http_json.h"
#include "json.h"
#include "office_api.h"
#include <string.h>

#define BODY_MAX (64 << 10)

/* {"2026-10-01": {"as": 0}}: 0 for a day of rest, otherwise the weekday whose hours it follows. */
static bool spread(const json_t *calendar, json_t *days)
{
    const json_t *rest = json_object_get(calendar, "rest");
    const json_t *work = json_object_get(calendar, "work");
    bool good = days != NULL;
    for (size_t i = 0; good && i < json_array_size(rest); i++) {
        good = json_object_set_new(days, json_string_value(json_array_get(rest, i)),
                                   json_integer(0)) == 0;
    }
    for (size_t i = 0; good && i < json_array_size(work); i++) {
        const json_t *day = json_array_get(work, i);
        const json_t *as = json_object_get(day, "as");
        good = json_object_set_new(days, office_text(day, "date"),
                                   json_integer(as ? json_integer_value(as) : 1)) == 0;
    }
    return good;
}

/* The date as it is now and as it would be: "rest", "work" or "usual". */
static json_t *day_json(const char *date, const json_t *before, const json_t *after)
{
    int32_t day = 0;
    const json_t *sides[] = {before, after};
    const char *words[2];
    (void)civil_date_parse(date, &day); /* the form has looked at it */
    for (int i = 0; i < 2; i++) {
        words[i] = !sides[i] ? "usual" : json_integer_value(sides[i]) == 0 ? "rest" : "work";
    }
    json_int_t as = after ? json_integer_value(after) : 0;
    return json_pack("{s:s, s:i, s:s, s:s, s:I}", "date", date, "weekday", civil_weekday(day),
                     "before", words[0], "after", words[1], "as", as);
}

static bool add_differences(const json_t *from, const json_t *other, json_t *list,
                            struct error *err)
{
    const char *date;
    json_t *value;
    json_object_foreach((json_t *)from, date, value)
    {
        const json_t *before = json_object_get(other, date);
        if (!(before && json_equal(before, value)) &&
            json_array_append_new(list, day_json(date, before, value)) != 0) {
            return error_set(err, ERROR_NO_MEMORY, "preview: out of memory");
        }
    }
    return true;
}

static bool add_gone(const json_t *before, const json_t *after, json_t *list, struct error *err)
{
    const char *date;
    json_t *value;
    json_object_foreach((json_t *)before, date, value)
    {
        if (!json_object_get(after, date) &&
            json_array_append_new(list, day_json(date, value, NULL)) != 0) {
            return error_set(err, ERROR_NO_MEMORY, "preview: out of memory");
        }
    }
    return true;
}

static bool preview(const json_t *before, const json_t *after, json_t **ret_list, struct error *err)
{
    AUTO(json) json_t *old = json_object();
    AUTO(json) json_t *new = json_object();
    AUTO(json) json_t *list = json_array();
    if (!list || !spread(before, old) || !spread(after, new)) {
        return error_set(err, ERROR_NO_MEMORY, "preview: out of memory");
    }
    if (!add_differences(new, old, list, err) || !add_gone(old, new, list, err)) {
        return false;
    }
    *ret_list = TAKE(list);
    return true;
}

static bool handle_preview(struct http_request *request, struct http_response *response, void *user,
                           struct error *err)
{
    const struct office_kind *kind = office_kind_find("calendar");
    const struct office_caller caller = office_api_caller(request);
    const char *year = http_request_parameter(request, "year");
    AUTO(json) json_t *body = NULL;
    AUTO(json) json_t *changes = NULL;
    AUTO_OFFICE_ANSWER struct office_answer answer = {0};
    struct error fault = {0};
    if (!http_json_body(request, response, &body)) {
        return true;
    }
    (void)json_object_set_new(body, "year", json_string(year)); /* the form misses it otherwise */
    if (!form_check(kind->form, FORM_NEW, body, &fault) || !calendar_kind_check(body, &fault)) {
        http_json_invalid(response, &fault);
        return true;
    }
    if (!office_read(user, kind, &caller, year, &answer, err)) {
        return false;
    }
    if (answer.result == OFFICE_DENIED) {
        office_api_refuse(response, &answer);
        return true;
    }
    if (!preview(answer.value, body, &changes, err)) {
        return false;
    }
    http_response_json(response, 200, json_pack("{s:s, s:O}", "year", year, "changes", changes));
    return true;
}

struct http_route_set calendar_api_routes(struct office *office, struct session_gate *gate)
{
    static const struct http_route routes[] = {
        {.method = "POST",
         .path = "/api/v1/calendars/{year}/preview",
         .handle = handle_preview,
         .access = SESSION_ACCESS(PERMISSION_CALENDAR, PERMISSION_WRITE),
         .body_max = BODY_MAX},
    };
    return (struct http_route_set){.routes = routes,
                                   .route_count = ARRAY_LEN(routes),
                                   .user = office,
                                   .gate = session_gate,
                                   .gate_user = gate};
}
