#include "ranking.h"

#include "cmocka_tests.h"
#include "rules_fixture.h"
#include <string.h>

static struct unit_month unit(const char *code, int64_t good, int64_t due, int64_t violations,
                              int32_t heads)
{
    struct unit_month unit = {.code = code, .headcount = heads};
    unit.figures.of[FIGURE_ON_TIME] = good;
    unit.figures.of[FIGURE_CHECKS_DUE] = due;
    unit.figures.of[FIGURE_VIOLATIONS] = violations;
    return unit;
}

static void test_ranking__rate_is_rounded_half_up(void **state)
{
    (void)state;
    const struct {
        int64_t good, due;
        int32_t rate_bp;
    } cases[] = {
        {0, 0, RANKING_NO_RATE},
        {0, 1, 0},
        {1, 1, 10000},
        {1, 3, 3333},
        {2, 3, 6667},
        {1, 32, 313},
        {31, 32, 9688},
        {1, 20000, 1},
        {1, 20001, 0},
        {1, 40000, 0},
        {19999, 20000, 10000},
        {3, 20000, 2},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct unit_month u = unit("u", cases[i].good, cases[i].due, 0, 1);
        assert_int_equal(ranking_rate_bp(&u.figures), cases[i].rate_bp);
    }
    struct figures figures = {0};
    figures.of[FIGURE_MEETINGS_ON_TIME] = 1;
    figures.of[FIGURE_MEETINGS_DUE] = 2;
    figures.of[FIGURE_CHECKS_DUE] = 2;
    assert_int_equal(ranking_rate_bp(&figures), 2500);
}

static void check_order(const struct unit_month *units, const char *const *codes,
                        const int32_t *ranks, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        assert_string_equal(units[i].code, codes[i]);
        assert_int_equal(units[i].rank, ranks[i]);
    }
}

static void test_ranking__rate_then_violations_per_head_then_code(void **state)
{
    (void)state;
    struct unit_month units[] = {
        unit("u5", 0, 0, 0, 3), unit("u2", 1, 2, 1, 3),
        unit("u6", 0, 0, 0, 0), unit("u1", 2, 4, 333333, 1000000),
        unit("u3", 3, 6, 2, 6), unit("u4", 9, 10, 9, 1),
    };
    units[0].has_rank_change = true; /* left over from another month */
    ranking_sort(units, 6);
    assert_false(units[4].has_rank_change);
    check_order(units, (const char *const[]){"u4", "u1", "u2", "u3", "u5", "u6"},
                (const int32_t[]){1, 2, 3, 3, RANKING_NO_RANK, RANKING_NO_RANK}, 6);
}

static void test_ranking__a_shared_rank_skips_the_next(void **state)
{
    (void)state;
    struct unit_month units[] = {unit("d", 0, 1, 0, 1), unit("c", 1, 2, 1, 2),
                                 unit("b", 1, 2, 2, 4), unit("a", 1, 1, 0, 1)};
    ranking_sort(units, 4);
    check_order(units, (const char *const[]){"a", "b", "c", "d"}, (const int32_t[]){1, 2, 2, 4}, 4);
}

/* Rates that are equal once rounded are equal: the rounded rate ranks. */
static void test_ranking__rounded_rates_that_are_equal_are_equal(void **state)
{
    (void)state;
    struct unit_month units[] = {unit("a", 1, 30001, 5, 1), unit("b", 0, 1, 1, 1)};
    ranking_sort(units, 2);
    check_order(units, (const char *const[]){"b", "a"}, (const int32_t[]){1, 2}, 2);
}

static void test_ranking__change_needs_a_rank_in_both_months(void **state)
{
    (void)state;
    struct unit_month last[] = {unit("a", 0, 0, 0, 1), unit("b", 1, 2, 1, 1),
                                unit("c", 1, 1, 0, 1)};
    struct unit_month units[] = {unit("a", 1, 1, 0, 1), unit("b", 1, 1, 0, 1),
                                 unit("c", 0, 0, 0, 1), unit("d", 0, 1, 1, 1)};
    ranking_sort(last, 3);
    ranking_sort(units, 4);
    ranking_compare(units, 4, last, 3);
    check_order(units, (const char *const[]){"a", "b", "d", "c"},
                (const int32_t[]){1, 1, 3, RANKING_NO_RANK}, 4);
    assert_false(units[0].has_rank_change);
    assert_true(units[1].has_rank_change);
    assert_int_equal(units[1].rank_change, 1);
    assert_false(units[2].has_rank_change);
    assert_false(units[3].has_rank_change);
}

static void test_ranking__a_head_belongs_and_is_active_on_one_day(void **state)
{
    (void)state;
    int32_t month;
    assert_true(civil_month_parse("2026-03", &month));
    const struct membership memberships[] = {{"u1", CIVIL_DATE_FIRST, NULL, 0},
                                             {"u2", rules_fixture_date("2026-03-15"), NULL, 0}};
    struct person person = {.staff = "s1",
                            .active_from = rules_fixture_date("2026-03-14"),
                            .active_to = rules_fixture_date("2026-03-15"),
                            .memberships = memberships,
                            .membership_count = 2};
    assert_true(ranking_counts_head(&person, "u1", month));
    assert_true(ranking_counts_head(&person, "u2", month));
    assert_false(ranking_counts_head(&person, "u2", month + 1));
    person.active_from++;
    assert_false(ranking_counts_head(&person, "u1", month));
    assert_true(ranking_counts_head(&person, "u2", month));
    assert_false(ranking_counts_head(&person, "u3", month));
    person.active_from = rules_fixture_date("2026-04-01");
    person.active_to = person.active_from;
    assert_false(ranking_counts_head(&person, "u2", month));
    assert_true(ranking_counts_head(&person, "u2", month + 1));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ranking__rate_is_rounded_half_up),
        cmocka_unit_test(test_ranking__rate_then_violations_per_head_then_code),
        cmocka_unit_test(test_ranking__a_shared_rank_skips_the_next),
        cmocka_unit_test(test_ranking__rounded_rates_that_are_equal_are_equal),
        cmocka_unit_test(test_ranking__change_needs_a_rank_in_both_months),
        cmocka_unit_test(test_ranking__a_head_belongs_and_is_active_on_one_day),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
