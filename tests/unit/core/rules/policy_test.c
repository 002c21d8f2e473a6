#include "policy.h"

#include "cmocka_tests.h"
#include <string.h>

static void test_policy__defaults_are_those_of_the_rules(void **state)
{
    (void)state;
    struct policy policy;
    policy_init(&policy);
    assert_int_equal(policy.late_grace_min, 0);
    assert_int_equal(policy.early_grace_min, 0);
    assert_int_equal(policy.late_as_absent_min, POLICY_UNSET);
    assert_int_equal(policy.early_as_absent_min, POLICY_UNSET);
    assert_int_equal(policy.max_corrections_per_month, POLICY_UNSET);
    assert_int_equal(policy.in_from_min, 180);
    assert_int_equal(policy.out_until_min, 360);
    assert_int_equal(policy.meeting.signin_open_min, 60);
    assert_int_equal(policy.meeting.late_grace_min, 0);
    assert_int_equal(policy.meeting.leave_deadline_min, 0);
    assert_int_equal(policy.meeting.substitute_deadline_min, 0);
    assert_int_equal(policy.meeting.signout_grace_min, 0);
    assert_int_equal(policy.meeting.signout, SIGNOUT_NONE);
    assert_int_equal(policy.max_principals_per_substitute, 1);
    assert_int_equal(policy.marked_counts_as, MARKED_AS_ON_TIME);
    assert_int_equal(policy.escalation_count, 0);
    assert_int_equal(policy_find_fault(&policy), POLICY_FAULT_NONE);
}

static void test_policy__a_meetings_own_terms_come_first(void **state)
{
    (void)state;
    struct policy policy;
    policy_init(&policy);
    policy.meeting.signout = SIGNOUT_REQUIRED;
    policy.meeting.leave_deadline_min = 30;
    struct meeting_terms own = policy_no_terms();
    struct meeting_terms terms = policy_meeting_terms(&policy, &own);
    assert_memory_equal(&terms, &policy.meeting, sizeof terms);
    own.signout = SIGNOUT_NONE;
    own.leave_deadline_min = 0;
    own.signin_open_min = 15;
    terms = policy_meeting_terms(&policy, &own);
    assert_int_equal(terms.signout, SIGNOUT_NONE);
    assert_int_equal(terms.leave_deadline_min, 0);
    assert_int_equal(terms.signin_open_min, 15);
}

static void test_policy__window_of_720_together_and_no_more(void **state)
{
    (void)state;
    struct policy policy;
    policy_init(&policy);
    policy.in_from_min = 360;
    assert_int_equal(policy_find_fault(&policy), POLICY_FAULT_NONE);
    policy.in_from_min = 361;
    assert_int_equal(policy_find_fault(&policy), POLICY_FAULT_WINDOW);
}

static void test_policy__numbers_have_bounds(void **state)
{
    (void)state;
    for (const struct policy_number *number = policy_numbers; number->name; number++) {
        struct policy policy;
        policy_init(&policy);
        int32_t *value = (int32_t *)((char *)&policy + number->offset);
        *value = -2;
        assert_int_equal(policy_find_fault(&policy), POLICY_FAULT_NUMBER);
        *value = POLICY_NUMBER_MAX + 1;
        assert_int_equal(policy_find_fault(&policy), POLICY_FAULT_NUMBER);
        *value = 0;
        assert_int_equal(policy_find_fault(&policy), POLICY_FAULT_NONE);
        *value = POLICY_NUMBER_MAX;
        assert_int_not_equal(policy_find_fault(&policy), POLICY_FAULT_NUMBER);
    }
}

static void test_policy__unset_is_for_limits_alone(void **state)
{
    (void)state;
    struct policy policy;
    policy_init(&policy);
    policy.late_grace_min = POLICY_UNSET;
    assert_int_equal(policy_find_fault(&policy), POLICY_FAULT_NUMBER);
}

static void test_policy__escalation_from_one(void **state)
{
    (void)state;
    struct policy policy;
    struct escalation_rule rule = {FIGURE_LATE, 0, ESCALATION_PER_MONTH, "提醒"};
    policy_init(&policy);
    policy.escalation = &rule;
    policy.escalation_count = 1;
    assert_int_equal(policy_find_fault(&policy), POLICY_FAULT_AT_LEAST);
    rule.at_least = 1;
    assert_int_equal(policy_find_fault(&policy), POLICY_FAULT_NONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_policy__defaults_are_those_of_the_rules),
        cmocka_unit_test(test_policy__a_meetings_own_terms_come_first),
        cmocka_unit_test(test_policy__window_of_720_together_and_no_more),
        cmocka_unit_test(test_policy__numbers_have_bounds),
        cmocka_unit_test(test_policy__unset_is_for_limits_alone),
        cmocka_unit_test(test_policy__escalation_from_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
