#include "work_day.h"

#include "cmocka_tests.h"
#include "rules_fixture.h"

#define DATE "2026-03-02"

static void setup_lunch(struct rules_fixture *f)
{
    rules_fixture_init(f);
    rules_fixture_set_sessions(f, 2,
                               (const char *const[][2]){{"08:30", "12:00"}, {"13:30", "17:30"}});
}

static void test_work_day__a_late_verdict_says_why(void **state)
{
    (void)state;
    struct rules_fixture f;
    rules_fixture_init(&f);
    struct tap *in = rules_fixture_add_tap(&f, "2026-03-02T08:47:20");
    struct tap *out = rules_fixture_add_tap(&f, "2026-03-02T17:31:00");
    struct session_verdict verdict = rules_fixture_judge(&f, DATE, 1);
    const struct session_reason *reason = &verdict.reason;
    assert_int_equal(verdict.date, rules_fixture_date(DATE));
    assert_int_equal(verdict.session, 1);
    assert_int_equal(verdict.status, SESSION_EXCEPTION);
    assert_int_equal(verdict.in, CHECK_LATE);
    assert_int_equal(verdict.out, CHECK_ON_TIME);
    assert_int_equal(verdict.late_min, 17);
    assert_int_equal(verdict.early_min, 0);
    assert_ptr_equal(reason->check_in.tap, in);
    assert_ptr_equal(reason->check_out.tap, out);
    assert_ptr_equal(reason->schedule, &f.schedule);
    assert_ptr_equal(reason->version, &f.version);
    assert_ptr_equal(reason->session, &f.sessions[0]);
    assert_ptr_equal(reason->policy, &f.policy);
    assert_int_equal(reason->start_ms, rules_fixture_time("2026-03-02T08:30:00"));
    assert_int_equal(reason->window_from_ms, rules_fixture_time("2026-03-02T05:30:00"));
    assert_int_equal(reason->window_to_ms, rules_fixture_time("2026-03-02T23:30:00"));
    assert_int_equal(reason->window_from_by, WINDOW_BY_POLICY);
    assert_int_equal(reason->measured_early_min, -1);
    assert_int_equal(reason->tap_count, 2);
    assert_int_equal(reason->absent_by, ABSENT_BY_NOTHING);
    assert_int_equal(reason->changes_at_ms, CIVIL_NEVER_MS);
}

static void test_work_day__an_absence_keeps_its_taps_and_cause(void **state)
{
    (void)state;
    struct rules_fixture f;
    rules_fixture_init(&f);
    f.policy.late_as_absent_min = 60;
    struct tap *in = rules_fixture_add_tap(&f, "2026-03-02T09:30:00");
    struct tap *out = rules_fixture_add_tap(&f, "2026-03-02T17:30:00");
    struct session_verdict verdict = rules_fixture_judge(&f, DATE, 1);
    assert_int_equal(verdict.status, SESSION_ABSENT);
    assert_int_equal(verdict.in, CHECK_MISSING);
    assert_int_equal(verdict.out, CHECK_MISSING);
    assert_int_equal(verdict.late_min, 0);
    assert_int_equal(verdict.reason.absent_by, ABSENT_BY_LATE);
    assert_int_equal(verdict.reason.measured_late_min, 60);
    assert_ptr_equal(verdict.reason.first.tap, in);
    assert_ptr_equal(verdict.reason.last.tap, out);
    f.facts.tap_count = 0;
    assert_int_equal(rules_fixture_judge(&f, DATE, 1).reason.absent_by, ABSENT_BY_NO_TAP);
}

static void test_work_day__leave_that_moved_the_start_is_named(void **state)
{
    (void)state;
    struct rules_fixture f;
    rules_fixture_init(&f);
    struct time_away *leave =
        rules_fixture_add_leave(&f, "2026-03-02T08:30:00", "2026-03-02T12:00:00");
    struct correction *in =
        rules_fixture_add_correction(&f, "2026-03-02T12:00:59", "2026-03-03T09:00:00");
    rules_fixture_add_tap(&f, "2026-03-02T17:30:00");
    struct session_verdict verdict = rules_fixture_judge(&f, DATE, 1);
    assert_int_equal(verdict.status, SESSION_NORMAL);
    assert_ptr_equal(verdict.reason.start_moved_by, leave);
    assert_null(verdict.reason.end_moved_by);
    assert_int_equal(verdict.reason.effective_start_ms, leave->to_ms);
    assert_ptr_equal(verdict.reason.check_in.correction, in);
    assert_null(verdict.reason.check_in.tap);
    assert_int_equal(verdict.leave_min, 210);
}

