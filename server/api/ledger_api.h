#pragma once
/* The ledger of breaches besides what every kind of thing has (/api/v1/ledger): its counts, looking
 * at the figures now, and the files of an entry. Handlers run on worker threads. */

#include "http_route.h"

struct month_desk;
struct session_gate;

#define ATTACHMENT_MAX (8 << 20)

/* desk and gate outlive the server. */
struct http_route_set ledger_api_routes(const struct month_desk *desk, struct session_gate *gate);
