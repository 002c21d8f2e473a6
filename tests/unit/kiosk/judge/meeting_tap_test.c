/* What a tap at a meeting room's door is told, through the judge that the kiosk asks. */

#include "meeting_tap.h"

#include "cmocka_tests.h"
#include "office_fixture.h"
#include "test_office.h"
#include <string.h>

struct fixture {
    struct office_fixture office;
    struct judge_verdict verdict; /* of the last tap */
};

/* What the person does on the screen before the card. */
struct chosen {
    const char *meeting, *substitute_for;
    enum judge_purpose purpose;
    const char *kiosk;
};

static const struct chosen nothing = {NULL, NULL, JUDGE_PURPOSE_TAP, OFFICE_KIOSK};

static int set_up(void **state)
{
    return office_fixture_set_up(state, sizeof(struct fixture));
}

static void change(struct fixture *fixture, const char *kind, const char *id, const char *value)
{
    office_fixture_change(&fixture->office, kind, id, value);
}

static void judge(struct fixture *fixture, int person, const char *time, struct chosen chosen,
                  const char *now)
{
    struct card_token token = test_office_token(&office_fixture_key, person);
    const struct judge_tap question = {.token = &token,
                                       .at_ms = test_office_time(time),
                                       .kiosk = chosen.kiosk,
                                       .meeting = chosen.meeting,
                                       .substitute_for = chosen.substitute_for,
                                       .purpose = chosen.purpose,
                                       .now_ms = test_office_time(now)};
    tap_judge(fixture->office.facts, fixture->office.recent, &question, &fixture->verdict);
}

static enum judge_answer tap(struct fixture *fixture, int person, const char *time,
                             struct chosen chosen)
{
    judge(fixture, person, time, chosen, time);
    const struct tap done = {.staff = fixture->verdict.staff,
                             .at_ms = test_office_time(time),
                             .kiosk = chosen.kiosk,
                             .meeting = chosen.meeting,
                             .substitute_for = chosen.substitute_for};
    assert_true(recent_taps_add(fixture->office.recent, &done, NULL));
    return fixture->verdict.answer;
}

static enum judge_answer sit_in(struct fixture *fixture, int person, const char *principal,
                                const char *time)
{
    return tap(fixture, person, time,
               (struct chosen){"m1", principal, JUDGE_PURPOSE_TAP, OFFICE_KIOSK});
}

static void test_meeting_tap__a_sign_in_is_on_time_or_late(void **state)
{
    struct fixture *fixture = *state;
    assert_int_equal(tap(fixture, 2, "2026-03-02T09:00:59", nothing), JUDGE_SIGNED_IN);
    assert_string_equal(fixture->verdict.meeting.id, "m1");
    assert_string_equal(fixture->verdict.meeting.title, "推进会");
    assert_string_equal(fixture->verdict.shown.verdict, "on_time");
    assert_int_equal(fixture->verdict.shown.late_min, 0);
    assert_int_equal(fixture->verdict.work, JUDGE_LATE); /* told as well, not instead */
    assert_int_equal(tap(fixture, 4, "2026-03-02T09:05:10", nothing), JUDGE_SIGNED_IN_LATE);
    assert_int_equal(fixture->verdict.meeting.late_min, 5);
    assert_string_equal(fixture->verdict.shown.verdict, "late");
    assert_int_equal(fixture->verdict.shown.late_min, 5);
}

static void test_meeting_tap__before_the_window_it_is_work_alone(void **state)
{
    struct fixture *fixture = *state;
    assert_int_equal(tap(fixture, 2, "2026-03-02T07:59:59", nothing), JUDGE_ON_TIME);
    assert_string_equal(fixture->verdict.meeting.id, "");
    assert_int_equal(tap(fixture, 4, "2026-03-02T08:00:00", nothing), JUDGE_SIGNED_IN);
}

