#pragma once
/* The gate of everything that the console calls: a row's access says what it does to which
 * resource, the session's cookie says who asks, and whatever changes something needs the session's
 * CSRF token besides. Whom none of their roles lets do such a thing is refused here; how far the
 * roles reach, the handler asks with permission_check.h. Runs on worker threads before the
 * handler. */

#include "audit.h"
#include "http_route.h"
#include "login_session.h"
#include "permission.h"

/* A row's access: an action on a resource, or any one of several, by the table of permission.c, …
 */
#define SESSION_ACCESS(resource, action)                                                           \
    (SESSION_ACCESS_PERMISSION | (unsigned)(resource) << 8 | (unsigned)(action))

/* … or one of these. Zero lets nobody in. */
enum session_access {
    SESSION_ACCESS_OPEN = 1u << 30,       /* without a session */
    SESSION_ACCESS_SELF = 1u << 29,       /* any session, even before its one-time password is
                                             changed */
    SESSION_ACCESS_PERMISSION = 1u << 28, /* of SESSION_ACCESS alone */
    SESSION_ACCESS_EVERYBODY = 1u << 27,  /* any session, for what is its account's own */
};

#define SESSION_COOKIE "shoushi_session"

/* The gate_user of session_gate; all of these outlive the server. */
struct session_gate {
    struct login_service *logins;
    struct storage *storage;
    struct audit *audit;
};

/* Refuses with 401 shoushi:session, 403 shoushi:csrf, shoushi:password (a one-time password has to
 * be changed first) or shoushi:permission; the last one is a line of the audit log. */
http_gate session_gate;

/* Whom the gate let in; NULL where the row is open. */
const struct login_session *session_gate_caller(const struct http_request *request);

/* The gate that did; NULL where the row is open. */
const struct session_gate *session_gate_of(const struct http_request *request);

/* The caller as the audit log names them. Borrows from the request. */
struct audit_actor session_gate_actor(const struct http_request *request);
