#include "fake_server.h"

#include "check.h"
#include "fake_book.h"
#include "fake_socket.h"
#include "hash.h"
#include "signed_request.h"
#include <inttypes.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>

#define KIOSK "k0001"

static const char *const paths[] = {
    [FAKE_PATH_ENROL] = "/api/v1/kiosk/enrol",      [FAKE_PATH_RECORDS] = "/api/v1/kiosk/records",
    [FAKE_PATH_STATE] = "/api/v1/kiosk/state",      [FAKE_PATH_STATUS] = "/api/v1/kiosk/status",
    [FAKE_PATH_PHOTO] = "/api/v1/kiosk/photos/",    [FAKE_PATH_CARD] = "/api/v1/kiosk/cards",
    [FAKE_PATH_OPENING] = "/api/v1/kiosk/openings",
};

struct fault_plan {
    enum fake_fault fault;
    int left;
};

struct fake_server {
    pthread_mutex_t mutex; /* over everything below but the socket, which is the thread's */
    pthread_cond_t switched;
    pthread_t thread;
    atomic_bool ending;
    int wake;
    struct fake_socket *socket; /* NULL while it is down */
    int port;
    bool down;
    char url[64];
    int64_t utc_us;
    struct fake_time time; /* pass NULL: utc_us stands still */
    struct signing_key *key, *stranger;
    struct public_key kiosk_key;
    struct fault_plan faults[FAKE_PATH_COUNT];
    struct fake_book book;
    int unsigned_count;
    int waiting; /* the connection of a poll that is held; -1: none */
    struct fake_cursor waiting_since;
    int requests[FAKE_PATH_COUNT];
    char last_status[1024];
    char last_card[1024];
    int card_status;
    const char *card_text;
    struct fake_photo {
        char sha256[HASH_HEX_SIZE];
        char text[64];
    } photos[FAKE_PHOTOS_MAX];
    int photo_count;
    char card_for[41];         /* whose new card is waited for */
    char waiting_card_for[42]; /* what the poll that is held knows of it */
};

/* Answers */

static void make_problem(struct fake_reply *reply, int status, const char *word)
{
    reply->status = status;
    reply->type = "application/problem+json";
    reply->len = 0;
    fake_reply_add(reply, "{\"type\":\"shoushi:%s\",\"title\":\"because\",\"status\":%d}", word,
                   status);
}

static void take_records(struct fake_server *server, const struct fake_request *request,
                         enum fake_fault fault, struct fake_reply *reply)
{
    const struct fake_batch batch = {
        .lines = request->body,
        .len = request->body_len,
        .shift = fault == FAKE_FAULT_OTHER_LINES ? 1 : 0,
    };
    fake_book_take_records(&server->book, &batch,
                           fault == FAKE_FAULT_FORGED_HEAD ? server->stranger : server->key, reply);
}

static void tell(struct fake_server *server, const struct fake_cursor *cursor, bool asked,
                 struct fake_reply *reply)
{
    fake_book_tell(&server->book, cursor, reply);
    reply->len--; /* the brace at its end */
    fake_reply_add(reply, ",\"commands\":%s}", asked ? "true" : "false");
}

/* True if the poll is held. */
static bool take_poll(struct fake_server *server, const struct fake_request *request,
                      struct fake_reply *reply)
{
    long long since;
    long long taps;
    int wait_s;
    char card_for[42] = "";
    CHECK(sscanf(request->head, "GET /api/v1/kiosk/state?since=%lld&taps=%lld&card_for=%41[^&]",
                 &since, &taps, card_for) >= 2);
    CHECK(sscanf(strstr(request->head, "&wait="), "&wait=%d ", &wait_s) == 1);
    CHECK(wait_s >= 0 && wait_s <= 30);
    struct fake_cursor cursor = {.since = since, .taps = taps};
    const char *known = strstr(request->head, "&fingerprint=");
    const char *taps_known = strstr(request->head, "&taps_fingerprint=");
    CHECK(known && taps_known);
    (void)sscanf(known, "&fingerprint=%19[0-9a-z]", cursor.fingerprint); /* or none */
    (void)sscanf(taps_known, "&taps_fingerprint=%19[0-9a-z]", cursor.taps_fingerprint);
    if (!fake_book_knows(&server->book, &cursor)) {
        make_problem(reply, 409, "revision");
        return false;
    }
    bool asked = strcmp(card_for, server->card_for) != 0;
    if (since == server->book.revision && taps == server->book.tap_count && since > 0 && !asked) {
        (void)snprintf(server->waiting_card_for, sizeof server->waiting_card_for, "%s", card_for);
        server->waiting = request->connection;
        server->waiting_since = cursor;
        return true;
    }
    tell(server, &cursor, asked, reply);
    return false;
}