static void test_meeting_tap__the_second_tap_is_told_of_the_first(void **state)
{
    struct fixture *fixture = *state;
    (void)tap(fixture, 2, "2026-03-02T08:50:00", nothing); /* signs in */
    assert_int_equal(tap(fixture, 2, "2026-03-02T08:50:05", nothing), JUDGE_SIGNED_ALREADY);
    assert_int_equal(fixture->verdict.meeting.earlier_ms, test_office_time("2026-03-02T08:50:00"));
    assert_string_equal(fixture->verdict.shown.verdict, "");
}

static void test_meeting_tap__leaving_signs_out(void **state)
{
    struct fixture *fixture = *state;
    (void)tap(fixture, 2, "2026-03-02T08:50:00", nothing); /* signs in */
    assert_int_equal(tap(fixture, 2, "2026-03-02T09:41:00", nothing), JUDGE_SIGNED_OUT_EARLY);
    assert_int_equal(fixture->verdict.meeting.early_min, 19);
    assert_string_equal(fixture->verdict.shown.verdict, "left_early");
    assert_int_equal(fixture->verdict.shown.early_min, 19);
    assert_int_equal(tap(fixture, 2, "2026-03-02T10:02:00", nothing), JUDGE_SIGNED_OUT);
    assert_int_equal(tap(fixture, 4, "2026-03-02T10:31:00", nothing), JUDGE_LATE);
    assert_string_equal(fixture->verdict.meeting.id, ""); /* who never signed in is told of work */
}

/* A tap that names another meeting is not its sign-out, as the rules have it. */
static void test_meeting_tap__who_names_another_meeting_signs_out_of_none(void **state)
{
    struct fixture *fixture = *state;
    const struct chosen other = {"m3", NULL, JUDGE_PURPOSE_TAP, OFFICE_KIOSK};
    (void)tap(fixture, 2, "2026-03-02T08:50:00", nothing); /* signs in to m1 */
    assert_int_not_equal(tap(fixture, 2, "2026-03-02T10:05:00", other), JUDGE_SIGNED_OUT);
    assert_string_equal(fixture->verdict.meeting.id, "");
    assert_int_equal(fixture->verdict.hint, JUDGE_HINT_NO_MEETING);
    const struct chosen same = {"m1", NULL, JUDGE_PURPOSE_TAP, OFFICE_KIOSK};
    assert_int_equal(tap(fixture, 2, "2026-03-02T10:06:00", same), JUDGE_SIGNED_OUT);
}

/* One that nobody signed in to does not stand before one that somebody did. */
static void test_meeting_tap__of_two_that_ended_the_one_attended_is_signed_out_of(void **state)
{
    struct fixture *fixture = *state;
    change(fixture, "meeting", "m3",
           "{\"id\":\"m3\",\"title\":\"例会\",\"start\":\"2026-03-02T09:30:00\",\"end\":"
           "\"2026-03-02T10:01:00\",\"signout\":\"required\",\"signin_open_min\":0,"
           "\"attendees\":[{\"staff\":\"s2\",\"role\":\"required\"}]}");
    (void)tap(fixture, 2, "2026-03-02T08:50:00", nothing); /* signs in to m1 */
    assert_int_equal(tap(fixture, 2, "2026-03-02T10:02:00", nothing), JUDGE_SIGNED_OUT);
    assert_string_equal(fixture->verdict.meeting.id, "m1");
}

/* Only who signed in for the principal, and counts, signs out for them. */
static void test_meeting_tap__a_substitute_who_counts_for_nothing_does_not_sign_out(void **state)
{
    struct fixture *fixture = *state;
    (void)sit_in(fixture, 3, "s5", "2026-03-02T08:55:00"); /* nobody asked for it */
    (void)sit_in(fixture, 3, "s4", "2026-03-02T08:56:00"); /* waits */
    (void)sit_in(fixture, 3, "s2", "2026-03-02T08:57:00"); /* approved */
    assert_int_equal(sit_in(fixture, 3, "s5", "2026-03-02T09:59:00"), JUDGE_SUBSTITUTE_UNAPPROVED);
    assert_string_equal(fixture->verdict.shown.verdict, "unapproved_substitute");
    assert_int_equal(sit_in(fixture, 3, "s4", "2026-03-02T09:59:10"), JUDGE_SUBSTITUTE_WAITING);
    assert_int_equal(sit_in(fixture, 3, "s2", "2026-03-02T10:00:00"), JUDGE_SIGNED_OUT);
}

