#pragma once
/* How handlers ask how far the caller's roles reach: one call about one thing, which answers 403
 * itself and writes the audit line; a view for lists, which sieves what it shows; and the audit
 * line of a read. For rows behind session_gate; worker threads. */

#include "error.h"
#include "http_request.h"
#include "http_response.h"
#include "permission.h"
#include "session_gate.h"
#include "unit_tree.h"
#include <stdbool.h>

struct permission_question {
    enum permission_resource resource;
    unsigned action;                   /* one of enum permission_action */
    struct permission_subject subject; /* whose it is */
    const char *kind, *id;             /* the object, for the audit log; NULL: none */
};

/* May the caller do this? On no *ret_allowed is false, the response is 403 shoushi:permission and
 * the refusal is noted in the audit log: the handler returns true. */
bool permission_check_ask(const struct http_request *request, struct http_response *response,
                          const struct permission_question *question, bool *ret_allowed,
                          struct error *err) MUST_USE;

/* What the caller may see of a resource: AUTO_PERMISSION_VIEW struct permission_view view = {0}; */
struct permission_view {
    struct permission_scope scope; /* borrows from the request */
    struct unit_tree *tree;        /* NULL where the scope is all */
};
void permission_view_finish(struct permission_view *view);
#define AUTO_PERMISSION_VIEW __attribute__((cleanup(permission_view_finish)))

bool permission_check_view(const struct http_request *request, enum permission_resource resource,
                           unsigned action, struct permission_view *ret_view, struct error *err)
    MUST_USE;
bool permission_view_holds(const struct permission_view *view,
                           const struct permission_subject *subject);

/* Answers 403 about what a view does not hold, and notes it: what permission_check_ask does. */
bool permission_check_refuse(const struct http_request *request, struct http_response *response,
                             const struct permission_question *question, struct error *err)
    MUST_USE;

/* Notes that the caller looked at somebody's record, before it is shown. */
bool permission_check_note(const struct http_request *request, const struct audit_entry *entry,
                           struct error *err) MUST_USE;
