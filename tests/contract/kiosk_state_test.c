/* docs/sync-protocol.md over real HTTP: the state down, and what a kiosk says of itself. */

#include "kiosk_wire.h"

#include "cmocka_tests.h"
#include <pthread.h>
#include <stdio.h>
#include <string.h>

static struct kiosk_wire wire;

/* State */

static void test_state__comes_in_the_form_of_the_protocol(void **state)
{
    (void)state;
    kiosk_wire_get_state(&wire, "?since=0");
    kiosk_wire_assert_status(&wire, 200);
    assert_int_equal(json_object_size(wire.answer), 3);
    assert_int_equal(json_integer_value(json_object_get(wire.answer, "revision")), 2);
    assert_true(json_is_false(json_object_get(wire.answer, "more")));
    json_t *site = json_array_get(json_object_get(wire.answer, "changes"), 0);
    assert_int_equal(json_object_size(site), 4);
    assert_string_equal(json_string_value(json_object_get(json_object_get(site, "value"), "place")),
                        "东门");
}

static void test_state__a_revision_never_reached_is_409(void **state)
{
    (void)state;
    kiosk_wire_get_state(&wire, "?since=3");
    kiosk_wire_assert_problem(&wire, 409, "shoushi:revision");
}

static void test_state__a_revision_comes_with_its_fingerprint_where_it_is_asked_for(void **state)
{
    (void)state;
    char target[128];
    kiosk_wire_get_state(&wire, "?since=0&taps=0&fingerprint=&taps_fingerprint=");
    kiosk_wire_assert_status(&wire, 200);
    assert_int_equal(json_object_size(wire.answer), 5);
    const json_t *taps = json_object_get(wire.answer, "taps");
    assert_string_equal(json_string_value(json_object_get(taps, "fingerprint")), "");
    const char *own = kiosk_wire_text(&wire, "fingerprint");
    assert_int_equal(strlen(own), 16);
    (void)snprintf(target, sizeof target, "?since=2&fingerprint=%s", own);
    kiosk_wire_get_state(&wire, target);
    kiosk_wire_assert_status(&wire, 200);
    kiosk_wire_get_state(&wire, "?since=2&fingerprint=0123456789abcdef");
    kiosk_wire_assert_problem(&wire, 409, "shoushi:revision");
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
                                         "?since=0&wait=x",
                                         "?since=0&taps=",
                                         "?since=0&taps=-1"};
    for (size_t i = 0; i < sizeof broken / sizeof broken[0]; i++) {
        kiosk_wire_get_state(&wire, broken[i]);
        kiosk_wire_assert_problem(&wire, 422, "shoushi:invalid");
        assert_string_equal(kiosk_wire_text(&wire, "field"), strstr(broken[i], "wait")   ? "wait"
                                                             : strstr(broken[i], "taps") ? "taps"
                                                                                         : "since");
    }
}

static void test_state__taps_of_other_kiosks_come_in_the_form_of_the_protocol(void **state)
{
    (void)state;
    struct test_kiosk west = wire.kiosk; /* each test has its own wire: it is put back below */
    struct test_kiosk east;
    test_kiosk_init(&east, &wire.site);
    wire.kiosk = east;
    (void)test_kiosk_tap(&wire.kiosk, 1, 1, wire.body);
    kiosk_wire_post_records(&wire, wire.body);
    kiosk_wire_assert_answers(&wire, "stored");
    kiosk_wire_get_state(&wire, "?since=2&taps=0");
    assert_int_equal(json_object_size(wire.answer), 4);
    const json_t *own = json_object_get(wire.answer, "taps");
    assert_int_equal(json_array_size(json_object_get(own, "taps")), 0);
    east = wire.kiosk;
    wire.kiosk = west;
    kiosk_wire_get_state(&wire, "?since=2&taps=0");
    kiosk_wire_assert_status(&wire, 200);
    const json_t *taps = json_object_get(wire.answer, "taps");
    assert_int_equal(json_object_size(taps), 3);
    assert_int_equal(json_integer_value(json_object_get(taps, "revision")), 1);
    assert_true(json_is_false(json_object_get(taps, "more")));
    const json_t *tap = json_array_get(json_object_get(taps, "taps"), 0);
    assert_int_equal(json_object_size(tap), 9);
    assert_string_equal(json_string_value(json_object_get(tap, "kiosk")), east.id);
    assert_int_equal(json_integer_value(json_object_get(tap, "at_utc_us")),
                     east.at_utc_us - 1000000);
    assert_string_equal(json_string_value(json_object_get(tap, "staff")), "");
    kiosk_wire_get_state(&wire, "?since=2&taps=1");
    taps = json_object_get(wire.answer, "taps");
    assert_int_equal(json_array_size(json_object_get(taps, "taps")), 0);
    kiosk_wire_get_state(&wire, "?since=2&taps=2");
    kiosk_wire_assert_problem(&wire, 409, "shoushi:revision");
    test_kiosk_finish(&east);
}