static void test_meeting_tap__who_came_signs_out_and_not_their_substitute(void **state)
{
    struct fixture *fixture = *state;
    (void)sit_in(fixture, 3, "s2", "2026-03-02T08:55:00");
    (void)tap(fixture, 2, "2026-03-02T08:58:00", nothing); /* came after all */
    assert_int_equal(sit_in(fixture, 3, "s2", "2026-03-02T10:00:00"), JUDGE_SIGNED_ALREADY);
    assert_int_equal(tap(fixture, 2, "2026-03-02T10:00:10", nothing), JUDGE_SIGNED_OUT);
}

static void test_meeting_tap__who_is_not_invited_is_welcome(void **state)
{
    struct fixture *fixture = *state;
    assert_int_equal(tap(fixture, 9, "2026-03-02T08:55:00", nothing), JUDGE_WALK_IN);
    assert_string_equal(fixture->verdict.meeting.id, "m1"); /* as near as m2, and the lower id */
    struct chosen elsewhere = {NULL, NULL, JUDGE_PURPOSE_TAP, "k0003"};
    assert_int_equal(tap(fixture, 9, "2026-03-02T13:50:00", elsewhere), JUDGE_EARLY);
    assert_string_equal(fixture->verdict.meeting.id, ""); /* m3 is of no certain kiosk */
}

static void test_meeting_tap__of_two_at_once_the_rules_or_the_person_choose(void **state)
{
    struct fixture *fixture = *state;
    assert_int_equal(tap(fixture, 1, "2026-03-02T08:50:00", nothing), JUDGE_SIGNED_IN);
    assert_string_equal(fixture->verdict.meeting.id, "m1");
    struct chosen second = {"m2", NULL, JUDGE_PURPOSE_TAP, OFFICE_KIOSK};
    assert_int_equal(tap(fixture, 1, "2026-03-02T08:51:00", second), JUDGE_SIGNED_IN);
    assert_string_equal(fixture->verdict.meeting.id, "m2");
    struct chosen over = {"m2", NULL, JUDGE_PURPOSE_TAP, OFFICE_KIOSK};
    assert_int_not_equal(tap(fixture, 5, "2026-03-02T10:40:00", over), JUDGE_SIGNED_IN);
    assert_int_equal(fixture->verdict.hint, JUDGE_HINT_NO_MEETING);
}

static void test_meeting_tap__elsewhere_work_comes_first(void **state)
{
    struct fixture *fixture = *state;
    struct chosen door = {NULL, NULL, JUDGE_PURPOSE_TAP, "k0003"};
    change(fixture, "meeting", "m3",
           "{\"id\":\"m3\",\"title\":\"例会\",\"start\":\"2026-03-02T08:40:00\",\"end\":"
           "\"2026-03-02T09:30:00\",\"attendees\":[{\"staff\":\"s1\",\"role\":\"required\"},"
           "{\"staff\":\"s3\",\"role\":\"required\"}]}");
    assert_int_equal(tap(fixture, 1, "2026-03-02T08:35:00", door), JUDGE_LATE);
    assert_string_equal(fixture->verdict.meeting.id, "m3");
    assert_int_equal(fixture->verdict.meeting.answer, JUDGE_SIGNED_IN);
    assert_int_equal(fixture->verdict.shown.late_min, 5); /* to work */
}

static void test_meeting_tap__in_the_middle_of_work_the_meeting_does(void **state)
{
    struct fixture *fixture = *state;
    struct chosen door = {NULL, NULL, JUDGE_PURPOSE_TAP, "k0003"};
    (void)tap(fixture, 3, "2026-03-02T08:20:00", door); /* to work */
    assert_int_equal(tap(fixture, 3, "2026-03-02T14:03:00", door), JUDGE_SIGNED_IN_LATE);
    assert_int_equal(fixture->verdict.work, JUDGE_EARLY); /* which is no news at 14:03 */
}

