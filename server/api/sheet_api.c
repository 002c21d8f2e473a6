#include "sheet_api.h"

#include "check.h"
#include "json.h"
#include "office_api.h"
#include "roster_sheet.h"
#include "sheet_answer.h"
#include "sheet_file.h"
#include <string.h>

static void no_such_list(struct http_response *response)
{
    http_response_problem(
        response,
        &(struct http_problem){.status = 404,
                               .type = "not_found",
                               .title = "There is no such list",
                               .detail = "units, staff or cards; out only: ledger, submissions"});
}

/* Importing */

/* What is wrong stands by row and column; nothing has been kept then. */
static void answer_report(struct http_response *response, json_t *report)
{
    const json_t *errors = json_object_get(report, "errors");
    if (json_array_size(errors) == 0) {
        http_response_json(response, 200, json_incref(report));
        return;
    }
    http_response_problem(
        response, &(struct http_problem){.status = 422,
                                         .type = "rows",
                                         .title = "The file has errors; nothing was imported",
                                         .more = json_pack("{s:O}", "report", report)});
}

static bool import_file(struct http_request *request, struct http_response *response,
                        struct office *office, struct roster_import *import, struct error *err)
{
    struct http_bytes body = http_request_body(request);
    const struct office_caller caller = office_api_caller(request);
    const char *dry_run = http_request_query(request, "dry_run");
    AUTO(sheet) struct sheet *sheet = NULL;
    AUTO(json) json_t *report = NULL;
    struct error fault = {0};
    if (dry_run && strcmp(dry_run, "true") != 0 && strcmp(dry_run, "false") != 0) {
        http_response_invalid(response, "dry_run", "true or false");
        return true;
    }
    if (body.len == 0) {
        http_response_invalid(response, NULL, "the file is empty");
        return true;
    }
    if (!sheet_file_read(body.data, body.len, &sheet, &fault)) {
        if (fault.code != ERROR_INVALID) {
            *err = fault;
            return false;
        }
        http_response_invalid(response, NULL, fault.text);
        return true;
    }
    import->caller = &caller;
    import->sheet = sheet;
    import->dry_run = dry_run && strcmp(dry_run, "true") == 0;
    if (!roster_sheet_import(office, import, &report, err)) {
        return false;
    }
    answer_report(response, report);
    return true;
}

static bool handle_import(struct http_request *request, struct http_response *response, void *user,
                          struct error *err)
{
    const char *name = http_request_parameter(request, "list");
    struct roster_import import = {.list = roster_sheet_find(name)};
    if (!import.list || !roster_sheet_is_read(import.list) || strcmp(name, "attendees") == 0) {
        no_such_list(response);
        return true;
    }
    return import_file(request, response, user, &import, err);
}

static bool handle_import_attendees(struct http_request *request, struct http_response *response,
                                    void *user, struct error *err)
{
    struct roster_import import = {.list = roster_sheet_find("attendees"),
                                   .meeting = http_request_parameter(request, "id")};
    if (strlen(import.meeting) > OFFICE_ID_MAX) {
        struct office_answer none = {.result = OFFICE_NOT_FOUND};
        office_api_refuse(response, &none);
        return true;
    }
    return import_file(request, response, user, &import, err);
}

/* Exporting */

static bool export_file(struct http_request *request, struct http_response *response,
                        struct office *office, const char *name, enum sheet_kind kind,
                        struct error *err)
{
    const struct roster_sheet *list = roster_sheet_find(name);
    const struct office_caller caller = office_api_caller(request);
    struct office_question wanted;
    struct office_answer answer = {.result = OFFICE_DONE};
    AUTO(sheet) struct sheet *sheet = NULL;
    if (!office_api_read_filter(request, response, &wanted)) {
        return true;
    }
    wanted.caller = &caller;
    if (strcmp(name, "attendees") == 0) {
        wanted.meeting = http_request_parameter(request, "id");
    }
    if (!roster_sheet_export(office, list, &wanted, &answer.result, &sheet, err)) {
        return false;
    }
    if (answer.result != OFFICE_DONE) {
        office_api_refuse(response, &answer);
        return true;
    }
    const struct sheet_answer file = {roster_sheet_title(list), roster_sheet_columns(list), kind};
    return sheet_answer_send(response, sheet, &file, err);
}

static bool export_list(struct http_request *request, struct http_response *response, void *user,
                        enum sheet_kind kind, struct error *err)
{
    const char *name = http_request_parameter(request, "list");
    if (!roster_sheet_find(name) || strcmp(name, "attendees") == 0) {
        no_such_list(response);
        return true;
    }
    return export_file(request, response, user, name, kind, err);
}

static bool handle_csv(struct http_request *request, struct http_response *response, void *user,
                       struct error *err)
{
    return export_list(request, response, user, SHEET_CSV, err);
}

static bool handle_xlsx(struct http_request *request, struct http_response *response, void *user,
                        struct error *err)
{
    return export_list(request, response, user, SHEET_XLSX, err);
}

static bool handle_attendees_csv(struct http_request *request, struct http_response *response,
                                 void *user, struct error *err)
{
    return export_file(request, response, user, "attendees", SHEET_CSV, err);
}

static bool handle_attendees_xlsx(struct http_request *request, struct http_response *response,
                                  void *user, struct error *err)
{
    return export_file(request, response, user, "attendees", SHEET_XLSX, err);
}

struct http_route_set sheet_api_routes(struct office *office, struct session_gate *gate)
{
    static const struct http_route routes[] = {
        {.method = "POST",
         .path = "/api/v1/imports/{list}",
         .handle = handle_import,
         .access = SESSION_ACCESS(PERMISSION_IMPORT, PERMISSION_WRITE),
         .body_max = SHEET_BODY_MAX},
        {.method = "GET",
         .path = "/api/v1/exports/{list}.csv",
         .handle = handle_csv,
         .access = SESSION_ACCESS(PERMISSION_EXPORT, PERMISSION_READ)},
        {.method = "GET",
         .path = "/api/v1/exports/{list}.xlsx",
         .handle = handle_xlsx,
         .access = SESSION_ACCESS(PERMISSION_EXPORT, PERMISSION_READ)},
        {.method = "PUT",
         .path = "/api/v1/meetings/{id}/attendees",
         .handle = handle_import_attendees,
         .access = SESSION_ACCESS(PERMISSION_MEETING, PERMISSION_WRITE),
         .body_max = SHEET_BODY_MAX},
        {.method = "GET",
         .path = "/api/v1/meetings/{id}/attendees.csv",
         .handle = handle_attendees_csv,
         .access = SESSION_ACCESS(PERMISSION_MEETING, PERMISSION_READ)},
        {.method = "GET",
         .path = "/api/v1/meetings/{id}/attendees.xlsx",
         .handle = handle_attendees_xlsx,
         .access = SESSION_ACCESS(PERMISSION_MEETING, PERMISSION_READ)},
    };
    return (struct http_route_set){.routes = routes,
                                   .route_count = ARRAY_LEN(routes),
                                   .user = office,
                                   .gate = session_gate,
                                   .gate_user = gate};
}
