/* Faults of kiosks are seen, named, and closed by a person. */

#include "kiosk_fault.h"

#include "cmocka_tests.h"
#include "json.h"
#include "kiosk_report.h"
#include "test_site.h"
#include <string.h>

struct fixture {
    struct test_site site;
    struct test_kiosk kiosk;
    struct audit *audit;
};

static struct fixture fixture;

static void send_taps(size_t count)
{
    struct error err;
    char body[8 * (TAP_RECORD_LINE_MAX + 1) + 1];
    size_t len = test_kiosk_tap(&fixture.kiosk, 1, count, body);
    AUTO(ingest_batch) struct ingest_batch *batch = test_kiosk_batch(&fixture.kiosk, body, len);
    assert_true(ingest_store(fixture.site.ingest, batch, &err));
}

static int set_up(void **state)
{
    (void)state;
    struct error err;
    memset(&fixture, 0, sizeof fixture);
    test_site_init(&fixture.site);
    assert_true(audit_create(fixture.site.storage, &fixture.site.clock.clock,
                             fixture.site.keys.signing_seed, &fixture.audit, &err));
    test_kiosk_init(&fixture.kiosk, &fixture.site);
    send_taps(5);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    test_kiosk_finish(&fixture.kiosk);
    audit_destroy(fixture.audit);
    test_site_finish(&fixture.site);
    return 0;
}

static void report_with(uint64_t seq, int64_t unread_documents)
{
    struct error err;
    enum kiosk_standing standing;
    const struct kiosk_report said = {
        .kiosk = fixture.kiosk.id,
        .status = {.version = "0.1.0", .reader = "ready", .clock = "synced"},
        .claim = {.epoch = 1, .seq = seq},
        .unread_documents = unread_documents,
        .unrecorded_since_utc_us = -1,
    };
    assert_true(kiosk_report_put(fixture.site.storage, fixture.site.ingest,
                                 &fixture.site.clock.clock, &said, &standing, &err));
    fake_clock_advance_ms(&fixture.site.clock, 60000);
}

static void report(uint64_t seq)
{
    report_with(seq, -1);
}

static json_t *overview(void)
{
    json_t *answer;
    struct error err;
    assert_true(kiosk_fault_overview(fixture.site.storage, &answer, &err));
    return answer;
}

static size_t fault_count(void)
{
    AUTO(json) json_t *answer = overview();
    return json_array_size(json_object_get(answer, "faults"));
}

static void test_lost_tail__is_named_when_it_is_said_twice(void **state)
{
    (void)state;
    report(5);
    report(3);
    assert_int_equal(fault_count(), 0);
    report(3);
    AUTO(json) json_t *answer = overview();
    const json_t *fault = json_array_get(json_object_get(answer, "faults"), 0);
    assert_string_equal(json_string_value(json_object_get(fault, "fault")), "lost_tail");
    assert_string_equal(json_string_value(json_object_get(fault, "kiosk")), fixture.kiosk.id);
    assert_int_equal(json_integer_value(json_object_get(fault, "seq")), 3);
    assert_int_equal(json_integer_value(json_object_get(fault, "held_seq")), 5);
    report(5); /* what was seen stays until a person has looked */
    assert_int_equal(fault_count(), 1);
}

static const char *state_of_first(void)
{
    AUTO(json) json_t *answer = overview();
    const json_t *fault = json_array_get(json_object_get(answer, "faults"), 0);
    assert_string_equal(json_string_value(json_object_get(fault, "fault")), "unread_documents");
    const char *word = json_string_value(json_object_get(fault, "state"));
    return strcmp(word, "open") == 0 ? "open" : "closed";
}

static void test_unread_documents__are_named_until_the_kiosk_can_read_them(void **state)
{
    (void)state;
    report_with(5, 0);
    assert_int_equal(fault_count(), 0);
    report_with(5, 2);
    assert_string_equal(state_of_first(), "open");
    report(5); /* a program of before says nothing of it */
    assert_string_equal(state_of_first(), "open");
    report_with(5, 0);
    assert_string_equal(state_of_first(), "closed");
}