/* The wire */

/* What is to go out, put together under the mutex and sent without it: sending may have to wait for
 * the test's own thread. */
struct delivery {
    bool due;
    int connection;
    enum fake_fault fault;
    int64_t utc_us;
    struct fake_time time;
    struct fake_reply reply;
};

static void send_head(struct fake_server *server, const struct delivery *delivery)
{
    char head[512];
    const struct fake_reply *reply = &delivery->reply;
    int len = snprintf(head, sizeof head,
                       "HTTP/1.1 %d Because\r\nContent-Type: %s\r\nContent-Length: %zu\r\n"
                       "Shoushi-Time: %" PRId64 "\r\nConnection: close\r\n\r\n",
                       reply->status,
                       delivery->fault == FAKE_FAULT_WRONG_TYPE ? "text/html" : reply->type,
                       reply->len, delivery->utc_us);
    fake_socket_send(server->socket, delivery->connection, head, (size_t)len);
}

static void send_body(struct fake_server *server, const struct delivery *delivery)
{
    const struct fake_reply *reply = &delivery->reply;
    size_t len = delivery->fault == FAKE_FAULT_HALF_BODY ? reply->len / 2 : reply->len;
    size_t piece = delivery->fault == FAKE_FAULT_SLOW ? 1 : len;
    for (size_t sent = 0; sent < len; sent += piece) {
        fake_socket_send(server->socket, delivery->connection, reply->body + sent, piece);
    }
}

static void deliver(struct fake_server *server, struct delivery *delivery)
{
    if (!delivery->due) {
        return;
    }
    delivery->due = false;
    if (delivery->time.pass) {
        delivery->time.pass(delivery->time.after_us, delivery->time.user);
    }
    if (delivery->fault == FAKE_FAULT_NO_HTTP) {
        fake_socket_send(server->socket, delivery->connection, "220 smtp ready\r\n", 16);
    } else if (delivery->fault != FAKE_FAULT_LOST_ANSWER && delivery->fault != FAKE_FAULT_NOTHING) {
        send_head(server, delivery);
        send_body(server, delivery);
    }
    fake_socket_close(server->socket, delivery->connection);
}

static enum fake_path path_of(const struct fake_request *request)
{
    const char *target = strchr(request->head, ' ') + 1;
    size_t len = strcspn(target, " ?");
    for (int i = 0; i < FAKE_PATH_COUNT; i++) {
        size_t path_len = strlen(paths[i]);
        bool longer = i == FAKE_PATH_PHOTO && len > path_len; /* the hash behind it */
        if ((path_len == len || longer) && strncmp(paths[i], target, path_len) == 0) {
            return (enum fake_path)i;
        }
    }
    CHECK(false); /* no path of the protocol */
    return FAKE_PATH_COUNT;
}

static bool is_signed(struct fake_server *server, const struct fake_request *request)
{
    char method[8], target[256], time[32], signature_text[2 * SIGNATURE_BYTES + 1];
    char protocol[8], kiosk[48];
    CHECK(sscanf(request->head, "%7s %255s ", method, target) == 2);
    fake_socket_header(request->head, "Shoushi-Time", time, sizeof time);
    fake_socket_header(request->head, "Shoushi-Signature", signature_text, sizeof signature_text);
    fake_socket_header(request->head, "Shoushi-Protocol", protocol, sizeof protocol);
    fake_socket_header(request->head, "Shoushi-Kiosk", kiosk, sizeof kiosk);
    struct signature signature;
    const struct signed_request text = {
        .method = method,
        .target = target,
        .time_utc_us = atoll(time),
        .body_hash = hash_sha256(request->body, request->body_len),
    };
    bool enrol = path_of(request) == FAKE_PATH_ENROL;
    return strcmp(protocol, "1") == 0 && strcmp(kiosk, enrol ? "" : KIOSK) == 0 &&
           hash_hex_decode(signature_text, strlen(signature_text), signature.bytes,
                           SIGNATURE_BYTES) &&
           signed_request_verify(&text, &server->kiosk_key, &signature);
}

