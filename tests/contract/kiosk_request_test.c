/* docs/sync-protocol.md over real HTTP: how a kiosk comes in, and what its requests must prove. */

#include "kiosk_wire.h"

#include "cmocka_tests.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct kiosk_wire wire;

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
    (void)test_kiosk_sign(&newcomer->kiosk, "POST", "/api/v1/kiosk/enrol", wire.site.clock.utc_us,
                          body, strlen(body), headers);
    char *kiosk = strstr(headers, "Shoushi-Kiosk: \r\n");
    assert_non_null(kiosk);
    memmove(kiosk, kiosk + 17, strlen(kiosk + 17) + 1); /* nobody has given it an id yet */
    (void)snprintf(all, sizeof all, "%s" KIOSK_WIRE_JSON, headers);
    kiosk_wire_request(&wire, "POST", "/api/v1/kiosk/enrol", all, body);
}

static void test_enrol__a_code_and_a_key_make_a_kiosk(void **state)
{
    (void)state;
    struct error err;
    struct newcomer newcomer;
    char code[ENROL_CODE_SIZE];
    assert_true(kiosk_enrolment_make_code(wire.site.enrolment, "政务大厅", "admin", code, &err));
    make_newcomer(&newcomer, code);
    for (int i = 0; i < 2; i++) { /* a lost answer costs nothing */
        enrol(&newcomer, newcomer.body);
        kiosk_wire_assert_status(&wire, 201);
        assert_string_equal(kiosk_wire_text(&wire, "kiosk"), "k0002");
        assert_string_equal(kiosk_wire_text(&wire, "place"), "政务大厅");
        assert_string_equal(kiosk_wire_text(&wire, "site_name"), "县政府");
        assert_string_equal(kiosk_wire_text(&wire, "timezone"), "Asia/Shanghai");
        assert_int_equal(strlen(kiosk_wire_text(&wire, "site_key")), 64);
        assert_int_equal(strlen(kiosk_wire_text(&wire, "server_public_key")), 64);
        assert_int_equal(json_integer_value(json_object_get(wire.answer, "epoch")), 1);
        assert_int_equal(json_object_size(wire.answer), 7);
    }
    test_kiosk_finish(&newcomer.kiosk);
    make_newcomer(&newcomer, code); /* another key */
    enrol(&newcomer, newcomer.body);
    kiosk_wire_assert_problem(&wire, 403, "shoushi:code");
    test_kiosk_finish(&newcomer.kiosk);
}

static void test_enrol__what_is_malformed_is_refused_by_name(void **state)
{
    (void)state;
    struct newcomer newcomer;
    make_newcomer(&newcomer, "7KQ4-M2XW");
    enrol(&newcomer, "{\"code\": \"7KQ4-M2XW\", \"version\": \"0.1.0\"}");
    kiosk_wire_assert_problem(&wire, 422, "shoushi:invalid");
    assert_string_equal(kiosk_wire_text(&wire, "field"), "public_key");
    enrol(&newcomer, "{\"code\": 7, \"public_key\": \"\", \"version\": \"0.1.0\"}");
    assert_string_equal(kiosk_wire_text(&wire, "field"), "code");
    enrol(&newcomer, "{\"code\": \"7KQ4-M2XW\", \"public_key\": \"00\", \"version\": \"1\"}");
    assert_string_equal(kiosk_wire_text(&wire, "field"), "public_key");
    enrol(&newcomer, "[]");
    kiosk_wire_assert_problem(&wire, 400, "shoushi:malformed");
    enrol(&newcomer, "{\"code\": ");
    kiosk_wire_assert_problem(&wire, 400, "shoushi:malformed");
    enrol(&newcomer, newcomer.body);
    kiosk_wire_assert_problem(&wire, 403, "shoushi:code");
    test_kiosk_finish(&newcomer.kiosk);
}

static void test_enrol__is_signed_with_the_key_it_names(void **state)
{
    (void)state;
    struct newcomer one, other;
    make_newcomer(&one, "7KQ4-M2XW");
    make_newcomer(&other, "7KQ4-M2XW");
    enrol(&one, other.body);
    kiosk_wire_assert_problem(&wire, 401, "shoushi:signature");
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
        kiosk_wire_assert_problem(&wire, 403, "shoushi:code");
    }
    enrol(&newcomer, newcomer.body);
    kiosk_wire_assert_problem(&wire, 429, "shoushi:locked");
    assert_non_null(http_reply_header(&wire.reply, "Retry-After", value, sizeof value));
    test_kiosk_finish(&newcomer.kiosk);
}

