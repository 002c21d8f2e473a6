/* Up to when a kiosk has reported everything. */

#include "watermark.h"

#include "cmocka_tests.h"
#include "kiosk_report.h"
#include "test_site.h"
#include <string.h>

#define T(seconds) (TEST_SITE_UTC_US + (seconds)*INT64_C(1000000))

struct fixture {
    struct test_site site;
    struct test_kiosk kiosk;
    char body[8 * TAP_RECORD_LINE_MAX];
};

static struct fixture fixture;

static int set_up(void **state)
{
    memset(&fixture, 0, sizeof fixture);
    test_site_init(&fixture.site);
    test_kiosk_init(&fixture.kiosk, &fixture.site);
    fixture.site.clock.utc_us = T(1000);
    *state = &fixture;
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    test_kiosk_finish(&fixture.kiosk);
    test_site_finish(&fixture.site);
    return 0;
}

static void store(size_t taps)
{
    struct error err;
    size_t len = test_kiosk_tap(&fixture.kiosk, 1, taps, fixture.body);
    AUTO(ingest_batch)
    struct ingest_batch *batch = test_kiosk_batch(&fixture.kiosk, fixture.body, len);
    assert_true(ingest_store(fixture.site.ingest, batch, &err));
}

static void report(uint32_t epoch, uint64_t seq, int64_t complete_to_utc_us)
{
    struct error err;
    enum kiosk_standing standing;
    const struct kiosk_report report = {
        .kiosk = fixture.kiosk.id,
        .status = {.version = "0.1.0", .reader = "ready", .backlog = 3, .clock = "synced"},
        .claim = {epoch, seq, complete_to_utc_us},
    };
    assert_true(kiosk_report_put(fixture.site.storage, fixture.site.ingest,
                                 &fixture.site.clock.clock, &report, &standing, &err));
    assert_int_equal(standing, KIOSK_ACTIVE);
}

static void assert_watermark(int64_t expected_utc_us)
{
    assert_true(test_site_number(&fixture.site, "SELECT complete_to_utc_us FROM kiosk_progress") ==
                expected_utc_us);
}

static void test_watermark__moves_once_the_lines_are_here(void **state)
{
    (void)state;
    assert_watermark(0);
    report(1, 2, T(10));
    assert_watermark(0);
    store(1);
    assert_watermark(0);
    store(1);
    assert_watermark(T(10));
}

static void test_watermark__moves_at_once_where_they_are_here_already(void **state)
{
    (void)state;
    store(2);
    report(1, 2, T(10));
    assert_watermark(T(10));
    report(1, 2, T(70)); /* nobody tapped since */
    assert_watermark(T(70));
}

static void test_watermark__never_moves_back(void **state)
{
    (void)state;
    store(2);
    report(1, 2, T(70));
    report(1, 1, T(10));
    assert_watermark(T(70));
}

static void test_watermark__a_kiosk_that_is_always_behind_moves_on(void **state)
{
    (void)state;
    report(1, 2, T(10));
    report(1, 4, T(20)); /* does not push the first claim out */
    store(2);
    assert_watermark(T(10));
    report(1, 4, T(20));
    report(1, 9, T(30));
    store(2);
    assert_watermark(T(20));
}

static void test_watermark__a_claim_that_came_true_makes_room_for_the_next(void **state)
{
    (void)state;
    report(1, 1, T(10));
    store(1);
    report(1, 1, T(20));
    assert_watermark(T(20));
}

static void test_watermark__the_future_is_cut_off(void **state)
{
    (void)state;
    store(1);
    report(1, 1, T(5000));
    assert_watermark(T(1000));
}

static void test_watermark__a_later_epoch_replaces_a_claim_that_cannot_come_true(void **state)
{
    (void)state;
    store(1);
    report(1, 50, T(10)); /* its store was damaged: these lines never come */
    fixture.kiosk.head = (struct chain_head){2, 0, chain_genesis(fixture.kiosk.id, 2)};
    report(2, 1, T(20));
    assert_watermark(0);
    store(1);
    assert_watermark(T(20));
}

static void test_watermark__an_uncertain_clock_claims_nothing(void **state)
{
    (void)state;
    store(1);
    report(1, 1, 0);
    report(0, 0, T(10));
    assert_watermark(0);
}

static void test_kiosk_report__what_a_kiosk_says_is_kept(void **state)
{
    (void)state;
    report(1, 0, T(10));
    assert_int_equal(test_site_number(&fixture.site,
                                      "SELECT COUNT(*) FROM kiosk_progress WHERE reader = 'ready' "
                                      "AND backlog = 3 AND version = '0.1.0' AND clock = 'synced'"),
                     1);
    assert_true(test_site_number(&fixture.site, "SELECT reported_utc_us FROM kiosk_progress") ==
                T(1000));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
        TEST(test_watermark__moves_once_the_lines_are_here),
        TEST(test_watermark__moves_at_once_where_they_are_here_already),
        TEST(test_watermark__never_moves_back),
        TEST(test_watermark__a_kiosk_that_is_always_behind_moves_on),
        TEST(test_watermark__a_claim_that_came_true_makes_room_for_the_next),
        TEST(test_watermark__the_future_is_cut_off),
        TEST(test_watermark__a_later_epoch_replaces_a_claim_that_cannot_come_true),
        TEST(test_watermark__an_uncertain_clock_claims_nothing),
        TEST(test_kiosk_report__what_a_kiosk_says_is_kept),
#undef TEST
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