static bool is_off(const struct fake_server *server, const struct fake_request *request)
{
    char time[32];
    fake_socket_header(request->head, "Shoushi-Time", time, sizeof time);
    int64_t off_us = atoll(time) - server->utc_us;
    return off_us > INT64_C(300000000) || off_us < -INT64_C(300000000);
}

static void answer_enrolment(struct fake_server *server, const struct fake_request *request,
                             struct fake_reply *reply)
{
    static const char site_key[] =
        "5555555555555555555555555555555555555555555555555555555555555555";
    char key[2 * PUBLIC_KEY_BYTES + 1];
    struct public_key own = signing_key_public(server->key);
    hash_hex_encode(own.bytes, PUBLIC_KEY_BYTES, key);
    if (!memmem(request->body, request->body_len, "7KQ4-M2XW", 9)) {
        make_problem(reply, 403, "code");
        return;
    }
    reply->status = 201;
    fake_reply_add(
        reply,
        "{\"kiosk\":\"" KIOSK "\",\"place\":\"东门\",\"epoch\":1,\"site_name\":\"文兴县\","
        "\"timezone\":\"Asia/Shanghai\",\"site_key\":\"%s\",\"server_public_key\":\"%s\"}",
        site_key, key);
}

/* The key of a kiosk that is not known yet stands in its request. */
static bool learn_key(struct fake_server *server, const struct fake_request *request)
{
    static const char name[] = "\"public_key\":\"";
    const char *key = memmem(request->body, request->body_len, name, sizeof name - 1);
    return key && hash_hex_decode(key + sizeof name - 1, 2 * PUBLIC_KEY_BYTES,
                                  server->kiosk_key.bytes, PUBLIC_KEY_BYTES);
}

/* Answers for which the request is not looked at; false if there is none. */
static bool answer_fault(enum fake_path path, enum fake_fault fault, struct fake_reply *reply)
{
    static const struct {
        int status;
        const char *word;
    } problems[FAKE_FAULT_COUNT] = {
        [FAKE_FAULT_500] = {500, "internal"},        [FAKE_FAULT_REVOKED] = {403, "revoked"},
        [FAKE_FAULT_SIGNATURE] = {401, "signature"}, [FAKE_FAULT_CLOCK] = {401, "clock"},
        [FAKE_FAULT_PROTOCOL] = {400, "protocol"},
    };
    if (problems[fault].status) {
        make_problem(reply, problems[fault].status, problems[fault].word);
        return true;
    }
    if (fault == FAKE_FAULT_GARBAGE) {
        fake_reply_add(reply, "{\"results\":[{]}");
    } else if (fault == FAKE_FAULT_WRONG_FORM) {
        fake_reply_add(reply, "{\"results\":[],\"revision\":-1,\"more\":3,\"commands\":{}}");
    } else if (fault == FAKE_FAULT_TOO_LARGE) {
        reply->type = path == FAKE_PATH_PHOTO ? "image/jpeg" : reply->type;
        memset(reply->body, ' ', FAKE_REPLY_MAX);
        reply->len = FAKE_REPLY_MAX;
    } else {
        return false;
    }
    return true;
}

static void answer_commands(const struct fake_server *server, struct fake_reply *reply)
{
    static const char command[] = "{\"command\":\"read_card\",\"id\":\"i00000001\",\"staff\":"
                                  "\"%s\",\"expires_at\":\"2026-03-02T08:40:00\"}";
    fake_reply_add(reply, "{\"commands\":[");
    if (server->card_for[0]) {
        fake_reply_add(reply, command, server->card_for);
    }
    fake_reply_add(reply, "]}");
}

