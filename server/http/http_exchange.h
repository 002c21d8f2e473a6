#pragma once
/* Private to server/http: one request with its answer, and the engine that all of them share. An
 * exchange is owned by libmicrohttpd's request (created with its first line, released when it
 * completes) and, while its answer is deferred, also by the deferred's owner. Between dispatch and
 * http_exchange_resume its connection is suspended, so that exactly one thread has it. */

#include "http_connections.h"
#include "http_request.h"
#include "http_response.h"
#include "http_router.h"
#include "http_server.h"
#include "http_target.h"
#include "http_ticker.h"
#include "http_tls.h"
#include "http_workers.h"
#include <microhttpd.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdatomic.h>

#define HTTP_METHOD_SIZE     16
#define HTTP_MEDIA_TYPE_SIZE 128
#define HTTP_HEADERS_OUT_MAX 16
#define HTTP_ID_BYTES        8

struct http_topic;
struct http_event_stream;

struct http_exchange_list {
    struct http_exchange *first, *last;
};

struct http_engine {
    struct http_server_settings settings;
    struct http_router *router;
    struct http_ticker *ticker;
    struct http_connections *connections;
    struct http_tls *tls;         /* NULL: plain HTTP */
    char proxy[INET6_ADDRSTRLEN]; /* whose X-Forwarded-For is believed too; "": none */
    struct http_workers *workers;
    atomic_bool stopping;
    pthread_mutex_t mutex;
    pthread_cond_t fewer;           /* an exchange ended, or is no longer suspended */
    size_t suspended;               /* by exchanges, event streams apart */
    size_t open;                    /* dispatched and not completed */
    struct http_deferred *deferred; /* not sent yet */
};

struct http_request {
    struct MHD_Connection *connection;
    struct http_connection *socket;
    char method[HTTP_METHOD_SIZE];
    char *raw_target;
    struct http_target target;
    struct http_match match;
    char *body;
    size_t body_len, body_capacity;
    char peer[INET6_ADDRSTRLEN];
    char id[2 * HTTP_ID_BYTES + 1];
    bool passed_gate; /* a handler that waits is called again, its gate is not */
    void *caller;
    void (*destroy_caller)(void *caller);
    int64_t came_us; /* http_ticker_now_us */
};

enum http_answer {
    HTTP_ANSWER_NONE,
    HTTP_ANSWER_BYTES, /* owned */
    HTTP_ANSWER_BORROWED,
    HTTP_ANSWER_FILE,
    HTTP_ANSWER_EVENTS,
    HTTP_ANSWER_WAIT,
};

struct http_header {
    char *name;
    char *value;
};

struct http_response {
    enum http_answer answer;
    unsigned status;
    char media_type[HTTP_MEDIA_TYPE_SIZE];
    void *owned;
    const void *data;
    size_t len;
    int fd;
    struct http_event_stream *stream;
    struct http_topic *topic;
    uint64_t seen;
    int64_t wait_until_us;
    size_t header_count;
    struct http_header headers[HTTP_HEADERS_OUT_MAX];
};

enum http_phase { HTTP_PHASE_NEW, HTTP_PHASE_BODY, HTTP_PHASE_SUSPENDED, HTTP_PHASE_READY };

struct http_exchange {
    struct http_engine *engine;
    struct http_request request;
    struct http_response response;
    enum http_phase phase;
    bool bodiless;       /* by its framing */
    size_t excess;       /* bytes of a body over its limit, read and dropped */
    bool dispatched;     /* counted as open */
    bool last_call;      /* of a handler that waits: its time is up, or the engine stops */
    bool waited;         /* a long poll or a stream: how long it took says nothing */
    bool deferred;       /* by the handler; its own thread looks at this alone */
    atomic_int holds;    /* handler and owner of a deferred answer: the last one resumes */
    atomic_bool gave_up; /* a stop ended the wait for a deferred answer */
    atomic_int owners;
    struct http_exchange *next, *previous; /* in the one list it is in */
};

/* NULL if there is no memory. */
struct http_exchange *http_exchange_create(struct http_engine *engine,
                                           struct MHD_Connection *connection,
                                           const char *raw_target);
void http_exchange_keep(struct http_exchange *exchange);
void http_exchange_release(struct http_exchange *exchange);

/* Runs gate and handler with the connection suspended, and resumes it when there is an answer. */
void http_exchange_run(struct http_exchange *exchange);

/* Runs gate and handler of an inline route, which have to answer at once. */
void http_exchange_run_inline(struct http_exchange *exchange);

/* Around MHD_suspend_connection and MHD_resume_connection. */
void http_exchange_suspend(struct http_exchange *exchange);
void http_exchange_resume(struct http_exchange *exchange);

/* Parks an exchange whose handler asked to wait, or runs it again at once. */
void http_exchange_park(struct http_exchange *exchange);

/* One of the two who hold a deferred answer lets go: its handler, or who sends or gives up. */
void http_deferred_let_go(struct http_exchange *exchange);

/* Tells the meter how many are open; the engine's mutex is held. */
void http_engine_note_open(struct http_engine *engine);

/* Gives up the deferred answers of an engine that stops. */
void http_deferred_give_up(struct http_engine *engine);

/* The stream's answer for libmicrohttpd, which owns the stream from then on. */
struct MHD_Response *http_event_stream_start(struct http_exchange *exchange);
void http_event_stream_destroy(struct http_event_stream *stream);

/* Sends the filled response. */
enum MHD_Result http_exchange_send(struct http_exchange *exchange);

void http_response_init(struct http_response *response);
void http_response_finish(struct http_response *response);

static inline struct http_exchange *http_exchange_of_response(struct http_response *response)
{
    return (struct http_exchange *)(void *)((char *)response -
                                            offsetof(struct http_exchange, response));
}

static inline const struct http_exchange *
http_exchange_of_request(const struct http_request *request)
{
    return (const struct http_exchange *)(const void *)((const char *)request -
                                                        offsetof(struct http_exchange, request));
}

static inline void http_exchange_list_append(struct http_exchange_list *list,
                                             struct http_exchange *exchange)
{
    exchange->next = NULL;
    exchange->previous = list->last;
    *(list->last ? &list->last->next : &list->first) = exchange;
    list->last = exchange;
}

static inline void http_exchange_list_remove(struct http_exchange_list *list,
                                             struct http_exchange *exchange)
{
    *(exchange->next ? &exchange->next->previous : &list->last) = exchange->previous;
    *(exchange->previous ? &exchange->previous->next : &list->first) = exchange->next;
    exchange->next = exchange->previous = NULL;
}

static inline struct http_exchange *http_exchange_list_pop(struct http_exchange_list *list)
{
    struct http_exchange *first = list->first;
    if (first) {
        http_exchange_list_remove(list, first);
    }
    return first;
}
