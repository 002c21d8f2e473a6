/* docs/sync-protocol.md, held to it over real HTTP: what a kiosk sends, and what comes back to the
 * byte that counts. */

#include "kiosk_api.h"

#include "cmocka_tests.h"
#include "http_client.h"
#include "http_server.h"
#include "json.h"
#include "test_site.h"
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define RECORDS  "/api/v1/kiosk/records"
#define NDJSON   "Content-Type: application/x-ndjson\r\n"
#define JSON     "Content-Type: application/json\r\n"
#define BODY_MAX (INGEST_LINES_MAX * TAP_RECORD_LINE_MAX)

struct fixture {
    struct test_site site;
    struct test_kiosk kiosk;
    struct kiosk_api *api;
    struct http_server *server;
    struct http_client *client;
    struct http_reply reply;
    json_t *answer; /* the reply's body */
    char body[BODY_MAX + 2];
};

static struct fixture fixture;

static int set_up(void **state)
{
    struct error err;
    struct http_server_settings settings;
    memset(&fixture, 0, sizeof fixture);
    test_site_init(&fixture.site);
    test_kiosk_init(&fixture.kiosk, &fixture.site);
    const struct kiosk_api_settings api = {
        .storage = fixture.site.storage,
        .clock = &fixture.site.clock.clock,
        .enrolment = fixture.site.enrolment,
        .ingest = fixture.site.ingest,
    };
    assert_true(kiosk_api_create(&api, &fixture.api, &err));
    struct fact_observer observer = kiosk_api_observer(fixture.api);
    fact_writer_add_observer(fixture.site.facts, &observer);
    struct http_route_set routes = kiosk_api_routes(fixture.api);
    http_server_settings_init(&settings);
    settings.port = 0;
    settings.clock = &fixture.site.clock.clock;
    assert_true(http_server_create(&settings, &routes, 1, &fixture.server, &err));
    assert_true(http_server_start(fixture.server, &err));
    fixture.client = http_client_create(http_server_url(fixture.server));
    *state = &fixture;
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    json_decref(fixture.answer);
    http_reply_finish(&fixture.reply);
    http_client_destroy(fixture.client);
    http_server_destroy(fixture.server);
    /* The fact writer calls the API: it goes with the site, before the API does. */
    test_kiosk_finish(&fixture.kiosk);
    test_site_finish(&fixture.site);
    kiosk_api_destroy(fixture.api);
    return 0;
}

/* Sends a request with these headers as they are, and reads the answer into the fixture. */
static void request(const char *method, const char *target, const char *headers, const char *body)
{
    struct error err;
    json_decref(TAKE(fixture.answer));
    http_reply_finish(&fixture.reply);
    fixture.reply = (struct http_reply){0};
    http_client_request(fixture.client, method, target, headers, body, &fixture.reply);
    if (fixture.reply.body_len > 0 &&
        !json_parse(fixture.reply.body, fixture.reply.body_len, "answer", &fixture.answer, &err)) {
        fail_msg("%s: %s", err.text, fixture.reply.body);
    }
}

/* The same signed by the kiosk at a moment; more: further headers. */
static void request_at(int64_t utc_us, const char *method, const char *target, const char *more,
                       const char *body)
{
    char headers[1024];
    char all[2048];
    (void)test_kiosk_sign(&fixture.kiosk, method, target, utc_us, body, body ? strlen(body) : 0,
                          headers);
    (void)snprintf(all, sizeof all, "%s%s", headers, more);
    request(method, target, all, body);
}

static void post_records(const char *body)
{
    request_at(fixture.site.clock.utc_us, "POST", RECORDS, NDJSON, body);
}

static void get_state(const char *query)
{
    char target[256];
    (void)snprintf(target, sizeof target, "/api/v1/kiosk/state%s", query);
    request_at(fixture.site.clock.utc_us, "GET", target, "", NULL);
}

static const char *text(const char *key)
{
    const char *value = json_string_value(json_object_get(fixture.answer, key));
    return value ? value : "";
}

