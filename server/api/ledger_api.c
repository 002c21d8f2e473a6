#include "ledger_api.h"

#include "breach_ledger.h"
#include "check.h"
#include "civil.h"
#include "file_intake.h"
#include "json.h"
#include "ledger_watch.h"
#include "office_api.h"
#include <string.h>

static void answer(struct http_response *response, struct office_answer *answer)
{
    if (answer->result == OFFICE_DONE) {
        http_response_json(response, 200, json_incref(answer->value));
    } else {
        office_api_refuse(response, answer);
    }
}

static bool handle_counts(struct http_request *request, struct http_response *response, void *user,
                          struct error *err)
{
    const struct month_desk *desk = user;
    const struct office_caller caller = office_api_caller(request);
    AUTO_OFFICE_ANSWER struct office_answer counts = {0};
    if (!breach_ledger_count(desk->office, &caller, &counts, err)) {
        return false;
    }
    answer(response, &counts);
    return true;
}

static bool handle_refresh(struct http_request *request, struct http_response *response, void *user,
                           struct error *err)
{
    size_t written = 0, overdue = 0;
    const struct month_desk *desk = user;
    (void)request; /* has nothing to say */
    if (!ledger_watch_run(user, &written, err) ||
        !breach_ledger_sweep(desk->office, &overdue, err)) {
        return false;
    }
    http_response_json(
        response, 200,
        json_pack("{s:I, s:I}", "written", (json_int_t)written, "overdue", (json_int_t)overdue));
    return true;
}

/* Files */

static bool handle_attach(struct http_request *request, struct http_response *response, void *user,
                          struct error *err)
{
    const struct month_desk *desk = user;
    struct kept_file file;
    AUTO(json)
    json_t *about = json_pack("{s:s}", "breach", http_request_parameter(request, "id"));
    return !file_intake_read(request, response, FILE_INTAKE_PAPERS, &file) ||
           file_intake_keep(request, response, desk->office, office_kind_find("attachment"), about,
                            &file, err);
}

static bool handle_files(struct http_request *request, struct http_response *response, void *user,
                         struct error *err)
{
    const struct month_desk *desk = user;
    const struct office_caller caller = office_api_caller(request);
    AUTO_OFFICE_ANSWER struct office_answer files = {0};
    const struct office_question question = {.kind = office_kind_find("attachment"),
                                             .caller = &caller,
                                             .meeting = http_request_parameter(request, "id"),
                                             .from = CIVIL_DATE_FIRST,
                                             .to = CIVIL_DATE_LAST,
                                             .limit = OFFICE_PAGE_MAX};
    if (!office_list(desk->office, &question, &files, err)) {
        return false;
    }
    answer(response, &files);
    return true;
}

static bool handle_file(struct http_request *request, struct http_response *response, void *user,
                        struct error *err)
{
    const struct month_desk *desk = user;
    return file_intake_send(request, response, desk->office, office_kind_find("attachment"), err);
}

struct http_route_set ledger_api_routes(const struct month_desk *desk, struct session_gate *gate)
{
    static const struct http_route routes[] = {
        {.method = "GET",
         .path = "/api/v1/ledger/counts",
         .handle = handle_counts,
         .access = SESSION_ACCESS(PERMISSION_LEDGER, PERMISSION_READ)},
        {.method = "POST",
         .path = "/api/v1/ledger/refresh",
         .handle = handle_refresh,
         .access = SESSION_ACCESS(PERMISSION_LEDGER, PERMISSION_WRITE)},
        {.method = "POST",
         .path = "/api/v1/ledger/{id}/attachments",
         .handle = handle_attach,
         .access = SESSION_ACCESS(PERMISSION_LEDGER, PERMISSION_READ),
         .body_max = ATTACHMENT_MAX},
        {.method = "GET",
         .path = "/api/v1/ledger/{id}/attachments",
         .handle = handle_files,
         .access = SESSION_ACCESS(PERMISSION_LEDGER, PERMISSION_READ)},
        {.method = "GET",
         .path = "/api/v1/attachments/{id}/file",
         .handle = handle_file,
         .access = SESSION_ACCESS(PERMISSION_LEDGER, PERMISSION_READ)},
    };
    return (struct http_route_set){.routes = routes,
                                   .route_count = ARRAY_LEN(routes),
                                   .user = (void *)(uintptr_t)desk, /* handlers only read it */
                                   .gate = session_gate,
                                   .gate_user = gate};
}