static void answer_photo(const struct fake_server *server, const struct fake_request *request,
                         struct fake_reply *reply)
{
    const char *sha256 = strstr(request->head, "/photos/") + 8;
    for (int i = 0; i < server->photo_count; i++) {
        if (strncmp(server->photos[i].sha256, sha256, HASH_HEX_SIZE - 1) == 0) {
            reply->type = "image/jpeg";
            fake_reply_add(reply, "%s", server->photos[i].text);
            return;
        }
    }
    make_problem(reply, 404, "not_found");
}

static void answer_card(struct fake_server *server, const struct fake_request *request,
                        struct fake_reply *reply)
{
    (void)snprintf(server->last_card, sizeof server->last_card, "%.*s", (int)request->body_len,
                   request->body);
    reply->status = server->card_status;
    reply->type = server->card_status < 400 ? "application/json" : "application/problem+json";
    fake_reply_add(reply, "%s", server->card_text);
}

/* True if an answer is to be sent now. */
static bool answer_properly(struct fake_server *server, const struct fake_request *request,
                            enum fake_path path, enum fake_fault fault, struct fake_reply *reply)
{
    if (path == FAKE_PATH_ENROL && !learn_key(server, request)) {
        make_problem(reply, 422, "invalid");
        return true;
    }
    if (!is_signed(server, request)) {
        server->unsigned_count++;
        make_problem(reply, 401, "signature");
        return true;
    }
    if (is_off(server, request)) {
        make_problem(reply, 401, "clock");
        return true;
    }
    switch (path) {
    case FAKE_PATH_CARD:
    case FAKE_PATH_OPENING:
        answer_card(server, request, reply);
        return true;
    case FAKE_PATH_PHOTO:
        answer_photo(server, request, reply);
        return true;
    case FAKE_PATH_ENROL:
        answer_enrolment(server, request, reply);
        return true;
    case FAKE_PATH_RECORDS:
        take_records(server, request, fault, reply);
        return true;
    case FAKE_PATH_STATE:
        return !take_poll(server, request, reply);
    default:
        (void)snprintf(server->last_status, sizeof server->last_status, "%.*s",
                       (int)request->body_len, request->body);
        answer_commands(server, reply);
        return true;
    }
}

static void prepare(struct fake_server *server, struct delivery *delivery, int connection)
{
    delivery->reply = (struct fake_reply){
        .status = 200, .type = "application/json", .body = delivery->reply.body};
    delivery->connection = connection;
    delivery->fault = FAKE_FAULT_NONE;
    delivery->utc_us = server->utc_us;
    delivery->time = server->time;
    if (server->time.pass) {
        server->time.pass(server->time.before_us, server->time.user);
        delivery->utc_us = server->time.utc_us(server->time.user);
    }
}

static void serve(struct fake_server *server, const struct fake_request *request,
                  struct delivery *delivery)
{
    enum fake_path path = path_of(request);
    struct fault_plan *plan = &server->faults[path];
    enum fake_fault fault = plan->left > 0 ? plan->fault : FAKE_FAULT_NONE;
    plan->left -= plan->left > 0 ? 1 : 0;
    server->requests[path]++;
    if (fault == FAKE_FAULT_HANG) {
        return;
    }
    prepare(server, delivery, request->connection);
    delivery->fault = fault;
    delivery->due = fault == FAKE_FAULT_NOTHING || fault == FAKE_FAULT_NO_HTTP ||
                    answer_fault(path, fault, &delivery->reply) ||
                    answer_properly(server, request, path, fault, &delivery->reply);
}

/* Something changed while a poll was held. */
static void serve_waiting(struct fake_server *server, struct delivery *delivery)
{
    bool asked = strcmp(server->card_for, server->waiting_card_for) != 0;
    bool news = asked || server->book.revision != server->waiting_since.since ||
                server->book.tap_count != server->waiting_since.taps;
    if (server->waiting >= 0 && news) {
        prepare(server, delivery, server->waiting);
        tell(server, &server->waiting_since, asked, &delivery->reply);
        delivery->due = true;
        server->waiting = -1;
    }
}