static void assert_status(unsigned status)
{
    if (fixture.reply.status != status) {
        fail_msg("status %u instead of %u: %s", fixture.reply.status, status,
                 fixture.reply.body ? fixture.reply.body : "");
    }
}

static void assert_problem(unsigned status, const char *type)
{
    char media_type[128];
    assert_status(status);
    assert_string_equal(text("type"), type);
    assert_int_equal(json_integer_value(json_object_get(fixture.answer, "status")), status);
    assert_non_null(http_reply_header(&fixture.reply, "Content-Type", media_type, 128));
    assert_non_null(strstr(media_type, "application/problem+json"));
}

static void assert_answers(const char *expected)
{
    char answers[1024] = "";
    size_t index;
    json_t *result;
    assert_status(200);
    json_array_foreach(json_object_get(fixture.answer, "results"), index, result)
    {
        const char *reason = json_string_value(json_object_get(result, "reason"));
        const char *answer = json_string_value(json_object_get(result, "answer"));
        (void)strcat(answers, index > 0 ? " " : "");
        (void)strcat(answers, answer);
        (void)strcat(answers, reason ? ":" : "");
        (void)strcat(answers, reason ? reason : "");
    }
    assert_string_equal(answers, expected);
}

static int64_t number(const char *sql)
{
    return test_site_number(&fixture.site, sql);
}

static void assert_nothing_stored(void)
{
    assert_int_equal(number("SELECT (SELECT COUNT(*) FROM record) + "
                            "(SELECT COUNT(*) FROM quarantine)"),
                     0);
}

/* Enrolment */

struct newcomer {
    struct test_kiosk kiosk; /* only its key and an empty id */
    char body[512];
};

static void make_newcomer(struct newcomer *newcomer, const char *code)
{
    struct error err;
    uint8_t seed[SIGNING_SEED_BYTES];
    char key[2 * PUBLIC_KEY_BYTES + 1];
    *newcomer = (struct newcomer){0};
    hash_random(seed, sizeof seed);
    assert_true(signing_key_create(seed, &newcomer->kiosk.key, &err));
    struct public_key public_key = signing_key_public(newcomer->kiosk.key);
    hash_hex_encode(public_key.bytes, PUBLIC_KEY_BYTES, key);
    (void)snprintf(newcomer->body, sizeof newcomer->body,
                   "{\"code\": \"%s\", \"public_key\": \"%s\", \"version\": \"0.1.0\"}", code, key);
}

static void enrol(const struct newcomer *newcomer, const char *body)
{
    char headers[1024], all[1200];
    (void)test_kiosk_sign(&newcomer->kiosk, "POST", "/api/v1/kiosk/enrol",
                          fixture.site.clock.utc_us, body, strlen(body), headers);
    char *kiosk = strstr(headers, "Shoushi-Kiosk: \r\n");
    assert_non_null(kiosk);
    memmove(kiosk, kiosk + 17, strlen(kiosk + 17) + 1); /* nobody has given it an id yet */
    (void)snprintf(all, sizeof all, "%s" JSON, headers);
    request("POST", "/api/v1/kiosk/enrol", all, body);
}

static void test_enrol__a_code_and_a_key_make_a_kiosk(void **state)
{
    (void)state;
    struct error err;
    struct newcomer newcomer;
    char code[ENROL_CODE_SIZE];
    assert_true(kiosk_enrolment_make_code(fixture.site.enrolment, "政务大厅", "admin", code, &err));
    make_newcomer(&newcomer, code);
    for (int i = 0; i < 2; i++) { /* a lost answer costs nothing */
        enrol(&newcomer, newcomer.body);
        assert_status(201);
        assert_string_equal(text("kiosk"), "k0002");
        assert_string_equal(text("place"), "政务大厅");
        assert_string_equal(text("site_name"), "县政府");
        assert_string_equal(text("timezone"), "Asia/Shanghai");
        assert_int_equal(strlen(text("site_key")), 64);
        assert_int_equal(strlen(text("server_public_key")), 64);
        assert_int_equal(json_integer_value(json_object_get(fixture.answer, "epoch")), 1);
        assert_int_equal(json_object_size(fixture.answer), 7);
    }
    test_kiosk_finish(&newcomer.kiosk);
    make_newcomer(&newcomer, code); /* another key */
    enrol(&newcomer, newcomer.body);
    assert_problem(403, "shoushi:code");
    test_kiosk_finish(&newcomer.kiosk);
}

