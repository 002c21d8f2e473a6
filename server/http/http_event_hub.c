#include "http_event_hub.h"

#include "check.h"
#include "http_exchange.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define STREAM_BLOCK_BYTES 4096
#define EVENT_NAME_MAX     40

/* An event as it goes over the wire; shared by the ring and the streams that are sending it.
 * Counted under the hub's mutex. */
struct event {
    size_t shares;
    int64_t id;
    char label[HTTP_EVENT_LABEL_MAX + 1];
    size_t len;
    char text[];
};

/* Owned by the response until libmicrohttpd has taken it, then by its message. */
struct http_event_stream {
    struct http_event_hub *hub;
    struct http_engine *engine; /* NULL until started */
    struct MHD_Connection *connection;
    struct http_event_filter filter; /* lets NULL: all */
    bool suspended;
    bool expired; /* to be ended between two events */
    int64_t began_us;
    bool lost;           /* to be told to fetch everything again */
    bool keep_alive;     /* a comment is due */
    uint64_t next_event; /* the number of the ring's event to be sent next */
    struct event *sending;
    size_t sent;
    struct http_event_stream *next, *previous;
};

/* Events are numbered from 0; the ring holds those from first_event to below next_event. */
struct http_event_hub {
    pthread_mutex_t mutex;
    struct http_event_hub_settings settings;
    int64_t last_id;
    int64_t evicted_id; /* of the newest event that is no longer in the ring */
    uint64_t first_event, next_event;
    int64_t next_keep_alive_us;
    struct event *hello, *comment;
    size_t stream_count;
    struct http_event_stream *streams;
    struct event *ring[];
};

void http_event_hub_settings_init(struct http_event_hub_settings *settings)
{
    *settings = (struct http_event_hub_settings){
        .ring_max = 1024, .listeners_max = 500, .keep_alive_ms = 15000, .stream_age_ms = 600000};
}

static void event_drop(struct event *event)
{
    if (event && --event->shares == 0) {
        free(event);
    }
}

static struct event *event_of_text(const char *text)
{
    size_t len = strlen(text);
    struct event *event = malloc(sizeof *event + len + 1);
    if (event) {
        *event = (struct event){.shares = 1, .len = len};
        memcpy(event->text, text, len + 1);
    }
    return event;
}

bool http_event_hub_create(const struct http_event_hub_settings *settings,
                           struct http_event_hub **ret_hub, struct error *err)
{
    CHECK(settings->ring_max > 0 && settings->keep_alive_ms > 0);
    struct http_event_hub *hub =
        calloc(1, sizeof *hub + settings->ring_max * sizeof(struct event *));
    if (!hub) {
        return error_set(err, ERROR_NO_MEMORY, "events: out of memory");
    }
    CHECK(pthread_mutex_init(&hub->mutex, NULL) == 0);
    hub->settings = *settings;
    hub->last_id = hub->evicted_id = settings->last_id;
    hub->hello = event_of_text("retry: 3000\n\n");
    hub->comment = event_of_text(":\n\n");
    if (!hub->hello || !hub->comment) {
        http_event_hub_destroy(hub);
        return error_set(err, ERROR_NO_MEMORY, "events: out of memory");
    }
    *ret_hub = hub;
    return true;
}

static struct event **ring_slot(struct http_event_hub *hub, uint64_t number)
{
    return &hub->ring[number % hub->settings.ring_max];
}

void http_event_hub_destroy(struct http_event_hub *hub)
{
    if (!hub) {
        return;
    }
    CHECK(!hub->streams);
    for (uint64_t i = hub->first_event; i < hub->next_event; i++) {
        event_drop(*ring_slot(hub, i));
    }
    event_drop(hub->hello);
    event_drop(hub->comment);
    CHECK(pthread_mutex_destroy(&hub->mutex) == 0);
    free(hub);
}