static void test_state__nothing_new_is_an_empty_answer(void **state)
{
    (void)state;
    kiosk_wire_get_state(&wire, "?since=2&wait=1");
    kiosk_wire_assert_status(&wire, 200);
    assert_int_equal(json_array_size(json_object_get(wire.answer, "changes")), 0);
    assert_int_equal(json_integer_value(json_object_get(wire.answer, "revision")), 2);
}

static void *ask_and_wait(void *user)
{
    (void)user;
    kiosk_wire_get_state(&wire, "?since=2&wait=30");
    return NULL;
}

static void test_state__whoever_waits_hears_of_a_change_at_once(void **state)
{
    (void)state;
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, ask_and_wait, NULL), 0);
    /* Whether the change or the question comes first does not matter: it is answered either way,
     * and long before the 30 s, or the client's patience would end the test. */
    test_site_put(&wire.site, "unit", "u2", "{\"code\": \"u2\", \"name\": \"财政局\"}");
    assert_int_equal(pthread_join(thread, NULL), 0);
    kiosk_wire_assert_status(&wire, 200);
    json_t *changes = json_object_get(wire.answer, "changes");
    assert_int_equal(json_array_size(changes), 1);
    assert_string_equal(json_string_value(json_object_get(json_array_get(changes, 0), "id")), "u2");
}

static void *watch_and_wait(void *user)
{
    (void)user;
    kiosk_wire_get_state(&wire, "?since=2&wait=30&taps=0");
    return NULL;
}

/* It waits while somebody revokes it: what comes then is not for it. */
static void test_state__who_is_revoked_while_waiting_is_told_nothing(void **state)
{
    (void)state;
    struct error err;
    bool done;
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, watch_and_wait, NULL), 0);
    assert_true(kiosk_enrolment_revoke(wire.site.enrolment, wire.kiosk.id, &done, &err) && done);
    test_site_put(&wire.site, "unit", "u2", "{\"code\": \"u2\", \"name\": \"财政局\"}");
    assert_int_equal(pthread_join(thread, NULL), 0);
    kiosk_wire_assert_problem(&wire, 403, "shoushi:revoked");
}

#define LARGE      160
#define VERSIONS   240
#define PART_MAX   3000000
#define ANSWER_MAX (4 << 20)

/* Hours of one week each, for years: about 24 KB. */
static void put_large(int number)
{
    char id[16];
    AUTO(json) json_t *versions = json_array();
    (void)snprintf(id, sizeof id, "q%03d", number);
    for (int i = 0; i < VERSIONS; i++) {
        char day[16];
        (void)snprintf(day, sizeof day, "%04d-%02d-%02d", 2026 + i / 240, i / 20 % 12 + 1,
                       i % 20 + 1);
        json_t *version = json_pack("{s:s, s:s, s:[i], s:[{s:s, s:s, s:s, s:s}]}", "from", day,
                                    "to", day, "weekdays", 1, "sessions", "start", "08:30", "end",
                                    "17:30", "in", "required", "out", "required");
        assert_int_equal(json_array_append_new(versions, version), 0);
    }
    AUTO(json) json_t *schedule = json_pack("{s:s, s:O}", "id", id, "versions", versions);
    AUTO(memory) char *text = json_dumps(schedule, JSON_COMPACT);
    test_site_put(&wire.site, "schedule", id, text);
}