static void test_meeting_tap__a_substitute_s_standing_is_told(void **state)
{
    struct fixture *fixture = *state;
    assert_int_equal(sit_in(fixture, 3, "s2", "2026-03-02T08:55:00"), JUDGE_SUBSTITUTED);
    assert_string_equal(fixture->verdict.meeting.principal, "李敏");
    assert_string_equal(fixture->verdict.shown.verdict, "substituted");
    assert_int_equal(sit_in(fixture, 3, "s4", "2026-03-02T08:56:00"), JUDGE_SUBSTITUTE_WAITING);
    assert_string_equal(fixture->verdict.shown.verdict, "pending");
    assert_int_equal(sit_in(fixture, 3, "s5", "2026-03-02T08:57:00"), JUDGE_SUBSTITUTE_UNAPPROVED);
    assert_int_equal(fixture->verdict.meeting.standing, SUBSTITUTE_NOT_REQUESTED);
    assert_string_equal(fixture->verdict.shown.verdict, "unapproved_substitute");
    assert_int_equal(sit_in(fixture, 3, "s6", "2026-03-02T08:58:00"), JUDGE_SUBSTITUTE_UNAPPROVED);
    assert_int_equal(fixture->verdict.meeting.standing, SUBSTITUTE_NOT_APPROVED);
    assert_int_equal(sit_in(fixture, 3, "s2", "2026-03-02T08:59:00"), JUDGE_SIGNED_ALREADY);
    assert_int_equal(fixture->verdict.meeting.earlier_ms, test_office_time("2026-03-02T08:55:00"));
}

/* Where to go is told to who comes, not to who leaves; a substitute takes the principal's place. */
static void test_meeting_tap__the_seat_is_told(void **state)
{
    struct fixture *fixture = *state;
    change(fixture, "meeting", "m1",
           "{\"id\":\"m1\",\"title\":\"推进会\",\"start\":\"2026-03-02T09:00:00\",\"end\":"
           "\"2026-03-02T10:00:00\",\"kiosks\":[\"k0001\"],\"signout\":\"required\","
           "\"attendees\":[{\"staff\":\"s2\",\"role\":\"required\"},{\"staff\":\"s4\",\"role\":"
           "\"required\"}],\"seats\":[{\"staff\":\"s4\",\"seat\":\"3排5座\"},{\"staff\":\"s2\","
           "\"seat\":\"主席台\"}]}");
    assert_int_equal(tap(fixture, 4, "2026-03-02T08:55:00", nothing), JUDGE_SIGNED_IN);
    assert_string_equal(fixture->verdict.meeting.seat, "3排5座");
    assert_int_equal(tap(fixture, 4, "2026-03-02T08:57:00", nothing), JUDGE_SIGNED_ALREADY);
    assert_string_equal(fixture->verdict.meeting.seat, "3排5座");
    assert_int_equal(sit_in(fixture, 3, "s2", "2026-03-02T08:58:00"), JUDGE_SUBSTITUTED);
    assert_string_equal(fixture->verdict.meeting.seat, "主席台");
    assert_int_equal(tap(fixture, 4, "2026-03-02T10:00:30", nothing), JUDGE_SIGNED_OUT);
    assert_string_equal(fixture->verdict.meeting.seat, "");
}

static void test_meeting_tap__a_late_substitute_is_late(void **state)
{
    struct fixture *fixture = *state;
    assert_int_equal(sit_in(fixture, 3, "s2", "2026-03-02T09:07:00"), JUDGE_SUBSTITUTED_LATE);
    assert_int_equal(fixture->verdict.meeting.late_min, 7);
}

static void test_meeting_tap__an_approval_after_the_tap_counts(void **state)
{
    struct fixture *fixture = *state;
    assert_int_equal(sit_in(fixture, 3, "s5", "2026-03-02T08:55:00"), JUDGE_SUBSTITUTE_UNAPPROVED);
    change(fixture, "substitute", "b5",
           "{\"meeting\":\"m1\",\"principal\":\"s5\",\"substitute\":\"s3\",\"requested_at\":"
           "\"2026-03-02T08:55:20\",\"state\":\"approved\"}");
    const struct chosen chosen = {"m1", "s5", JUDGE_PURPOSE_TAP, OFFICE_KIOSK};
    judge(fixture, 3, "2026-03-02T08:55:00", chosen, "2026-03-02T08:55:30");
    assert_int_equal(fixture->verdict.answer, JUDGE_SUBSTITUTED);
}