/* Each line of the data is a field of its own; the standard has no escape for line breaks. */
static size_t write_data(char *to, const char *data, size_t data_len)
{
    size_t len = 0;
    bool line_start = true;
    for (size_t i = 0; i < data_len; i++) {
        if (line_start) {
            memcpy(to + len, "data: ", 6);
            len += 6;
        }
        bool pair = data[i] == '\r' && i + 1 < data_len && data[i + 1] == '\n';
        line_start = data[i] == '\n' || data[i] == '\r';
        to[len++] = line_start ? '\n' : data[i];
        i += pair ? 1 : 0;
    }
    if (data_len == 0 || line_start) {
        memcpy(to + len, "data: ", 6);
        len += 6;
    }
    memcpy(to + len, "\n\n", 2);
    return len + 2;
}

static struct event *event_create(const char *name, int64_t id, const char *data, size_t data_len)
{
    char head[EVENT_NAME_MAX + 64];
    int head_len =
        snprintf(head, sizeof head, "event: %.*s\nid: %lld\n", EVENT_NAME_MAX, name, (long long)id);
    size_t lines = 1;
    for (size_t i = 0; i < data_len; i++) {
        lines += data[i] == '\n' || data[i] == '\r';
    }
    struct event *event =
        malloc(sizeof *event + (size_t)head_len + data_len + lines * sizeof "data: " + 8);
    if (!event) {
        return NULL;
    }
    *event = (struct event){.shares = 1, .id = id};
    memcpy(event->text, head, (size_t)head_len);
    event->len = (size_t)head_len + write_data(event->text + head_len, data, data_len);
    return event;
}

static void wake(struct http_event_stream *stream)
{
    if (stream->suspended) {
        stream->suspended = false;
        MHD_resume_connection(stream->connection);
    }
}

static void put_in_ring(struct http_event_hub *hub, struct event *event)
{
    if (hub->next_event - hub->first_event == hub->settings.ring_max) {
        struct event *oldest = *ring_slot(hub, hub->first_event++);
        hub->evicted_id = oldest->id;
        event_drop(oldest);
    }
    *ring_slot(hub, hub->next_event++) = event;
    hub->last_id = event->id;
    for (struct http_event_stream *each = hub->streams; each; each = each->next) {
        wake(each);
    }
}

bool http_event_hub_publish_event(struct http_event_hub *hub, const struct http_event *published,
                                  struct error *err)
{
    const char *name = published->name;
    int64_t id = published->id;
    size_t label_len = strlen(published->label);
    if (published->data_len > HTTP_EVENT_DATA_MAX || label_len > HTTP_EVENT_LABEL_MAX) {
        return error_set(err, ERROR_INVALID, "event %s: %zu bytes of data, %zu of label", name,
                         published->data_len, label_len);
    }
    struct event *event = event_create(name, id, published->data, published->data_len);
    if (!event) {
        return error_set(err, ERROR_NO_MEMORY, "event %s: out of memory", name);
    }
    memcpy(event->label, published->label, label_len + 1);
    CHECK(pthread_mutex_lock(&hub->mutex) == 0);
    bool ascends = id > hub->last_id;
    if (ascends) {
        put_in_ring(hub, event);
    } else {
        event_drop(event);
    }
    CHECK(pthread_mutex_unlock(&hub->mutex) == 0);
    return ascends ||
           error_set(err, ERROR_INVALID, "event %s: id %lld does not ascend", name, (long long)id);
}

bool http_event_hub_publish(struct http_event_hub *hub, const char *name, int64_t id,
                            const char *data, size_t data_len, struct error *err)
{
    const struct http_event event = {name, "", id, data, data_len};
    return http_event_hub_publish_event(hub, &event, err);
}

int64_t http_event_hub_last_id(struct http_event_hub *hub)
{
    CHECK(pthread_mutex_lock(&hub->mutex) == 0);
    int64_t last_id = hub->last_id;
    CHECK(pthread_mutex_unlock(&hub->mutex) == 0);
    return last_id;
}

enum resume { RESUME_NOW, RESUME_AFTER, RESUME_UNKNOWN };

static enum resume read_resume(const struct http_request *request, int64_t *ret_after)
{
    const char *text = http_request_header(request, "Last-Event-ID");
    if (!text) {
        text = http_request_query(request, "after");
    }
    if (!text) {
        return RESUME_NOW;
    }
    char *end;
    errno = 0;
    long long after = strtoll(text, &end, 10);
    if (errno != 0 || end == text || *end) {
        return RESUME_UNKNOWN;
    }
    *ret_after = after;
    return RESUME_AFTER;
}

