#include "month_report.h"

#include "civil.h"
#include "cmocka_tests.h"
#include "facts_loader.h"
#include "json.h"
#include "month_report_json.h"
#include "month_report_sieve.h"
#include <string.h>

static const char *const documents[][3] = {
    {"policy", "policy",
     "{\"escalation\": [{\"figure\": \"late\", \"at_least\": 3, \"per\": \"year\", \"step\": "
     "\"谈话\"}, {\"figure\": \"late\", \"at_least\": 2, \"per\": \"month\", \"step\": "
     "\"提醒\"}]}"},
    {"unit", "u1", "{\"code\": \"u1\", \"name\": \"办公室\"}"},
    {"unit", "u2", "{\"code\": \"u2\", \"name\": \"财政局\"}"},
    {"unit", "u3", "{\"code\": \"u3\", \"name\": \"空\"}"},
    {"staff", "s1", "{\"id\": \"s1\", \"name\": \"张三\", \"unit\": \"u1\"}"},
    {"staff", "s2",
     "{\"id\": \"s2\", \"name\": \"李四\", \"unit\": \"u2\", \"moves\": [{\"unit\": \"u1\", "
     "\"from\": \"2026-03-16\"}]}"},
    {"staff", "s3",
     "{\"id\": \"s3\", \"name\": \"=1+1\", \"unit\": \"u2\", \"active_to\": \"2026-02-28\"}"},
};

static struct facts *load_facts(void)
{
    AUTO(facts_loader) struct facts_loader *loader = NULL;
    struct error err = {0};
    assert_true(facts_loader_create(&loader, &err));
    for (size_t i = 0; i < sizeof documents / sizeof documents[0]; i++) {
        if (!facts_loader_add_text(loader, documents[i][0], documents[i][1], documents[i][2],
                                   strlen(documents[i][2]), &err)) {
            fail_msg("%s", err.text);
        }
    }
    struct facts *facts = NULL;
    if (!facts_loader_finish(loader, FACTS_LINKS_STRICT, &facts, &err)) {
        fail_msg("%s", err.text);
    }
    return facts;
}

static int32_t month_of(const char *text)
{
    int32_t month;
    assert_true(civil_month_parse(text, &month));
    return month;
}

static struct month_row row(const struct facts *facts, const char *month, const char *staff,
                            const char *unit, int64_t on_time, int64_t late)
{
    struct month_row made = {
        .month = month_of(month),
        .staff = facts_find_staff(facts, staff),
        .unit = facts_find_unit(facts, unit)->code,
    };
    made.figures.of[FIGURE_CHECKS_DUE] = on_time + late;
    made.figures.of[FIGURE_ON_TIME] = on_time;
    made.figures.of[FIGURE_LATE] = late;
    made.figures.of[FIGURE_VIOLATIONS] = late;
    return made;
}

struct fixture {
    struct facts *facts;
    struct month_report *report;
};

static int set_up(void **state)
{
    static struct fixture fixture;
    fixture.facts = load_facts();
    const struct month_row rows[] = {
        row(fixture.facts, "2026-02", "s1", "u1", 18, 2),
        row(fixture.facts, "2026-02", "s2", "u2", 20, 0),
        row(fixture.facts, "2026-03", "s1", "u1", 20, 0),
        row(fixture.facts, "2026-03", "s2", "u2", 8, 2),
        row(fixture.facts, "2026-03", "s2", "u1", 9, 1),
    };
    struct error err = {0};
    assert_true(month_report_create(fixture.facts, month_of("2026-03"), 0, rows,
                                    sizeof rows / sizeof rows[0], &fixture.report, &err));
    *state = &fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    month_report_destroy(fixture->report);
    facts_destroy(fixture->facts);
    return 0;
}

static void test_month_report__units_stand_in_ranking_order_with_their_change(void **state)
{
    const struct month_report *report = ((struct fixture *)*state)->report;
    assert_int_equal(report->unit_count, 3);
    const struct unit_month *first = &report->units[0].month;
    assert_string_equal(first->code, "u1");
    assert_int_equal(first->rate_bp, 9667); /* 29 of 30 */
    assert_int_equal(first->rank, 1);
    assert_int_equal(first->rank_change, 1); /* 18 of 20 was behind 20 of 20 */
    assert_int_equal(first->headcount, 2);   /* s2 came on the 16th */
    assert_string_equal(report->units[1].month.code, "u2");
    assert_int_equal(report->units[1].month.rank_change, -1);
    assert_int_equal(report->units[1].month.headcount, 1); /* s3 had left */
    assert_string_equal(report->units[2].month.code, "u3");
    assert_int_equal(report->units[2].month.rank, RANKING_NO_RANK);
    assert_int_equal(report->units[2].month.rate_bp, RANKING_NO_RATE);
}

static void test_month_report__the_county_is_the_sum_of_its_units(void **state)
{
    const struct month_report *report = ((struct fixture *)*state)->report;
    assert_int_equal(report->figures.of[FIGURE_CHECKS_DUE], 40);
    assert_int_equal(report->figures.of[FIGURE_LATE], 3);
    assert_int_equal(report->rate_bp, 9250);
    assert_int_equal(report->headcount, 2);
}

