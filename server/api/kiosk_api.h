#pragma once
/* /api/v1/kiosk/…: what kiosks call (docs/sync-protocol.md). Handlers run on worker threads; what
 * hears of facts runs on the writer's and never waits. */

#include "audit.h"
#include "cleanup.h"
#include "clock.h"
#include "error.h"
#include "fact_observer.h"
#include "http_route.h"
#include "ingest.h"
#include "kiosk_enrolment.h"

#define KIOSK_API_BODY_MAX (256u * 1024) /* docs/sync-protocol.md, Limits */

struct storage;

/* All of these outlive it. */
struct office;

struct kiosk_api_settings {
    struct storage *storage;
    const struct clock *clock;
    struct kiosk_enrolment *enrolment;
    struct ingest *ingest;
    struct audit *audit;   /* NULL: nothing is noted */
    struct office *office; /* has commands for kiosks; NULL: there are none */
};

struct kiosk_api;

/* Outlives the HTTP server and the fact writer that it observes. */
bool kiosk_api_create(const struct kiosk_api_settings *settings, struct kiosk_api **ret_api,
                      struct error *err) MUST_USE;
void kiosk_api_destroy(struct kiosk_api *api);
DEFINE_AUTO(kiosk_api);

/* For the fact writer: wakes whoever waits for the state. */
struct fact_observer kiosk_api_observer(struct kiosk_api *api);

/* The same for what the office asks of kiosks; the user is the API. */
void kiosk_api_wake(void *user);

/* With a gate of its own: every request is signed. */
struct http_route_set kiosk_api_routes(struct kiosk_api *api);