/* Where the stream begins. An id that is ahead of the newest is from before a database was put
 * back: as lost as one that is too old. */
static void set_start(struct http_event_stream *stream, enum resume resume, int64_t after)
{
    struct http_event_hub *hub = stream->hub;
    stream->next_event = hub->next_event;
    if (resume == RESUME_NOW) {
        return;
    }
    stream->lost = resume == RESUME_UNKNOWN || after < hub->evicted_id || after > hub->last_id;
    while (!stream->lost && stream->next_event > hub->first_event &&
           (*ring_slot(hub, stream->next_event - 1))->id > after) {
        stream->next_event--;
    }
}

/* Who is there gets a comment; who is not is noticed by it, and makes room. */
static void probe(struct http_event_hub *hub)
{
    for (struct http_event_stream *each = hub->streams; each; each = each->next) {
        each->keep_alive = true;
        wake(each);
    }
}

static bool join_hub(struct http_event_stream *stream, enum resume resume, int64_t after)
{
    struct http_event_hub *hub = stream->hub;
    CHECK(pthread_mutex_lock(&hub->mutex) == 0);
    bool room = hub->stream_count < hub->settings.listeners_max;
    if (room) {
        hub->stream_count++;
        stream->next = hub->streams;
        if (stream->next) {
            stream->next->previous = stream;
        }
        hub->streams = stream;
        hub->hello->shares++;
        stream->sending = hub->hello;
        set_start(stream, resume, after);
    } else {
        probe(hub);
    }
    CHECK(pthread_mutex_unlock(&hub->mutex) == 0);
    return room;
}

static void drop_filter(const struct http_event_filter *filter)
{
    if (filter->destroy) {
        filter->destroy(filter->user);
    }
}

void http_event_stream_destroy(struct http_event_stream *stream)
{
    if (!stream) {
        return;
    }
    struct http_event_hub *hub = stream->hub;
    CHECK(pthread_mutex_lock(&hub->mutex) == 0);
    if (stream->next) {
        stream->next->previous = stream->previous;
    }
    *(stream->previous ? &stream->previous->next : &hub->streams) = stream->next;
    hub->stream_count--;
    event_drop(stream->sending);
    CHECK(pthread_mutex_unlock(&hub->mutex) == 0);
    drop_filter(&stream->filter);
    free(stream);
}

void http_response_filtered_events(const struct http_request *request,
                                   struct http_response *response, struct http_event_hub *hub,
                                   const struct http_event_filter *filter)
{
    int64_t after = 0;
    enum resume resume = read_resume(request, &after);
    struct http_event_stream *stream = calloc(1, sizeof *stream);
    if (stream) {
        stream->hub = hub;
        stream->filter = *filter;
    }
    if (!stream || !join_hub(stream, resume, after)) {
        drop_filter(filter);
        free(stream);
        http_response_problem(response, &(struct http_problem){.status = 503,
                                                               .type = "listeners",
                                                               .title = "Too many listeners"});
        http_response_header(response, "Retry-After", "10");
        return;
    }
    http_response_borrow(response, 200, "text/event-stream", "", 0);
    http_response_header(response, "X-Accel-Buffering", "no"); /* a proxy must not hold it back */
    response->answer = HTTP_ANSWER_EVENTS;
    response->stream = stream;
}

void http_response_events(const struct http_request *request, struct http_response *response,
                          struct http_event_hub *hub)
{
    http_response_filtered_events(request, response, hub, &(struct http_event_filter){0});
}

static bool lets(const struct http_event_stream *stream, const struct event *event)
{
    const struct http_event_filter *filter = &stream->filter;
    return !filter->lets || !event->label[0] || filter->lets(event->label, filter->user);
}

/* The next event in the ring that the listener's filter lets through; NULL if there is none. */
static struct event *next_in_ring(struct http_event_stream *stream)
{
    struct http_event_hub *hub = stream->hub;
    while (stream->next_event < hub->next_event) {
        struct event *event = *ring_slot(hub, stream->next_event++);
        if (lets(stream, event)) {
            return event;
        }
    }
    return NULL;
}

