#include "site_api.h"

#include "check.h"
#include "site_settings.h"

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

struct http_route_set site_api_routes(struct storage *storage)
{
    static const struct http_route routes[] = {
        {"GET", "/api/v1/site", handle_site, 0, 0, 0},
    };
    return (struct http_route_set){.routes = routes,
                                   .route_count = ARRAY_LEN(routes),
                                   .user = storage,
                                   .gate = http_gate_open};
}
