/* docs/sync-protocol.md over real HTTP: records up. */

#include "kiosk_wire.h"

#include "cmocka_tests.h"
#include <pthread.h>
#include <stdio.h>
#include <string.h>

static struct kiosk_wire wire;

/* Records */

static void test_records__are_answered_line_by_line_with_the_head(void **state)
{
    (void)state;
    struct hash hash;
    struct signature signature;
    char hex[HASH_HEX_SIZE], signed_text[200];
    (void)test_kiosk_tap(&wire.kiosk, 1, 3, wire.body);
    kiosk_wire_post_records(&wire, wire.body);
    kiosk_wire_assert_answers(&wire, "stored stored stored");
    json_t *result = json_array_get(json_object_get(wire.answer, "results"), 2);
    assert_int_equal(json_integer_value(json_object_get(result, "epoch")), 1);
    assert_int_equal(json_integer_value(json_object_get(result, "seq")), 3);
    assert_int_equal(json_object_size(result), 3);
    json_t *head = json_object_get(wire.answer, "head");
    const char *hash_hex = json_string_value(json_object_get(head, "hash"));
    const char *signature_hex = json_string_value(json_object_get(head, "signature"));
    assert_true(hash_hex_decode(hash_hex, strlen(hash_hex), hash.bytes, HASH_BYTES));
    assert_true(hash_equal(&hash, &wire.kiosk.head.hash));
    assert_true(
        hash_hex_decode(signature_hex, strlen(signature_hex), signature.bytes, SIGNATURE_BYTES));
    hash_hex_encode(hash.bytes, HASH_BYTES, hex);
    (void)snprintf(signed_text, sizeof signed_text, "shoushi-head-1:%s:1:3:%s", wire.kiosk.id, hex);
    assert_true(signature_verify(kiosk_enrolment_server_key(wire.site.enrolment), signed_text,
                                 strlen(signed_text), &signature));
}

static void test_records__what_cannot_be_taken_has_a_reason(void **state)
{
    (void)state;
    size_t len = test_kiosk_tap(&wire.kiosk, 1, 1, wire.body);
    (void)strcpy(wire.body + len, "garbage\n{\"v\":1}\nhalf a");
    kiosk_wire_post_records(&wire, wire.body);
    kiosk_wire_assert_answers(
        &wire, "stored quarantined:malformed quarantined:malformed quarantined:malformed");
    json_t *result = json_array_get(json_object_get(wire.answer, "results"), 1);
    assert_int_equal(json_integer_value(json_object_get(result, "seq")), 0);
    wire.kiosk.head.seq++;
    (void)test_kiosk_tap(&wire.kiosk, 2, 1, wire.body);
    kiosk_wire_post_records(&wire, wire.body);
    kiosk_wire_assert_answers(&wire, "quarantined:gap");
    json_t *head = json_object_get(wire.answer, "head");
    assert_int_equal(json_integer_value(json_object_get(head, "seq")), 1);
}

static void test_records__an_empty_body_asks_for_the_head(void **state)
{
    (void)state;
    kiosk_wire_post_records(&wire, "");
    kiosk_wire_assert_answers(&wire, "");
    json_t *head = json_object_get(wire.answer, "head");
    assert_int_equal(json_integer_value(json_object_get(head, "epoch")), 1);
    assert_int_equal(json_integer_value(json_object_get(head, "seq")), 0);
}

static void test_records__limits_are_kept(void **state)
{
    (void)state;
    memset(wire.body, '\n', INGEST_LINES_MAX + 1);
    kiosk_wire_post_records(&wire, wire.body);
    kiosk_wire_assert_problem(&wire, 413, "shoushi:limit");
    kiosk_wire_assert_nothing_stored(&wire);
    memset(wire.body, 'x', KIOSK_API_BODY_MAX + 1);
    kiosk_wire_post_records(&wire, wire.body);
    assert_int_equal(wire.reply.status, 413);
    kiosk_wire_assert_nothing_stored(&wire);
    http_client_destroy(wire.client); /* the server may have closed */
    wire.client = http_client_create(http_server_url(wire.server));
    wire.body[KIOSK_API_BODY_MAX] = '\0';
    kiosk_wire_post_records(&wire, wire.body);
    kiosk_wire_assert_answers(&wire, "quarantined:malformed");
}