/* Signatures */

static void test_signature__another_protocol_is_told_which_are_spoken(void **state)
{
    (void)state;
    kiosk_wire_request(&wire, "POST", KIOSK_WIRE_RECORDS,
                       "Shoushi-Protocol: 2\r\n" KIOSK_WIRE_NDJSON, "");
    kiosk_wire_assert_problem(&wire, 400, "shoushi:protocol");
    json_t *supported = json_object_get(wire.answer, "supported");
    assert_int_equal(json_integer_value(json_array_get(supported, 0)), 1);
    kiosk_wire_request(&wire, "POST", KIOSK_WIRE_RECORDS, KIOSK_WIRE_NDJSON, "");
    kiosk_wire_assert_problem(&wire, 400, "shoushi:protocol");
}

/* A kiosk of a later version, or of none, is told the same at every call and leaves no trace; what
 * it says in the version that is spoken is taken. */
static void test_signature__each_call_speaks_one_version(void **state)
{
    (void)state;
    static const struct {
        const char *method, *target, *body;
    } calls[] = {
        {"POST", "/api/v1/kiosk/enrol", "{}"},        {"POST", KIOSK_WIRE_RECORDS, ""},
        {"GET", "/api/v1/kiosk/state?since=0", NULL}, {"POST", "/api/v1/kiosk/status", "{}"},
        {"POST", "/api/v1/kiosk/cards", "{}"},        {"GET", "/api/v1/kiosk/photos/00", NULL},
        {"POST", "/api/v1/kiosk/openings", "{}"},
    };
    static const char *const versions[] = {"",
                                           "Shoushi-Protocol: 2\r\n",
                                           "Shoushi-Protocol: 0\r\n",
                                           "Shoushi-Protocol: 1.0\r\n",
                                           "Shoushi-Protocol: 11\r\n",
                                           "Shoushi-Protocol: one\r\n"};
    for (size_t i = 0; i < 7 * 6; i++) {
        char value[64];
        kiosk_wire_request(&wire, calls[i / 6].method, calls[i / 6].target, versions[i % 6],
                           calls[i / 6].body);
        kiosk_wire_assert_problem(&wire, 400, "shoushi:protocol");
        const json_t *supported = json_object_get(wire.answer, "supported");
        assert_int_equal(json_array_size(supported), 1);
        assert_int_equal(json_integer_value(json_array_get(supported, 0)), 1);
        assert_non_null(http_reply_header(&wire.reply, "Shoushi-Time", value, sizeof value));
    }
    kiosk_wire_assert_nothing_stored(&wire);
    (void)test_kiosk_tap(&wire.kiosk, 1, 1, wire.body);
    kiosk_wire_post_records(&wire, wire.body);
    kiosk_wire_assert_answers(&wire, "stored");
}

static void test_signature__an_id_that_is_none_is_named(void **state)
{
    (void)state;
    char headers[1024], all[1200];
    static const char *const ids[] = {"k00010000000000000000000000000000000000001", "k\"1", "k\\1",
                                      ""};
    (void)test_kiosk_sign(&wire.kiosk, "GET", "/api/v1/kiosk/state?since=0", wire.site.clock.utc_us,
                          "", 0, headers);
    char *id = strstr(headers, "Shoushi-Kiosk: ") + 15;
    char *rest = strstr(id, "\r\n");
    for (size_t i = 0; i < 4; i++) {
        (void)snprintf(all, sizeof all, "%.*s%s%s", (int)(id - headers), headers, ids[i], rest);
        kiosk_wire_request(&wire, "GET", "/api/v1/kiosk/state?since=0", all, NULL);
        kiosk_wire_assert_problem(&wire, 400, "shoushi:header");
        assert_string_equal(kiosk_wire_text(&wire, "field"), "Shoushi-Kiosk");
    }
}

static void test_signature__every_answer_has_the_servers_time(void **state)
{
    (void)state;
    char value[64], expected[64];
    (void)snprintf(expected, sizeof expected, "%lld", (long long)wire.site.clock.utc_us);
    const struct {
        const char *target;
        unsigned status;
    } asked[] = {{"?since=0", 200}, {"?since=x", 422}, {"?since=9", 409}, {"?since=2&wait=1", 200}};
    for (size_t i = 0; i < 4; i++) {
        kiosk_wire_get_state(&wire, asked[i].target);
        assert_int_equal(wire.reply.status, asked[i].status);
        assert_string_equal(http_reply_header(&wire.reply, "Shoushi-Time", value, sizeof value),
                            expected);
    }
}

