#include "http_coding.h"

#include "http_exchange.h"
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <zlib.h>

/* zlib's own choice: a month of 300 people takes 0.7 ms, at level 4 it takes 0.5 ms and is a
 * quarter longer. */
#define LEVEL     6
#define GZIP_BITS (15 + 16) /* the largest window, in gzip's frame */

/* True if the list (RFC 9110, section 5.6.1) has the token. */
static bool list_has(const char *list, const char *token)
{
    size_t len = strlen(token);
    for (const char *at = list; at && *at;) {
        at += strspn(at, " \t,");
        size_t item_len = strcspn(at, " \t,;");
        size_t whole_len = strcspn(at, ",");
        if (item_len == len && strncasecmp(at, token, len) == 0) {
            const char *weight = memmem(at, whole_len, "q=", 2);
            return !weight || strspn(weight + 2, "0.") < strcspn(weight + 2, " \t,;");
        }
        at += whole_len;
    }
    return false;
}

bool http_coding_accepted(const struct http_request *request, const char *coding)
{
    const char *accepted = http_request_header(request, "Accept-Encoding");
    return accepted && list_has(accepted, coding);
}

/* BREACH reads a secret out of the lengths of compressed answers: it needs a secret in the body,
 * text of the attacker's choice beside it, and the victim's browser asking again and again from
 * another site. So an answer with a secret is never compressed (HTTP_ROUTE_SECRET: the session with
 * its CSRF token), nor one to a change (passwords, codes and keys are only ever given in answers to
 * POST and PUT), nor what another site's page asked for; and the session's cookie is
 * SameSite=Strict, so that such a request would get nothing but a 401. Event streams are never
 * compressed. */
static bool is_safe(const struct http_request *request)
{
    const char *site = http_request_header(request, "Sec-Fetch-Site");
    bool asks = strcmp(request->method, "GET") == 0 || strcmp(request->method, "HEAD") == 0;
    return asks && (request->match.route->flags & HTTP_ROUTE_SECRET) == 0 &&
           (!site || strcmp(site, "same-origin") == 0 || strcmp(site, "none") == 0);
}

/* An ETag names the bytes as they are: whoever sets one sends them so. */
static bool is_worth_it(const struct http_response *response)
{
    for (size_t i = 0; i < response->header_count; i++) {
        const char *name = response->headers[i].name;
        if (strcasecmp(name, "ETag") == 0 || strcasecmp(name, "Content-Encoding") == 0) {
            return false;
        }
    }
    return response->answer == HTTP_ANSWER_BYTES && response->status == 200 &&
           response->len >= HTTP_CODING_MIN_LEN &&
           strcmp(response->media_type, "application/json") == 0;
}

/* NULL where it is not shorter afterwards. */
static void *gzip(const void *data, size_t len, size_t *ret_len)
{
    z_stream stream = {0};
    unsigned char *packed = malloc(len);
    if (!packed ||
        deflateInit2(&stream, LEVEL, Z_DEFLATED, GZIP_BITS, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
        free(packed);
        return NULL;
    }
    stream.next_in = (unsigned char *)(uintptr_t)data; /* zlib only reads it */
    stream.avail_in = (unsigned)len;
    stream.next_out = packed;
    stream.avail_out = (unsigned)len;
    bool whole = deflate(&stream, Z_FINISH) == Z_STREAM_END;
    *ret_len = stream.total_out;
    (void)deflateEnd(&stream); /* an unfinished one is dropped */
    if (!whole) {
        free(packed);
        return NULL;
    }
    return packed;
}

void http_coding_apply(const struct http_request *request, struct http_response *response)
{
    size_t len;
    if (!is_worth_it(response) || response->len > UINT32_MAX || !is_safe(request)) {
        return;
    }
    http_response_header(response, "Vary", "Accept-Encoding");
    if (!http_coding_accepted(request, "gzip") || response->answer != HTTP_ANSWER_BYTES) {
        return;
    }
    void *packed = gzip(response->owned, response->len, &len);
    if (!packed) {
        return;
    }
    http_response_header(response, "Content-Encoding", "gzip");
    if (response->answer != HTTP_ANSWER_BYTES) { /* no memory for the header: that is the answer */
        free(packed);
        return;
    }
    free(response->owned);
    response->owned = packed;
    response->len = len;
}