static void test_meeting_tap__who_sits_in_may_not_be_needed_elsewhere(void **state)
{
    struct fixture *fixture = *state;
    change(fixture, "substitute", "b2",
           "{\"meeting\":\"m1\",\"principal\":\"s2\",\"substitute\":\"s5\",\"requested_at\":"
           "\"2026-03-01T10:00:00\",\"state\":\"approved\"}");
    assert_int_equal(sit_in(fixture, 5, "s2", "2026-03-02T08:55:00"), JUDGE_SUBSTITUTE_UNAPPROVED);
    assert_int_equal(fixture->verdict.meeting.standing, SUBSTITUTE_IS_REQUIRED);
}

static void test_meeting_tap__a_principal_who_came_is_told_of(void **state)
{
    struct fixture *fixture = *state;
    (void)tap(fixture, 2, "2026-03-02T08:50:00", nothing); /* signs in */
    assert_int_equal(sit_in(fixture, 3, "s2", "2026-03-02T08:55:00"), JUDGE_SUBSTITUTED);
    assert_int_equal(fixture->verdict.hint, JUDGE_HINT_PRINCIPAL_CAME);
}

static void test_meeting_tap__a_cancelled_meeting_is_none(void **state)
{
    struct fixture *fixture = *state;
    change(fixture, "meeting", "m1",
           "{\"id\":\"m1\",\"title\":\"推进会\",\"start\":\"2026-03-02T09:00:00\",\"end\":"
           "\"2026-03-02T10:00:00\",\"kiosks\":[\"k0001\"],\"state\":\"cancelled\",\"attendees\":["
           "{\"staff\":\"s2\",\"role\":\"required\"}]}");
    assert_int_equal(sit_in(fixture, 3, "s2", "2026-03-02T08:29:00"), JUDGE_ON_TIME);
    assert_int_equal(fixture->verdict.hint, JUDGE_HINT_NO_MEETING);
}

static void test_meeting_tap__a_meeting_of_years_breaks_no_record(void **state)
{
    struct fixture *fixture = *state;
    change(fixture, "meeting", "m1",
           "{\"id\":\"m1\",\"title\":\"推进会\",\"start\":\"2020-03-02T09:00:00\",\"end\":"
           "\"2027-03-02T10:00:00\",\"kiosks\":[\"k0001\"],\"attendees\":["
           "{\"staff\":\"s2\",\"role\":\"required\"}]}");
    assert_int_equal(tap(fixture, 2, "2026-03-02T08:50:00", nothing), JUDGE_SIGNED_IN_LATE);
    assert_int_equal(fixture->verdict.shown.late_min, 100000);
    const struct tap_record record = {.kiosk = OFFICE_KIOSK,
                                      .epoch = 1,
                                      .seq = 1,
                                      .boot = "0123456789abcdef0123456789abcdef",
                                      .card = TAP_CARD_RECOGNISED,
                                      .token = test_office_token(&office_fixture_key, 2),
                                      .staff = "s2",
                                      .shown = fixture->verdict.shown};
    char line[TAP_RECORD_LINE_MAX + 1];
    assert_true(tap_record_encode(&record, line) > 0);
}

static void test_meeting_tap__reporting_back_ends_a_leave(void **state)
{
    struct fixture *fixture = *state;
    const struct chosen back = {NULL, NULL, JUDGE_PURPOSE_BACK, "k0003"};
    struct chosen door = {NULL, NULL, JUDGE_PURPOSE_TAP, "k0003"};
    assert_int_equal(tap(fixture, 7, "2026-03-02T09:00:00", door), JUDGE_LEAVE);
    assert_int_equal(tap(fixture, 7, "2026-03-02T09:05:00", back), JUDGE_BACK);
    assert_int_equal(fixture->verdict.away_to_ms, test_office_time("2026-03-04T12:00:00"));
    assert_string_equal(fixture->verdict.shown.verdict, "back");
    assert_int_equal(fixture->verdict.shown.late_min, 0);
    assert_int_equal(tap(fixture, 8, "2026-03-02T09:05:00", back), JUDGE_BACK);
    assert_int_equal(tap(fixture, 9, "2026-03-02T08:20:00", back), JUDGE_ON_TIME);
    assert_int_equal(fixture->verdict.hint, JUDGE_HINT_NOT_AWAY);
}