static void test_signature__missing_headers_are_named(void **state)
{
    (void)state;
    kiosk_wire_request(&wire, "GET", "/api/v1/kiosk/state?since=0", "Shoushi-Protocol: 1\r\n",
                       NULL);
    kiosk_wire_assert_problem(&wire, 400, "shoushi:header");
    assert_string_equal(kiosk_wire_text(&wire, "field"), "Shoushi-Time");
    kiosk_wire_request(&wire, "GET", "/api/v1/kiosk/state?since=0",
                       "Shoushi-Protocol: 1\r\nShoushi-Time: 99999999999999999999\r\n", NULL);
    assert_string_equal(kiosk_wire_text(&wire, "field"), "Shoushi-Time");
    kiosk_wire_request(&wire, "GET", "/api/v1/kiosk/state?since=0",
                       "Shoushi-Protocol: 1\r\nShoushi-Time: 5\r\nShoushi-Signature: 00\r\n", NULL);
    assert_string_equal(kiosk_wire_text(&wire, "field"), "Shoushi-Signature");
}

static void test_signature__covers_method_path_query_time_and_body(void **state)
{
    (void)state;
    char headers[1024], all[1200];
    int64_t now = wire.site.clock.utc_us;
    (void)test_kiosk_tap(&wire.kiosk, 1, 1, wire.body);
    (void)test_kiosk_sign(&wire.kiosk, "POST", KIOSK_WIRE_RECORDS, now, wire.body,
                          strlen(wire.body), headers);
    (void)snprintf(all, sizeof all, "%s" KIOSK_WIRE_NDJSON, headers);
    wire.body[200] ^= 1;
    kiosk_wire_request(&wire, "POST", KIOSK_WIRE_RECORDS, all, wire.body);
    kiosk_wire_assert_problem(&wire, 401, "shoushi:signature");
    wire.body[200] ^= 1;
    char *at = strstr(all, "Shoushi-Time: ") + 14 + 15;
    *at = *at == '1' ? '2' : '1'; /* the last digit of the time */
    kiosk_wire_request(&wire, "POST", KIOSK_WIRE_RECORDS, all, wire.body);
    kiosk_wire_assert_problem(&wire, 401, "shoushi:signature");
    (void)test_kiosk_sign(&wire.kiosk, "GET", "/api/v1/kiosk/state?since=0", now, NULL, 0, headers);
    kiosk_wire_request(&wire, "GET", "/api/v1/kiosk/state?since=1", headers, NULL);
    kiosk_wire_assert_problem(&wire, 401, "shoushi:signature");
    kiosk_wire_request(&wire, "HEAD", "/api/v1/kiosk/state?since=0", headers, NULL);
    assert_int_equal(wire.reply.status, 401);
    kiosk_wire_request(&wire, "GET", "/api/v1/kiosk/state?since=0", headers, NULL);
    kiosk_wire_assert_status(&wire, 200);
    kiosk_wire_assert_nothing_stored(&wire);
}

static void test_signature__an_unknown_kiosk_and_a_wrong_key_are_the_same(void **state)
{
    (void)state;
    struct test_kiosk other;
    test_kiosk_init(&other, &wire.site);
    struct signing_key *own = wire.kiosk.key;
    wire.kiosk.key = other.key;
    kiosk_wire_get_state(&wire, "?since=0");
    kiosk_wire_assert_problem(&wire, 401, "shoushi:signature");
    wire.kiosk.key = own;
    char id[sizeof wire.kiosk.id];
    memcpy(id, wire.kiosk.id, sizeof id);
    (void)snprintf(wire.kiosk.id, sizeof wire.kiosk.id, "k9999' OR '1'='1");
    kiosk_wire_get_state(&wire, "?since=0");
    kiosk_wire_assert_problem(&wire, 401, "shoushi:signature");
    memcpy(wire.kiosk.id, id, sizeof id);
    kiosk_wire_get_state(&wire, "?since=0");
    kiosk_wire_assert_status(&wire, 200);
    test_kiosk_finish(&other);
}

