#pragma once
/* Kiosks as the office sees them: where they stand, how they are, codes to enrol new ones, and
 * revocation. Handlers run on worker threads. */

#include "http_route.h"
#include "kiosk_enrolment.h"
#include "session_gate.h"

struct office;

/* The user of the routes; all of it outlives the server. */
struct kiosk_list_api {
    struct office *office;
    struct kiosk_enrolment *enrolment;
    struct session_gate *gate;
};

struct http_route_set kiosk_list_api_routes(struct kiosk_list_api *api);