static void test_month_report__a_person_has_one_line_with_all_units(void **state)
{
    const struct month_report *report = ((struct fixture *)*state)->report;
    assert_int_equal(report->person_count, 2); /* s3 had left and has no row */
    const struct month_report_person *moved = &report->people[1];
    assert_string_equal(moved->staff->id, "s2");
    assert_string_equal(moved->unit->code, "u1");
    assert_int_equal(moved->figures.of[FIGURE_LATE], 3);
    assert_int_equal(moved->figures.of[FIGURE_CHECKS_DUE], 20);
}

static void test_month_report__steps_follow_month_and_year(void **state)
{
    const struct month_report *report = ((struct fixture *)*state)->report;
    const struct month_report_person *moved = &report->people[1];
    assert_int_equal(moved->step_count, 2);
    assert_string_equal(moved->steps[0], "谈话");
    assert_string_equal(moved->steps[1], "提醒");
    assert_int_equal(report->people[0].step_count, 0); /* 2 late in the year, none this month */
}

static void test_month_report__kiosks_behind_are_named_and_bound_the_completeness(void **state)
{
    struct month_report *report = ((struct fixture *)*state)->report;
    report->as_of_ms = 60 * CIVIL_MINUTE_MS;
    struct kiosk_watermark kiosks[] = {{"k3", "", 40 * CIVIL_MINUTE_MS, 0},
                                       {"k1", "", 57 * CIVIL_MINUTE_MS - 1, 0},
                                       {"k2", "", 57 * CIVIL_MINUTE_MS, 0}};
    const struct completeness completeness = {kiosks, 3};
    struct error err = {0};
    assert_true(month_report_set_kiosks(report, &completeness, &err));
    assert_int_equal(report->kiosk_behind_count, 2);
    assert_string_equal(report->kiosks_behind[0].kiosk, "k3");
    assert_int_equal(report->complete_to_ms, 40 * CIVIL_MINUTE_MS);
}

static void test_month_report__json_has_every_figure_by_name(void **state)
{
    const struct month_report *report = ((struct fixture *)*state)->report;
    AUTO(json) json_t *root = month_report_to_json(report);
    assert_non_null(root);
    assert_string_equal(json_string_value(json_object_get(root, "month")), "2026-03");
    const json_t *unit = json_array_get(json_object_get(root, "units"), 0);
    for (size_t i = 0; i < FIGURE_COUNT; i++) {
        assert_true(json_is_integer(json_object_get(unit, figure_words[i])));
    }
    assert_int_equal(json_integer_value(json_object_get(unit, "rank_change")), 1);
    const json_t *last = json_object_get(root, "last_month");
    assert_string_equal(json_string_value(json_object_get(last, "month")), "2026-02");
    assert_int_equal(json_integer_value(json_object_get(last, "rate_bp")), 9500); /* 38 of 40 */
    assert_int_equal(json_integer_value(json_object_get(last, "violations")), 2);
    const json_t *empty = json_array_get(json_object_get(root, "units"), 2);
    assert_true(json_is_null(json_object_get(empty, "rate_bp")));
    assert_true(json_is_null(json_object_get(empty, "rank")));
}

static bool holds_u2(const struct staff_sieve_subject *subject, void *user)
{
    (void)user;
    return strcmp(subject->unit, "u2") == 0;
}

static void test_month_report__whoever_sees_a_part_compares_that_part(void **state)
{
    struct month_report *report = ((struct fixture *)*state)->report;
    const struct staff_sieve sieve = {.holds = holds_u2};
    report->provisional = 9;
    for (size_t i = 0; i < report->unit_count; i++) {
        report->units[i].provisional = strcmp(report->units[i].month.code, "u2") == 0 ? 2 : 7;
    }
    month_report_sieve(report, &sieve);
    assert_int_equal(report->provisional, 2);
    assert_int_equal(report->unit_count, 1);
    assert_int_equal(report->rate_bp, 8000); /* 8 of 10 */
    assert_int_equal(report->last_rate_bp, 10000);
    assert_int_equal(report->last.of[FIGURE_CHECKS_DUE], 20);
}

static void test_month_report__first_month_reaches_last_month_and_january(void **state)
{
    (void)state;
    assert_int_equal(month_report_first_month(month_of("2026-03")), month_of("2026-01"));
    assert_int_equal(month_report_first_month(month_of("2026-01")), month_of("2025-12"));
}

#define WITH_REPORT(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_REPORT(test_month_report__units_stand_in_ranking_order_with_their_change),
        WITH_REPORT(test_month_report__the_county_is_the_sum_of_its_units),
        WITH_REPORT(test_month_report__a_person_has_one_line_with_all_units),
        WITH_REPORT(test_month_report__steps_follow_month_and_year),
        WITH_REPORT(test_month_report__kiosks_behind_are_named_and_bound_the_completeness),
        WITH_REPORT(test_month_report__whoever_sees_a_part_compares_that_part),
        WITH_REPORT(test_month_report__json_has_every_figure_by_name),
        cmocka_unit_test(test_month_report__first_month_reaches_last_month_and_january),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
