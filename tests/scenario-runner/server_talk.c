#include "server_talk.h"

#include "clock.h"
#include "hash.h"
#include "signed_request.h"
#include <curl/curl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define ANSWER_MAX   (256u << 20)
#define TIMEOUT_S    300
#define NEW_PASSWORD "the scenarios' own"
#define HEADERS_MAX  8
#define HEADER_SIZE  256

struct server_talk {
    CURL *curl;
    char url[128];
    char csrf[80];
    char *answer;
    size_t answer_len, answer_room;
};

static size_t on_data(char *data, size_t size, size_t count, void *user)
{
    struct server_talk *talk = user;
    size_t len = size * count;
    if (talk->answer_len + len >= talk->answer_room) {
        size_t room = (talk->answer_len + len + 1) * 2;
        char *answer = room <= ANSWER_MAX ? realloc(talk->answer, room) : NULL;
        if (!answer) {
            return 0;
        }
        talk->answer = answer;
        talk->answer_room = room;
    }
    memcpy(talk->answer + talk->answer_len, data, len);
    talk->answer_len += len;
    talk->answer[talk->answer_len] = '\0';
    return len;
}

bool server_talk_create(const char *url, struct server_talk **ret_talk, struct error *err)
{
    AUTO(server_talk) struct server_talk *talk = calloc(1, sizeof *talk);
    if (!talk || !(talk->curl = curl_easy_init())) {
        return error_set(err, ERROR_NO_MEMORY, "talk: out of memory");
    }
    (void)snprintf(talk->url, sizeof talk->url, "%s", url);
    *ret_talk = TAKE(talk);
    return true;
}

void server_talk_destroy(struct server_talk *talk)
{
    if (talk) {
        curl_easy_cleanup(talk->curl);
        free(talk->answer);
        free(talk);
    }
}

struct request {
    const char *method;
    const char *path;
    const char *body; /* NULL: none */
    size_t body_len;
    char headers[HEADERS_MAX][HEADER_SIZE];
    size_t header_count;
};

static void add_header(struct request *request, const char *name, const char *value)
{
    (void)snprintf(request->headers[request->header_count++], HEADER_SIZE, "%s: %s", name, value);
}

static void set_options(struct server_talk *talk, const struct request *request, const char *url,
                        const struct curl_slist *headers)
{
    CURL *curl = talk->curl;
    curl_easy_setopt(curl, CURLOPT_URL, url);
    curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, request->method);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_data);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, talk);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)TIMEOUT_S);
    curl_easy_setopt(curl, CURLOPT_COOKIEFILE, ""); /* cookies are kept in memory */
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, request->body);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, (long)request->body_len);
    if (!request->body) {
        curl_easy_setopt(curl, CURLOPT_HTTPGET, 1L);
    }
}

/* Any status but the expected one is an error with what the server said. */
static bool perform(struct server_talk *talk, const struct request *request, long expected,
                    struct error *err)
{
    char url[4096];
    (void)snprintf(url, sizeof url, "%s%s", talk->url, request->path);
    struct curl_slist *headers = NULL;
    for (size_t i = 0; i < request->header_count; i++) {
        headers = curl_slist_append(headers, request->headers[i]);
    }
    talk->answer_len = 0;
    set_options(talk, request, url, headers);
    CURLcode code = curl_easy_perform(talk->curl);
    curl_slist_free_all(headers);
    if (code != CURLE_OK) {
        return error_set(err, ERROR_IO, "%s: %s", request->path, curl_easy_strerror(code));
    }
    long status = 0;
    (void)curl_easy_getinfo(talk->curl, CURLINFO_RESPONSE_CODE, &status);
    if (status != expected) {
        return error_set(err, ERROR_IO, "%s: %ld %.300s", request->path, status,
                         talk->answer_len ? talk->answer : "");
    }
    return true;
}

static bool perform_json(struct server_talk *talk, struct request *request, const json_t *body,
                         long expected, struct error *err)
{
    AUTO(memory) char *text = body ? json_dumps(body, JSON_COMPACT) : NULL;
    if (body && !text) {
        return error_set(err, ERROR_NO_MEMORY, "talk: out of memory");
    }
    request->body = text;
    request->body_len = text ? strlen(text) : 0;
    if (body) {
        add_header(request, "Content-Type", "application/json");
        add_header(request, "Shoushi-CSRF", talk->csrf);
    }
    return perform(talk, request, expected, err);
}

static bool parse_answer(const struct server_talk *talk, const char *path, json_t **ret_answer,
                         struct error *err)
{
    return json_parse(talk->answer ? talk->answer : "", talk->answer_len, path, ret_answer, err);
}

bool server_talk_call(struct server_talk *talk, const char *path, const json_t *body,
                      json_t **ret_answer, struct error *err)
{
    struct request request = {.method = body ? "POST" : "GET", .path = path};
    return perform_json(talk, &request, body, 200, err) &&
           parse_answer(talk, path, ret_answer, err);
}