static void test_enrol__what_is_malformed_is_refused_by_name(void **state)
{
    (void)state;
    struct newcomer newcomer;
    make_newcomer(&newcomer, "7KQ4-M2XW");
    enrol(&newcomer, "{\"code\": \"7KQ4-M2XW\", \"version\": \"0.1.0\"}");
    assert_problem(422, "shoushi:invalid");
    assert_string_equal(text("field"), "public_key");
    enrol(&newcomer, "{\"code\": 7, \"public_key\": \"\", \"version\": \"0.1.0\"}");
    assert_string_equal(text("field"), "code");
    enrol(&newcomer, "{\"code\": \"7KQ4-M2XW\", \"public_key\": \"00\", \"version\": \"1\"}");
    assert_string_equal(text("field"), "public_key");
    enrol(&newcomer, "[]");
    assert_problem(400, "shoushi:malformed");
    enrol(&newcomer, "{\"code\": ");
    assert_problem(400, "shoushi:malformed");
    enrol(&newcomer, newcomer.body);
    assert_problem(403, "shoushi:code");
    test_kiosk_finish(&newcomer.kiosk);
}

static void test_enrol__is_signed_with_the_key_it_names(void **state)
{
    (void)state;
    struct newcomer one, other;
    make_newcomer(&one, "7KQ4-M2XW");
    make_newcomer(&other, "7KQ4-M2XW");
    enrol(&one, other.body);
    assert_problem(401, "shoushi:signature");
    test_kiosk_finish(&one.kiosk);
    test_kiosk_finish(&other.kiosk);
}

static void test_enrol__guessing_ends_in_429(void **state)
{
    (void)state;
    char value[32];
    struct newcomer newcomer;
    make_newcomer(&newcomer, "7KQ4-M2XW");
    for (int i = 0; i < ENROL_FAILURES_OF_PEER; i++) {
        enrol(&newcomer, newcomer.body);
        assert_problem(403, "shoushi:code");
    }
    enrol(&newcomer, newcomer.body);
    assert_problem(429, "shoushi:locked");
    assert_non_null(http_reply_header(&fixture.reply, "Retry-After", value, sizeof value));
    test_kiosk_finish(&newcomer.kiosk);
}

/* Signatures */

static void test_signature__another_protocol_is_told_which_are_spoken(void **state)
{
    (void)state;
    request("POST", RECORDS, "Shoushi-Protocol: 2\r\n" NDJSON, "");
    assert_problem(400, "shoushi:protocol");
    json_t *supported = json_object_get(fixture.answer, "supported");
    assert_int_equal(json_integer_value(json_array_get(supported, 0)), 1);
    request("POST", RECORDS, NDJSON, "");
    assert_problem(400, "shoushi:protocol");
}

static void test_signature__missing_headers_are_named(void **state)
{
    (void)state;
    request("GET", "/api/v1/kiosk/state?since=0", "Shoushi-Protocol: 1\r\n", NULL);
    assert_problem(400, "shoushi:header");
    assert_string_equal(text("field"), "Shoushi-Time");
    request("GET", "/api/v1/kiosk/state?since=0",
            "Shoushi-Protocol: 1\r\nShoushi-Time: 99999999999999999999\r\n", NULL);
    assert_string_equal(text("field"), "Shoushi-Time");
    request("GET", "/api/v1/kiosk/state?since=0",
            "Shoushi-Protocol: 1\r\nShoushi-Time: 5\r\nShoushi-Signature: 00\r\n", NULL);
    assert_string_equal(text("field"), "Shoushi-Signature");
}

