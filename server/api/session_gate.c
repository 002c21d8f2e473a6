#include "session_gate.h"

#include <string.h>

static bool changes_something(const struct http_request *request)
{
    const char *method = http_request_method(request);
    return strcmp(method, "GET") != 0 && strcmp(method, "HEAD") != 0;
}

/* A browser says where a request comes from and no page can make it lie; other clients say
 * nothing and have no cookie that could be abused. */
static bool is_from_elsewhere(const struct http_request *request)
{
    const char *from = http_request_header(request, "Sec-Fetch-Site");
    return from && strcmp(from, "same-origin") != 0 && strcmp(from, "none") != 0;
}

/* In constant time. */
static bool has_token(const struct http_request *request, const struct login_session *session)
{
    const char *sent = http_request_header(request, "Shoushi-CSRF");
    struct hash expected, seen;
    return sent && hash_hex_decode(sent, strlen(sent), seen.bytes, HASH_BYTES) &&
           hash_hex_decode(session->csrf, strlen(session->csrf), expected.bytes, HASH_BYTES) &&
           hash_equal(&seen, &expected);
}

static void refuse(struct http_response *response, unsigned status, const char *type,
                   const char *title)
{
    http_response_problem(response,
                          &(struct http_problem){.status = status, .type = type, .title = title});
}

/* Fills the response and returns false for a session that may not do this. */
static bool may(const struct http_request *request, const struct login_session *session,
                unsigned access, struct http_response *response)
{
    if (changes_something(request) && !has_token(request, session)) {
        refuse(response, 403, "csrf", "The session's CSRF token is missing or wrong");
        return false;
    }
    if (access == SESSION_ACCESS_SELF) {
        return true;
    }
    if (session->must_change_password) {
        refuse(response, 403, "password", "The one-time password has to be changed first");
        return false;
    }
    if ((session->roles & access) == 0) {
        refuse(response, 403, "role", "None of the account's roles may do this");
        return false;
    }
    return true;
}

static bool find_session(const struct http_request *request, struct login_service *service,
                         bool *ret_found, struct login_session *ret_session, struct error *err)
{
    const char *token = http_request_cookie(request, SESSION_COOKIE);
    *ret_found = false;
    return !token || login_service_find(service, token, ret_found, ret_session, err);
}

bool session_gate(struct http_request *request, unsigned access, struct http_response *response,
                  void *gate_user, enum http_gate_result *ret_result, struct error *err)
{
    *ret_result = HTTP_GATE_ANSWERED;
    if (changes_something(request) && is_from_elsewhere(request)) {
        refuse(response, 403, "csrf", "The request comes from another site");
        return true;
    }
    if (access == SESSION_ACCESS_OPEN) {
        *ret_result = HTTP_GATE_PASS;
        return true;
    }
    struct login_session session;
    bool found;
    if (!find_session(request, gate_user, &found, &session, err)) {
        return false;
    }
    if (!found) {
        refuse(response, 401, "session", "Not logged in");
        return true;
    }
    if (!may(request, &session, access, response)) {
        return true;
    }
    struct login_session *caller = malloc(sizeof *caller);
    if (!caller) {
        return error_set(err, ERROR_NO_MEMORY, "session: out of memory");
    }
    *caller = session;
    http_request_set_caller(request, caller, free);
    *ret_result = HTTP_GATE_PASS;
    return true;
}

const struct login_session *session_gate_caller(const struct http_request *request)
{
    return http_request_caller(request);
}
