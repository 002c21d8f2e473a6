#include "import_api.h"

#include "check.h"
#include "json.h"
#include "permission_check.h"
#include "session_gate.h"
#include <stdio.h>

#define DOCUMENTS_MAX 100000

/* The list of the body; NULL and an answer where it is none. */
static const json_t *read_documents(const struct http_request *request,
                                    struct http_response *response, json_t **ret_root)
{
    static const char *const keys[] = {"documents", NULL};
    struct http_bytes body = http_request_body(request);
    const json_t *documents = NULL;
    struct error err = {0};
    if (!http_request_has_type(request, "application/json")) {
        http_response_problem(response,
                              &(struct http_problem){.status = 415,
                                                     .type = "media_type",
                                                     .title = "Expected application/json"});
        return NULL;
    }
    if (!json_parse(body.data, body.len, "body", ret_root, &err) ||
        !json_get_array(*ret_root, "", "documents", DOCUMENTS_MAX, &documents, &err) ||
        !json_only_keys(*ret_root, "", keys, &err)) {
        http_response_invalid(response, NULL, err.text);
        return NULL;
    }
    return documents;
}

/* Lines of the audit log, in the transaction of what they tell of: one a document, since decisions
 * that others made may be among them. The values stand in the log of documents, with the author. */
struct noting {
    const struct http_request *request;
    const json_t *documents;
};

static bool append_lines(struct database *database, void *user, struct error *err)
{
    const struct noting *noting = user;
    const struct audit_actor actor = session_gate_actor(noting->request);
    size_t count = json_array_size(noting->documents);
    for (size_t i = 0; i < count; i++) {
        const json_t *document = json_array_get(noting->documents, i);
        char detail[64];
        (void)snprintf(detail, sizeof detail, "document %zu of %zu", i + 1, count);
        const struct audit_entry entry = {.action = "import.run",
                                          .kind =
                                              json_string_value(json_object_get(document, "kind")),
                                          .id = json_string_value(json_object_get(document, "id")),
                                          .detail = detail};
        if (!audit_append(session_gate_of(noting->request)->audit, database, &actor, &entry, err)) {
            return false;
        }
    }
    return true;
}

/* Documents may be about anybody: they are for whoever may import for all units. */
static bool may_import(const struct http_request *request, struct http_response *response,
                       bool *ret_may, struct error *err)
{
    const struct permission_question question = {
        .resource = PERMISSION_IMPORT, .action = PERMISSION_WRITE, .kind = "document"};
    AUTO_PERMISSION_VIEW struct permission_view view = {0};
    if (!permission_check_view(request, PERMISSION_IMPORT, PERMISSION_WRITE, &view, err)) {
        return false;
    }
    *ret_may = view.scope.all;
    return view.scope.all || permission_check_refuse(request, response, &question, err);
}

static bool handle_import(struct http_request *request, struct http_response *response, void *user,
                          struct error *err)
{
    AUTO(json) json_t *root = NULL;
    bool may;
    if (!may_import(request, response, &may, err)) {
        return false;
    }
    const json_t *documents = may ? read_documents(request, response, &root) : NULL;
    if (!documents) {
        return true;
    }
    char author[128];
    (void)snprintf(author, sizeof author, "import by %s", session_gate_caller(request)->account);
    struct error fault = {0};
    struct noting noting = {request, documents};
    const struct write_job besides = {.run = append_lines, .user = &noting};
    if (!fact_writer_import_with(user, documents, author, &besides, &fault)) {
        if (fault.code != ERROR_INVALID) {
            *err = fault;
            return false;
        }
        http_response_invalid(response, NULL, fault.text);
        return true;
    }
    http_response_json(response, 200,
                       json_pack("{s:I}", "imported", (json_int_t)json_array_size(documents)));
    return true;
}

struct http_route_set import_api_routes(struct fact_writer *writer, http_gate *gate,
                                        void *gate_user)
{
    static const struct http_route routes[] = {
        {.method = "POST",
         .path = "/api/v1/import",
         .handle = handle_import,
         .access = SESSION_ACCESS(PERMISSION_IMPORT, PERMISSION_WRITE),
         .body_max = IMPORT_BODY_MAX},
    };
    return (struct http_route_set){
        .routes = routes,
        .route_count = ARRAY_LEN(routes),
        .user = writer,
        .gate = gate,
        .gate_user = gate_user,
    };
}
