#include "meeting.h"

#include "cmocka_tests.h"
#include "rules_fixture.h"

#define NOBODY NULL, 0

static const char *const room[] = {"r1"};

/* 09:00 to 10:00 in room r1; s1 required, s2 optional, s3 required but gone since the day before.
 */
struct meeting_case {
    struct rules_fixture person; /* s1 */
    struct attendee attendees[3];
    struct meeting meeting;
    struct meeting_facts facts;
};

static struct attendee invite(const char *staff, enum attendee_role role, int32_t active_to)
{
    return (struct attendee){
        .staff = staff, .role = role, .active_from = CIVIL_DATE_FIRST, .active_to = active_to};
}

static void case_init(struct meeting_case *c)
{
    int32_t date = rules_fixture_date("2026-03-02");
    rules_fixture_init(&c->person);
    c->attendees[0] = invite("s1", ATTENDEE_REQUIRED, CIVIL_DATE_LAST);
    c->attendees[1] = invite("s2", ATTENDEE_OPTIONAL, CIVIL_DATE_LAST);
    c->attendees[2] = invite("s3", ATTENDEE_REQUIRED, date - 1);
    c->meeting = (struct meeting){
        .id = "m1",
        .start_ms = rules_fixture_time("2026-03-02T09:00:00"),
        .end_ms = rules_fixture_time("2026-03-02T10:00:00"),
        .kiosks = room,
        .kiosk_count = 1,
        .attendees = c->attendees,
        .attendee_count = 3,
        .own = policy_no_terms(),
    };
    c->facts = (struct meeting_facts){
        .meeting = &c->meeting, .policy = &c->person.policy, .now_ms = CIVIL_NEVER_MS};
}

static struct tap *add_tap(struct meeting_case *c, const char *at)
{
    struct tap *tap = rules_fixture_add_tap(&c->person, at);
    tap->kiosk = "r1";
    return tap;
}

static struct attendee_verdict judge(const struct meeting_case *c,
                                     const struct substitute_sign_in *sign_ins, size_t count)
{
    struct attendee_verdict verdict;
    const struct meeting *attending[] = {&c->meeting};
    assert_true(
        meeting_judge(&c->facts, sign_ins, count, &c->person.facts, attending, 1, &verdict));
    return verdict;
}

static void test_meeting__invited_means_active_on_the_date(void **state)
{
    (void)state;
    struct meeting_case c;
    case_init(&c);
    assert_ptr_equal(meeting_find_attendee(&c.meeting, "s1"), &c.attendees[0]);
    assert_ptr_equal(meeting_find_attendee(&c.meeting, "s2"), &c.attendees[1]);
    assert_null(meeting_find_attendee(&c.meeting, "s3"));
    assert_null(meeting_find_attendee(&c.meeting, "s0"));
    c.attendees[2].active_to++;
    assert_non_null(meeting_find_attendee(&c.meeting, "s3"));
    c.attendees[2].active_from = c.attendees[2].active_to + 1;
    assert_null(meeting_find_attendee(&c.meeting, "s3"));
}

static void test_meeting__no_verdict_for_strangers_and_cancelled(void **state)
{
    (void)state;
    struct meeting_case c;
    struct attendee_verdict verdict;
    case_init(&c);
    c.person.person.staff = "s9";
    assert_false(meeting_judge(&c.facts, NOBODY, &c.person.facts, NULL, 0, &verdict));
    c.person.person.staff = "s1";
    assert_true(meeting_judge(&c.facts, NOBODY, &c.person.facts, NULL, 0, &verdict));
    c.meeting.cancelled = true;
    assert_false(meeting_judge(&c.facts, NOBODY, &c.person.facts, NULL, 0, &verdict));
}

static void test_meeting__spans_in_which_taps_matter(void **state)
{
    (void)state;
    struct meeting_case c;
    int64_t from_ms;
    int64_t to_ms;
    case_init(&c);
    meeting_tap_span(&c.meeting, &c.person.policy, &from_ms, &to_ms);
    assert_int_equal(from_ms, rules_fixture_time("2026-03-02T08:00:00"));
    assert_int_equal(to_ms, rules_fixture_time("2026-03-02T10:00:00"));
    c.meeting.own.signout = SIGNOUT_REQUIRED;
    c.meeting.own.signin_open_min = 5;
    meeting_tap_span(&c.meeting, &c.person.policy, &from_ms, &to_ms);
    assert_int_equal(from_ms, rules_fixture_time("2026-03-02T08:55:00"));
    assert_int_equal(to_ms, rules_fixture_time("2026-03-02T12:00:00"));
}

