#pragma once
/* The request target of RFC 9112, section 3.2.1 (origin form), taken apart strictly: path segments
 * and query parameters, percent-decoded into one buffer. Pure; any thread. */

#include <stdbool.h>
#include <stddef.h>

#define HTTP_TARGET_MAX   8192
#define HTTP_SEGMENTS_MAX 16
#define HTTP_QUERY_MAX    32

struct http_parameter {
    const char *name;
    const char *value;
};

struct http_target {
    size_t segment_count;              /* at least one: "/" is one empty segment */
    char *segments[HTTP_SEGMENTS_MAX]; /* one behind the other in text, a NUL between */
    size_t query_count;
    struct http_parameter query[HTTP_QUERY_MAX];
    char text[HTTP_TARGET_MAX + 2];
};

/* Takes raw apart. Otherwise returns false with what is wrong in *ret_fault (a constant): a broken
 * escape, a control character, bytes that are not UTF-8, the segments "." and "..", a query name
 * twice, or a limit above. */
bool http_target_parse(const char *raw, struct http_target *ret_target, const char **ret_fault);

/* The decoded query parameter, or NULL. */
const char *http_target_query(const struct http_target *target, const char *name);
