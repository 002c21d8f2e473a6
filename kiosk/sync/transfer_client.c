#include "transfer_client.h"

#include "check.h"
#include <curl/curl.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#define CONNECT_TIMEOUT_MS 10000L
#define AGENT              "shoushi-kiosk/" SHOUSHI_VERSION

struct slot {
    const struct clock *clock;
    CURL *easy; /* kept for its connection */
    bool busy;
    bool too_large;
    struct curl_slist *headers;
    char *body;
    size_t len, room;
    char content_type[64], server_time[32];
    struct transfer_moment sent, answered;
    char fault[CURL_ERROR_SIZE];
};

struct transfer_client {
    const struct clock *clock;
    CURLM *multi;
    char *ca_file;
    struct slot slots[TRANSFER_CLIENT_SLOTS];
};

void transfer_answer_finish(struct transfer_answer *answer)
{
    free(answer->body);
    *answer = (struct transfer_answer){0};
}

static size_t on_body(char *data, size_t size, size_t count, void *user)
{
    struct slot *slot = user;
    size_t len = size * count;
    if (slot->len + len > TRANSFER_CLIENT_ANSWER_MAX) {
        slot->too_large = true;
        return 0;
    }
    if (slot->len + len + 1 > slot->room) {
        size_t room = slot->room == 0 ? 4096 : slot->room;
        while (room < slot->len + len + 1) {
            room *= 2;
        }
        char *larger = realloc(slot->body, room);
        if (!larger) {
            return 0;
        }
        slot->body = larger;
        slot->room = room;
    }
    memcpy(slot->body + slot->len, data, len);
    slot->len += len;
    slot->body[slot->len] = '\0';
    return len;
}

/* The value of a header line, if it is that header's: without spaces around it, and up to `stop`.
 */
static void note_header(const char *line, size_t len, const char *name, char stop, char *ret_value,
                        size_t size)
{
    size_t name_len = strlen(name);
    if (len <= name_len || strncasecmp(line, name, name_len) != 0 || line[name_len] != ':') {
        return;
    }
    const char *start = line + name_len + 1;
    const char *end = memchr(start, stop, len - name_len - 1);
    end = end ? end : line + len;
    while (start < end && strchr(" \t\r\n", *start)) {
        start++;
    }
    while (end > start && strchr(" \t\r\n", end[-1])) {
        end--;
    }
    if ((size_t)(end - start) < size) {
        memcpy(ret_value, start, (size_t)(end - start));
        ret_value[end - start] = '\0';
    }
}

static struct transfer_moment moment_now(const struct slot *slot)
{
    return (struct transfer_moment){.utc_us = clock_utc_us(slot->clock),
                                    .mono_us = clock_mono_us(slot->clock)};
}

/* libcurl's own "pretransfer" is taken when the request has gone, and may be later than the answer.
 */
static int on_connected(void *user, char *address, char *own_address, int port, int own_port)
{
    struct slot *slot = user;
    (void)address;
    (void)own_address;
    (void)port;
    (void)own_port; /* whoever answers there */
    slot->sent = moment_now(slot);
    return CURL_PREREQFUNC_OK;
}

/* The first line comes when what follows it has been written. */
static size_t on_header(char *line, size_t size, size_t count, void *user)
{
    struct slot *slot = user;
    size_t len = size * count;
    if (len > 5 && memcmp(line, "HTTP/", 5) == 0) {
        slot->answered = moment_now(slot);
    }
    note_header(line, len, "Content-Type", ';', slot->content_type, sizeof slot->content_type);
    note_header(line, len, "Shoushi-Time", '\n', slot->server_time, sizeof slot->server_time);
    return len;
}

bool transfer_client_create(const char *ca_file, const struct clock *clock,
                            struct transfer_client **ret_client, struct error *err)
{
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
        return error_set(err, ERROR_NO_MEMORY, "HTTP: libcurl cannot start");
    }
    AUTO(transfer_client) struct transfer_client *client = calloc(1, sizeof *client);
    if (!client) {
        curl_global_cleanup();
        return error_set(err, ERROR_NO_MEMORY, "HTTP: out of memory");
    }
    client->clock = clock;
    client->multi = curl_multi_init();
    client->ca_file = strdup(ca_file);
    if (!client->multi || !client->ca_file) {
        return error_set(err, ERROR_NO_MEMORY, "HTTP: out of memory");
    }
    *ret_client = TAKE(client);
    return true;
}

