#pragma once
/* A client of HTTP/1.1 for tests that want to say exactly which bytes go out and see exactly which
 * come back: one connection, blocking, every wait bounded by HTTP_CLIENT_PATIENCE_MS. One thread.
 * What goes wrong with the connection itself ends the test program (CHECK). */

#include "cleanup.h"
#include <stdbool.h>
#include <stddef.h>

#define HTTP_CLIENT_PATIENCE_MS 60000

struct http_client;

/* A whole answer; a chunked body is put together again. */
struct http_reply {
    unsigned status; /* 0: the other side closed without an answer */
    char *head;      /* status line and headers, as they came */
    char *body;      /* with a NUL behind it */
    size_t body_len;
};

/* Connects to "http://127.0.0.1:PORT". */
struct http_client *http_client_create(const char *url);
void http_client_destroy(struct http_client *client);
DEFINE_AUTO(http_client);

void http_reply_finish(struct http_reply *reply);

/* Sends bytes as they are; false if the other side has closed. */
bool http_client_send(struct http_client *client, const void *bytes, size_t len);
bool http_client_send_text(struct http_client *client, const char *text);

/* Reads one answer; method HEAD has no body. The caller finishes the reply. */
void http_client_receive(struct http_client *client, const char *method,
                         struct http_reply *ret_reply);

/* Sends a request with Host, the headers ("Name: value\r\n" each; may be NULL), Content-Length
 * where there is a body, and reads its answer. */
void http_client_request(struct http_client *client, const char *method, const char *target,
                         const char *headers, const char *body, struct http_reply *ret_reply);

/* The value of a header of the answer in ret_value of size bytes, or NULL if it is not there. */
const char *http_reply_header(const struct http_reply *reply, const char *name, char *ret_value,
                              size_t size);

/* Reads from the connection until text has come, counted from after the last text found; false when
 * the other side closed or patience ended first. For event streams. */
bool http_client_read_until(struct http_client *client, const char *text);

/* The next byte without taking it, '\0' at the end: the first digit of a status, say. */
char http_client_next_byte(struct http_client *client);

/* Everything read and not yet found by http_client_read_until, for messages. */
const char *http_client_unread(const struct http_client *client);

/* True if the other side closes before the patience ends. Drops what comes. */
bool http_client_read_to_end(struct http_client *client);
