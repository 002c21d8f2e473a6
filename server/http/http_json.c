#include "http_json.h"

#include "json.h"
#include <stdio.h>
#include <string.h>

bool http_json_body(const struct http_request *request, struct http_response *response,
                    json_t **ret_object)
{
    if (!http_request_has_type(request, "application/json")) {
        http_response_problem(response,
                              &(struct http_problem){.status = 415,
                                                     .type = "media_type",
                                                     .title = "Unsupported media type",
                                                     .detail = "expected application/json"});
        return false;
    }
    struct http_bytes body = http_request_body(request);
    struct error err = {0};
    AUTO(json) json_t *root = NULL;
    if (json_parse(body.data, body.len, "body", &root, &err) && json_is_object(root)) {
        *ret_object = TAKE(root);
        return true;
    }
    http_response_problem(
        response, &(struct http_problem){.status = 400,
                                         .type = "malformed",
                                         .title = "Malformed request",
                                         .detail = root ? "body: expected an object" : err.text});
    return false;
}

void http_json_invalid(struct http_response *response, const struct error *err)
{
    const char *colon = strstr(err->text, ": ");
    if (!colon) {
        http_response_invalid(response, NULL, err->text);
        return;
    }
    char field[sizeof err->text];
    (void)snprintf(field, sizeof field, "%.*s", (int)(colon - err->text), err->text);
    http_response_invalid(response, field, colon + 2);
}
