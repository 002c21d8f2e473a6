#pragma once
/* The running server: services, the resources built on them, and HTTP before both. Created,
 * started and destroyed by main. */

#include "cleanup.h"
#include "clock.h"
#include "error.h"
#include "server_config.h"

struct server_app;

/* clock outlives it. A site that was never set up is an error that says how. */
bool server_app_create(const struct server_config *config, const struct clock *clock,
                       struct server_app **ret_app, struct error *err) MUST_USE;

/* Answers from now on, on threads of its own. */
bool server_app_start(struct server_app *app, struct error *err) MUST_USE;

/* Reads the certificate and its key again; on false those from before stay in use. */
bool server_app_reload(struct server_app *app, struct error *err) MUST_USE;

/* Returns once the writer has taken a turn, whether or not it could write: what a watchdog asks
 * for.
 */
void server_app_turn(struct server_app *app);

/* Where it listens: "http://127.0.0.1:8080". */
const char *server_app_url(const struct server_app *app);

/* Ends in order: no new connection, answers under way are given, then everything is closed. */
void server_app_destroy(struct server_app *app);
DEFINE_AUTO(server_app);