static void report_unrecorded(int64_t since_utc_us)
{
    struct error err;
    enum kiosk_standing standing;
    const struct kiosk_report said = {
        .kiosk = fixture.kiosk.id,
        .status = {.version = "0.1.0", .reader = "ready", .clock = "synced"},
        .claim = {.epoch = 1, .seq = 5},
        .unread_documents = -1,
        .unrecorded_since_utc_us = since_utc_us,
    };
    assert_true(kiosk_report_put(fixture.site.storage, fixture.site.ingest,
                                 &fixture.site.clock.clock, &said, &standing, &err));
}

static void assert_first(const char *state)
{
    AUTO(json) json_t *answer = overview();
    const json_t *fault = json_array_get(json_object_get(answer, "faults"), 0);
    assert_string_equal(json_string_value(json_object_get(fault, "fault")), "unrecorded");
    assert_string_equal(json_string_value(json_object_get(fault, "state")), state);
    assert_string_equal(json_string_value(json_object_get(fault, "detail")),
                        "since 2026-03-02T00:31:05Z");
}

static void test_unrecorded__is_named_until_the_door_records_again(void **state)
{
    (void)state;
    report_unrecorded(0);
    assert_int_equal(fault_count(), 0);
    report_unrecorded(INT64_C(1772411465500000));
    assert_first("open");
    report_unrecorded(-1); /* a program of before says nothing of it */
    assert_first("open");
    report_unrecorded(0);
    assert_first("closed");
}

static void test_lost_tail__a_report_beside_a_batch_is_none(void **state)
{
    (void)state;
    for (int i = 0; i < 3; i++) {
        report(4);
        report(5);
    }
    assert_int_equal(fault_count(), 0);
}

static void test_fork__the_lines_of_a_disk_put_back_are_quarantined(void **state)
{
    (void)state;
    fixture.kiosk.head.seq = 2; /* the image of two taps ago, with other lines from there */
    fixture.kiosk.at_utc_us += 1000000;
    send_taps(2);
    AUTO(json) json_t *answer = overview();
    const json_t *count = json_array_get(json_object_get(answer, "quarantine"), 0);
    assert_string_equal(json_string_value(json_object_get(count, "reason")), "fork");
    assert_int_equal(json_integer_value(json_object_get(count, "lines")), 2);
}

static bool close_it(const char *fault, const char *hash)
{
    struct error err;
    bool done;
    const struct audit_actor actor = {.by = AUDIT_BY_ACCOUNT, .who = "admin"};
    struct kiosk_fault_closing closing = {.audit = fixture.audit,
                                          .actor = &actor,
                                          .kiosk = fixture.kiosk.id,
                                          .fault = fault,
                                          .note = "盘已更换"};
    if (hash) {
        assert_true(hash_hex_decode(hash, strlen(hash), closing.line_hash.bytes, HASH_BYTES));
    }
    assert_true(kiosk_fault_close(fixture.site.storage, &closing, &done, &err));
    return done;
}

static void test_fault__is_closed_by_a_person_and_opens_again(void **state)
{
    (void)state;
    struct error err;
    assert_true(kiosk_fault_note_signature(fixture.site.storage, fixture.kiosk.id, "10.0.0.9",
                                           fixture.site.clock.utc_us, &err));
    assert_int_equal(fault_count(), 1);
    assert_true(close_it("signature", NULL));
    assert_false(close_it("signature", NULL));
    assert_int_equal(test_site_number(&fixture.site, "SELECT count(*) FROM audit_line "
                                                     "WHERE action = 'kiosk.close_fault'"),
                     1);
    assert_true(kiosk_fault_note_signature(fixture.site.storage, fixture.kiosk.id, "10.0.0.9",
                                           fixture.site.clock.utc_us, &err));
    assert_true(close_it("signature", NULL));
}