static void test_state__a_large_state_comes_in_answers_that_fit(void **state)
{
    (void)state;
    for (int i = 0; i < LARGE; i++) {
        put_large(i);
    }
    char query[64] = "?since=2";
    size_t seen = 0, answers = 0;
    do {
        kiosk_wire_get_state(&wire, query);
        kiosk_wire_assert_status(&wire, 200);
        assert_true(wire.reply.body_len < ANSWER_MAX);
        seen += json_array_size(json_object_get(wire.answer, "changes"));
        answers++;
        (void)snprintf(query, sizeof query, "?since=%lld",
                       (long long)json_integer_value(json_object_get(wire.answer, "revision")));
    } while (json_is_true(json_object_get(wire.answer, "more")));
    assert_int_equal(seen, LARGE);
    assert_true(answers > 1);
    assert_true(wire.reply.body_len < PART_MAX);
}

/* Status */

static const char good_status[] =
    "{\"version\": \"0.1.0\", \"reader\": \"ready\", \"backlog\": 3, \"epoch\": 1, \"seq\": 1, "
    "\"complete_to_utc_us\": 1772411399000000, \"clock\": \"synced\", \"clock_offset_us\": -120, "
    "\"clock_error_us\": 900, \"disk_free_bytes\": 8000000000}";

static void test_status__moves_the_watermark_and_brings_commands(void **state)
{
    (void)state;
    kiosk_wire_post_status(&wire, good_status);
    kiosk_wire_assert_status(&wire, 200);
    assert_string_equal(wire.reply.body, "{\"commands\":[]}");
    assert_true(test_site_number(&wire.site, "SELECT complete_to_utc_us FROM kiosk_progress") == 0);
    (void)test_kiosk_tap(&wire.kiosk, 1, 1, wire.body);
    kiosk_wire_post_records(&wire, wire.body);
    assert_true(test_site_number(&wire.site, "SELECT complete_to_utc_us FROM kiosk_progress") ==
                1772411399000000);
    assert_true(test_site_number(&wire.site, "SELECT disk_free_bytes FROM kiosk_progress") ==
                8000000000);
}

static void test_status__is_json_and_not_too_long(void **state)
{
    (void)state;
    kiosk_wire_request_at(&wire, wire.site.clock.utc_us, "POST", "/api/v1/kiosk/status",
                          KIOSK_WIRE_NDJSON, good_status);
    kiosk_wire_assert_problem(&wire, 415, "shoushi:media_type");
    memset(wire.body, ' ', KIOSK_API_BODY_MAX + 1);
    wire.body[KIOSK_API_BODY_MAX + 1] = '\0';
    kiosk_wire_post_status(&wire, wire.body);
    kiosk_wire_assert_problem(&wire, 413, "shoushi:too_large");
}

/* What the offset is a reading of is said whole or not at all. */
static void test_status__a_reading_comes_whole(void **state)
{
    (void)state;
    static const char *const members[] = {"\"boot\": \"0123456789abcdef0123456789abcdef\"",
                                          "\"mono_us\": 5000000",
                                          "\"at_utc_us\": 1772411400000000"};
    for (unsigned said = 0; said < 8; said++) {
        char body[1024];
        (void)snprintf(body, sizeof body, "%.*s%s%s%s%s%s%s}", (int)strlen(good_status) - 1,
                       good_status, said & 1 ? ", " : "", said & 1 ? members[0] : "",
                       said & 2 ? ", " : "", said & 2 ? members[1] : "", said & 4 ? ", " : "",
                       said & 4 ? members[2] : "");
        kiosk_wire_post_status(&wire, body);
        kiosk_wire_assert_status(&wire, said == 0 || said == 7 ? 200 : 422);
    }
}