static void release(struct transfer_client *client, struct slot *slot)
{
    if (slot->busy) {
        CHECK(curl_multi_remove_handle(client->multi, slot->easy) == CURLM_OK);
    }
    curl_slist_free_all(slot->headers);
    free(slot->body);
    CURL *easy = slot->easy;
    *slot = (struct slot){.easy = easy};
}

void transfer_client_destroy(struct transfer_client *client)
{
    if (!client) {
        return;
    }
    for (size_t i = 0; i < TRANSFER_CLIENT_SLOTS; i++) {
        release(client, &client->slots[i]);
        curl_easy_cleanup(client->slots[i].easy);
    }
    (void)curl_multi_cleanup(client->multi); /* NULL and empty are fine */
    free(client->ca_file);
    free(client);
    curl_global_cleanup();
}

/* Options take a long, a pointer or a function; none of these can fail but for memory. */
#define SET(option, value) CHECK(curl_easy_setopt(easy, option, value) == CURLE_OK)

static bool add_header(struct slot *slot, const char *name, const char *value)
{
    char line[512];
    CHECK(snprintf(line, sizeof line, "%s: %s", name, value) < (int)sizeof line);
    struct curl_slist *longer = curl_slist_append(slot->headers, line);
    if (!longer) {
        return false;
    }
    slot->headers = longer;
    return true;
}

static bool set_headers(struct slot *slot, const struct transfer_request *request)
{
    CHECK(request->header_count <= TRANSFER_CLIENT_HEADERS_MAX);
    for (size_t i = 0; i < request->header_count; i++) {
        if (!add_header(slot, request->headers[i].name, request->headers[i].value)) {
            return false;
        }
    }
    /* "Expect: 100-continue" would cost a round trip for every batch. */
    return add_header(slot, "Expect", "") &&
           (!request->content_type || add_header(slot, "Content-Type", request->content_type));
}

