#include "kiosk_list_api.h"

#include "check.h"
#include "http_json.h"
#include "json.h"
#include "kiosk_list.h"
#include <stdio.h>
#include <string.h>

#define BODY_MAX  4096
#define PLACE_MAX 255 /* bytes */

static void answer_none(struct http_response *response)
{
    http_response_problem(response, &(struct http_problem){.status = 404,
                                                           .type = "not_found",
                                                           .title = "There is no such kiosk"});
}

/* Looking */

static bool handle_list(struct http_request *request, struct http_response *response, void *user,
                        struct error *err)
{
    (void)request; /* all of them */
    const struct kiosk_list_api *api = user;
    AUTO(json) json_t *kiosks = NULL;
    if (!kiosk_list_read(api->office, NULL, &kiosks, err)) {
        return false;
    }
    http_response_json(response, 200, json_pack("{s:O}", "items", kiosks));
    return true;
}

static bool answer_one(const struct kiosk_list_api *api, const char *kiosk,
                       struct http_response *response, struct error *err)
{
    AUTO(json) json_t *kiosks = NULL;
    if (!kiosk_list_read(api->office, kiosk, &kiosks, err)) {
        return false;
    }
    if (json_array_size(kiosks) == 1) {
        http_response_json(response, 200, json_incref(json_array_get(kiosks, 0)));
    } else {
        answer_none(response);
    }
    return true;
}

static bool handle_read(struct http_request *request, struct http_response *response, void *user,
                        struct error *err)
{
    return answer_one(user, http_request_parameter(request, "id"), response, err);
}

/* Changing */

static bool change_kiosk(struct http_request *request, struct http_response *response,
                         const struct kiosk_list_api *api, const char *place, struct error *err)
{
    const struct audit_actor actor = session_gate_actor(request);
    const char *kiosk = http_request_parameter(request, "id");
    bool done;
    if (!kiosk_list_change(api->office, &actor, kiosk, place, &done, err)) {
        return false;
    }
    if (!done) {
        answer_none(response);
        return true;
    }
    return answer_one(api, kiosk, response, err);
}

/* NULL with the answer filled where it is none. */
static const char *read_place(const struct http_request *request, struct http_response *response,
                              json_t **ret_body)
{
    static const char *const keys[] = {"place", NULL};
    const char *place = NULL;
    struct error fault = {0};
    if (!http_json_body(request, response, ret_body)) {
        return NULL;
    }
    if (!json_only_keys(*ret_body, "", keys, &fault) ||
        !json_get_text(*ret_body, "", "place", PLACE_MAX, &place, &fault)) {
        http_json_invalid(response, &fault);
        return NULL;
    }
    if (place[strspn(place, " ")] == '\0') {
        http_response_invalid(response, "place", "is blank");
        return NULL;
    }
    return place;
}

static bool handle_change(struct http_request *request, struct http_response *response, void *user,
                          struct error *err)
{
    AUTO(json) json_t *body = NULL;
    const char *place = read_place(request, response, &body);
    return !place || change_kiosk(request, response, user, place, err);
}

static bool handle_revoke(struct http_request *request, struct http_response *response, void *user,
                          struct error *err)
{
    return change_kiosk(request, response, user, NULL, err);
}

static bool handle_enrol_code(struct http_request *request, struct http_response *response,
                              void *user, struct error *err)
{
    const struct kiosk_list_api *api = user;
    const struct audit_actor actor = session_gate_actor(request);
    AUTO(json) json_t *body = NULL;
    char code[ENROL_CODE_SIZE];
    const char *place = read_place(request, response, &body);
    if (!place) {
        return true;
    }
    const struct audit_entry entry = {
        .action = "kiosk.enrol_code", .kind = "kiosk", .outcome = AUDIT_DONE, .detail = place};
    if (!audit_note(api->gate->audit, &actor, &entry, err) ||
        !kiosk_enrolment_make_code(api->enrolment, place, session_gate_caller(request)->account,
                                   code, err)) {
        return false;
    }
    http_response_json(response, 201, json_pack("{s:s, s:s}", "code", code, "place", place));
    return true;
}

struct http_route_set kiosk_list_api_routes(struct kiosk_list_api *api)
{
    enum {
        reads = SESSION_ACCESS(PERMISSION_KIOSK, PERMISSION_READ),
        writes = SESSION_ACCESS(PERMISSION_KIOSK, PERMISSION_WRITE)
    };
    static const struct http_route routes[] = {
        {"GET", "/api/v1/kiosks", handle_list, reads, 0, 0},
        {"GET", "/api/v1/kiosks/{id}", handle_read, reads, 0, 0},
        {"PATCH", "/api/v1/kiosks/{id}", handle_change, writes, BODY_MAX, 0},
        {"POST", "/api/v1/kiosks/{id}/revoke", handle_revoke, writes, BODY_MAX, 0},
        {"POST", "/api/v1/kiosk-codes", handle_enrol_code, writes, BODY_MAX, 0},
    };
    return (struct http_route_set){.routes = routes,
                                   .route_count = ARRAY_LEN(routes),
                                   .user = api,
                                   .gate = session_gate,
                                   .gate_user = api->gate};
}
