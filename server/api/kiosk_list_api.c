#include "kiosk_list_api.h"

#include "check.h"
#include "http_json.h"
#include "json.h"
#include "kiosk_store.h"
#include <stdio.h>
#include <string.h>

#define BODY_MAX 4096

static void answer_none(struct http_response *response)
{
    http_response_problem(response, &(struct http_problem){.status = 404,
                                                           .type = "not_found",
                                                           .title = "There is no such kiosk"});
}

/* Looking */

static json_t *kiosk_json(const struct kiosk_overview *overview)
{
    const struct kiosk_status *status = &overview->status;
    json_t *kiosk = json_pack(
        "{s:s, s:s, s:s, s:I}", "id", overview->kiosk.kiosk, "place", overview->kiosk.place,
        "state", overview->kiosk.standing == KIOSK_ACTIVE ? "active" : "revoked",
        "complete_to_utc_us", (json_int_t)overview->progress.complete_to_utc_us);
    json_t *said =
        status->reported_utc_us == 0
            ? json_null()
            : json_pack("{s:I, s:s, s:s, s:I, s:s, s:I, s:I, s:I}", "reported_utc_us",
                        (json_int_t)status->reported_utc_us, "version", status->version, "reader",
                        status->reader, "backlog", (json_int_t)status->backlog, "clock",
                        status->clock, "clock_offset_us", (json_int_t)status->clock_offset_us,
                        "clock_error_us", (json_int_t)status->clock_error_us, "disk_free_bytes",
                        (json_int_t)status->disk_free_bytes);
    if (!kiosk || json_object_set_new(kiosk, "status", said) != 0) {
        json_decref(kiosk);
        return NULL;
    }
    return kiosk;
}

struct looking {
    const char *kiosk; /* NULL: all */
    json_t *list;
    bool out_of_memory;
};

static void look(const struct kiosk_overview *overview, void *user)
{
    struct looking *looking = user;
    if (!looking->kiosk || strcmp(looking->kiosk, overview->kiosk.kiosk) == 0) {
        looking->out_of_memory = json_array_append_new(looking->list, kiosk_json(overview)) != 0 ||
                                 looking->out_of_memory;
    }
}

static bool list_kiosks(const struct kiosk_list_api *api, struct looking *looking,
                        struct error *err)
{
    AUTO(snapshot) struct snapshot *view = NULL;
    looking->list = json_array();
    if (!storage_read(api->storage, &view, err) ||
        !kiosk_store_each(snapshot_database(view), look, looking, err)) {
        return false;
    }
    return (looking->list && !looking->out_of_memory) ||
           error_set(err, ERROR_NO_MEMORY, "kiosks: out of memory");
}

static bool handle_list(struct http_request *request, struct http_response *response, void *user,
                        struct error *err)
{
    (void)request; /* all of them */
    struct looking looking = {0};
    bool good = list_kiosks(user, &looking, err);
    if (good) {
        http_response_json(response, 200, json_pack("{s:O}", "items", looking.list));
    }
    json_decref(looking.list);
    return good;
}

static bool answer_one(const struct kiosk_list_api *api, const char *kiosk,
                       struct http_response *response, struct error *err)
{
    struct looking looking = {.kiosk = kiosk};
    bool good = list_kiosks(api, &looking, err);
    if (good && json_array_size(looking.list) == 1) {
        http_response_json(response, 200, json_incref(json_array_get(looking.list, 0)));
    } else if (good) {
        answer_none(response);
    }
    json_decref(looking.list);
    return good;
}

static bool handle_read(struct http_request *request, struct http_response *response, void *user,
                        struct error *err)
{
    return answer_one(user, http_request_parameter(request, "id"), response, err);
}

/* Changing */

struct change {
    const struct kiosk_list_api *api;
    const char *kiosk;
    const char *place; /* NULL: revoke */
    const struct audit_actor *actor;
    bool done;
};

static bool run_change(struct database *database, void *user, struct error *err)
{
    struct change *change = user;
    const char *place = change->place ? change->place : "";
    AUTO(json) json_t *after = json_pack("{s:s}", "place", place);
    const struct audit_entry entry = {.action = change->place ? "kiosk.change" : "kiosk.revoke",
                                      .kind = "kiosk",
                                      .id = change->kiosk,
                                      .outcome = AUDIT_DONE,
                                      .after = change->place ? after : NULL};
    bool good = change->place
                    ? kiosk_store_set_place(database, change->kiosk, place, &change->done, err)
                    : kiosk_store_revoke(database, change->kiosk, &change->done, err);
    return good && (!change->done ||
                    audit_append(change->api->gate->audit, database, change->actor, &entry, err));
}

static bool change_kiosk(struct http_request *request, struct http_response *response,
                         const struct kiosk_list_api *api, const char *place, struct error *err)
{
    const struct audit_actor actor = session_gate_actor(request);
    struct change change = {.api = api,
                            .kiosk = http_request_parameter(request, "id"),
                            .place = place,
                            .actor = &actor};
    if (!storage_write(api->storage, run_change, &change, err)) {
        return false;
    }
    if (!change.done) {
        answer_none(response);
        return true;
    }
    return answer_one(api, change.kiosk, response, err);
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
        !json_get_text(*ret_body, "", "place", KIOSK_PLACE_MAX, &place, &fault)) {
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
