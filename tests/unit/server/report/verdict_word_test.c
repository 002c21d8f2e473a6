/* The word that a day shows of a verdict. */

#include "verdict_word.h"

#include "cmocka_tests.h"

static void assert_session(enum session_status status, enum check in, enum check out,
                           const char *word)
{
    const struct session_verdict verdict = {.status = status, .in = in, .out = out};
    assert_string_equal(verdict_word_of_session(&verdict).word, word);
}

static void test_verdict_word__an_exception_has_its_graver_check(void **state)
{
    (void)state;
    assert_session(SESSION_EXCEPTION, CHECK_LATE, CHECK_ON_TIME, "late");
    assert_session(SESSION_EXCEPTION, CHECK_LATE, CHECK_MISSING, "missing");
    assert_session(SESSION_EXCEPTION, CHECK_ON_TIME, CHECK_EARLY, "early");
    assert_session(SESSION_ABSENT, CHECK_MISSING, CHECK_MISSING, "absent");
    assert_session(SESSION_NONE, CHECK_NONE, CHECK_NONE, "none");
}

static void assert_attendee(enum meeting_result result, int32_t late_min, uint32_t flags,
                            const char *word)
{
    const struct attendee_verdict verdict = {
        .result = result, .late_min = late_min, .flags = flags};
    assert_string_equal(verdict_word_of_attendee(&verdict).word, word);
}

static void test_verdict_word__a_meeting_says_what_counts(void **state)
{
    (void)state;
    assert_attendee(MEETING_ON_TIME, 0, MEETING_FLAG_MARKED, "normal");
    assert_attendee(MEETING_SUBSTITUTED, 0, 0, "substituted");
    assert_attendee(MEETING_SUBSTITUTED, 3, 0, "late");
    assert_attendee(MEETING_ON_TIME, 0, MEETING_FLAG_LEFT_EARLY, "early");
    assert_attendee(MEETING_LATE, 3, MEETING_FLAG_MISSING_SIGNOUT, "missing");
    assert_attendee(MEETING_UNAPPROVED_SUBSTITUTE, 0, 0, "unapproved_substitute");
}

static void test_verdict_word__the_gravest_of_a_day(void **state)
{
    (void)state;
    const struct session_verdict normal = {.status = SESSION_NORMAL},
                                 away = {.status = SESSION_LEAVE};
    const struct session_verdict late = {
        .status = SESSION_EXCEPTION, .in = CHECK_LATE, .out = CHECK_ON_TIME};
    const struct attendee_verdict absent = {.result = MEETING_ABSENT};
    assert_true(verdict_word_of_session(&normal).gravity > verdict_word_of_session(&away).gravity);
    assert_true(verdict_word_of_session(&late).gravity > verdict_word_of_session(&normal).gravity);
    assert_true(verdict_word_of_attendee(&absent).gravity > verdict_word_of_session(&late).gravity);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_verdict_word__an_exception_has_its_graver_check),
        cmocka_unit_test(test_verdict_word__a_meeting_says_what_counts),
        cmocka_unit_test(test_verdict_word__the_gravest_of_a_day),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
