#include "photo_api.h"

#include "check.h"
#include "http_json.h"
#include "office_api.h"
#include "portrait.h"
#include "staff_photo.h"
#include <pthread.h>
#include <string.h>

struct photo_api {
    struct office *office;
    struct session_gate *gate;
    pthread_mutex_t decoding; /* one at a time: a large picture takes much memory */
};

bool photo_api_create(struct office *office, struct session_gate *gate, struct photo_api **ret_api,
                      struct error *err)
{
    struct photo_api *api = calloc(1, sizeof *api);
    if (!api) {
        return error_set(err, ERROR_NO_MEMORY, "photos: out of memory");
    }
    api->office = office;
    api->gate = gate;
    CHECK(pthread_mutex_init(&api->decoding, NULL) == 0);
    *ret_api = api;
    return true;
}

void photo_api_destroy(struct photo_api *api)
{
    if (api) {
        CHECK(pthread_mutex_destroy(&api->decoding) == 0);
        free(api);
    }
}

/* False with the answer where it is no person's id. */
static bool read_staff(const struct http_request *request, struct http_response *response,
                       const char **ret_staff)
{
    *ret_staff = http_request_parameter(request, "id");
    if (strlen(*ret_staff) <= OFFICE_ID_MAX) {
        return true;
    }
    struct office_answer nobody = {.result = OFFICE_NOT_FOUND};
    office_api_refuse(response, &nobody);
    return false;
}

/* The body made into what kiosks get; *ret_jpeg is NULL where it is refused. */
static bool read_picture(struct photo_api *api, const struct http_request *request,
                         struct http_response *response, void **ret_jpeg, size_t *ret_len,
                         struct error *err)
{
    const struct http_bytes body = http_request_body(request);
    struct error fault;
    if (!http_request_has_type(request, "image/jpeg") &&
        !http_request_has_type(request, "image/png")) {
        http_response_problem(response,
                              &(struct http_problem){.status = 415,
                                                     .type = "media_type",
                                                     .title = "Expected image/jpeg or image/png"});
        return true;
    }
    CHECK(pthread_mutex_lock(&api->decoding) == 0);
    bool good = portrait_make(body.data ? body.data : "", body.len, ret_jpeg, ret_len, &fault);
    CHECK(pthread_mutex_unlock(&api->decoding) == 0);
    if (good) {
        return true;
    }
    if (fault.code != ERROR_INVALID) {
        *err = fault;
        return false;
    }
    http_response_invalid(response, NULL, fault.text);
    return true;
}

static bool handle_put(struct http_request *request, struct http_response *response, void *user,
                       struct error *err)
{
    struct photo_api *api = user;
    const struct office_caller caller = office_api_caller(request);
    AUTO_OFFICE_ANSWER struct office_answer answer = {0};
    AUTO(memory) void *jpeg = NULL;
    const char *staff;
    size_t len = 0;
    if (!read_staff(request, response, &staff)) {
        return true;
    }
    if (!read_picture(api, request, response, &jpeg, &len, err)) {
        return false;
    }
    if (!jpeg) {
        return true;
    }
    const struct staff_photo photo = {jpeg, len};
    if (!staff_photo_put(api->office, &caller, staff, &photo, &answer, err)) {
        return false;
    }
    if (answer.result == OFFICE_DONE) {
        http_response_json(response, 200, json_incref(answer.value));
    } else {
        office_api_refuse(response, &answer);
    }
    return true;
}

static bool handle_get(struct http_request *request, struct http_response *response, void *user,
                       struct error *err)
{
    const struct photo_api *api = user;
    const struct office_caller caller = office_api_caller(request);
    AUTO_OFFICE_ANSWER struct office_answer answer = {0};
    const char *staff;
    void *jpeg = NULL;
    size_t len = 0;
    if (!read_staff(request, response, &staff)) {
        return true;
    }
    if (!staff_photo_read(api->office, &caller, staff, &answer, &jpeg, &len, err)) {
        return false;
    }
    if (answer.result == OFFICE_DONE && jpeg) {
        http_response_take(response, 200, "image/jpeg", jpeg, len);
    } else if (answer.result == OFFICE_DONE) {
        http_response_empty(response, 204);
    } else {
        office_api_refuse(response, &answer);
    }
    return true;
}

static bool handle_delete(struct http_request *request, struct http_response *response, void *user,
                          struct error *err)
{
    const struct photo_api *api = user;
    const struct office_caller caller = office_api_caller(request);
    AUTO_OFFICE_ANSWER struct office_answer answer = {0};
    const char *staff;
    if (!read_staff(request, response, &staff)) {
        return true;
    }
    if (!staff_photo_remove(api->office, &caller, staff, &answer, err)) {
        return false;
    }
    if (answer.result == OFFICE_DONE) {
        http_response_empty(response, 204);
    } else {
        office_api_refuse(response, &answer);
    }
    return true;
}

struct http_route_set photo_api_routes(struct photo_api *api)
{
    static const struct http_route routes[] = {
        {.method = "PUT",
         .path = "/api/v1/staff/{id}/photo",
         .handle = handle_put,
         .access = SESSION_ACCESS(PERMISSION_STAFF, PERMISSION_WRITE),
         .body_max = PORTRAIT_SENT_MAX},
        {.method = "GET",
         .path = "/api/v1/staff/{id}/photo",
         .handle = handle_get,
         .access = SESSION_ACCESS(PERMISSION_STAFF, PERMISSION_READ)},
        {.method = "DELETE",
         .path = "/api/v1/staff/{id}/photo",
         .handle = handle_delete,
         .access = SESSION_ACCESS(PERMISSION_STAFF, PERMISSION_WRITE)},
    };
    return (struct http_route_set){.routes = routes,
                                   .route_count = ARRAY_LEN(routes),
                                   .user = api,
                                   .gate = session_gate,
                                   .gate_user = api->gate};
}
