#include "check.h"
#include "http_exchange.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

/* Every answer has these unless its handler has set its own: answers are nobody's but the caller's,
 * are what they say they are, and are shown in no frame. */
static const struct {
    const char *name, *value;
} common_headers[] = {
    {"Cache-Control", "no-store"},
    {"Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"},
    {"Cross-Origin-Opener-Policy", "same-origin"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
    {"Referrer-Policy", "no-referrer"},
    {"X-Content-Type-Options", "nosniff"},
    {"X-Frame-Options", "DENY"},
};

static bool has_header(const struct http_response *response, const char *name)
{
    for (size_t i = 0; i < response->header_count; i++) {
        if (strcasecmp(response->headers[i].name, name) == 0) {
            return true;
        }
    }
    return false;
}

static bool add_headers(const struct http_exchange *exchange, const struct http_response *response,
                        struct MHD_Response *message)
{
    const struct http_engine *engine = exchange->engine;
    bool good = true;
    for (size_t i = 0; i < response->header_count; i++) {
        const struct http_header *header = &response->headers[i];
        good = MHD_add_response_header(message, header->name, header->value) == MHD_YES && good;
    }
    for (size_t i = 0; i < ARRAY_LEN(common_headers); i++) {
        const char *name = common_headers[i].name;
        good = (has_header(response, name) ||
                MHD_add_response_header(message, name, common_headers[i].value) == MHD_YES) &&
               good;
    }
    if (response->media_type[0]) {
        good = MHD_add_response_header(message, "Content-Type", response->media_type) == MHD_YES &&
               good;
    }
    char now[32];
    (void)snprintf(now, sizeof now, "%lld", (long long)clock_utc_us(engine->settings.clock));
    good = MHD_add_response_header(message, "Shoushi-Time", now) == MHD_YES && good;
    good = MHD_add_response_header(message, "Shoushi-Request", exchange->request.id) == MHD_YES &&
           good;
    if (engine->tls) {
        good = MHD_add_response_header(message, "Strict-Transport-Security", "max-age=31536000") ==
                   MHD_YES &&
               good;
    }
    if (engine->stopping) {
        good = MHD_add_response_header(message, "Connection", "close") == MHD_YES && good;
    }
    return good;
}

static struct MHD_Response *message_of_file(struct http_response *response)
{
    struct stat status;
    if (fstat(response->fd, &status) != 0) {
        return NULL;
    }
    struct MHD_Response *message =
        MHD_create_response_from_fd64((uint64_t)status.st_size, response->fd);
    if (message) {
        response->len = (size_t)status.st_size;
        response->fd = -1; /* the message closes it */
    }
    return message;
}

static struct MHD_Response *message_of_bytes(struct http_response *response)
{
    struct MHD_Response *message =
        MHD_create_response_from_buffer(response->len, response->owned, MHD_RESPMEM_MUST_FREE);
    if (message) {
        response->owned = NULL; /* the message frees it */
    }
    return message;
}

static struct MHD_Response *message_of(struct http_exchange *exchange,
                                       struct http_response *response)
{
    switch (response->answer) {
    case HTTP_ANSWER_BYTES:
        return message_of_bytes(response);
    case HTTP_ANSWER_BORROWED:
        return MHD_create_response_from_buffer(response->len, (void *)response->data,
                                               MHD_RESPMEM_PERSISTENT);
    case HTTP_ANSWER_FILE:
        return message_of_file(response);
    case HTTP_ANSWER_EVENTS:
        return http_event_stream_start(exchange);
    case HTTP_ANSWER_NONE:
    case HTTP_ANSWER_WAIT:
        break;
    }
    return NULL;
}

/* Slow readers have send_timeout_ms a MiB. A stream has no end; libmicrohttpd's own time-out ends
 * one whose reader stands still. */
static void expect_end_of_answer(const struct http_exchange *exchange,
                                 const struct http_response *response)
{
    int64_t mib = (int64_t)(response->len >> 20) + 1;
    bool endless = response->answer == HTTP_ANSWER_EVENTS;
    http_connection_expect(exchange->request.socket,
                           endless ? 0 : mib * exchange->engine->settings.send_timeout_ms);
}

static enum MHD_Result send_response(struct http_exchange *exchange, struct http_response *response)
{
    struct MHD_Response *message = message_of(exchange, response);
    if (!message) {
        return MHD_NO;
    }
    expect_end_of_answer(exchange, response);
    exchange->waited = exchange->waited || response->answer == HTTP_ANSWER_EVENTS;
    enum MHD_Result result = MHD_NO;
    if (add_headers(exchange, response, message)) {
        result = MHD_queue_response(exchange->request.connection, response->status, message);
    }
    MHD_destroy_response(message);
    return result;
}

/* The owner of a deferred answer that was given up may be filling the response at this moment: what
 * is sent then is another one. */
enum MHD_Result http_exchange_send(struct http_exchange *exchange)
{
    if (!exchange->gave_up) {
        return send_response(exchange, &exchange->response);
    }
    struct http_response stopped;
    http_response_init(&stopped);
    http_response_problem(&stopped, &(struct http_problem){.status = 503,
                                                           .type = "stopping",
                                                           .title = "The server is stopping"});
    enum MHD_Result result = send_response(exchange, &stopped);
    http_response_finish(&stopped);
    return result;
}