/* Opens and closes the port as the test wants it. */
static void follow_switch(struct fake_server *server)
{
    if (server->down && server->socket) {
        fake_socket_destroy(TAKE(server->socket));
        server->waiting = -1;
    } else if (!server->down && !server->socket) {
        server->socket = fake_socket_create(server->port);
    }
    CHECK(pthread_cond_broadcast(&server->switched) == 0);
}

static void *run(void *user)
{
    struct fake_server *server = user;
    struct delivery delivery = {.reply = {.body = malloc(FAKE_REPLY_MAX + 1)}};
    CHECK(delivery.reply.body);
    while (!atomic_load(&server->ending)) {
        struct fake_request request;
        bool received = fake_socket_receive(server->socket, server->wake, &request);
        eventfd_t value;
        (void)eventfd_read(server->wake, &value); /* fails where nothing woke it */
        CHECK(pthread_mutex_lock(&server->mutex) == 0);
        if (received && !server->down) {
            serve(server, &request, &delivery);
        }
        CHECK(pthread_mutex_unlock(&server->mutex) == 0);
        deliver(server, &delivery);
        CHECK(pthread_mutex_lock(&server->mutex) == 0);
        follow_switch(server);
        serve_waiting(server, &delivery);
        CHECK(pthread_mutex_unlock(&server->mutex) == 0);
        deliver(server, &delivery);
    }
    free(delivery.reply.body);
    return NULL;
}

/* From the test's thread */

static void lock(struct fake_server *server)
{
    CHECK(pthread_mutex_lock(&server->mutex) == 0);
}

static void unlock(struct fake_server *server)
{
    CHECK(pthread_mutex_unlock(&server->mutex) == 0);
    CHECK(eventfd_write(server->wake, 1) == 0);
}

static void make_keys(struct fake_server *server)
{
    static const uint8_t seed[SIGNING_SEED_BYTES] = {1};
    static const uint8_t other[SIGNING_SEED_BYTES] = {2};
    CHECK(signing_key_create(seed, &server->key, NULL));
    CHECK(signing_key_create(other, &server->stranger, NULL));
}

struct fake_server *fake_server_create(int64_t utc_us)
{
    struct fake_server *server = calloc(1, sizeof *server);
    CHECK(server);
    CHECK(pthread_mutex_init(&server->mutex, NULL) == 0);
    CHECK(pthread_cond_init(&server->switched, NULL) == 0);
    server->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    server->socket = fake_socket_create(0);
    server->port = fake_socket_port(server->socket);
    (void)snprintf(server->url, sizeof server->url, "http://127.0.0.1:%d", server->port);
    server->utc_us = utc_us;
    server->waiting = -1;
    CHECK(server->wake >= 0);
    fake_book_init(&server->book);
    make_keys(server);
    CHECK(pthread_create(&server->thread, NULL, run, server) == 0);
    return server;
}

void fake_server_destroy(struct fake_server *server)
{
    if (!server) {
        return;
    }
    atomic_store(&server->ending, true);
    CHECK(eventfd_write(server->wake, 1) == 0);
    CHECK(pthread_join(server->thread, NULL) == 0);
    fake_socket_destroy(server->socket);
    CHECK(close(server->wake) == 0);
    fake_book_finish(&server->book);
    signing_key_destroy(server->key);
    signing_key_destroy(server->stranger);
    CHECK(pthread_cond_destroy(&server->switched) == 0);
    CHECK(pthread_mutex_destroy(&server->mutex) == 0);
    free(server);
}

const char *fake_server_url(const struct fake_server *server)
{
    return server->url;
}

void fake_server_take_time(struct fake_server *server, const struct fake_time *time)
{
    lock(server);
    server->time = *time;
    unlock(server);
}

void fake_server_set_time(struct fake_server *server, int64_t utc_us)
{
    lock(server);
    server->utc_us = utc_us;
    unlock(server);
}

void fake_server_know(struct fake_server *server, const struct public_key *key)
{
    lock(server);
    server->kiosk_key = *key;
    unlock(server);
}