/* What to send next, a share of it the stream's; NULL if there is nothing. */
static struct event *choose_next(struct http_event_stream *stream)
{
    struct http_event_hub *hub = stream->hub;
    if (stream->next_event < hub->first_event) {
        stream->lost = true;
    }
    if (stream->lost) {
        struct event *reset = event_create("reset", hub->last_id, "{}", 2);
        stream->lost = !reset; /* without memory it is told later */
        stream->next_event = hub->next_event;
        return reset;
    }
    struct event *event = next_in_ring(stream);
    if (!event && stream->keep_alive) {
        event = hub->comment;
    }
    stream->keep_alive = false;
    if (event) {
        event->shares++;
    }
    return event;
}

static size_t copy_events(struct http_event_stream *stream, char *buffer, size_t max)
{
    size_t len = 0;
    while (len < max) {
        if (!stream->sending && !stream->expired) {
            stream->sending = choose_next(stream);
            stream->sent = 0;
        }
        if (!stream->sending) {
            break;
        }
        size_t rest = stream->sending->len - stream->sent;
        size_t part = rest < max - len ? rest : max - len;
        memcpy(buffer + len, stream->sending->text + stream->sent, part);
        len += part;
        stream->sent += part;
        if (part == rest) {
            event_drop(TAKE(stream->sending));
        }
    }
    return len;
}

static ssize_t read_stream(void *user, uint64_t position, char *buffer, size_t max)
{
    (void)position; /* the stream knows */
    struct http_event_stream *stream = user;
    struct http_event_hub *hub = stream->hub;
    CHECK(pthread_mutex_lock(&hub->mutex) == 0);
    ssize_t result = MHD_CONTENT_READER_END_OF_STREAM;
    if (!stream->engine->stopping && !(stream->expired && !stream->sending)) {
        result = (ssize_t)copy_events(stream, buffer, max);
        if (result == 0) {
            stream->suspended = true;
            MHD_suspend_connection(stream->connection);
        }
    }
    CHECK(pthread_mutex_unlock(&hub->mutex) == 0);
    return result;
}

/* Also how a stop reaches the streams: woken, they find the engine stopping. */
static int64_t keep_alive(void *user, int64_t now_us)
{
    struct http_event_hub *hub = user;
    CHECK(pthread_mutex_lock(&hub->mutex) == 0);
    bool due = now_us >= hub->next_keep_alive_us;
    int64_t age_us = (int64_t)hub->settings.stream_age_ms * 1000;
    if (due) {
        hub->next_keep_alive_us = now_us + (int64_t)hub->settings.keep_alive_ms * 1000;
    }
    for (struct http_event_stream *each = hub->streams; each; each = each->next) {
        each->keep_alive |= due;
        each->expired |= each->engine && now_us - each->began_us >= age_us;
        if (due || (each->engine && each->engine->stopping)) {
            wake(each);
        }
    }
    int64_t next_us = hub->streams ? hub->next_keep_alive_us : HTTP_TICKER_NEVER;
    CHECK(pthread_mutex_unlock(&hub->mutex) == 0);
    return next_us;
}

static void free_stream(void *user)
{
    http_event_stream_destroy(user);
}

struct MHD_Response *http_event_stream_start(struct http_exchange *exchange)
{
    struct http_event_stream *stream = exchange->response.stream;
    struct http_event_hub *hub = stream->hub;
    int64_t keep_alive_us = (int64_t)hub->settings.keep_alive_ms * 1000;
    CHECK(pthread_mutex_lock(&hub->mutex) == 0);
    stream->engine = exchange->engine;
    stream->connection = exchange->request.connection;
    stream->began_us = http_ticker_now_us();
    CHECK(pthread_mutex_unlock(&hub->mutex) == 0);
    struct MHD_Response *message = MHD_create_response_from_callback(
        MHD_SIZE_UNKNOWN, STREAM_BLOCK_BYTES, read_stream, stream, free_stream);
    if (message) {
        exchange->response.stream = NULL;
        http_ticker_ask(exchange->engine->ticker, keep_alive, hub,
                        http_ticker_now_us() + keep_alive_us);
    }
    return message;
}
