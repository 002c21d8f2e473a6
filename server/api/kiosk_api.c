#include "kiosk_api.h"

#include "check.h"
#include "kiosk_api_parts.h"

static const struct http_route routes[] = {
    {"POST", "/api/v1/kiosk/cards", kiosk_handle_card, KIOSK_ACCESS_ENROLLED, 4096, 0},
    {"POST", "/api/v1/kiosk/enrol", kiosk_handle_enrol, KIOSK_ACCESS_NEW, 4096, 0},
    {"POST", "/api/v1/kiosk/openings", kiosk_handle_opening, KIOSK_ACCESS_ENROLLED, 4096, 0},
    {"POST", "/api/v1/kiosk/records", kiosk_handle_records, KIOSK_ACCESS_ENROLLED,
     KIOSK_API_BODY_MAX, 0},
    {"GET", "/api/v1/kiosk/state", kiosk_handle_state, KIOSK_ACCESS_ENROLLED, 0, 0},
    {"GET", "/api/v1/kiosk/photos/{sha256}", kiosk_handle_photo, KIOSK_ACCESS_ENROLLED, 0, 0},
    {"POST", "/api/v1/kiosk/status", kiosk_handle_status, KIOSK_ACCESS_ENROLLED, 4096, 0},
};

bool kiosk_api_create(const struct kiosk_api_settings *settings, struct kiosk_api **ret_api,
                      struct error *err)
{
    AUTO(kiosk_api) struct kiosk_api *api = calloc(1, sizeof *api);
    if (!api) {
        return error_set(err, ERROR_NO_MEMORY, "kiosk API: out of memory");
    }
    api->settings = *settings;
    if (!http_topic_create(&api->state_changed, err)) {
        return false;
    }
    *ret_api = TAKE(api);
    return true;
}

void kiosk_api_destroy(struct kiosk_api *api)
{
    if (api) {
        http_topic_destroy(api->state_changed);
        free(api);
    }
}

void kiosk_api_wake(void *user)
{
    struct kiosk_api *api = user;
    http_topic_notify(api->state_changed);
}

static void on_facts_committed(int64_t revision, void *user)
{
    (void)revision; /* who waits looks for itself */
    kiosk_api_wake(user);
}

struct fact_observer kiosk_api_observer(struct kiosk_api *api)
{
    return (struct fact_observer){.on_facts_committed = on_facts_committed, .user = api};
}

struct http_route_set kiosk_api_routes(struct kiosk_api *api)
{
    return (struct http_route_set){
        .routes = routes,
        .route_count = ARRAY_LEN(routes),
        .user = api,
        .gate = kiosk_gate,
        .gate_user = api,
    };
}