static void test_meeting_tap__the_first_tap_after_a_leave_reports_back(void **state)
{
    struct fixture *fixture = *state;
    struct chosen door = {NULL, NULL, JUDGE_PURPOSE_TAP, "k0003"};
    assert_int_equal(tap(fixture, 7, "2026-03-03T09:00:00", door), JUDGE_LEAVE);
    assert_int_equal(fixture->verdict.hint, JUDGE_HINT_NONE); /* it still holds */
    (void)tap(fixture, 7, "2026-03-04T13:20:00", door);       /* after its end at noon */
    assert_int_equal(fixture->verdict.hint, JUDGE_HINT_RETURNED);
    assert_int_equal(fixture->verdict.returned_ms, test_office_time("2026-03-04T12:00:00"));
    (void)tap(fixture, 7, "2026-03-04T17:35:00", door); /* they are back by then */
    assert_int_equal(fixture->verdict.hint, JUDGE_HINT_NONE);
    (void)tap(fixture, 8, "2026-03-09T08:20:00", door); /* what was known of then is forgotten */
    assert_int_equal(fixture->verdict.hint, JUDGE_HINT_NONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_meeting_tap__a_sign_in_is_on_time_or_late, set_up,
                                        office_fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_meeting_tap__before_the_window_it_is_work_alone,
                                        set_up, office_fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_meeting_tap__the_second_tap_is_told_of_the_first,
                                        set_up, office_fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_meeting_tap__leaving_signs_out, set_up,
                                        office_fixture_tear_down),
        cmocka_unit_test_setup_teardown(
            test_meeting_tap__who_names_another_meeting_signs_out_of_none, set_up,
            office_fixture_tear_down),
        cmocka_unit_test_setup_teardown(
            test_meeting_tap__of_two_that_ended_the_one_attended_is_signed_out_of, set_up,
            office_fixture_tear_down),
        cmocka_unit_test_setup_teardown(
            test_meeting_tap__a_substitute_who_counts_for_nothing_does_not_sign_out, set_up,
            office_fixture_tear_down),
        cmocka_unit_test_setup_teardown(
            test_meeting_tap__who_came_signs_out_and_not_their_substitute, set_up,
            office_fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_meeting_tap__who_is_not_invited_is_welcome, set_up,
                                        office_fixture_tear_down),
        cmocka_unit_test_setup_teardown(
            test_meeting_tap__of_two_at_once_the_rules_or_the_person_choose, set_up,
            office_fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_meeting_tap__elsewhere_work_comes_first, set_up,
                                        office_fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_meeting_tap__in_the_middle_of_work_the_meeting_does,
                                        set_up, office_fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_meeting_tap__a_substitute_s_standing_is_told, set_up,
                                        office_fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_meeting_tap__the_seat_is_told, set_up,
                                        office_fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_meeting_tap__a_late_substitute_is_late, set_up,
                                        office_fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_meeting_tap__an_approval_after_the_tap_counts, set_up,
                                        office_fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_meeting_tap__who_sits_in_may_not_be_needed_elsewhere,
                                        set_up, office_fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_meeting_tap__a_principal_who_came_is_told_of, set_up,
                                        office_fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_meeting_tap__a_cancelled_meeting_is_none, set_up,
                                        office_fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_meeting_tap__a_meeting_of_years_breaks_no_record,
                                        set_up, office_fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_meeting_tap__reporting_back_ends_a_leave, set_up,
                                        office_fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_meeting_tap__the_first_tap_after_a_leave_reports_back,
                                        set_up, office_fixture_tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