static void test_work_day__windows_of_a_day_meet_at_their_midpoint(void **state)
{
    (void)state;
    struct rules_fixture f;
    setup_lunch(&f);
    struct session_verdict morning = rules_fixture_judge(&f, DATE, 1);
    struct session_verdict afternoon = rules_fixture_judge(&f, DATE, 2);
    assert_int_equal(morning.reason.window_to_ms, rules_fixture_time("2026-03-02T12:45:00"));
    assert_int_equal(afternoon.reason.window_from_ms, rules_fixture_time("2026-03-02T12:45:00"));
    assert_int_equal(morning.reason.window_to_by, WINDOW_BY_SAME_DAY);
    assert_int_equal(afternoon.reason.window_from_by, WINDOW_BY_SAME_DAY);
}

/* 01:30 + 6 h overlaps 05:00 − 3 h: both give way to 03:15, seen from either day. */
static void test_work_day__windows_of_neighbour_days_meet_at_their_midpoint(void **state)
{
    (void)state;
    struct rules_fixture f;
    rules_fixture_init(&f);
    rules_fixture_set_sessions(&f, 1, (const char *const[][2]){{"05:00", "25:30"}});
    struct session_verdict monday = rules_fixture_judge(&f, DATE, 1);
    struct session_verdict tuesday = rules_fixture_judge(&f, "2026-03-03", 1);
    assert_int_equal(monday.reason.window_to_ms, rules_fixture_time("2026-03-03T03:15:00"));
    assert_int_equal(tuesday.reason.window_from_ms, rules_fixture_time("2026-03-03T03:15:00"));
    assert_int_equal(monday.reason.window_to_by, WINDOW_BY_NEIGHBOUR_DAY);
    assert_int_equal(tuesday.reason.window_from_by, WINDOW_BY_NEIGHBOUR_DAY);
    f.calendar_days[0] = (struct calendar_day){rules_fixture_date("2026-03-03"), CALENDAR_REST};
    f.calendar.day_count = 1;
    monday = rules_fixture_judge(&f, DATE, 1);
    assert_int_equal(monday.reason.window_to_ms, rules_fixture_time("2026-03-03T07:30:00"));
    assert_int_equal(monday.reason.window_to_by, WINDOW_BY_POLICY);
}

static void test_work_day__phases_and_when_the_verdict_changes(void **state)
{
    (void)state;
    struct rules_fixture f;
    rules_fixture_init(&f);
    rules_fixture_add_tap(&f, "2026-03-02T08:20:00");
    int64_t opens_ms = rules_fixture_time("2026-03-02T05:30:00");
    int64_t closes_ms = rules_fixture_time("2026-03-02T23:30:00");
    f.facts.now_ms = opens_ms - 1;
    struct session_verdict verdict = rules_fixture_judge(&f, DATE, 1);
    assert_int_equal(verdict.in, CHECK_PENDING);
    assert_int_equal(verdict.reason.changes_at_ms, opens_ms);
    f.facts.now_ms = closes_ms - 1;
    verdict = rules_fixture_judge(&f, DATE, 1);
    assert_int_equal(verdict.in, CHECK_ON_TIME);
    assert_int_equal(verdict.out, CHECK_PENDING);
    assert_int_equal(verdict.reason.changes_at_ms, closes_ms);
    f.facts.now_ms = closes_ms;
    verdict = rules_fixture_judge(&f, DATE, 1);
    assert_int_equal(verdict.out, CHECK_MISSING);
    assert_int_equal(verdict.reason.changes_at_ms, CIVIL_NEVER_MS);
}

static void test_work_day__uncertain_tap_is_named_and_takes_breaches_away(void **state)
{
    (void)state;
    struct rules_fixture f;
    rules_fixture_init(&f);
    rules_fixture_add_tap(&f, "2026-03-02T08:40:00");
    rules_fixture_add_tap(&f, "2026-03-02T17:30:00");
    struct tap *uncertain =
        rules_fixture_add_uncertain(&f, "2026-03-02T08:00:00", "2026-03-02T08:45:00");
    struct session_verdict verdict = rules_fixture_judge(&f, DATE, 1);
    assert_int_equal(verdict.status, SESSION_REVIEW);
    assert_int_equal(verdict.in, CHECK_UNCERTAIN);
    assert_int_equal(verdict.out, CHECK_ON_TIME);
    assert_int_equal(verdict.late_min, 0);
    assert_int_equal(verdict.reason.measured_late_min, 10);
    assert_ptr_equal(verdict.reason.uncertain_tap, uncertain);
}

