#pragma once
/* The gate of everything that the console calls: a row's access says which roles may, the session's
 * cookie says who asks, and whatever changes something needs the session's CSRF token besides. Runs
 * on worker threads before the handler. */

#include "account_role.h"
#include "http_route.h"
#include "login_session.h"

/* A row's access is a set of enum account_role, or one of these. Zero lets nobody in. */
enum session_access {
    SESSION_ACCESS_OPEN = 1u << 30, /* without a session */
    SESSION_ACCESS_SELF = 1u << 29, /* any session, even before its one-time password is changed */
};

#define SESSION_COOKIE "shoushi_session"

/* The gate_user is the login service. Refuses with 401 shoushi:session, 403 shoushi:csrf,
 * shoushi:password (a one-time password has to be changed first) or shoushi:role. */
http_gate session_gate;

/* Whom the gate let in; NULL where the row is open. */
const struct login_session *session_gate_caller(const struct http_request *request);