static void test_signature__a_time_that_is_off_is_refused_with_the_right_one(void **state)
{
    (void)state;
    char value[64];
    int64_t now = wire.site.clock.utc_us;
    (void)test_kiosk_tap(&wire.kiosk, 1, 1, wire.body);
    kiosk_wire_request_at(&wire, now - 300000001, "POST", KIOSK_WIRE_RECORDS, KIOSK_WIRE_NDJSON,
                          wire.body);
    kiosk_wire_assert_problem(&wire, 401, "shoushi:clock");
    assert_non_null(http_reply_header(&wire.reply, "Shoushi-Time", value, sizeof value));
    assert_true(strtoll(value, NULL, 10) == now);
    kiosk_wire_request_at(&wire, now + 300000001, "POST", KIOSK_WIRE_RECORDS, KIOSK_WIRE_NDJSON,
                          wire.body);
    kiosk_wire_assert_problem(&wire, 401, "shoushi:clock");
    kiosk_wire_assert_nothing_stored(&wire);
    kiosk_wire_request_at(&wire, now - 300000000, "POST", KIOSK_WIRE_RECORDS, KIOSK_WIRE_NDJSON,
                          wire.body);
    kiosk_wire_assert_answers(&wire, "stored");
}

static void test_signature__a_replayed_request_changes_nothing(void **state)
{
    (void)state;
    (void)test_kiosk_tap(&wire.kiosk, 1, 2, wire.body);
    kiosk_wire_post_records(&wire, wire.body);
    kiosk_wire_assert_answers(&wire, "stored stored");
    kiosk_wire_post_records(&wire, wire.body);
    kiosk_wire_assert_answers(&wire, "duplicate duplicate");
    assert_int_equal(test_site_number(&wire.site, "SELECT COUNT(*) FROM record"), 2);
    assert_int_equal(test_site_number(&wire.site, "SELECT COUNT(*) FROM tap"), 2);
}

static void test_signature__a_revoked_kiosk_is_refused_everywhere(void **state)
{
    (void)state;
    struct error err;
    bool done;
    assert_true(kiosk_enrolment_revoke(wire.site.enrolment, wire.kiosk.id, &done, &err));
    (void)test_kiosk_tap(&wire.kiosk, 1, 1, wire.body);
    kiosk_wire_post_records(&wire, wire.body);
    kiosk_wire_assert_problem(&wire, 403, "shoushi:revoked");
    kiosk_wire_get_state(&wire, "?since=0");
    kiosk_wire_assert_problem(&wire, 403, "shoushi:revoked");
    static const char *const posts[] = {"/api/v1/kiosk/status", "/api/v1/kiosk/cards",
                                        "/api/v1/kiosk/openings"};
    for (size_t i = 0; i < 3; i++) {
        kiosk_wire_request_at(&wire, wire.site.clock.utc_us, "POST", posts[i], KIOSK_WIRE_JSON,
                              "{}");
        kiosk_wire_assert_problem(&wire, 403, "shoushi:revoked");
    }
    kiosk_wire_request_at(&wire, wire.site.clock.utc_us, "GET", "/api/v1/kiosk/photos/00", "",
                          NULL);
    kiosk_wire_assert_problem(&wire, 403, "shoushi:revoked");
    kiosk_wire_assert_nothing_stored(&wire);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) KIOSK_WIRE_TEST(name, &wire)
        TEST(test_enrol__a_code_and_a_key_make_a_kiosk),
        TEST(test_enrol__what_is_malformed_is_refused_by_name),
        TEST(test_enrol__is_signed_with_the_key_it_names),
        TEST(test_enrol__guessing_ends_in_429),
        TEST(test_signature__another_protocol_is_told_which_are_spoken),
        TEST(test_signature__each_call_speaks_one_version),
        TEST(test_signature__an_id_that_is_none_is_named),
        TEST(test_signature__every_answer_has_the_servers_time),
        TEST(test_signature__missing_headers_are_named),
        TEST(test_signature__covers_method_path_query_time_and_body),
        TEST(test_signature__an_unknown_kiosk_and_a_wrong_key_are_the_same),
        TEST(test_signature__a_time_that_is_off_is_refused_with_the_right_one),
        TEST(test_signature__a_replayed_request_changes_nothing),
        TEST(test_signature__a_revoked_kiosk_is_refused_everywhere),
#undef TEST
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