struct public_key fake_server_key(const struct fake_server *server)
{
    return signing_key_public(server->key);
}

void fake_server_fail(struct fake_server *server, enum fake_path path, enum fake_fault fault,
                      int count)
{
    lock(server);
    server->faults[path] = (struct fault_plan){fault, count};
    unlock(server);
}

static void turn(struct fake_server *server, bool down)
{
    lock(server);
    server->down = down;
    CHECK(eventfd_write(server->wake, 1) == 0);
    while ((server->socket == NULL) != down) {
        CHECK(pthread_cond_wait(&server->switched, &server->mutex) == 0);
    }
    unlock(server);
}

void fake_server_go_down(struct fake_server *server)
{
    turn(server, true);
}

void fake_server_come_up(struct fake_server *server)
{
    turn(server, false);
}

void fake_server_put(struct fake_server *server, const char *kind, const char *id,
                     const char *value)
{
    lock(server);
    fake_book_put(&server->book, kind, id, value);
    unlock(server);
}

void fake_server_tap(struct fake_server *server, const char *staff, int64_t at_utc_us)
{
    lock(server);
    fake_book_tap(&server->book, staff, at_utc_us);
    unlock(server);
}

void fake_server_add_photo(struct fake_server *server, const struct hash *sha256, const char *text)
{
    lock(server);
    CHECK(server->photo_count < FAKE_PHOTOS_MAX);
    struct fake_photo *photo = &server->photos[server->photo_count++];
    hash_hex_encode(sha256->bytes, HASH_BYTES, photo->sha256);
    (void)snprintf(photo->text, sizeof photo->text, "%s", text);
    unlock(server);
}

void fake_server_ask_card(struct fake_server *server, const char *staff)
{
    lock(server);
    (void)snprintf(server->card_for, sizeof server->card_for, "%s", staff);
    unlock(server);
}

void fake_server_grow_old(struct fake_server *server)
{
    lock(server);
    server->book.putting_back = -1;
    unlock(server);
}

void fake_server_grow_young(struct fake_server *server)
{
    lock(server);
    server->book.putting_back = 0;
    unlock(server);
}

void fake_server_forget_documents(struct fake_server *server)
{
    lock(server);
    fake_book_forget_documents(&server->book);
    unlock(server);
}

void fake_server_forget_lines(struct fake_server *server, int count)
{
    lock(server);
    fake_book_forget_lines(&server->book, count);
    unlock(server);
}

void fake_server_plant(struct fake_server *server, uint32_t epoch, uint64_t seq)
{
    lock(server);
    fake_book_plant(&server->book, epoch, seq);
    unlock(server);
}

static int look(struct fake_server *server, const int *number)
{
    CHECK(pthread_mutex_lock(&server->mutex) == 0);
    int found = *number;
    CHECK(pthread_mutex_unlock(&server->mutex) == 0);
    return found;
}

int fake_server_requests(struct fake_server *server, enum fake_path path)
{
    return look(server, &server->requests[path]);
}

int fake_server_lines(struct fake_server *server)
{
    return look(server, &server->book.line_count);
}

int fake_server_repeated(struct fake_server *server)
{
    return look(server, &server->book.repeated);
}

int fake_server_quarantined(struct fake_server *server)
{
    return look(server, &server->book.quarantined);
}

int fake_server_unsigned(struct fake_server *server)
{
    return look(server, &server->unsigned_count);
}

void fake_server_answer_card(struct fake_server *server, int status, const char *text)
{
    lock(server);
    server->card_status = status;
    server->card_text = text;
    unlock(server);
}

static char *copy_text(struct fake_server *server, const char *text)
{
    CHECK(pthread_mutex_lock(&server->mutex) == 0);
    char *copy = strdup(text);
    CHECK(pthread_mutex_unlock(&server->mutex) == 0);
    CHECK(copy);
    return copy;
}

char *fake_server_last_card(struct fake_server *server)
{
    return copy_text(server, server->last_card);
}

char *fake_server_last_status(struct fake_server *server)
{
    return copy_text(server, server->last_status);
}
