#include "policy_history_api.h"

#include "check.h"
#include "fact_history.h"
#include "json.h"
#include "session_gate.h"

static bool handle_history(struct http_request *request, struct http_response *response, void *user,
                           struct error *err)
{
    (void)request; /* whoever may see the policy is told the same */
    const struct session_gate *gate = user;
    AUTO(json) json_t *items = NULL;
    if (!fact_history_read(gate->storage, "policy", "policy", &items, err)) {
        return false;
    }
    http_response_json(response, 200, json_pack("{s:O}", "items", items));
    return true;
}

struct http_route_set policy_history_api_routes(struct session_gate *gate)
{
    static const struct http_route routes[] = {
        {.method = "GET",
         .path = "/api/v1/policy/history",
         .handle = handle_history,
         .access = SESSION_ACCESS(PERMISSION_POLICY, PERMISSION_READ)},
    };
    return (struct http_route_set){.routes = routes,
                                   .route_count = ARRAY_LEN(routes),
                                   .user = gate,
                                   .gate = session_gate,
                                   .gate_user = gate};
}