static void test_signature__covers_method_path_query_time_and_body(void **state)
{
    (void)state;
    char headers[1024], all[1200];
    int64_t now = fixture.site.clock.utc_us;
    (void)test_kiosk_tap(&fixture.kiosk, 1, 1, fixture.body);
    (void)test_kiosk_sign(&fixture.kiosk, "POST", RECORDS, now, fixture.body, strlen(fixture.body),
                          headers);
    (void)snprintf(all, sizeof all, "%s" NDJSON, headers);
    fixture.body[200] ^= 1;
    request("POST", RECORDS, all, fixture.body);
    assert_problem(401, "shoushi:signature");
    fixture.body[200] ^= 1;
    char *at = strstr(all, "Shoushi-Time: ") + 14 + 15;
    *at = *at == '1' ? '2' : '1'; /* the last digit of the time */
    request("POST", RECORDS, all, fixture.body);
    assert_problem(401, "shoushi:signature");
    (void)test_kiosk_sign(&fixture.kiosk, "GET", "/api/v1/kiosk/state?since=0", now, NULL, 0,
                          headers);
    request("GET", "/api/v1/kiosk/state?since=1", headers, NULL);
    assert_problem(401, "shoushi:signature");
    request("HEAD", "/api/v1/kiosk/state?since=0", headers, NULL);
    assert_int_equal(fixture.reply.status, 401);
    request("GET", "/api/v1/kiosk/state?since=0", headers, NULL);
    assert_status(200);
    assert_nothing_stored();
}

static void test_signature__an_unknown_kiosk_and_a_wrong_key_are_the_same(void **state)
{
    (void)state;
    struct test_kiosk other;
    test_kiosk_init(&other, &fixture.site);
    struct signing_key *own = fixture.kiosk.key;
    fixture.kiosk.key = other.key;
    get_state("?since=0");
    assert_problem(401, "shoushi:signature");
    fixture.kiosk.key = own;
    char id[sizeof fixture.kiosk.id];
    memcpy(id, fixture.kiosk.id, sizeof id);
    (void)snprintf(fixture.kiosk.id, sizeof fixture.kiosk.id, "k9999' OR '1'='1");
    get_state("?since=0");
    assert_problem(401, "shoushi:signature");
    memcpy(fixture.kiosk.id, id, sizeof id);
    get_state("?since=0");
    assert_status(200);
    test_kiosk_finish(&other);
}

static void test_signature__a_time_that_is_off_is_refused_with_the_right_one(void **state)
{
    (void)state;
    char value[64];
    int64_t now = fixture.site.clock.utc_us;
    (void)test_kiosk_tap(&fixture.kiosk, 1, 1, fixture.body);
    request_at(now - 300000001, "POST", RECORDS, NDJSON, fixture.body);
    assert_problem(401, "shoushi:clock");
    assert_non_null(http_reply_header(&fixture.reply, "Shoushi-Time", value, sizeof value));
    assert_true(strtoll(value, NULL, 10) == now);
    request_at(now + 300000001, "POST", RECORDS, NDJSON, fixture.body);
    assert_problem(401, "shoushi:clock");
    assert_nothing_stored();
    request_at(now - 300000000, "POST", RECORDS, NDJSON, fixture.body);
    assert_answers("stored");
}

static void test_signature__a_replayed_request_changes_nothing(void **state)
{
    (void)state;
    (void)test_kiosk_tap(&fixture.kiosk, 1, 2, fixture.body);
    post_records(fixture.body);
    assert_answers("stored stored");
    post_records(fixture.body);
    assert_answers("duplicate duplicate");
    assert_int_equal(number("SELECT COUNT(*) FROM record"), 2);
    assert_int_equal(number("SELECT COUNT(*) FROM tap"), 2);
}

static void test_signature__a_revoked_kiosk_is_refused_everywhere(void **state)
{
    (void)state;
    struct error err;
    bool done;
    assert_true(kiosk_enrolment_revoke(fixture.site.enrolment, fixture.kiosk.id, &done, &err));
    (void)test_kiosk_tap(&fixture.kiosk, 1, 1, fixture.body);
    post_records(fixture.body);
    assert_problem(403, "shoushi:revoked");
    get_state("?since=0");
    assert_problem(403, "shoushi:revoked");
    request_at(fixture.site.clock.utc_us, "POST", "/api/v1/kiosk/status", JSON, "{}");
    assert_problem(403, "shoushi:revoked");
    assert_nothing_stored();
}

