#include "errand.h"

#include "cmocka_tests.h"
#include <string.h>

#define BEGIN_US INT64_C(500000000)
#define SECOND   INT64_C(1000000)

static struct errand at_meeting(void)
{
    struct errand errand;
    errand_begin(&errand, ERRAND_SUBSTITUTE, BEGIN_US);
    errand_take_card(&errand, "s3", "曾雪梅", BEGIN_US);
    errand_choose(&errand, "m1", "推进会", BEGIN_US);
    return errand;
}

static void test_errand__all_zero_is_nothing(void **state)
{
    (void)state;
    const struct errand errand = {.kind = ERRAND_NOTHING};
    assert_false(errand_wants_card(&errand));
    assert_false(errand_is_over(&errand, BEGIN_US));
}

static void test_errand__waits_for_a_card_and_not_for_ever(void **state)
{
    (void)state;
    struct errand errand;
    errand_begin(&errand, ERRAND_MONTH, BEGIN_US);
    assert_true(errand_wants_card(&errand));
    assert_false(errand_is_over(&errand, BEGIN_US + ERRAND_CARD_US - 1));
    assert_true(errand_is_over(&errand, BEGIN_US + ERRAND_CARD_US));
    errand_show_month(&errand, BEGIN_US + SECOND);
    assert_false(errand_wants_card(&errand));
    assert_true(errand_is_over(&errand, BEGIN_US + SECOND + ERRAND_MONTH_US));
}

static void test_errand__a_substitute_goes_from_meeting_to_principal_to_confirmation(void **state)
{
    (void)state;
    struct errand errand = at_meeting();
    assert_int_equal(errand.step, ERRAND_STEP_REQUESTED);
    assert_string_equal(errand.meeting, "m1");
    errand_choose(&errand, "s2", "李敏", BEGIN_US);
    assert_int_equal(errand.step, ERRAND_STEP_CONFIRM);
    assert_string_equal(errand.principal, "s2");
    assert_string_equal(errand.name, "曾雪梅");
}

static void test_errand__colleagues_take_no_time_away_and_give_none_for_ever(void **state)
{
    (void)state;
    struct errand errand = at_meeting();
    errand_make_up(&errand, 3 * SECOND);
    assert_false(errand_is_over(&errand, BEGIN_US + ERRAND_CHOICE_US + 3 * SECOND - 1));
    for (int i = 0; i < 1000; i++) {
        errand_make_up(&errand, 3 * SECOND);
    }
    assert_true(errand_is_over(&errand, BEGIN_US + ERRAND_LONGEST_US));
}

static void test_errand__every_step_leads_back(void **state)
{
    (void)state;
    struct errand errand = at_meeting();
    errand_search(&errand, ERRAND_STEP_UNIT, BEGIN_US);
    errand_choose(&errand, "u2", "财政局", BEGIN_US);
    assert_int_equal(errand.step, ERRAND_STEP_PEOPLE);
    errand_choose(&errand, "s2", "李敏", BEGIN_US);
    const enum errand_step steps[] = {ERRAND_STEP_PEOPLE, ERRAND_STEP_UNIT, ERRAND_STEP_REQUESTED,
                                      ERRAND_STEP_MEETING};
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        errand_go_back(&errand, BEGIN_US);
        assert_int_equal(errand.step, steps[i]);
    }
    assert_string_equal(errand.principal, "");
    errand_go_back(&errand, BEGIN_US);
    assert_int_equal(errand.kind, ERRAND_NOTHING);
}

static void test_errand__letters_are_typed_erased_and_bounded(void **state)
{
    (void)state;
    struct errand errand = at_meeting();
    errand_search(&errand, ERRAND_STEP_LETTERS, BEGIN_US);
    errand_erase(&errand, BEGIN_US);
    assert_string_equal(errand.letters, "");
    for (int i = 0; i < 100; i++) {
        errand_type(&errand, 'A', BEGIN_US);
    }
    assert_int_equal(strlen(errand.letters), PINYIN_LETTERS_MAX);
    errand_erase(&errand, BEGIN_US);
    assert_int_equal(strlen(errand.letters), PINYIN_LETTERS_MAX - 1);
    errand_choose(&errand, "s1", "欧阳建国", BEGIN_US);
    errand_go_back(&errand, BEGIN_US);
    assert_int_equal(strlen(errand.letters), PINYIN_LETTERS_MAX - 1); /* still there */
}

static void test_errand__pages_turn_within_what_there_is(void **state)
{
    (void)state;
    struct errand errand = at_meeting();
    errand_search(&errand, ERRAND_STEP_UNIT, BEGIN_US);
    errand_turn_page(&errand, -1, 3, BEGIN_US);
    assert_int_equal(errand.page, 0);
    errand_turn_page(&errand, 1, 3, BEGIN_US);
    errand_turn_page(&errand, 1, 3, BEGIN_US);
    errand_turn_page(&errand, 1, 3, BEGIN_US + 9 * SECOND);
    assert_int_equal(errand.page, 2);
    assert_int_equal(errand.until_us, BEGIN_US + 9 * SECOND + ERRAND_CHOICE_US);
    errand_choose(&errand, "u1", "办公室", BEGIN_US);
    assert_int_equal(errand.page, 0); /* of the people */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_errand__all_zero_is_nothing),
        cmocka_unit_test(test_errand__waits_for_a_card_and_not_for_ever),
        cmocka_unit_test(test_errand__a_substitute_goes_from_meeting_to_principal_to_confirmation),
        cmocka_unit_test(test_errand__colleagues_take_no_time_away_and_give_none_for_ever),
        cmocka_unit_test(test_errand__every_step_leads_back),
        cmocka_unit_test(test_errand__letters_are_typed_erased_and_bounded),
        cmocka_unit_test(test_errand__pages_turn_within_what_there_is),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