static void test_meeting__a_late_result_says_why(void **state)
{
    (void)state;
    struct meeting_case c;
    case_init(&c);
    c.person.policy.meeting.late_grace_min = 3;
    struct tap *tap = add_tap(&c, "2026-03-02T09:07:59");
    struct attendee_verdict verdict = judge(&c, NOBODY);
    assert_int_equal(verdict.result, MEETING_LATE);
    assert_int_equal(verdict.late_min, 7);
    assert_ptr_equal(verdict.reason.sign_in, tap);
    assert_int_equal(verdict.reason.measured_late_min, 7);
    assert_int_equal(verdict.reason.terms.late_grace_min, 3);
    assert_int_equal(verdict.reason.role, ATTENDEE_REQUIRED);
    assert_int_equal(verdict.reason.before_review, MEETING_LATE);
    c.meeting.own.late_grace_min = 7;
    verdict = judge(&c, NOBODY);
    assert_int_equal(verdict.result, MEETING_ON_TIME);
    assert_int_equal(verdict.late_min, 0);
    assert_int_equal(verdict.reason.measured_late_min, 7);
}

static void test_meeting__sign_out_names_its_tap(void **state)
{
    (void)state;
    struct meeting_case c;
    case_init(&c);
    c.meeting.own.signout = SIGNOUT_REQUIRED;
    add_tap(&c, "2026-03-02T08:50:00");
    struct attendee_verdict verdict = judge(&c, NOBODY);
    assert_int_equal(verdict.flags, MEETING_FLAG_MISSING_SIGNOUT);
    assert_null(verdict.reason.sign_out);
    struct tap *out = add_tap(&c, "2026-03-02T09:49:30");
    verdict = judge(&c, NOBODY);
    assert_int_equal(verdict.flags, MEETING_FLAG_LEFT_EARLY);
    assert_int_equal(verdict.early_min, 11);
    assert_ptr_equal(verdict.reason.sign_out, out);
    c.meeting.own.signout_grace_min = 11;
    verdict = judge(&c, NOBODY);
    assert_int_equal(verdict.flags, 0);
    assert_int_equal(verdict.early_min, 0);
    assert_int_equal(verdict.reason.measured_early_min, 11);
}

static void test_meeting__tap_for_a_principal_is_no_sign_out_of_ones_own(void **state)
{
    (void)state;
    struct meeting_case c;
    case_init(&c);
    c.meeting.own.signout = SIGNOUT_REQUIRED;
    add_tap(&c, "2026-03-02T08:50:00");
    struct tap *out = add_tap(&c, "2026-03-02T10:00:00");
    out->meeting = "m1";
    out->substitute_for = "s2";
    assert_int_equal(judge(&c, NOBODY).flags, MEETING_FLAG_MISSING_SIGNOUT);
}

static void test_meeting__leave_mark_and_trip_are_named(void **state)
{
    (void)state;
    struct meeting_case c;
    case_init(&c);
    struct meeting_leave leave = {"l1", "s1", c.meeting.start_ms, APPROVAL_APPROVED};
    c.facts.leaves = &leave;
    c.facts.leave_count = 1;
    struct attendee_verdict verdict = judge(&c, NOBODY);
    assert_int_equal(verdict.result, MEETING_LEAVE);
    assert_ptr_equal(verdict.reason.leave, &leave);
    leave.requested_ms++;
    verdict = judge(&c, NOBODY);
    assert_int_equal(verdict.result, MEETING_LEAVE_LATE);
    assert_ptr_equal(verdict.reason.leave, &leave);
    struct time_away *trip =
        rules_fixture_add_trip(&c.person, "2026-03-02T09:00:00", "2026-03-02T09:01:00");
    verdict = judge(&c, NOBODY);
    assert_int_equal(verdict.result, MEETING_LEAVE);
    assert_ptr_equal(verdict.reason.away, trip);
    struct meeting_mark mark = {"k1", "s1", c.meeting.start_ms};
    c.facts.marks = &mark;
    c.facts.mark_count = 1;
    verdict = judge(&c, NOBODY);
    assert_int_equal(verdict.result, MEETING_ON_TIME);
    assert_int_equal(verdict.flags, MEETING_FLAG_MARKED);
    assert_ptr_equal(verdict.reason.mark, &mark);
}