/* Records */

static void test_records__are_answered_line_by_line_with_the_head(void **state)
{
    (void)state;
    struct hash hash;
    struct signature signature;
    char hex[HASH_HEX_SIZE], signed_text[200];
    (void)test_kiosk_tap(&fixture.kiosk, 1, 3, fixture.body);
    post_records(fixture.body);
    assert_answers("stored stored stored");
    json_t *result = json_array_get(json_object_get(fixture.answer, "results"), 2);
    assert_int_equal(json_integer_value(json_object_get(result, "epoch")), 1);
    assert_int_equal(json_integer_value(json_object_get(result, "seq")), 3);
    assert_int_equal(json_object_size(result), 3);
    json_t *head = json_object_get(fixture.answer, "head");
    const char *hash_hex = json_string_value(json_object_get(head, "hash"));
    const char *signature_hex = json_string_value(json_object_get(head, "signature"));
    assert_true(hash_hex_decode(hash_hex, strlen(hash_hex), hash.bytes, HASH_BYTES));
    assert_true(hash_equal(&hash, &fixture.kiosk.head.hash));
    assert_true(
        hash_hex_decode(signature_hex, strlen(signature_hex), signature.bytes, SIGNATURE_BYTES));
    hash_hex_encode(hash.bytes, HASH_BYTES, hex);
    (void)snprintf(signed_text, sizeof signed_text, "shoushi-head-1:%s:1:3:%s", fixture.kiosk.id,
                   hex);
    assert_true(signature_verify(kiosk_enrolment_server_key(fixture.site.enrolment), signed_text,
                                 strlen(signed_text), &signature));
}

static void test_records__what_cannot_be_taken_has_a_reason(void **state)
{
    (void)state;
    size_t len = test_kiosk_tap(&fixture.kiosk, 1, 1, fixture.body);
    (void)strcpy(fixture.body + len, "garbage\n{\"v\":1}\nhalf a");
    post_records(fixture.body);
    assert_answers("stored quarantined:malformed quarantined:malformed quarantined:malformed");
    json_t *result = json_array_get(json_object_get(fixture.answer, "results"), 1);
    assert_int_equal(json_integer_value(json_object_get(result, "seq")), 0);
    fixture.kiosk.head.seq++;
    (void)test_kiosk_tap(&fixture.kiosk, 2, 1, fixture.body);
    post_records(fixture.body);
    assert_answers("quarantined:gap");
    json_t *head = json_object_get(fixture.answer, "head");
    assert_int_equal(json_integer_value(json_object_get(head, "seq")), 1);
}

static void test_records__an_empty_body_asks_for_the_head(void **state)
{
    (void)state;
    post_records("");
    assert_answers("");
    json_t *head = json_object_get(fixture.answer, "head");
    assert_int_equal(json_integer_value(json_object_get(head, "epoch")), 1);
    assert_int_equal(json_integer_value(json_object_get(head, "seq")), 0);
}

static void test_records__limits_are_kept(void **state)
{
    (void)state;
    memset(fixture.body, '\n', INGEST_LINES_MAX + 1);
    post_records(fixture.body);
    assert_problem(413, "shoushi:limit");
    assert_nothing_stored();
    memset(fixture.body, 'x', KIOSK_API_BODY_MAX + 1);
    post_records(fixture.body);
    assert_int_equal(fixture.reply.status, 413);
    assert_nothing_stored();
    http_client_destroy(fixture.client); /* the server may have closed */
    fixture.client = http_client_create(http_server_url(fixture.server));
    fixture.body[KIOSK_API_BODY_MAX] = '\0';
    post_records(fixture.body);
    assert_answers("quarantined:malformed");
}

