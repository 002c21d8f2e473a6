#include "notice_api.h"

#include "check.h"
#include "json.h"
#include "notice_board.h"
#include "office_api.h"
#include <stdlib.h>
#include <string.h>

#define LIMIT_DEFAULT 50

/* A whole number from min to max; false for anything else. */
static bool parse_number(const char *text, int64_t min, int64_t max, int64_t *ret_number)
{
    char *end = NULL;
    long long number = strtoll(text, &end, 10);
    if (*text < '0' || *text > '9' || *end || number < min || number > max) {
        return false;
    }
    *ret_number = number;
    return true;
}

/* False with the response filled. */
static bool read_page(const struct http_request *request, struct http_response *response,
                      struct notice_page *ret_page)
{
    const char *before = http_request_query(request, "before");
    const char *limit = http_request_query(request, "limit");
    const char *unread = http_request_query(request, "unread");
    *ret_page = (struct notice_page){.account = session_gate_caller(request)->account,
                                     .before_no = INT64_MAX,
                                     .limit = LIMIT_DEFAULT,
                                     .unread = unread && strcmp(unread, "true") == 0};
    if (unread && strcmp(unread, "true") != 0 && strcmp(unread, "false") != 0) {
        http_response_invalid(response, "unread", "true or false");
        return false;
    }
    if (before && !parse_number(before, 1, INT64_MAX, &ret_page->before_no)) {
        http_response_invalid(response, "before", "a notice's number");
        return false;
    }
    if (limit && !parse_number(limit, 1, NOTICE_PAGE_MAX, &ret_page->limit)) {
        http_response_invalid(response, "limit", "a number from 1 to 200");
        return false;
    }
    return true;
}

static bool handle_list(struct http_request *request, struct http_response *response, void *user,
                        struct error *err)
{
    struct notice_page page;
    json_t *list = NULL;
    if (!read_page(request, response, &page)) {
        return true;
    }
    if (!notice_board_list(user, &page, &list, err)) {
        return false;
    }
    http_response_json(response, 200, list);
    return true;
}

static bool mark(struct http_request *request, struct http_response *response,
                 struct office *office, int64_t no, struct error *err)
{
    bool found;
    struct office_answer none = {.result = OFFICE_NOT_FOUND};
    if (!notice_board_mark(office, session_gate_caller(request)->account, no, &found, err)) {
        return false;
    }
    if (found) {
        http_response_empty(response, 204);
    } else {
        office_api_refuse(response, &none);
    }
    return true;
}

static bool handle_read(struct http_request *request, struct http_response *response, void *user,
                        struct error *err)
{
    int64_t no;
    struct office_answer none = {.result = OFFICE_NOT_FOUND};
    if (!parse_number(http_request_parameter(request, "no"), 1, INT64_MAX, &no)) {
        office_api_refuse(response, &none);
        return true;
    }
    return mark(request, response, user, no, err);
}

static bool handle_read_all(struct http_request *request, struct http_response *response,
                            void *user, struct error *err)
{
    return mark(request, response, user, NOTICE_ALL, err);
}

struct http_route_set notice_api_routes(struct office *office, struct session_gate *gate)
{
    static const struct http_route routes[] = {
        {.method = "GET",
         .path = "/api/v1/notices",
         .handle = handle_list,
         .access = SESSION_ACCESS_EVERYBODY},
        {.method = "POST",
         .path = "/api/v1/notices/read",
         .handle = handle_read_all,
         .access = SESSION_ACCESS_EVERYBODY},
        {.method = "POST",
         .path = "/api/v1/notices/{no}/read",
         .handle = handle_read,
         .access = SESSION_ACCESS_EVERYBODY},
    };
    return (struct http_route_set){.routes = routes,
                                   .route_count = ARRAY_LEN(routes),
                                   .user = office,
                                   .gate = session_gate,
                                   .gate_user = gate};
}
