#include "site_api.h"

#include "check.h"
#include "log.h"
#include "site_settings.h"
#include "store_health.h"

static bool handle_site(struct http_request *request, struct http_response *response, void *user,
                        struct error *err)
{
    (void)request; /* all are told the same */
    struct site_settings site;
    if (!site_settings_look(user, &site, err)) {
        return false;
    }
    http_response_json(response, 200,
                       json_pack("{s:s, s:s, s:s}", "name", site.name, "timezone", site.timezone,
                                 "version", SHOUSHI_VERSION));
    return true;
}

/* Up is who answers this, so the store is asked as well. */
static bool handle_health(struct http_request *request, struct http_response *response, void *user,
                          struct error *err)
{
    (void)request; /* all are told the same */
    struct site_settings site;
    if (!site_settings_look(user, &site, err)) {
        return false;
    }
    http_response_borrow(response, 200, "text/plain; charset=utf-8", "ok", 2);
    return true;
}

/* Whether requests should be sent here at all: for a proxy before several servers. Why not is the
 * log's. */
static bool handle_ready(struct http_request *request, struct http_response *response, void *user,
                         struct error *err)
{
    (void)request; /* all are told the same */
    (void)err;
    struct error fault;
    if (store_health_check(user, &fault)) {
        http_response_borrow(response, 200, "text/plain; charset=utf-8", "ready", 5);
        return true;
    }
    log_event(LOG_WARNING, "not_ready", "error=%s", LOG_TEXT(fault.text));
    http_response_problem(response, &(struct http_problem){.status = 503,
                                                           .type = "not-ready",
                                                           .title = "The database cannot be used"});
    http_response_header(response, "Retry-After", "1");
    return true;
}

struct http_route_set site_api_routes(struct storage *storage)
{
    static const struct http_route routes[] = {
        {"GET", "/api/v1/site", handle_site, 0, 0, 0},
        {"GET", "/healthz", handle_health, 0, 0, 0},
        {"GET", "/readyz", handle_ready, 0, 0, 0},
    };
    return (struct http_route_set){.routes = routes,
                                   .route_count = ARRAY_LEN(routes),
                                   .user = storage,
                                   .gate = http_gate_open};
}
