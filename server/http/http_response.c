#include "http_response.h"

#include "check.h"
#include "http_event_hub.h"
#include "http_exchange.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void http_response_init(struct http_response *response)
{
    *response = (struct http_response){.fd = -1};
}

static void drop_body(struct http_response *response)
{
    free(response->owned);
    if (response->fd >= 0) {
        (void)close(response->fd); /* read only: nothing can be lost */
    }
    http_event_stream_destroy(response->stream);
    response->owned = NULL;
    response->fd = -1;
    response->stream = NULL;
    response->topic = NULL;
    response->data = "";
    response->len = 0;
}

void http_response_finish(struct http_response *response)
{
    drop_body(response);
    for (size_t i = 0; i < response->header_count; i++) {
        free(response->headers[i].name);
        free(response->headers[i].value);
    }
    response->header_count = 0;
}

static void begin_body(struct http_response *response, enum http_answer answer, unsigned status,
                       const char *media_type)
{
    drop_body(response);
    response->answer = answer;
    response->status = status;
    (void)snprintf(response->media_type, sizeof response->media_type, "%s", media_type);
}

void http_response_empty(struct http_response *response, unsigned status)
{
    begin_body(response, HTTP_ANSWER_BORROWED, status, "");
}

void http_response_borrow(struct http_response *response, unsigned status, const char *media_type,
                          const void *data, size_t len)
{
    begin_body(response, HTTP_ANSWER_BORROWED, status, media_type);
    response->data = data;
    response->len = len;
}

void http_response_take(struct http_response *response, unsigned status, const char *media_type,
                        void *data, size_t len)
{
    begin_body(response, HTTP_ANSWER_BYTES, status, media_type);
    response->owned = data;
    response->len = len;
}

/* What can be said without any memory. */
static void out_of_memory(struct http_response *response)
{
    static const char body[] =
        "{\"type\":\"shoushi:internal\",\"title\":\"Internal fault\",\"status\":500}";
    http_response_borrow(response, 500, "application/problem+json", body, sizeof body - 1);
}

void http_response_bytes(struct http_response *response, unsigned status, const char *media_type,
                         const void *data, size_t len)
{
    char *copy = malloc(len + 1);
    if (!copy) {
        out_of_memory(response);
        return;
    }
    memcpy(copy, data, len);
    http_response_take(response, status, media_type, copy, len);
}

void http_response_file(struct http_response *response, unsigned status, const char *media_type,
                        int fd)
{
    begin_body(response, HTTP_ANSWER_FILE, status, media_type);
    response->fd = fd;
}

static void dump_json(struct http_response *response, unsigned status, const char *media_type,
                      json_t *body)
{
    char *text = body ? json_dumps(body, JSON_COMPACT) : NULL;
    json_decref(body);
    if (!text) {
        out_of_memory(response);
        return;
    }
    http_response_take(response, status, media_type, text, strlen(text));
}

void http_response_json(struct http_response *response, unsigned status, json_t *body)
{
    dump_json(response, status, "application/json", body);
}

/* A text from an error may have been cut within a character: it is said with '?' then rather than
 * not at all. */
static void add_text(json_t *body, const char *key, const char *text)
{
    if (!text) {
        return;
    }
    json_t *value = json_string(text);
    if (!value) {
        char plain[512];
        (void)snprintf(plain, sizeof plain, "%s", text); /* a cut text is still a text */
        for (char *at = plain; *at; at++) {
            *at = *at & (char)0x80 ? '?' : *at;
        }
        value = json_string(plain);
    }
    (void)json_object_set_new(body, key, value); /* a problem without it still is one */
}

void http_response_problem(struct http_response *response, const struct http_problem *problem)
{
    char type[64];
    CHECK(snprintf(type, sizeof type, "shoushi:%s", problem->type) < (int)sizeof type);
    json_t *body = json_object();
    add_text(body, "type", type);
    add_text(body, "title", problem->title);
    (void)json_object_set_new(body, "status", json_integer(problem->status)); /* the line has it */
    add_text(body, "detail", problem->detail);
    add_text(body, "field", problem->field);
    if (problem->more) {
        (void)json_object_update_missing(body, problem->more); /* a problem without still is one */
    }
    json_decref(problem->more);
    dump_json(response, problem->status, "application/problem+json", body);
}

void http_response_invalid(struct http_response *response, const char *field, const char *detail)
{
    http_response_problem(response, &(struct http_problem){.status = 422,
                                                           .type = "invalid",
                                                           .title = "Invalid value",
                                                           .detail = detail,
                                                           .field = field});
}

static bool is_printable(const char *text)
{
    for (; *text; text++) {
        if ((unsigned char)*text < 0x20 || *text == 0x7f) {
            return false;
        }
    }
    return true;
}

void http_response_header(struct http_response *response, const char *name, const char *value)
{
    CHECK(is_printable(name) && is_printable(value));
    CHECK(response->header_count < HTTP_HEADERS_OUT_MAX);
    struct http_header header = {strdup(name), strdup(value)};
    if (!header.name || !header.value) {
        free(header.name);
        free(header.value);
        out_of_memory(response);
        return;
    }
    response->headers[response->header_count++] = header;
}

/* RFC 8187: everything but the unreserved characters of RFC 3986 as %XX. */
static void encode_name(const char *name, char *to, size_t size)
{
    static const char plain[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
    size_t len = 0;
    for (; *name && len + 4 < size; name++) {
        int wrote = strchr(plain, *name)
                        ? snprintf(to + len, size - len, "%c", *name)
                        : snprintf(to + len, size - len, "%%%02X", (unsigned char)*name);
        len += (size_t)wrote;
    }
    to[len] = '\0';
}

void http_response_attachment(struct http_response *response, const char *file_name)
{
    char encoded[768];
    encode_name(file_name, encoded, sizeof encoded);
    char value[sizeof encoded + 64];
    (void)snprintf(value, sizeof value, "attachment; filename*=UTF-8''%s", encoded);
    http_response_header(response, "Content-Disposition", value);
}
