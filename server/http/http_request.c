#include "http_request.h"

#include "check.h"
#include "http_exchange.h"
#include <string.h>
#include <strings.h>

const char *http_request_method(const struct http_request *request)
{
    return request->method;
}

const char *http_request_target(const struct http_request *request)
{
    return request->raw_target;
}

const char *http_request_pattern(const struct http_request *request)
{
    return request->match.route->path;
}

const char *http_request_parameter(const struct http_request *request, const char *name)
{
    const struct http_match *match = &request->match;
    size_t i = 0;
    while (i < match->parameter_count && strcmp(match->parameters[i].name, name) != 0) {
        i++;
    }
    CHECK(i < match->parameter_count);
    return match->parameters[i].value;
}

const char *http_request_query(const struct http_request *request, const char *name)
{
    return http_target_query(&request->target, name);
}

const char *http_request_header(const struct http_request *request, const char *name)
{
    return MHD_lookup_connection_value(request->connection, MHD_HEADER_KIND, name);
}

const char *http_request_cookie(const struct http_request *request, const char *name)
{
    return MHD_lookup_connection_value(request->connection, MHD_COOKIE_KIND, name);
}

struct http_bytes http_request_body(const struct http_request *request)
{
    return (struct http_bytes){request->body ? request->body : "", request->body_len};
}

bool http_request_has_type(const struct http_request *request, const char *media_type)
{
    const char *type = http_request_header(request, "Content-Type");
    size_t len = strlen(media_type);
    if (!type || strncasecmp(type, media_type, len) != 0) {
        return false;
    }
    const char *rest = type + len + strspn(type + len, " \t");
    return *rest == '\0' || *rest == ';';
}

const char *http_request_id(const struct http_request *request)
{
    return request->id;
}

const char *http_request_peer(const struct http_request *request)
{
    return request->peer;
}

void http_request_set_caller(struct http_request *request, void *caller, void (*destroy)(void *))
{
    CHECK(!request->caller);
    request->caller = caller;
    request->destroy_caller = destroy;
}

void *http_request_caller(const struct http_request *request)
{
    return request->caller;
}