static void test_quarantine__pages_lines_and_closes_them(void **state)
{
    (void)state;
    struct error err;
    static const char body[] = "no record\nneither\nnor this\n";
    AUTO(ingest_batch)
    struct ingest_batch *batch = test_kiosk_batch(&fixture.kiosk, body, sizeof body - 1);
    assert_true(ingest_store(fixture.site.ingest, batch, &err));
    struct quarantine_place below = {.received_utc_us = INT64_MAX};
    AUTO(json) json_t *page = NULL;
    assert_true(
        kiosk_fault_of_kiosk(fixture.site.storage, fixture.kiosk.id, &below, 2, &page, &err));
    const json_t *lines = json_object_get(page, "lines");
    assert_int_equal(json_array_size(lines), 2);
    const json_t *last = json_array_get(lines, 1);
    const char *hash = json_string_value(json_object_get(last, "hash"));
    below.received_utc_us = json_integer_value(json_object_get(last, "received_utc_us"));
    assert_true(hash_hex_decode(hash, strlen(hash), below.line_hash.bytes, HASH_BYTES));
    AUTO(json) json_t *rest = NULL;
    assert_true(
        kiosk_fault_of_kiosk(fixture.site.storage, fixture.kiosk.id, &below, 2, &rest, &err));
    assert_int_equal(json_array_size(json_object_get(rest, "lines")), 1);
    assert_true(json_is_null(json_object_get(rest, "before")));
    assert_true(close_it(NULL, hash));
    assert_false(close_it(NULL, hash));
    assert_int_equal(
        test_site_number(&fixture.site, "SELECT count(*) FROM quarantine WHERE state = 'open'"), 2);
}

static void send_tap(int64_t ahead_us)
{
    struct error err;
    char body[TAP_RECORD_LINE_MAX + 2];
    fixture.kiosk.at_utc_us = fixture.site.clock.utc_us + ahead_us;
    size_t len = test_kiosk_tap(&fixture.kiosk, 7, 1, body);
    AUTO(ingest_batch) struct ingest_batch *batch = test_kiosk_batch(&fixture.kiosk, body, len);
    assert_true(ingest_store(fixture.site.ingest, batch, &err));
}

/* Its date is still to come: the tap counts for nothing, and somebody has to hear of it. */
static void test_ahead__a_tap_later_than_now_is_named(void **state)
{
    (void)state;
    send_tap(KIOSK_FAULT_AHEAD_US);
    assert_int_equal(fault_count(), 0);
    send_tap(KIOSK_FAULT_AHEAD_US + 1000000);
    AUTO(json) json_t *answer = overview();
    const json_t *fault = json_array_get(json_object_get(answer, "faults"), 0);
    assert_string_equal(json_string_value(json_object_get(fault, "fault")), "ahead");
    assert_string_equal(json_string_value(json_object_get(fault, "state")), "open");
    assert_string_equal(json_string_value(json_object_get(fault, "kiosk")), fixture.kiosk.id);
    assert_int_equal(json_integer_value(json_object_get(fault, "seq")), fixture.kiosk.head.seq);
    assert_string_equal(json_string_value(json_object_get(fault, "detail")),
                        "until 2026-03-02T00:31:01Z");
}

int main(void)
{
#define SITE_TEST(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        SITE_TEST(test_lost_tail__is_named_when_it_is_said_twice),
        SITE_TEST(test_unrecorded__is_named_until_the_door_records_again),
        SITE_TEST(test_unread_documents__are_named_until_the_kiosk_can_read_them),
        SITE_TEST(test_ahead__a_tap_later_than_now_is_named),
        SITE_TEST(test_lost_tail__a_report_beside_a_batch_is_none),
        SITE_TEST(test_fork__the_lines_of_a_disk_put_back_are_quarantined),
        SITE_TEST(test_fault__is_closed_by_a_person_and_opens_again),
        SITE_TEST(test_quarantine__pages_lines_and_closes_them),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