static void test_records__500_lines_are_a_batch(void **state)
{
    (void)state;
    size_t len = test_kiosk_tap(&fixture.kiosk, 1, INGEST_LINES_MAX, fixture.body);
    assert_true(len < KIOSK_API_BODY_MAX);
    post_records(fixture.body);
    assert_status(200);
    assert_int_equal(json_array_size(json_object_get(fixture.answer, "results")), INGEST_LINES_MAX);
    assert_int_equal(number("SELECT COUNT(*) FROM record"), INGEST_LINES_MAX);
}

static void test_records__another_type_or_a_query_is_refused(void **state)
{
    (void)state;
    (void)test_kiosk_tap(&fixture.kiosk, 1, 1, fixture.body);
    request_at(fixture.site.clock.utc_us, "POST", RECORDS, JSON, fixture.body);
    assert_problem(415, "shoushi:media_type");
    request_at(fixture.site.clock.utc_us, "POST", RECORDS "?a=b", NDJSON, fixture.body);
    assert_problem(422, "shoushi:invalid");
    request_at(fixture.site.clock.utc_us, "GET", RECORDS, "", NULL);
    assert_int_equal(fixture.reply.status, 405);
    assert_nothing_stored();
}

static void test_records__a_body_that_breaks_off_stores_nothing(void **state)
{
    (void)state;
    char headers[1024], head[2048];
    size_t len = test_kiosk_tap(&fixture.kiosk, 1, 2, fixture.body);
    (void)test_kiosk_sign(&fixture.kiosk, "POST", RECORDS, fixture.site.clock.utc_us, fixture.body,
                          len, headers);
    (void)snprintf(head, sizeof head,
                   "POST " RECORDS " HTTP/1.1\r\nHost: x\r\n%s" NDJSON
                   "Content-Length: %zu\r\n\r\n",
                   headers, len);
    struct http_client *cut = http_client_create(http_server_url(fixture.server));
    assert_true(http_client_send_text(cut, head));
    assert_true(http_client_send(cut, fixture.body, len / 2));
    http_client_destroy(cut);
    post_records(fixture.body);
    assert_answers("stored stored");
}

struct sender {
    pthread_t thread;
    struct test_kiosk *kiosk;
    const char *body;
    size_t stored, duplicate, other;
};

static void count_answers(struct sender *sender, const struct http_reply *reply)
{
    for (const char *at = reply->body; (at = strstr(at, "\"answer\":\"")); at += 10) {
        sender->stored += strncmp(at + 10, "stored", 6) == 0;
        sender->duplicate += strncmp(at + 10, "duplicate", 9) == 0;
        sender->other += strncmp(at + 10, "quarantined", 11) == 0;
    }
}

static void *send_batch(void *user)
{
    struct sender *sender = user;
    char headers[1024], all[1200];
    struct http_reply reply = {0};
    struct http_client *client = http_client_create(http_server_url(fixture.server));
    (void)test_kiosk_sign(sender->kiosk, "POST", RECORDS, TEST_SITE_UTC_US, sender->body,
                          strlen(sender->body), headers);
    (void)snprintf(all, sizeof all, "%s" NDJSON, headers);
    http_client_request(client, "POST", RECORDS, all, sender->body, &reply);
    if (reply.status == 200) {
        count_answers(sender, &reply);
    }
    http_reply_finish(&reply);
    http_client_destroy(client);
    return NULL;
}

static void test_records__the_same_batch_on_many_connections_is_stored_once(void **state)
{
    (void)state;
    struct sender senders[6] = {0};
    size_t stored = 0, duplicate = 0, other = 0;
    (void)test_kiosk_tap(&fixture.kiosk, 1, 50, fixture.body);
    for (size_t i = 0; i < 6; i++) {
        senders[i] = (struct sender){.kiosk = &fixture.kiosk, .body = fixture.body};
        assert_int_equal(pthread_create(&senders[i].thread, NULL, send_batch, &senders[i]), 0);
    }
    for (size_t i = 0; i < 6; i++) {
        assert_int_equal(pthread_join(senders[i].thread, NULL), 0);
        stored += senders[i].stored;
        duplicate += senders[i].duplicate;
        other += senders[i].other;
    }
    assert_int_equal(stored, 50);
    assert_int_equal(duplicate, 250);
    assert_int_equal(other, 0);
    assert_int_equal(number("SELECT COUNT(*) FROM record"), 50);
    assert_int_equal(number("SELECT COUNT(*) FROM tap"), 50);
}

