#include "meaning.h"

#include "cmocka_tests.h"

static void test_meaning__answers_mean_what_the_table_of_verdicts_says(void **state)
{
    (void)state;
    const struct {
        enum judge_answer answer;
        enum meaning meaning;
    } cases[] = {
        {JUDGE_ON_TIME, MEANING_WELL},
        {JUDGE_LEFT, MEANING_WELL},
        {JUDGE_LATE, MEANING_WARNING},
        {JUDGE_EARLY, MEANING_WARNING},
        {JUDGE_LEAVE, MEANING_NOTE},
        {JUDGE_TRIP, MEANING_NOTE},
        {JUDGE_SAME_TAP, MEANING_NOTE},
        {JUDGE_CHECKED_IN, MEANING_NOTE},
        {JUDGE_RECORDED, MEANING_NOTE},
        {JUDGE_NO_SESSION, MEANING_NOTE},
        {JUDGE_UNCERTAIN, MEANING_NOTE},
        {JUDGE_UNKNOWN_CARD, MEANING_REFUSED},
        {JUDGE_REVOKED_CARD, MEANING_REFUSED},
        {JUDGE_EXPIRED_CARD, MEANING_REFUSED},
        {JUDGE_UNREADABLE, MEANING_REFUSED},
        {JUDGE_SIGNED_IN, MEANING_WELL},
        {JUDGE_SIGNED_IN_LATE, MEANING_WARNING},
        {JUDGE_SIGNED_ALREADY, MEANING_NOTE},
        {JUDGE_SIGNED_OUT, MEANING_WELL},
        {JUDGE_SIGNED_OUT_EARLY, MEANING_WARNING},
        {JUDGE_WALK_IN, MEANING_NOTE},
        {JUDGE_SUBSTITUTED, MEANING_WELL},
        {JUDGE_SUBSTITUTED_LATE, MEANING_WARNING},
        {JUDGE_SUBSTITUTE_WAITING, MEANING_WAITING},
        {JUDGE_SUBSTITUTE_UNAPPROVED, MEANING_REFUSED},
        {JUDGE_BACK, MEANING_WELL},
    };
    assert_int_equal(sizeof cases / sizeof cases[0], JUDGE_ANSWER_COUNT);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_int_equal(meaning_of_answer(cases[i].answer), cases[i].meaning);
    }
}

static void test_meaning__each_has_a_word(void **state)
{
    (void)state;
    for (int meaning = 0; meaning < MEANINGS; meaning++) {
        for (int other = 0; other < meaning; other++) {
            assert_string_not_equal(meaning_name((enum meaning)meaning),
                                    meaning_name((enum meaning)other));
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_meaning__answers_mean_what_the_table_of_verdicts_says),
        cmocka_unit_test(test_meaning__each_has_a_word),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
