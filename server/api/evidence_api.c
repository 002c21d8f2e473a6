#include "evidence_api.h"

#include "check.h"
#include "evidence_kind.h"
#include "office_api.h"
#include <string.h>

/* What a browser shows without running anything; sent back as an attachment all the same. */
static const char *const media_types[] = {"image/jpeg", "image/png", "application/pdf", NULL};

static const char *media_type_of(const struct http_request *request)
{
    for (size_t i = 0; media_types[i]; i++) {
        if (http_request_has_type(request, media_types[i])) {
            return media_types[i];
        }
    }
    return NULL;
}

static bool handle_add(struct http_request *request, struct http_response *response, void *user,
                       struct error *err)
{
    const struct office_caller caller = office_api_caller(request);
    struct http_bytes body = http_request_body(request);
    const char *staff = http_request_query(request, "staff");
    const char *name = http_request_query(request, "name");
    const struct evidence_file file = {.staff = staff ? staff : "",
                                       .name = name ? name : "",
                                       .media_type = media_type_of(request),
                                       .bytes = body.data,
                                       .len = body.len};
    AUTO_OFFICE_ANSWER struct office_answer answer = {0};
    if (!file.media_type) {
        http_response_problem(
            response,
            &(struct http_problem){.status = 415,
                                   .type = "media_type",
                                   .title = "Expected image/jpeg, image/png or application/pdf"});
        return true;
    }
    if (body.len == 0) {
        http_response_invalid(response, NULL, "the file is empty");
        return true;
    }
    if (!evidence_kind_add(user, &caller, &file, &answer, err)) {
        return false;
    }
    if (answer.result == OFFICE_DONE) {
        http_response_json(response, 201, json_incref(answer.value));
    } else {
        office_api_refuse(response, &answer);
    }
    return true;
}

static bool handle_file(struct http_request *request, struct http_response *response, void *user,
                        struct error *err)
{
    const struct office_caller caller = office_api_caller(request);
    const char *id = http_request_parameter(request, "id");
    AUTO_OFFICE_ANSWER struct office_answer answer = {.result = OFFICE_NOT_FOUND};
    void *bytes = NULL;
    size_t len = 0;
    if (strlen(id) <= OFFICE_ID_MAX &&
        !evidence_kind_file(user, &caller, id, &answer, &bytes, &len, err)) {
        return false;
    }
    if (answer.result != OFFICE_DONE) {
        office_api_refuse(response, &answer);
        return true;
    }
    http_response_take(response, 200, office_text(answer.value, "media_type"), bytes, len);
    http_response_attachment(response, office_text(answer.value, "name"));
    return true;
}

struct http_route_set evidence_api_routes(struct office *office, struct session_gate *gate)
{
    static const struct http_route routes[] = {
        {.method = "POST",
         .path = "/api/v1/evidence",
         .handle = handle_add,
         .access = SESSION_ACCESS(PERMISSION_CORRECTION, PERMISSION_READ),
         .body_max = EVIDENCE_MAX},
        {.method = "GET",
         .path = "/api/v1/evidence/{id}/file",
         .handle = handle_file,
         .access = SESSION_ACCESS(PERMISSION_CORRECTION, PERMISSION_READ)},
    };
    return (struct http_route_set){.routes = routes,
                                   .route_count = ARRAY_LEN(routes),
                                   .user = office,
                                   .gate = session_gate,
                                   .gate_user = gate};
}