static void test_meeting__when_the_result_changes(void **state)
{
    (void)state;
    struct meeting_case c;
    case_init(&c);
    const struct {
        const char *now;
        enum signout signout;
        enum meeting_result result;
        const char *changes_at; /* NULL: never */
    } cases[] = {
        {"2026-03-02T07:59:59", SIGNOUT_NONE, MEETING_PENDING, "2026-03-02T08:00:00"},
        {"2026-03-02T08:00:00", SIGNOUT_NONE, MEETING_PENDING, "2026-03-02T10:00:00"},
        {"2026-03-02T10:00:00", SIGNOUT_NONE, MEETING_ABSENT, NULL},
        {"2026-03-02T10:00:00", SIGNOUT_REQUIRED, MEETING_PENDING, "2026-03-02T12:00:00"},
        {"2026-03-02T12:00:00", SIGNOUT_REQUIRED, MEETING_ABSENT, NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        c.meeting.own.signout = cases[i].signout;
        c.facts.now_ms = rules_fixture_time(cases[i].now);
        struct attendee_verdict verdict = judge(&c, NOBODY);
        assert_int_equal(verdict.result, cases[i].result);
        assert_int_equal(verdict.reason.changes_at_ms, cases[i].changes_at
                                                           ? rules_fixture_time(cases[i].changes_at)
                                                           : CIVIL_NEVER_MS);
    }
}

static void test_meeting__review_names_the_tap_and_keeps_what_was(void **state)
{
    (void)state;
    struct meeting_case c;
    case_init(&c);
    struct tap *tap =
        rules_fixture_add_uncertain(&c.person, "2026-03-02T07:00:00", "2026-03-02T08:00:00");
    tap->kiosk = "r1";
    struct attendee_verdict verdict = judge(&c, NOBODY);
    assert_int_equal(verdict.result, MEETING_REVIEW);
    assert_int_equal(verdict.reason.before_review, MEETING_ABSENT);
    assert_ptr_equal(verdict.reason.uncertain_tap, tap);
    tap->kiosk = "g1";
    assert_int_equal(judge(&c, NOBODY).result, MEETING_ABSENT);
}

/* What a list of substitute taps comes to. */
static size_t find(struct meeting_case *c, const struct tap *taps, size_t count,
                   struct substitute_sign_in *ret_sign_ins)
{
    c->facts.substitute_taps = taps;
    c->facts.substitute_tap_count = count;
    return meeting_find_substitutes(&c->facts, ret_sign_ins);
}

static struct tap substitute_tap(const char *staff, const char *principal, const char *at)
{
    return (struct tap){.staff = staff,
                        .at_ms = rules_fixture_time(at),
                        .kiosk = "r1",
                        .meeting = "m1",
                        .substitute_for = principal};
}

static void test_meeting_substitutes__every_standing(void **state)
{
    (void)state;
    struct meeting_case c;
    struct substitute_sign_in sign_ins[8];
    case_init(&c);
    c.person.policy.meeting.substitute_deadline_min = 30;
    const struct tap tap = substitute_tap("x1", "s1", "2026-03-02T08:50:00");
    assert_int_equal(find(&c, &tap, 1, sign_ins), 1);
    assert_int_equal(sign_ins[0].standing, SUBSTITUTE_NOT_REQUESTED);
    assert_null(sign_ins[0].request);
    struct substitute_request requests[] = {
        {"q1", "s1", "x1", rules_fixture_time("2026-03-02T08:30:00.001"), APPROVAL_PENDING},
        {"q2", "s2", "x1", 0, APPROVAL_APPROVED},
        {"q3", "s1", "x2", 0, APPROVAL_APPROVED},
    };
    c.facts.requests = requests;
    c.facts.request_count = 3;
    assert_int_equal(find(&c, &tap, 1, sign_ins), 1);
    assert_int_equal(sign_ins[0].standing, SUBSTITUTE_NOT_APPROVED);
    assert_ptr_equal(sign_ins[0].request, &requests[0]);
    requests[0].state = APPROVAL_APPROVED;
    assert_int_equal(find(&c, &tap, 1, sign_ins), 1);
    assert_int_equal(sign_ins[0].standing, SUBSTITUTE_TOO_LATE);
    requests[0].requested_ms--;
    assert_int_equal(find(&c, &tap, 1, sign_ins), 1);
    assert_int_equal(sign_ins[0].standing, SUBSTITUTE_APPROVED);
    c.person.policy.max_principals_per_substitute = 0;
    assert_int_equal(find(&c, &tap, 1, sign_ins), 1);
    assert_int_equal(sign_ins[0].standing, SUBSTITUTE_OVER_LIMIT);
    c.attendees[1] = invite("x1", ATTENDEE_REQUIRED, CIVIL_DATE_LAST);
    c.meeting.attendee_count = 2;
    assert_int_equal(find(&c, &tap, 1, sign_ins), 1);
    assert_int_equal(sign_ins[0].standing, SUBSTITUTE_IS_REQUIRED);
}

static void test_meeting_substitutes__in_order_and_once_each(void **state)
{
    (void)state;
    struct meeting_case c;
    struct substitute_sign_in sign_ins[8];
    case_init(&c);
    const struct tap taps[] = {
        substitute_tap("x1", "s1", "2026-03-02T07:59:59"), /* too early */
        substitute_tap("x2", "s2", "2026-03-02T08:50:00"),
        substitute_tap("x2", "s1", "2026-03-02T08:50:00"),
        substitute_tap("x1", "s1", "2026-03-02T08:50:00"),
        substitute_tap("x1", "s1", "2026-03-02T08:51:00"), /* again */
        substitute_tap("x1", "s3", "2026-03-02T08:52:00"), /* for one who has left */
        substitute_tap("x1", "s9", "2026-03-02T08:53:00"), /* for one not invited */
    };
    assert_int_equal(find(&c, taps, 7, sign_ins), 3);
    assert_ptr_equal(sign_ins[0].tap, &taps[3]);
    assert_ptr_equal(sign_ins[1].tap, &taps[2]);
    assert_ptr_equal(sign_ins[2].tap, &taps[1]);
}

static void test_meeting_substitutes__result_names_whom_and_why(void **state)
{
    (void)state;
    struct meeting_case c;
    struct substitute_sign_in sign_ins[8];
    case_init(&c);
    const struct tap tap = substitute_tap("x1", "s1", "2026-03-02T09:04:00");
    size_t count = find(&c, &tap, 1, sign_ins);
    struct attendee_verdict verdict = judge(&c, sign_ins, count);
    assert_int_equal(verdict.result, MEETING_UNAPPROVED_SUBSTITUTE);
    assert_int_equal(verdict.late_min, 0);
    assert_ptr_equal(verdict.reason.substitute, &sign_ins[0]);
    assert_ptr_equal(verdict.reason.sign_in, &tap);
    assert_int_equal(verdict.reason.substitute->standing, SUBSTITUTE_NOT_REQUESTED);
    struct substitute_request request = {"q1", "s1", "x1", 0, APPROVAL_APPROVED};
    c.facts.requests = &request;
    c.facts.request_count = 1;
    count = find(&c, &tap, 1, sign_ins);
    verdict = judge(&c, sign_ins, count);
    assert_int_equal(verdict.result, MEETING_SUBSTITUTED);
    assert_int_equal(verdict.late_min, 4);
    assert_ptr_equal(verdict.reason.substitute->request, &request);
}

/* Who was first invited after the start could not know: nothing about the meeting is a breach. */
static void test_meeting__invited_late_is_not_judged(void **state)
{
    (void)state;
    struct meeting_case c;
    case_init(&c);
    c.meeting.own.signout = SIGNOUT_REQUIRED;
    c.attendees[0].invited_late = true;
    struct attendee_verdict verdict = judge(&c, NOBODY);
    assert_int_equal(verdict.result, MEETING_NONE);
    assert_int_equal(verdict.flags, MEETING_FLAG_INVITED_LATE);
    const struct meeting_leave leave = {"l1", "s1", c.meeting.start_ms + 1, APPROVAL_APPROVED};
    c.facts.leaves = &leave;
    c.facts.leave_count = 1;
    assert_int_equal(judge(&c, NOBODY).result, MEETING_NONE);
    const struct tap *tap = add_tap(&c, "2026-03-02T09:20:00");
    verdict = judge(&c, NOBODY);
    assert_int_equal(verdict.result, MEETING_NONE);
    assert_int_equal(verdict.late_min, 0);
    assert_ptr_equal(verdict.reason.sign_in, tap);
    assert_int_equal(verdict.reason.measured_late_min, 20);
    const struct meeting_mark mark = {"k1", "s1", 0};
    c.facts.marks = &mark;
    c.facts.mark_count = 1;
    verdict = judge(&c, NOBODY);
    assert_int_equal(verdict.result, MEETING_ON_TIME);
    assert_int_equal(verdict.flags, MEETING_FLAG_MARKED);
    c.facts.mark_count = 0;
    add_tap(&c, "2026-03-02T08:55:00");
    verdict = judge(&c, NOBODY);
    assert_int_equal(verdict.result, MEETING_ON_TIME);
    assert_int_equal(verdict.flags, 0); /* nor is a sign-out wanted of them */
}

/* A meeting that is called while it begins: who is not there yet is waited for. */
static void test_meeting__invited_late_may_come_until_the_end(void **state)
{
    (void)state;
    struct meeting_case c;
    case_init(&c);
    c.attendees[0].invited_late = true;
    c.facts.now_ms = rules_fixture_time("2026-03-02T09:30:00");
    struct attendee_verdict verdict = judge(&c, NOBODY);
    assert_int_equal(verdict.result, MEETING_PENDING);
    assert_int_equal(verdict.flags, 0);
    assert_int_equal(verdict.reason.changes_at_ms, c.meeting.end_ms);
    c.attendees[0].role = ATTENDEE_OPTIONAL;
    assert_int_equal(judge(&c, NOBODY).result, MEETING_NONE);
    c.attendees[0].role = ATTENDEE_REQUIRED;
    add_tap(&c, "2026-03-02T09:20:00");
    verdict = judge(&c, NOBODY);
    assert_int_equal(verdict.result, MEETING_NONE);
    assert_int_equal(verdict.flags, MEETING_FLAG_INVITED_LATE);
}

static void test_meeting__invited_late_has_no_unapproved_substitute(void **state)
{
    (void)state;
    struct meeting_case c;
    case_init(&c);
    const struct tap tap = {.at_ms = c.meeting.start_ms + 4 * CIVIL_MINUTE_MS,
                            .staff = "x1",
                            .kiosk = "r1",
                            .meeting = "m1",
                            .substitute_for = "s1"};
    struct substitute_sign_in sign_ins[1];
    size_t count = find(&c, &tap, 1, sign_ins);
    assert_int_equal(judge(&c, sign_ins, count).result, MEETING_UNAPPROVED_SUBSTITUTE);
    c.attendees[0].invited_late = true;
    assert_int_equal(judge(&c, sign_ins, count).result, MEETING_NONE);
    const struct substitute_request request = {"q1", "s1", "x1", 0, APPROVAL_APPROVED};
    c.facts.requests = &request;
    c.facts.request_count = 1;
    count = find(&c, &tap, 1, sign_ins);
    assert_int_equal(judge(&c, sign_ins, count).result, MEETING_NONE); /* 4 min late */
}

/* A meeting entered afterwards takes no tap from one that the person was invited to in time. */
static void test_meeting_of_tap__invited_in_time_comes_first(void **state)
{
    (void)state;
    struct meeting_case c;
    case_init(&c);
    struct attendee late = invite("s1", ATTENDEE_REQUIRED, CIVIL_DATE_LAST);
    late.invited_late = true;
    struct meeting entered = c.meeting;
    entered.id = "m0";
    entered.start_ms = rules_fixture_time("2026-03-02T09:20:00");
    entered.attendees = &late;
    entered.attendee_count = 1;
    const struct meeting *both[] = {&c.meeting, &entered};
    const struct meeting *turned[] = {&entered, &c.meeting};
    const struct policy *policy = &c.person.policy;
    struct tap *tap = add_tap(&c, "2026-03-02T09:20:00");
    assert_ptr_equal(meeting_of_tap(tap, "s1", policy, both, 2), &c.meeting);
    assert_ptr_equal(meeting_of_tap(tap, "s1", policy, turned, 2), &c.meeting);
    struct attendee_verdict verdict;
    assert_true(meeting_judge(&c.facts, NOBODY, &c.person.facts, turned, 2, &verdict));
    assert_int_equal(verdict.result, MEETING_LATE);
    c.meeting.cancelled = true;
    assert_ptr_equal(meeting_of_tap(tap, "s1", policy, both, 2), &entered);
}

static void test_meeting_of_tap__nearest_start_then_lower_id(void **state)
{
    (void)state;
    struct meeting_case c;
    case_init(&c);
    struct meeting later = c.meeting;
    later.id = "m0";
    later.start_ms = rules_fixture_time("2026-03-02T09:40:00");
    later.end_ms = rules_fixture_time("2026-03-02T10:40:00");
    const struct meeting *both[] = {&c.meeting, &later};
    struct tap tap = {.at_ms = rules_fixture_time("2026-03-02T09:20:00"), .kiosk = "r1"};
    const struct policy *policy = &c.person.policy;
    assert_ptr_equal(meeting_of_tap(&tap, "s1", policy, both, 2), &later);
    tap.at_ms--;
    assert_ptr_equal(meeting_of_tap(&tap, "s1", policy, both, 2), &c.meeting);
    tap.meeting = "m0";
    assert_ptr_equal(meeting_of_tap(&tap, "s1", policy, both, 2), &later);
    assert_null(meeting_of_tap(&tap, "s9", policy, both, 2));
    tap.substitute_for = "s2";
    assert_null(meeting_of_tap(&tap, "s1", policy, both, 2));
}

/* A list that lacks the meeting judged still decides against it. */
static void test_meeting__tap_nearer_to_another_does_not_sign_in(void **state)
{
    (void)state;
    struct meeting_case c;
    case_init(&c);
    struct meeting other = c.meeting;
    other.id = "m2";
    other.start_ms = rules_fixture_time("2026-03-02T09:20:00");
    const struct meeting *attending[] = {&other};
    add_tap(&c, "2026-03-02T09:15:00");
    struct attendee_verdict verdict;
    assert_true(meeting_judge(&c.facts, NOBODY, &c.person.facts, attending, 1, &verdict));
    assert_int_equal(verdict.result, MEETING_ABSENT);
    other.cancelled = true;
    assert_true(meeting_judge(&c.facts, NOBODY, &c.person.facts, attending, 1, &verdict));
    assert_int_equal(verdict.result, MEETING_LATE);
}

static void test_meeting_walk_in__listed_kiosk_or_named(void **state)
{
    (void)state;
    struct meeting_case c;
    case_init(&c);
    c.person.person.staff = "w1";
    const struct meeting *meetings[] = {&c.meeting};
    const struct policy *policy = &c.person.policy;
    struct tap tap = {.at_ms = c.meeting.start_ms, .kiosk = "r1"};
    assert_ptr_equal(meeting_walk_in_of_tap(&tap, &c.person.person, policy, meetings, 1),
                     &c.meeting);
    c.meeting.kiosk_count = 0;
    assert_null(meeting_walk_in_of_tap(&tap, &c.person.person, policy, meetings, 1));
    tap.meeting = "m1";
    assert_ptr_equal(meeting_walk_in_of_tap(&tap, &c.person.person, policy, meetings, 1),
                     &c.meeting);
    c.person.person.active_to = civil_date_of(c.meeting.start_ms) - 1;
    assert_null(meeting_walk_in_of_tap(&tap, &c.person.person, policy, meetings, 1));
    c.person.person.active_to++;
    c.person.person.staff = "s1";
    assert_null(meeting_walk_in_of_tap(&tap, &c.person.person, policy, meetings, 1));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_meeting__invited_means_active_on_the_date),
        cmocka_unit_test(test_meeting__no_verdict_for_strangers_and_cancelled),
        cmocka_unit_test(test_meeting__spans_in_which_taps_matter),
        cmocka_unit_test(test_meeting__a_late_result_says_why),
        cmocka_unit_test(test_meeting__sign_out_names_its_tap),
        cmocka_unit_test(test_meeting__tap_for_a_principal_is_no_sign_out_of_ones_own),
        cmocka_unit_test(test_meeting__leave_mark_and_trip_are_named),
        cmocka_unit_test(test_meeting__when_the_result_changes),
        cmocka_unit_test(test_meeting__review_names_the_tap_and_keeps_what_was),
        cmocka_unit_test(test_meeting_substitutes__every_standing),
        cmocka_unit_test(test_meeting_substitutes__in_order_and_once_each),
        cmocka_unit_test(test_meeting_substitutes__result_names_whom_and_why),
        cmocka_unit_test(test_meeting__invited_late_is_not_judged),
        cmocka_unit_test(test_meeting__invited_late_may_come_until_the_end),
        cmocka_unit_test(test_meeting__invited_late_has_no_unapproved_substitute),
        cmocka_unit_test(test_meeting_of_tap__invited_in_time_comes_first),
        cmocka_unit_test(test_meeting_of_tap__nearest_start_then_lower_id),
        cmocka_unit_test(test_meeting__tap_nearer_to_another_does_not_sign_in),
        cmocka_unit_test(test_meeting_walk_in__listed_kiosk_or_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