static void test_records__500_lines_are_a_batch(void **state)
{
    (void)state;
    size_t len = test_kiosk_tap(&wire.kiosk, 1, INGEST_LINES_MAX, wire.body);
    assert_true(len < KIOSK_API_BODY_MAX);
    kiosk_wire_post_records(&wire, wire.body);
    kiosk_wire_assert_status(&wire, 200);
    assert_int_equal(json_array_size(json_object_get(wire.answer, "results")), INGEST_LINES_MAX);
    assert_int_equal(test_site_number(&wire.site, "SELECT COUNT(*) FROM record"), INGEST_LINES_MAX);
}

static void test_records__another_type_or_a_query_is_refused(void **state)
{
    (void)state;
    (void)test_kiosk_tap(&wire.kiosk, 1, 1, wire.body);
    kiosk_wire_request_at(&wire, wire.site.clock.utc_us, "POST", KIOSK_WIRE_RECORDS,
                          KIOSK_WIRE_JSON, wire.body);
    kiosk_wire_assert_problem(&wire, 415, "shoushi:media_type");
    kiosk_wire_request_at(&wire, wire.site.clock.utc_us, "POST", KIOSK_WIRE_RECORDS "?a=b",
                          KIOSK_WIRE_NDJSON, wire.body);
    kiosk_wire_assert_problem(&wire, 422, "shoushi:invalid");
    kiosk_wire_request_at(&wire, wire.site.clock.utc_us, "GET", KIOSK_WIRE_RECORDS, "", NULL);
    assert_int_equal(wire.reply.status, 405);
    kiosk_wire_assert_nothing_stored(&wire);
}

static void test_records__a_body_that_breaks_off_stores_nothing(void **state)
{
    (void)state;
    char headers[1024], head[2048];
    size_t len = test_kiosk_tap(&wire.kiosk, 1, 2, wire.body);
    (void)test_kiosk_sign(&wire.kiosk, "POST", KIOSK_WIRE_RECORDS, wire.site.clock.utc_us,
                          wire.body, len, headers);
    (void)snprintf(head, sizeof head,
                   "POST " KIOSK_WIRE_RECORDS " HTTP/1.1\r\nHost: x\r\n%s" KIOSK_WIRE_NDJSON
                   "Content-Length: %zu\r\n\r\n",
                   headers, len);
    struct http_client *cut = http_client_create(http_server_url(wire.server));
    assert_true(http_client_send_text(cut, head));
    assert_true(http_client_send(cut, wire.body, len / 2));
    http_client_destroy(cut);
    kiosk_wire_post_records(&wire, wire.body);
    kiosk_wire_assert_answers(&wire, "stored stored");
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
    struct http_client *client = http_client_create(http_server_url(wire.server));
    (void)test_kiosk_sign(sender->kiosk, "POST", KIOSK_WIRE_RECORDS, TEST_SITE_UTC_US, sender->body,
                          strlen(sender->body), headers);
    (void)snprintf(all, sizeof all, "%s" KIOSK_WIRE_NDJSON, headers);
    http_client_request(client, "POST", KIOSK_WIRE_RECORDS, all, sender->body, &reply);
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
    (void)test_kiosk_tap(&wire.kiosk, 1, 50, wire.body);
    for (size_t i = 0; i < 6; i++) {
        senders[i] = (struct sender){.kiosk = &wire.kiosk, .body = wire.body};
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
    assert_int_equal(test_site_number(&wire.site, "SELECT COUNT(*) FROM record"), 50);
    assert_int_equal(test_site_number(&wire.site, "SELECT COUNT(*) FROM tap"), 50);
}

static void test_records__batches_of_many_kiosks_come_in_at_once(void **state)
{
    (void)state;
    static struct test_kiosk kiosks[6];
    static char bodies[6][40 * TAP_RECORD_LINE_MAX];
    struct sender senders[6] = {0};
    for (size_t i = 0; i < 6; i++) {
        test_kiosk_init(&kiosks[i], &wire.site);
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
    assert_int_equal(test_site_number(&wire.site, "SELECT COUNT(*) FROM record"), 240);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) KIOSK_WIRE_TEST(name, &wire)
        TEST(test_records__are_answered_line_by_line_with_the_head),
        TEST(test_records__what_cannot_be_taken_has_a_reason),
        TEST(test_records__an_empty_body_asks_for_the_head),
        TEST(test_records__limits_are_kept),
        TEST(test_records__500_lines_are_a_batch),
        TEST(test_records__another_type_or_a_query_is_refused),
        TEST(test_records__a_body_that_breaks_off_stores_nothing),
        TEST(test_records__the_same_batch_on_many_connections_is_stored_once),
        TEST(test_records__batches_of_many_kiosks_come_in_at_once),
#undef TEST
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
