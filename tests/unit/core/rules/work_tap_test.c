#include "work_tap.h"

#include "cmocka_tests.h"
#include "rules_fixture.h"
#include <stdio.h>

static int64_t at(const char *clock)
{
    char text[32];
    (void)snprintf(text, sizeof text, "2026-03-02T%s", clock);
    return rules_fixture_time(text);
}

static void test_work_tap__first_last_and_count_of_a_range(void **state)
{
    (void)state;
    struct rules_fixture f;
    rules_fixture_init(&f);
    rules_fixture_add_tap(&f, "2026-03-02T08:00:00");
    rules_fixture_add_tap(&f, "2026-03-02T09:00:00");
    rules_fixture_add_tap(&f, "2026-03-02T10:00:00");
    struct work_tap_range range = work_tap_find(&f.facts, at("08:00:00"), at("10:00:00"));
    assert_int_equal(range.count, 2);
    assert_int_equal(range.first.at_ms, at("08:00:00"));
    assert_int_equal(range.last.at_ms, at("09:00:00"));
    assert_int_equal(work_tap_find(&f.facts, at("08:00:01"), at("09:00:00")).count, 0);
}

/* The walk begins early enough to know what was kept before the range. */
static void test_work_tap__a_tap_before_the_range_drops_one_in_it(void **state)
{
    (void)state;
    struct rules_fixture f;
    rules_fixture_init(&f);
    rules_fixture_add_tap(&f, "2026-03-02T12:43:50");
    rules_fixture_add_tap(&f, "2026-03-02T12:44:30");
    rules_fixture_add_tap(&f, "2026-03-02T12:45:10");
    struct work_tap_range range = work_tap_find(&f.facts, at("12:45:00"), at("13:00:00"));
    assert_int_equal(range.count, 1); /* 12:44:30 was dropped, so 12:45:10 is 80 s after the last */
    rules_fixture_add_tap(&f, "2026-03-02T12:43:20");
    range = work_tap_find(&f.facts, at("12:45:00"), at("13:00:00"));
    assert_int_equal(range.count, 0); /* kept now are 12:43:20 and, 70 s after it, 12:44:30 */
    rules_fixture_add_tap(&f, "2026-03-02T12:42:30");
    range = work_tap_find(&f.facts, at("12:45:00"), at("13:00:00"));
    assert_int_equal(range.count, 1); /* 12:42:30 drops 12:43:20, so 12:43:50 is kept again */
}

static void test_work_tap__corrections_are_sorted_in(void **state)
{
    (void)state;
    struct rules_fixture f;
    rules_fixture_init(&f);
    struct tap *tap = rules_fixture_add_tap(&f, "2026-03-02T08:30:00");
    struct correction *same =
        rules_fixture_add_correction(&f, "2026-03-02T08:30:00", "2026-03-03T09:00:00");
    struct work_tap_range range = work_tap_find(&f.facts, at("08:00:00"), at("18:00:00"));
    assert_int_equal(range.count, 1);
    assert_ptr_equal(range.first.tap, tap); /* at one moment the tap is the one that is kept */
    same->at_ms = at("08:29:00");
    range = work_tap_find(&f.facts, at("08:00:00"), at("18:00:00"));
    assert_int_equal(range.count, 2);
    assert_ptr_equal(range.first.correction, same);
    assert_null(range.first.tap);
}

static void test_work_tap__later_than_now_is_not_there(void **state)
{
    (void)state;
    struct rules_fixture f;
    rules_fixture_init(&f);
    rules_fixture_add_tap(&f, "2026-03-02T08:30:00");
    rules_fixture_add_correction(&f, "2026-03-02T09:30:00", "2026-03-02T09:30:00");
    f.facts.now_ms = at("08:29:59");
    assert_int_equal(work_tap_find(&f.facts, at("00:00:00"), at("23:00:00")).count, 0);
    f.facts.now_ms = at("08:30:00");
    assert_int_equal(work_tap_find(&f.facts, at("00:00:00"), at("23:00:00")).count, 1);
    f.facts.now_ms = at("09:30:00");
    assert_int_equal(work_tap_find(&f.facts, at("00:00:00"), at("23:00:00")).count, 2);
    f.corrections[0].decided_ms++;
    assert_int_equal(work_tap_find(&f.facts, at("00:00:00"), at("23:00:00")).count, 1);
}

