#include "proof_api.h"

#include "check.h"
#include "civil.h"
#include "evidence.h"
#include "json.h"
#include "permission_check.h"
#include <stdio.h>

/* The batches in a proof show other people's taps too: it is for whoever may see those of all. */
static bool ask(const struct http_request *request, struct http_response *response,
                const char *staff, bool *ret_allowed, struct error *err)
{
    AUTO_PERMISSION_VIEW struct permission_view view = {0};
    const struct permission_question question = {.resource = PERMISSION_TAP,
                                                 .action = PERMISSION_READ,
                                                 .subject = {.staff = staff},
                                                 .kind = "staff",
                                                 .id = staff};
    if (!permission_check_view(request, PERMISSION_TAP, PERMISSION_READ, &view, err)) {
        return false;
    }
    *ret_allowed = view.scope.all;
    return view.scope.all || permission_check_refuse(request, response, &question, err);
}

static bool make(const struct proof_api *api, const char *staff, int32_t date,
                 json_t **ret_evidence, struct error *err)
{
    AUTO(signing_key) struct signing_key *key = NULL;
    AUTO(snapshot) struct snapshot *view = NULL;
    return signing_key_create(api->signing_seed, &key, err) &&
           storage_read(api->gate->storage, &view, err) &&
           evidence_make(snapshot_database(view), key, staff, date, ret_evidence, err);
}

static bool handle_proof(struct http_request *request, struct http_response *response, void *user,
                         struct error *err)
{
    const struct proof_api *api = user;
    const char *staff = http_request_query(request, "staff");
    const char *date_text = http_request_query(request, "date");
    int32_t date;
    bool allowed;
    json_t *evidence;
    if (!staff || !*staff) {
        http_response_invalid(response, "staff", "a person's id");
        return true;
    }
    if (!date_text || !civil_date_parse(date_text, &date)) {
        http_response_invalid(response, "date", "a date, such as 2026-03-02");
        return true;
    }
    if (!ask(request, response, staff, &allowed, err)) {
        return false;
    }
    const struct audit_entry entry = {
        .action = "evidence.read", .kind = "staff", .id = staff, .detail = date_text};
    if (!allowed) {
        return true;
    }
    if (!permission_check_note(request, &entry, err) || !make(api, staff, date, &evidence, err)) {
        return false;
    }
    char day[CIVIL_DATE_SIZE];
    char name[96];
    http_response_json(response, 200, evidence);
    (void)snprintf(name, sizeof name, "shoushi-evidence-%s.json", civil_date_format(date, day));
    http_response_attachment(response, name);
    return true;
}

struct http_route_set proof_api_routes(struct proof_api *api)
{
    enum { READS = SESSION_ACCESS(PERMISSION_TAP, PERMISSION_READ) };
    static const struct http_route routes[] = {
        {"GET", "/api/v1/reports/proof", handle_proof, READS, 0, 0},
    };
    return (struct http_route_set){.routes = routes,
                                   .route_count = ARRAY_LEN(routes),
                                   .user = api,
                                   .gate = session_gate,
                                   .gate_user = api->gate};
}