static void report_complete(int64_t complete_to_utc_us)
{
    char body[512];
    (void)snprintf(body, sizeof body,
                   "{\"version\": \"0.1.0\", \"reader\": \"ready\", \"backlog\": 0, \"epoch\": 1, "
                   "\"seq\": 1, \"complete_to_utc_us\": %lld, \"clock\": \"synced\", "
                   "\"clock_offset_us\": 0, \"clock_error_us\": 900, \"disk_free_bytes\": 8}",
                   (long long)complete_to_utc_us);
    kiosk_wire_post_status(&wire, body);
    kiosk_wire_assert_status(&wire, 200);
}

static void test_status__the_watermark_is_never_ahead_and_never_goes_back(void **state)
{
    (void)state;
    static const char sql[] = "SELECT complete_to_utc_us FROM kiosk_progress";
    int64_t now_utc_us = wire.site.clock.utc_us;
    (void)test_kiosk_tap(&wire.kiosk, 1, 1, wire.body);
    kiosk_wire_post_records(&wire, wire.body);
    report_complete(now_utc_us + 3600000000);
    assert_true(test_site_number(&wire.site, sql) == now_utc_us);
    report_complete(now_utc_us - 3600000000);
    assert_true(test_site_number(&wire.site, sql) == now_utc_us);
    report_complete(0);
    assert_true(test_site_number(&wire.site, sql) == now_utc_us);
}

static void test_status__what_is_malformed_is_refused_by_name(void **state)
{
    (void)state;
    char body[512];
    kiosk_wire_post_status(&wire, "{\"version\": \"0.1.0\"}");
    kiosk_wire_assert_problem(&wire, 422, "shoushi:invalid");
    assert_string_equal(kiosk_wire_text(&wire, "field"), "reader");
    (void)strcpy(body, good_status);
    memcpy(strstr(body, "\"ready\""), "\"reedy\"", 7);
    kiosk_wire_post_status(&wire, body);
    assert_string_equal(kiosk_wire_text(&wire, "field"), "reader");
    (void)strcpy(body, good_status);
    memcpy(strstr(body, "backlog\": 3"), "backlog\":-3", 11);
    kiosk_wire_post_status(&wire, body);
    assert_string_equal(kiosk_wire_text(&wire, "field"), "backlog");
    (void)snprintf(body, sizeof body, "%.*s, \"unread_documents\": -1}",
                   (int)strlen(good_status) - 1, good_status);
    kiosk_wire_post_status(&wire, body);
    assert_string_equal(kiosk_wire_text(&wire, "field"), "unread_documents");
    (void)snprintf(body, sizeof body, "%.*s, \"unrecorded_since_utc_us\": \"today\"}",
                   (int)strlen(good_status) - 1, good_status);
    kiosk_wire_post_status(&wire, body);
    assert_string_equal(kiosk_wire_text(&wire, "field"), "unrecorded_since_utc_us");
    (void)strcpy(body, good_status);
    memcpy(strstr(body, "seq"), "sex", 3);
    kiosk_wire_post_status(&wire, body);
    assert_string_equal(kiosk_wire_text(&wire, "field"), "sex");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) KIOSK_WIRE_TEST(name, &wire)
        TEST(test_state__comes_in_the_form_of_the_protocol),
        TEST(test_state__a_revision_never_reached_is_409),
        TEST(test_state__a_revision_comes_with_its_fingerprint_where_it_is_asked_for),
        TEST(test_state__broken_queries_are_refused),
        TEST(test_state__taps_of_other_kiosks_come_in_the_form_of_the_protocol),
        TEST(test_state__nothing_new_is_an_empty_answer),
        TEST(test_state__whoever_waits_hears_of_a_change_at_once),
        TEST(test_state__who_is_revoked_while_waiting_is_told_nothing),
        TEST(test_state__a_large_state_comes_in_answers_that_fit),
        TEST(test_status__moves_the_watermark_and_brings_commands),
        TEST(test_status__is_json_and_not_too_long),
        TEST(test_status__a_reading_comes_whole),
        TEST(test_status__the_watermark_is_never_ahead_and_never_goes_back),
        TEST(test_status__what_is_malformed_is_refused_by_name),
#undef TEST
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
