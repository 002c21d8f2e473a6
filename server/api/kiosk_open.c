#include "check.h"
#include "http_json.h"
#include "json.h"
#include "kiosk_api_parts.h"
#include "kiosk_opening.h"

/* A service page that was opened without a card. */

#define ID_MAX    40                        /* as every id of the protocol */
#define AT_MAX_US INT64_C(4102444800000000) /* 2100-01-01: what a calendar can say */

static bool read_opening(const json_t *body, struct kiosk_opening *opening, struct error *err)
{
    static const char *const keys[] = {"keeper", "at_utc_us", NULL};
    return json_only_keys(body, "", keys, err) &&
           json_get_text(body, "", "keeper", ID_MAX, &opening->keeper, err) &&
           json_get_int(body, "", "at_utc_us", 0, AT_MAX_US, &opening->at_utc_us, err);
}

bool kiosk_handle_opening(struct http_request *request, struct http_response *response, void *user,
                          struct error *err)
{
    const struct kiosk_api *api = user;
    const struct kiosk_caller *caller = http_request_caller(request);
    struct kiosk_opening opening = {.kiosk = caller->kiosk.kiosk,
                                    .address = http_request_peer(request)};
    AUTO(json) json_t *body = NULL;
    struct error fault;
    if (!http_json_body(request, response, &body)) {
        return true;
    }
    if (!read_opening(body, &opening, &fault)) {
        http_json_invalid(response, &fault);
        return true;
    }
    CHECK(api->settings.office); /* every server has one */
    if (!kiosk_opening_note(api->settings.office, &opening, err)) {
        return false;
    }
    http_response_empty(response, 204);
    return true;
}