static void set_safety(const struct transfer_client *client, CURL *easy)
{
    SET(CURLOPT_NOSIGNAL, 1L);
    SET(CURLOPT_PROXY, "");
    SET(CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
    SET(CURLOPT_PROTOCOLS_STR, "http,https");
    SET(CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    SET(CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    SET(CURLOPT_CONNECTTIMEOUT_MS, CONNECT_TIMEOUT_MS);
    SET(CURLOPT_USERAGENT, AGENT);
    if (client->ca_file[0]) {
        SET(CURLOPT_CAINFO, client->ca_file);
        SET(CURLOPT_CAPATH, NULL);
    }
}

static void set_request(CURL *easy, struct slot *slot, const struct transfer_request *request)
{
    SET(CURLOPT_URL, request->url);
    SET(CURLOPT_TIMEOUT_MS, (long)request->timeout_ms);
    SET(CURLOPT_HTTPHEADER, slot->headers);
    SET(CURLOPT_WRITEFUNCTION, on_body);
    SET(CURLOPT_WRITEDATA, slot);
    SET(CURLOPT_HEADERFUNCTION, on_header);
    SET(CURLOPT_HEADERDATA, slot);
    SET(CURLOPT_PREREQFUNCTION, on_connected);
    SET(CURLOPT_PREREQDATA, slot);
    SET(CURLOPT_ERRORBUFFER, slot->fault);
    SET(CURLOPT_PRIVATE, slot);
    if (request->content_type) {
        SET(CURLOPT_POST, 1L);
        SET(CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->body_len);
        SET(CURLOPT_POSTFIELDS, request->body);
    }
}

bool transfer_client_start(struct transfer_client *client, const struct transfer_request *request,
                           struct error *err)
{
    CHECK(request->slot >= 0 && request->slot < TRANSFER_CLIENT_SLOTS);
    struct slot *slot = &client->slots[request->slot];
    CHECK(!slot->busy);
    if (!slot->easy) {
        slot->easy = curl_easy_init();
    }
    if (!slot->easy || !set_headers(slot, request)) {
        release(client, slot);
        return error_set(err, ERROR_NO_MEMORY, "HTTP: out of memory");
    }
    curl_easy_reset(slot->easy); /* the connection stays with the multi handle */
    slot->clock = client->clock;
    set_safety(client, slot->easy);
    set_request(slot->easy, slot, request);
    if (curl_multi_add_handle(client->multi, slot->easy) != CURLM_OK) {
        release(client, slot);
        return error_set(err, ERROR_NO_MEMORY, "HTTP: out of memory");
    }
    slot->busy = true;
    return true;
}

static int count_busy(const struct transfer_client *client)
{
    int busy = 0;
    for (size_t i = 0; i < TRANSFER_CLIENT_SLOTS; i++) {
        busy += client->slots[i].busy ? 1 : 0;
    }
    return busy;
}

void transfer_client_run(struct transfer_client *client, int timeout_ms)
{
    int running;
    CHECK(curl_multi_perform(client->multi, &running) == CURLM_OK);
    if (running < count_busy(client)) {
        timeout_ms = 0; /* an answer waits to be taken */
    }
    CHECK(curl_multi_poll(client->multi, NULL, 0, timeout_ms, NULL) == CURLM_OK);
    CHECK(curl_multi_perform(client->multi, &running) == CURLM_OK);
}

static bool is_refused(CURL *easy)
{
    long errnum = 0;
    CHECK(curl_easy_getinfo(easy, CURLINFO_OS_ERRNO, &errnum) == CURLE_OK);
    return errnum == ECONNREFUSED;
}

static enum transfer_failure failure_of(CURLcode code, const struct slot *slot)
{
    if (slot->too_large) {
        return TRANSFER_FAILURE_TOO_LARGE;
    }
    switch (code) {
    case CURLE_OK:
        return TRANSFER_FAILURE_NONE;
    case CURLE_COULDNT_RESOLVE_HOST:
        return TRANSFER_FAILURE_UNRESOLVED;
    case CURLE_COULDNT_CONNECT:
        return is_refused(slot->easy) ? TRANSFER_FAILURE_REFUSED : TRANSFER_FAILURE_UNREACHABLE;
    case CURLE_GOT_NOTHING:
    case CURLE_SEND_ERROR:
        return TRANSFER_FAILURE_UNREACHABLE;
    case CURLE_OPERATION_TIMEDOUT:
        return TRANSFER_FAILURE_TIMEOUT;
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_SSL_CACERT_BADFILE:
        return TRANSFER_FAILURE_TLS;
    default:
        return TRANSFER_FAILURE_BROKEN;
    }
}

static void fill(struct slot *slot, CURLcode code, struct transfer_answer *answer)
{
    answer->failure = failure_of(code, slot);
    memcpy(answer->content_type, slot->content_type, sizeof answer->content_type);
    if (answer->failure != TRANSFER_FAILURE_NONE) {
        const char *text = slot->fault[0] ? slot->fault : curl_easy_strerror(code);
        (void)snprintf(answer->text, sizeof answer->text, "%.127s",
                       slot->too_large ? "the answer is larger than 4 MiB" : text);
        return;
    }
    long status = 0;
    CHECK(curl_easy_getinfo(slot->easy, CURLINFO_RESPONSE_CODE, &status) == CURLE_OK);
    answer->status = (int)status;
    answer->sent = slot->sent;
    answer->answered = slot->answered;
    memcpy(answer->server_time, slot->server_time, sizeof answer->server_time);
    answer->body_len = slot->len;
    answer->body = TAKE(slot->body);
}

bool transfer_client_take(struct transfer_client *client, struct transfer_answer *ret_answer)
{
    int queued;
    CURLMsg *message = curl_multi_info_read(client->multi, &queued);
    if (!message || message->msg != CURLMSG_DONE) {
        return false;
    }
    char *user = NULL;
    CHECK(curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &user) == CURLE_OK);
    struct slot *slot = (struct slot *)(void *)user;
    struct transfer_answer answer = {.slot = (int)(slot - client->slots)};
    fill(slot, message->data.result, &answer);
    release(client, slot);
    if (answer.failure == TRANSFER_FAILURE_NONE && !answer.body) {
        answer.body = calloc(1, 1);
        CHECK(answer.body);
    }
    *ret_answer = answer;
    return true;
}

void transfer_client_wake(struct transfer_client *client)
{
    CHECK(curl_multi_wakeup(client->multi) == CURLM_OK);
}
