#include "evidence_api.h"

#include "check.h"
#include "file_intake.h"
#include "json.h"
#include "session_gate.h"

static bool handle_add(struct http_request *request, struct http_response *response, void *user,
                       struct error *err)
{
    const char *staff = http_request_query(request, "staff");
    struct kept_file file;
    AUTO(json) json_t *about = json_pack("{s:s}", "staff", staff ? staff : "");
    return !file_intake_read(request, response, FILE_INTAKE_PICTURES, &file) ||
           file_intake_keep(request, response, user, office_kind_find("evidence"), about, &file,
                            err);
}

static bool handle_file(struct http_request *request, struct http_response *response, void *user,
                        struct error *err)
{
    return file_intake_send(request, response, user, office_kind_find("evidence"), err);
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