static void test_records__batches_of_many_kiosks_come_in_at_once(void **state)
{
    (void)state;
    static struct test_kiosk kiosks[6];
    static char bodies[6][40 * TAP_RECORD_LINE_MAX];
    struct sender senders[6] = {0};
    for (size_t i = 0; i < 6; i++) {
        test_kiosk_init(&kiosks[i], &fixture.site);
        (void)test_kiosk_tap(&kiosks[i], 100 * (uint32_t)i, 40, bodies[i]);
        senders[i] = (struct sender){.kiosk = &kiosks[i], .body = bodies[i]};
    }
    for (size_t i = 0; i < 6; i++) {
        assert_int_equal(pthread_create(&senders[i].thread, NULL, send_batch, &senders[i]), 0);
    }
    for (size_t i = 0; i < 6; i++) {
        assert_int_equal(pthread_join(senders[i].thread, NULL), 0);
        assert_int_equal(senders[i].stored, 40);
        test_kiosk_finish(&kiosks[i]);
    }
    assert_int_equal(number("SELECT COUNT(*) FROM record"), 240);
}

/* State */

static void test_state__comes_in_the_form_of_the_protocol(void **state)
{
    (void)state;
    get_state("?since=0");
    assert_status(200);
    assert_int_equal(json_object_size(fixture.answer), 3);
    assert_int_equal(json_integer_value(json_object_get(fixture.answer, "revision")), 2);
    assert_true(json_is_false(json_object_get(fixture.answer, "more")));
    json_t *site = json_array_get(json_object_get(fixture.answer, "changes"), 0);
    assert_int_equal(json_object_size(site), 4);
    assert_string_equal(json_string_value(json_object_get(json_object_get(site, "value"), "place")),
                        "东门");
}

static void test_state__a_revision_never_reached_is_409(void **state)
{
    (void)state;
    get_state("?since=3");
    assert_problem(409, "shoushi:revision");
}

static void test_state__broken_queries_are_refused(void **state)
{
    (void)state;
    static const char *const broken[] = {"",
                                         "?since=",
                                         "?since=-1",
                                         "?since=1x",
                                         "?since=99999999999999999999",
                                         "?since=0&wait=31",
                                         "?since=0&wait=-1",
                                         "?since=0&wait=x"};
    for (size_t i = 0; i < sizeof broken / sizeof broken[0]; i++) {
        get_state(broken[i]);
        assert_problem(422, "shoushi:invalid");
        assert_string_equal(text("field"), strstr(broken[i], "wait") ? "wait" : "since");
    }
}

static void test_state__nothing_new_is_an_empty_answer(void **state)
{
    (void)state;
    get_state("?since=2&wait=1");
    assert_status(200);
    assert_int_equal(json_array_size(json_object_get(fixture.answer, "changes")), 0);
    assert_int_equal(json_integer_value(json_object_get(fixture.answer, "revision")), 2);
}

static void *ask_and_wait(void *user)
{
    (void)user;
    get_state("?since=2&wait=30");
    return NULL;
}

static void test_state__whoever_waits_hears_of_a_change_at_once(void **state)
{
    (void)state;
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, ask_and_wait, NULL), 0);
    /* Whether the change or the question comes first does not matter: it is answered either way,
     * and long before the 30 s, or the client's patience would end the test. */
    test_site_put(&fixture.site, "unit", "u2", "{\"code\": \"u2\", \"name\": \"财政局\"}");
    assert_int_equal(pthread_join(thread, NULL), 0);
    assert_status(200);
    json_t *changes = json_object_get(fixture.answer, "changes");
    assert_int_equal(json_array_size(changes), 1);
    assert_string_equal(json_string_value(json_object_get(json_array_get(changes, 0), "id")), "u2");
}

