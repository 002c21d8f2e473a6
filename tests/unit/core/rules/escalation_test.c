#include "escalation.h"

#include "cmocka_tests.h"

static void test_escalation__at_least_by_month_or_year_without_repeats(void **state)
{
    (void)state;
    const struct escalation_rule rules[] = {
        {FIGURE_LATE, 3, ESCALATION_PER_YEAR, "谈话"},
        {FIGURE_LATE, 3, ESCALATION_PER_MONTH, "不应有"},
        {FIGURE_LATE, 2, ESCALATION_PER_MONTH, "提醒"},
        {FIGURE_ABSENT, 1, ESCALATION_PER_YEAR, "谈话"},
    };
    struct policy policy;
    policy_init(&policy);
    policy.escalation = rules;
    policy.escalation_count = 4;
    struct figures month = {0};
    struct figures year = {0};
    const char *steps[4];
    assert_int_equal(escalation_steps(&policy, &month, &year, steps), 0);
    month.of[FIGURE_LATE] = 2;
    year.of[FIGURE_LATE] = 3;
    year.of[FIGURE_ABSENT] = 1;
    assert_int_equal(escalation_steps(&policy, &month, &year, steps), 2);
    assert_string_equal(steps[0], "谈话");
    assert_string_equal(steps[1], "提醒");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_escalation__at_least_by_month_or_year_without_repeats),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
