#include "permission_check.h"

#include "check.h"
#include <stdio.h>

void permission_view_finish(struct permission_view *view)
{
    unit_tree_destroy(TAKE(view->tree));
}

bool permission_check_view(const struct http_request *request, enum permission_resource resource,
                           unsigned action, struct permission_view *ret_view, struct error *err)
{
    const struct login_session *session = session_gate_caller(request);
    CHECK(session);
    struct permission_view view = {.scope =
                                       permission_scope_of(&session->holder, resource, action)};
    if (!view.scope.all && view.scope.unit_count > 0 &&
        !unit_tree_look(session_gate_of(request)->storage, &view.tree, err)) {
        return false;
    }
    *ret_view = view;
    return true;
}

bool permission_view_holds(const struct permission_view *view,
                           const struct permission_subject *subject)
{
    return permission_scope_holds(&view->scope, view->tree, subject);
}

bool permission_check_note(const struct http_request *request, const struct audit_entry *entry,
                           struct error *err)
{
    const struct audit_actor actor = session_gate_actor(request);
    return audit_note(session_gate_of(request)->audit, &actor, entry, err);
}

bool permission_check_refuse(const struct http_request *request, struct http_response *response,
                             const struct permission_question *question, struct error *err)
{
    char action[AUDIT_WORD_MAX + 1];
    (void)snprintf(action, sizeof action, "%s.%s", permission_resource_name(question->resource),
                   permission_action_name(question->action));
    http_response_problem(response,
                          &(struct http_problem){.status = 403,
                                                 .type = "permission",
                                                 .title = "The account's roles do not reach this"});
    const struct audit_entry entry = {
        .action = action,
        .kind = question->kind ? question->kind : permission_resource_name(question->resource),
        .id = question->id,
        .unit = question->subject.unit,
        .outcome = AUDIT_REFUSED,
        .detail = http_request_target(request),
    };
    return permission_check_note(request, &entry, err);
}

bool permission_check_ask(const struct http_request *request, struct http_response *response,
                          const struct permission_question *question, bool *ret_allowed,
                          struct error *err)
{
    AUTO_PERMISSION_VIEW struct permission_view view = {0};
    if (!permission_check_view(request, question->resource, question->action, &view, err)) {
        return false;
    }
    *ret_allowed = permission_view_holds(&view, &question->subject);
    return *ret_allowed || permission_check_refuse(request, response, question, err);
}