static bool begin_session(struct server_talk *talk, const char *account, const char *password,
                          struct error *err)
{
    AUTO(json) json_t *body = json_pack("{s:s, s:s}", "account", account, "password", password);
    AUTO(json) json_t *session = NULL;
    struct request request = {.method = "POST", .path = "/api/v1/session"};
    const char *csrf;
    if (!perform_json(talk, &request, body, 201, err) ||
        !parse_answer(talk, request.path, &session, err) ||
        !json_get_text(session, "", "csrf", sizeof talk->csrf - 1, &csrf, err)) {
        return false;
    }
    (void)snprintf(talk->csrf, sizeof talk->csrf, "%s", csrf);
    return true;
}

bool server_talk_log_in(struct server_talk *talk, const char *account, const char *password,
                        struct error *err)
{
    AUTO(json) json_t *change = json_pack("{s:s, s:s}", "old", password, "new", NEW_PASSWORD);
    struct request request = {.method = "PUT", .path = "/api/v1/session/password"};
    return begin_session(talk, account, password, err) &&
           perform_json(talk, &request, change, 204, err) &&
           begin_session(talk, account, NEW_PASSWORD, err);
}

static void sign(struct request *request, const struct signing_key *key)
{
    char text[2 * SIGNATURE_BYTES + 1];
    struct signed_request signed_request = {
        .method = request->method,
        .target = request->path,
        .time_utc_us = clock_utc_us(clock_system()),
        .body_hash = hash_sha256(request->body, request->body_len),
    };
    struct signature signature = signed_request_sign(&signed_request, key);
    hash_hex_encode(signature.bytes, SIGNATURE_BYTES, text);
    add_header(request, "Shoushi-Signature", text);
    (void)snprintf(text, sizeof text, "%" PRId64, signed_request.time_utc_us);
    add_header(request, "Shoushi-Time", text);
    add_header(request, "Shoushi-Protocol", "1");
}

static bool take_enrolment(const struct server_talk *talk, struct server_kiosk *kiosk,
                           struct error *err)
{
    AUTO(json) json_t *answer = NULL;
    const char *id;
    const char *site_key;
    if (!parse_answer(talk, "enrol", &answer, err) ||
        !json_get_text(answer, "", "kiosk", sizeof kiosk->id - 1, &id, err) ||
        !json_get_text(answer, "", "site_key", 64, &site_key, err)) {
        return false;
    }
    (void)snprintf(kiosk->id, sizeof kiosk->id, "%s", id);
    return hash_hex_decode(site_key, strlen(site_key), kiosk->site_key.bytes, SITE_KEY_BYTES) ||
           error_set(err, ERROR_INVALID, "enrol: site_key is not 64 hex digits");
}

bool server_talk_enrol(struct server_talk *talk, const char *code, struct server_kiosk *ret_kiosk,
                       struct error *err)
{
    uint8_t seed[SIGNING_SEED_BYTES];
    hash_random(seed, sizeof seed);
    AUTO(signing_key) struct signing_key *key = NULL;
    if (!signing_key_create(seed, &key, err)) {
        return false;
    }
    char hex[2 * PUBLIC_KEY_BYTES + 1];
    struct public_key public_key = signing_key_public(key);
    hash_hex_encode(public_key.bytes, PUBLIC_KEY_BYTES, hex);
    char body[256];
    int len = snprintf(body, sizeof body,
                       "{\"code\":\"%s\",\"public_key\":\"%s\",\"version\":\"0.1.0\"}", code, hex);
    struct request request = {
        .method = "POST", .path = "/api/v1/kiosk/enrol", .body = body, .body_len = (size_t)len};
    add_header(&request, "Content-Type", "application/json");
    sign(&request, key);
    if (!perform(talk, &request, 201, err) || !take_enrolment(talk, ret_kiosk, err)) {
        return false;
    }
    ret_kiosk->key = TAKE(key);
    return true;
}

bool server_talk_send_records(struct server_talk *talk, const struct server_kiosk *kiosk,
                              const char *lines, size_t len, struct error *err)
{
    struct request request = {
        .method = "POST", .path = "/api/v1/kiosk/records", .body = lines, .body_len = len};
    add_header(&request, "Content-Type", "application/x-ndjson");
    add_header(&request, "Shoushi-Kiosk", kiosk->id);
    sign(&request, kiosk->key);
    AUTO(json) json_t *answer = NULL;
    const json_t *results;
    if (!perform(talk, &request, 200, err) || !parse_answer(talk, request.path, &answer, err) ||
        !json_get_array(answer, "", "results", 500, &results, err)) {
        return false;
    }
    size_t index;
    json_t *result;
    json_array_foreach((json_t *)(uintptr_t)results, index, result)
    {
        const char *said;
        if (!json_get_text(result, "result", "answer", 32, &said, err)) {
            return false;
        }
        if (strcmp(said, "stored") != 0) {
            return error_set(err, ERROR_IO, "record %zu was answered %s", index + 1, said);
        }
    }
    return true;
}
