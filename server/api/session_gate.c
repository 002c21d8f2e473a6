#include "session_gate.h"

#include "check.h"
#include <stdio.h>
#include <stdlib.h>
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

/* Who asks, as the gate leaves it in the request. */
struct session_caller {
    const struct session_gate *gate;
    struct login_session session;
};

static bool note_refusal(const struct http_request *request, const struct session_caller *caller,
                         enum permission_resource resource, unsigned action, struct error *err)
{
    char name[AUDIT_WORD_MAX + 1];
    (void)snprintf(name, sizeof name, "%s.%s", permission_resource_name(resource),
                   permission_action_name(action));
    const struct audit_actor actor = {.by = AUDIT_BY_ACCOUNT,
                                      .who = caller->session.account,
                                      .address = http_request_peer(request),
                                      .request = http_request_id(request)};
    const struct audit_entry entry = {.action = name,
                                      .kind = permission_resource_name(resource),
                                      .outcome = AUDIT_REFUSED,
                                      .detail = http_request_target(request)};
    return audit_note(caller->gate->audit, &actor, &entry, err);
}

/* Fills the response and returns false for a session that may not do this. */
static bool is_own_request(const struct http_request *request, const struct login_session *session,
                           unsigned access, struct http_response *response)
{
    if (changes_something(request) && !has_token(request, session)) {
        refuse(response, 403, "csrf", "The session's CSRF token is missing or wrong");
        return false;
    }
    if (access != SESSION_ACCESS_SELF && session->must_change_password) {
        refuse(response, 403, "password", "The one-time password has to be changed first");
        return false;
    }
    return true;
}

static bool has_any(const struct permission_holder *holder, enum permission_resource resource,
                    unsigned actions)
{
    for (unsigned bit = PERMISSION_READ; bit <= PERMISSION_APPROVE; bit <<= 1) {
        if ((actions & bit) && permission_has(holder, resource, bit)) {
            return true;
        }
    }
    return false;
}

/* *ret_may false with the response filled. */
static bool may(const struct http_request *request, const struct session_caller *caller,
                unsigned access, struct http_response *response, bool *ret_may, struct error *err)
{
    *ret_may = is_own_request(request, &caller->session, access, response);
    if (!*ret_may || access == SESSION_ACCESS_SELF || access == SESSION_ACCESS_EVERYBODY) {
        return true;
    }
    enum permission_resource resource = (access & ~(unsigned)SESSION_ACCESS_PERMISSION) >> 8;
    unsigned action = access & 0xff;
    bool is_permission = access & SESSION_ACCESS_PERMISSION;
    *ret_may = is_permission && has_any(&caller->session.holder, resource, action);
    if (*ret_may) {
        return true;
    }
    refuse(response, 403, "permission", "None of the account's roles may do this");
    unsigned least = action & -action; /* the log names one: the least that would have done */
    return !is_permission || note_refusal(request, caller, resource, least, err);
}

static bool find_session(const struct http_request *request, struct login_service *service,
                         bool *ret_found, struct login_session *ret_session, struct error *err)
{
    const char *token = http_request_cookie(request, SESSION_COOKIE);
    *ret_found = false;
    enum login_use use =
        http_request_header(request, "Shoushi-By-Itself") ? LOGIN_USE_BY_PAGE : LOGIN_USE_BY_PERSON;
    return !token || login_service_find(service, token, use, ret_found, ret_session, err);
}

static bool admit(struct http_request *request, unsigned access, struct http_response *response,
                  struct session_caller *caller, enum http_gate_result *ret_result,
                  struct error *err)
{
    bool found, allowed;
    if (!find_session(request, caller->gate->logins, &found, &caller->session, err)) {
        return false;
    }
    if (!found) {
        refuse(response, 401, "session", "Not logged in");
        return true;
    }
    if (!may(request, caller, access, response, &allowed, err)) {
        return false;
    }
    *ret_result = allowed ? HTTP_GATE_PASS : HTTP_GATE_ANSWERED;
    return true;
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
    AUTO(memory) struct session_caller *caller = calloc(1, sizeof *caller);
    if (!caller) {
        return error_set(err, ERROR_NO_MEMORY, "session: out of memory");
    }
    caller->gate = gate_user;
    if (!admit(request, access, response, caller, ret_result, err)) {
        return false;
    }
    if (*ret_result == HTTP_GATE_PASS) {
        http_request_set_caller(request, TAKE(caller), free);
    }
    return true;
}

const struct login_session *session_gate_caller(const struct http_request *request)
{
    const struct session_caller *caller = http_request_caller(request);
    return caller ? &caller->session : NULL;
}

const struct session_gate *session_gate_of(const struct http_request *request)
{
    const struct session_caller *caller = http_request_caller(request);
    return caller ? caller->gate : NULL;
}

struct audit_actor session_gate_actor(const struct http_request *request)
{
    const struct login_session *session = session_gate_caller(request);
    return (struct audit_actor){.by = AUDIT_BY_ACCOUNT,
                                .who = session ? session->account : "",
                                .address = http_request_peer(request),
                                .request = http_request_id(request)};
}