static void test_work_day__judges_no_more_than_there_is_room_for(void **state)
{
    (void)state;
    struct rules_fixture f;
    setup_lunch(&f);
    struct session_verdict verdicts[2];
    verdicts[1].session = 77;
    assert_int_equal(work_day_judge(&f.facts, rules_fixture_date(DATE), verdicts, 1), 2);
    assert_int_equal(verdicts[0].session, 1);
    assert_int_equal(verdicts[1].session, 77);
    assert_int_equal(work_day_judge(&f.facts, rules_fixture_date("2027-01-01"), verdicts, 2), 0);
}

static void test_work_day__finds_whose_session_a_tap_is(void **state)
{
    (void)state;
    struct rules_fixture f;
    int32_t date;
    size_t index;
    setup_lunch(&f);
    const struct {
        const char *at;
        const char *date;
        size_t index;
    } cases[] = {
        {"2026-03-02T05:30:00", "2026-03-02", 0},
        {"2026-03-02T12:44:59.999", "2026-03-02", 0},
        {"2026-03-02T12:45:00", "2026-03-02", 1},
        {"2026-03-02T23:29:59.999", "2026-03-02", 1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_true(work_day_find_session(&f.person, &f.calendar, &f.policy,
                                          rules_fixture_time(cases[i].at), &date, &index));
        assert_int_equal(date, rules_fixture_date(cases[i].date));
        assert_int_equal(index, cases[i].index);
    }
    assert_false(work_day_find_session(&f.person, &f.calendar, &f.policy,
                                       rules_fixture_time("2026-03-02T05:29:59"), &date, &index));
    rules_fixture_set_sessions(&f, 1, (const char *const[][2]){{"12:00", "36:00"}});
    assert_true(work_day_find_session(&f.person, &f.calendar, &f.policy,
                                      rules_fixture_time("2026-03-02T11:59:59"), &date, &index));
    assert_int_equal(date, rules_fixture_date("2026-03-01"));
}

/* A session may end at 36:00 and hear taps for six hours more, and opens three hours before. */
static void test_work_day__dates_that_a_tap_can_touch(void **state)
{
    (void)state;
    struct policy policy;
    policy_init(&policy);
    int64_t at_ms = rules_fixture_time("2026-03-02T17:59:59");
    struct date_span span = work_day_touched_by_taps(&policy, at_ms, at_ms);
    assert_int_equal(span.first, rules_fixture_date("2026-03-01"));
    assert_int_equal(span.last, rules_fixture_date("2026-03-02"));
    at_ms = rules_fixture_time("2026-03-02T18:00:00");
    span = work_day_touched_by_taps(&policy, at_ms, at_ms);
    assert_int_equal(span.first, rules_fixture_date("2026-03-02"));
    at_ms = rules_fixture_time("2026-03-02T21:00:00");
    span = work_day_touched_by_taps(&policy, at_ms, at_ms);
    assert_int_equal(span.last, rules_fixture_date("2026-03-03"));
}

static void test_work_day__dates_that_time_away_and_plans_can_touch(void **state)
{
    (void)state;
    struct date_span span = work_day_touched_by_away(rules_fixture_time("2026-03-02T12:00:00"),
                                                     rules_fixture_time("2026-03-03T00:00:00"));
    assert_int_equal(span.first, rules_fixture_date("2026-03-02"));
    assert_int_equal(span.last, rules_fixture_date("2026-03-02"));
    span = work_day_touched_by_away(rules_fixture_time("2026-03-02T11:59:00"),
                                    rules_fixture_time("2026-03-03T00:01:00"));
    assert_int_equal(span.first, rules_fixture_date("2026-03-01"));
    assert_int_equal(span.last, rules_fixture_date("2026-03-03"));
    span = work_day_touched_by_plan(100, 100);
    assert_int_equal(span.first, 99);
    assert_int_equal(span.last, 101);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_work_day__a_late_verdict_says_why),
        cmocka_unit_test(test_work_day__an_absence_keeps_its_taps_and_cause),
        cmocka_unit_test(test_work_day__leave_that_moved_the_start_is_named),
        cmocka_unit_test(test_work_day__windows_of_a_day_meet_at_their_midpoint),
        cmocka_unit_test(test_work_day__windows_of_neighbour_days_meet_at_their_midpoint),
        cmocka_unit_test(test_work_day__phases_and_when_the_verdict_changes),
        cmocka_unit_test(test_work_day__uncertain_tap_is_named_and_takes_breaches_away),
        cmocka_unit_test(test_work_day__judges_no_more_than_there_is_room_for),
        cmocka_unit_test(test_work_day__finds_whose_session_a_tap_is),
        cmocka_unit_test(test_work_day__dates_that_a_tap_can_touch),
        cmocka_unit_test(test_work_day__dates_that_time_away_and_plans_can_touch),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