static void test_work_tap__a_range_begins_with_its_first_moment(void **state)
{
    (void)state;
    struct rules_fixture f;
    rules_fixture_init(&f);
    rules_fixture_add_correction(&f, "2026-03-02T08:00:00", "2026-03-03T09:00:00");
    rules_fixture_add_tap(&f, "2026-03-02T09:00:00");
    assert_int_equal(work_tap_find(&f.facts, at("08:00:00"), at("08:00:01")).count, 1);
    assert_int_equal(work_tap_find(&f.facts, at("09:00:00"), at("09:00:01")).count, 1);
    assert_int_equal(work_tap_find(&f.facts, at("07:00:00"), at("08:00:00")).count, 0);
    assert_int_equal(work_tap_find(&f.facts, at("08:00:01"), at("09:00:00")).count, 0);
}

static void test_correction__quota_of_a_month_begins_at_its_first_moment(void **state)
{
    (void)state;
    struct rules_fixture f;
    rules_fixture_init(&f);
    f.policy.max_corrections_per_month = 1;
    rules_fixture_add_correction(&f, "2026-03-01T00:00:00", "2026-03-09T09:00:00");
    rules_fixture_add_correction(&f, "2026-03-31T23:59:59.999", "2026-03-09T10:00:00");
    rules_fixture_add_correction(&f, "2026-04-01T00:00:00", "2026-03-09T08:00:00");
    assert_true(correction_counted(&f.facts, 0));
    assert_false(correction_counted(&f.facts, 1));
    assert_true(correction_counted(&f.facts, 2));
}

static void test_correction__quota_by_decision_then_time(void **state)
{
    (void)state;
    struct rules_fixture f;
    rules_fixture_init(&f);
    rules_fixture_add_correction(&f, "2026-03-02T08:00:00", "2026-03-09T10:00:00");
    rules_fixture_add_correction(&f, "2026-03-03T08:00:00", "2026-03-09T09:00:00");
    rules_fixture_add_correction(&f, "2026-03-04T08:00:00", "2026-03-09T10:00:00");
    rules_fixture_add_correction(&f, "2026-04-01T08:00:00", "2026-04-09T10:00:00");
    f.policy.max_corrections_per_month = 2;
    assert_true(correction_counted(&f.facts, 0));
    assert_true(correction_counted(&f.facts, 1));
    assert_false(correction_counted(&f.facts, 2));
    assert_true(correction_counted(&f.facts, 3));
    assert_int_equal(correction_count_between(&f.facts, rules_fixture_date("2026-03-01"),
                                              rules_fixture_date("2026-03-31")),
                     2);
    assert_int_equal(correction_count_between(&f.facts, rules_fixture_date("2026-03-03"),
                                              rules_fixture_date("2026-03-04")),
                     1);
    f.corrections[1].state = APPROVAL_REJECTED;
    assert_true(correction_counted(&f.facts, 2));
    f.policy.max_corrections_per_month = 0;
    assert_false(correction_counted(&f.facts, 0));
}

static void test_correction__two_alike_use_the_quota_once_each(void **state)
{
    (void)state;
    struct rules_fixture f;
    rules_fixture_init(&f);
    rules_fixture_add_correction(&f, "2026-03-02T08:00:00", "2026-03-09T10:00:00");
    rules_fixture_add_correction(&f, "2026-03-02T08:00:00", "2026-03-09T10:00:00");
    f.policy.max_corrections_per_month = 1;
    assert_int_equal(correction_counted(&f.facts, 0) + correction_counted(&f.facts, 1), 1);
}

static void test_work_tap__reach_goes_to_the_end_of_the_chain(void **state)
{
    (void)state;
    struct rules_fixture f;
    rules_fixture_init(&f);
    rules_fixture_add_tap(&f, "2026-03-02T08:00:50");
    rules_fixture_add_correction(&f, "2026-03-02T08:01:40", "2026-03-02T18:00:00");
    rules_fixture_add_tap(&f, "2026-03-02T08:02:40");
    assert_int_equal(work_tap_reach_ms(&f.facts, at("08:00:00")), at("08:01:40"));
    assert_int_equal(work_tap_reach_ms(&f.facts, at("07:59:50")), at("07:59:50"));
    assert_int_equal(work_tap_reach_ms(&f.facts, at("08:01:41")), at("08:02:40"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_work_tap__first_last_and_count_of_a_range),
        cmocka_unit_test(test_work_tap__a_tap_before_the_range_drops_one_in_it),
        cmocka_unit_test(test_work_tap__corrections_are_sorted_in),
        cmocka_unit_test(test_work_tap__later_than_now_is_not_there),
        cmocka_unit_test(test_work_tap__a_range_begins_with_its_first_moment),
        cmocka_unit_test(test_correction__quota_of_a_month_begins_at_its_first_moment),
        cmocka_unit_test(test_correction__quota_by_decision_then_time),
        cmocka_unit_test(test_correction__two_alike_use_the_quota_once_each),
        cmocka_unit_test(test_work_tap__reach_goes_to_the_end_of_the_chain),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