/* Status */

static const char good_status[] =
    "{\"version\": \"0.1.0\", \"reader\": \"ready\", \"backlog\": 3, \"epoch\": 1, \"seq\": 1, "
    "\"complete_to_utc_us\": 1772411399000000, \"clock\": \"synced\", \"clock_offset_us\": -120, "
    "\"clock_error_us\": 900, \"disk_free_bytes\": 8000000000}";

static void post_status(const char *body)
{
    request_at(fixture.site.clock.utc_us, "POST", "/api/v1/kiosk/status", JSON, body);
}

static void test_status__moves_the_watermark_and_brings_commands(void **state)
{
    (void)state;
    post_status(good_status);
    assert_status(200);
    assert_string_equal(fixture.reply.body, "{\"commands\":[]}");
    assert_true(number("SELECT complete_to_utc_us FROM kiosk_progress") == 0);
    (void)test_kiosk_tap(&fixture.kiosk, 1, 1, fixture.body);
    post_records(fixture.body);
    assert_true(number("SELECT complete_to_utc_us FROM kiosk_progress") == 1772411399000000);
    assert_true(number("SELECT disk_free_bytes FROM kiosk_progress") == 8000000000);
}

static void test_status__what_is_malformed_is_refused_by_name(void **state)
{
    (void)state;
    char body[512];
    post_status("{\"version\": \"0.1.0\"}");
    assert_problem(422, "shoushi:invalid");
    assert_string_equal(text("field"), "reader");
    (void)strcpy(body, good_status);
    memcpy(strstr(body, "\"ready\""), "\"reedy\"", 7);
    post_status(body);
    assert_string_equal(text("field"), "reader");
    (void)strcpy(body, good_status);
    memcpy(strstr(body, "backlog\": 3"), "backlog\":-3", 11);
    post_status(body);
    assert_string_equal(text("field"), "backlog");
    (void)strcpy(body, good_status);
    memcpy(strstr(body, "seq"), "sex", 3);
    post_status(body);
    assert_string_equal(text("field"), "sex");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
        TEST(test_enrol__a_code_and_a_key_make_a_kiosk),
        TEST(test_enrol__what_is_malformed_is_refused_by_name),
        TEST(test_enrol__is_signed_with_the_key_it_names),
        TEST(test_enrol__guessing_ends_in_429),
        TEST(test_signature__another_protocol_is_told_which_are_spoken),
        TEST(test_signature__missing_headers_are_named),
        TEST(test_signature__covers_method_path_query_time_and_body),
        TEST(test_signature__an_unknown_kiosk_and_a_wrong_key_are_the_same),
        TEST(test_signature__a_time_that_is_off_is_refused_with_the_right_one),
        TEST(test_signature__a_replayed_request_changes_nothing),
        TEST(test_signature__a_revoked_kiosk_is_refused_everywhere),
        TEST(test_records__are_answered_line_by_line_with_the_head),
        TEST(test_records__what_cannot_be_taken_has_a_reason),
        TEST(test_records__an_empty_body_asks_for_the_head),
        TEST(test_records__limits_are_kept),
        TEST(test_records__500_lines_are_a_batch),
        TEST(test_records__another_type_or_a_query_is_refused),
        TEST(test_records__a_body_that_breaks_off_stores_nothing),
        TEST(test_records__the_same_batch_on_many_connections_is_stored_once),
        TEST(test_records__batches_of_many_kiosks_come_in_at_once),
        TEST(test_state__comes_in_the_form_of_the_protocol),
        TEST(test_state__a_revision_never_reached_is_409),
        TEST(test_state__broken_queries_are_refused),
        TEST(test_state__nothing_new_is_an_empty_answer),
        TEST(test_state__whoever_waits_hears_of_a_change_at_once),
        TEST(test_status__moves_the_watermark_and_brings_commands),
        TEST(test_status__what_is_malformed_is_refused_by_name),
#undef TEST
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
