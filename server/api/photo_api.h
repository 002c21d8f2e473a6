#pragma once
/* A person's photograph: PUT, GET and DELETE /api/v1/staff/{id}/photo. Worker threads. */

#include "cleanup.h"
#include "error.h"
#include "http_route.h"
#include "office.h"
#include "session_gate.h"

struct photo_api;

/* Both outlive it. */
bool photo_api_create(struct office *office, struct session_gate *gate, struct photo_api **ret_api,
                      struct error *err) MUST_USE;
void photo_api_destroy(struct photo_api *api);
DEFINE_AUTO(photo_api);

struct http_route_set photo_api_routes(struct photo_api *api);
