#include "http_client.h"

#include "check.h"
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define BUFFER_MAX (16u * 1024 * 1024)

/* used marks the bytes of buffer that were handed out already. */
struct http_client {
    int fd;
    char *buffer;
    size_t len, used, capacity;
};

struct http_client *http_client_create(const char *url)
{
    char host[64];
    unsigned port;
    CHECK(sscanf(url, "http://%63[0-9.]:%u", host, &port) == 2);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    CHECK(inet_pton(AF_INET, host, &address.sin_addr) == 1);
    struct http_client *client = calloc(1, sizeof *client);
    CHECK(client);
    client->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    CHECK(client->fd >= 0);
    CHECK(connect(client->fd, (const struct sockaddr *)&address, sizeof address) == 0);
    client->capacity = 4096;
    client->buffer = calloc(1, client->capacity);
    CHECK(client->buffer);
    return client;
}

void http_client_destroy(struct http_client *client)
{
    if (client) {
        (void)close(client->fd); /* nobody is left to be told */
        free(client->buffer);
        free(client);
    }
}

void http_reply_finish(struct http_reply *reply)
{
    free(reply->head);
    free(reply->body);
    *reply = (struct http_reply){0};
}

bool http_client_send(struct http_client *client, const void *bytes, size_t len)
{
    const char *at = bytes;
    while (len > 0) {
        ssize_t sent = send(client->fd, at, len, MSG_NOSIGNAL);
        if (sent <= 0) {
            return false;
        }
        at += sent;
        len -= (size_t)sent;
    }
    return true;
}

bool http_client_send_text(struct http_client *client, const char *text)
{
    return http_client_send(client, text, strlen(text));
}

/* Reads some more into the buffer; false at the end or when patience ends. */
static bool read_more(struct http_client *client)
{
    if (client->capacity - client->len < 4096) {
        client->capacity *= 2;
        CHECK(client->capacity <= BUFFER_MAX);
        client->buffer = realloc(client->buffer, client->capacity);
        CHECK(client->buffer);
    }
    struct pollfd wait = {.fd = client->fd, .events = POLLIN};
    if (poll(&wait, 1, HTTP_CLIENT_PATIENCE_MS) <= 0) {
        return false;
    }
    ssize_t got = recv(client->fd, client->buffer + client->len, 4095, 0);
    if (got <= 0) {
        return false;
    }
    client->len += (size_t)got;
    client->buffer[client->len] = '\0';
    return true;
}

/* The next bytes up to and with the end text, from malloc; NULL if they do not come. */
static char *take_through(struct http_client *client, const char *end)
{
    for (;;) {
        char *from = client->buffer + client->used;
        char *found = memmem(from, client->len - client->used, end, strlen(end));
        if (found) {
            size_t len = (size_t)(found - from) + strlen(end);
            client->used += len;
            return strndup(from, len);
        }
        if (!read_more(client)) {
            return NULL;
        }
    }
}

static void append_bytes(struct http_client *client, size_t len, struct http_reply *reply)
{
    while (client->len - client->used < len) {
        CHECK(read_more(client));
    }
    reply->body = realloc(reply->body, reply->body_len + len + 1);
    CHECK(reply->body);
    memcpy(reply->body + reply->body_len, client->buffer + client->used, len);
    reply->body_len += len;
    reply->body[reply->body_len] = '\0';
    client->used += len;
}

static void read_chunks(struct http_client *client, struct http_reply *reply)
{
    for (;;) {
        AUTO(memory) char *size = take_through(client, "\r\n");
        CHECK(size);
        size_t len = strtoul(size, NULL, 16);
        append_bytes(client, len, reply);
        AUTO(memory) char *line_end = take_through(client, "\r\n");
        CHECK(line_end);
        if (len == 0) {
            return;
        }
    }
}

void http_client_receive(struct http_client *client, const char *method,
                         struct http_reply *ret_reply)
{
    *ret_reply = (struct http_reply){.body = calloc(1, 1)};
    CHECK(ret_reply->body);
    do {
        free(ret_reply->head);
        ret_reply->head = take_through(client, "\r\n\r\n");
        ret_reply->status = ret_reply->head
                                ? (unsigned)strtoul(ret_reply->head + strlen("HTTP/1.1 "), NULL, 10)
                                : 0;
    } while (ret_reply->status == 100);
    char value[64];
    bool bodiless = strcmp(method, "HEAD") == 0 || ret_reply->status == 204 ||
                    ret_reply->status == 304 || ret_reply->status == 0;
    if (bodiless) {
        return;
    }
    if (http_reply_header(ret_reply, "Transfer-Encoding", value, sizeof value)) {
        read_chunks(client, ret_reply);
    } else if (http_reply_header(ret_reply, "Content-Length", value, sizeof value)) {
        append_bytes(client, strtoul(value, NULL, 10), ret_reply);
    }
}

void http_client_request(struct http_client *client, const char *method, const char *target,
                         const char *headers, const char *body, struct http_reply *ret_reply)
{
    char length[64] = "";
    if (body) {
        (void)snprintf(length, sizeof length, "Content-Length: %zu\r\n", strlen(body));
    }
    char *text = NULL;
    CHECK(asprintf(&text, "%s %s HTTP/1.1\r\nHost: localhost\r\n%s%s\r\n%s", method, target,
                   headers ? headers : "", length, body ? body : "") > 0);
    (void)http_client_send_text(client, text); /* an answer may come before all is sent */
    free(text);
    http_client_receive(client, method, ret_reply);
}

const char *http_reply_header(const struct http_reply *reply, const char *name, char *ret_value,
                              size_t size)
{
    size_t name_len = strlen(name);
    const char *line = reply->head ? strstr(reply->head, "\r\n") : NULL;
    for (; line; line = strstr(line, "\r\n")) {
        line += 2;
        if (strncasecmp(line, name, name_len) == 0 && line[name_len] == ':') {
            const char *value = line + name_len + 1;
            value += strspn(value, " ");
            (void)snprintf(ret_value, size, "%.*s", (int)strcspn(value, "\r"), value);
            return ret_value;
        }
    }
    return NULL;
}

bool http_client_read_until(struct http_client *client, const char *text)
{
    AUTO(memory) char *read = take_through(client, text);
    return read != NULL;
}

char http_client_next_byte(struct http_client *client)
{
    bool there = client->used < client->len || read_more(client);
    return there ? client->buffer[client->used] : '\0';
}

const char *http_client_unread(const struct http_client *client)
{
    return client->buffer + client->used;
}

bool http_client_read_to_end(struct http_client *client)
{
    while (read_more(client)) {
        client->used = client->len = 0;
    }
    char byte;
    ssize_t got = recv(client->fd, &byte, 1, MSG_DONTWAIT);
    return got == 0 || (got < 0 && errno == ECONNRESET);
}
