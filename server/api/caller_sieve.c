#include "caller_sieve.h"

#include "office.h"
#include <string.h>

void caller_sieve_finish(struct caller_sieve *sieve)
{
    permission_view_finish(&sieve->view);
    json_decref(sieve->organized);
}

static bool holds(const struct staff_sieve_subject *asked, void *user)
{
    const struct caller_sieve *sieve = user;
    if (sieve->unit && !unit_tree_holds(sieve->view.tree, sieve->unit, asked->unit)) {
        return false;
    }
    bool organized = json_object_get(sieve->organized, asked->meeting) != NULL;
    const struct permission_subject subject = {
        .unit = asked->unit,
        .staff = asked->staff,
        .organizer = organized ? sieve->view.scope.own_account : NULL,
    };
    return permission_view_holds(&sieve->view, &subject);
}

static bool is_known(const struct unit_tree *tree, const char *unit)
{
    const char *code;
    for (size_t i = 0; (code = unit_tree_at(tree, i)) != NULL; i++) {
        if (strcmp(code, unit) == 0) {
            return true;
        }
    }
    return false;
}

static bool read_tree(const struct http_request *request, struct permission_view *view,
                      struct error *err)
{
    return view->tree || unit_tree_look(session_gate_of(request)->storage, &view->tree, err);
}

/* A unit that is not there is told only to those who may see all. */
static bool ask_unit(const struct http_request *request, struct http_response *response,
                     enum permission_resource resource, struct caller_sieve *sieve,
                     bool *ret_allowed, struct error *err)
{
    const struct permission_question question = {.resource = resource,
                                                 .action = PERMISSION_READ,
                                                 .subject = {.unit = sieve->unit},
                                                 .kind = "unit",
                                                 .id = sieve->unit};
    if (!read_tree(request, &sieve->view, err)) {
        return false;
    }
    if (!permission_view_holds(&sieve->view, &question.subject)) {
        *ret_allowed = false;
        return permission_check_refuse(request, response, &question, err);
    }
    *ret_allowed = is_known(sieve->view.tree, sieve->unit);
    if (!*ret_allowed) {
        http_response_invalid(response, "unit", "no such unit");
    }
    return true;
}

bool caller_sieve_open(const struct http_request *request, struct http_response *response,
                       enum permission_resource resource, struct caller_sieve *ret_sieve,
                       bool *ret_allowed, struct error *err)
{
    *ret_sieve = (struct caller_sieve){.unit = http_request_query(request, "unit"),
                                       .sieve = {holds, ret_sieve}};
    *ret_allowed = true;
    return permission_check_view(request, resource, PERMISSION_READ, &ret_sieve->view, err) &&
           (ret_sieve->view.scope.all || !ret_sieve->view.scope.own_account ||
            office_organized(session_gate_of(request)->storage, ret_sieve->view.scope.own_account,
                             &ret_sieve->organized, err)) &&
           (!ret_sieve->unit || ask_unit(request, response, resource, ret_sieve, ret_allowed, err));
}

const struct staff_sieve *caller_sieve_staff(const struct caller_sieve *sieve)
{
    return sieve->view.scope.all && !sieve->unit ? NULL : &sieve->sieve;
}

bool caller_sieve_has_meetings(const struct caller_sieve *sieve)
{
    return json_object_size(sieve->organized) > 0;
}

bool caller_sieve_ask(const struct http_request *request, struct http_response *response,
                      const struct caller_sieve *sieve, enum permission_resource resource,
                      const struct caller_person *person, bool *ret_allowed, struct error *err)
{
    struct permission_question question = {.resource = resource,
                                           .action = PERMISSION_READ,
                                           .subject = {.staff = person->staff},
                                           .kind = "staff",
                                           .id = person->staff};
    *ret_allowed = permission_view_holds(&sieve->view, &question.subject);
    const char *unit;
    for (size_t i = 0; !*ret_allowed && (unit = person->unit_at(i, person->user)) != NULL; i++) {
        question.subject.unit = unit;
        *ret_allowed = permission_view_holds(&sieve->view, &question.subject);
    }
    return *ret_allowed || permission_check_refuse(request, response, &question, err);
}
