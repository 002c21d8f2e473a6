#include "tap_judge.h"

#include "check.h"
#include "cmocka_tests.h"
#include "facts_loader.h"
#include <stdio.h>
#include <string.h>

#define TOKEN_S1      "01" TOKEN_REST
#define TOKEN_LOST    "02" TOKEN_REST
#define TOKEN_OLD     "03" TOKEN_REST
#define TOKEN_S2      "04" TOKEN_REST
#define TOKEN_S3      "05" TOKEN_REST
#define TOKEN_UNKNOWN "99" TOKEN_REST
#define TOKEN_REST    "112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"

/* s1 works 08:30 to 17:30 with 2 minutes of grace, s2 checks in only, s3 is asked for nothing; on
 * 2026-03-03 s1 is on leave, on 2026-03-04 on a trip until noon. */
static const struct {
    const char *kind, *id, *value;
} office[] = {
    {"policy", "policy", "{\"late_grace_min\":2,\"early_grace_min\":1,\"late_as_absent_min\":180}"},
    {"unit", "u1", "{\"code\":\"u1\",\"name\":\"办公室\"}"},
    {"unit", "u2", "{\"code\":\"u2\",\"name\":\"财政局\"}"},
    {"staff", "s1",
     "{\"id\":\"s1\",\"name\":\"张三\",\"unit\":\"u1\",\"moves\":[{\"unit\":\"u2\",\"from\":"
     "\"2026-03-05\"}]}"},
    {"staff", "s2", "{\"id\":\"s2\",\"name\":\"李四\",\"unit\":\"u1\"}"},
    {"staff", "s3", "{\"id\":\"s3\",\"name\":\"王五\",\"unit\":\"u9\"}"},
    {"card", TOKEN_S1, "{\"staff\":\"s1\",\"state\":\"active\",\"from\":\"2026-03-01\"}"},
    {"card", TOKEN_LOST,
     "{\"staff\":\"s1\",\"state\":\"revoked\",\"revoked_from\":\"2026-03-02T09:00:00\"}"},
    {"card", TOKEN_OLD, "{\"staff\":\"s1\",\"state\":\"active\",\"to\":\"2026-02-28\"}"},
    {"card", TOKEN_S2, "{\"staff\":\"s2\",\"state\":\"active\"}"},
    {"card", TOKEN_S3, "{\"staff\":\"s3\",\"state\":\"active\"}"},
    {"schedule", "c1",
     "{\"id\":\"c1\",\"versions\":[{\"from\":\"2026-03-01\",\"to\":\"2026-03-31\",\"weekdays\":[1,"
     "2,"
     "3,4,5],\"sessions\":[{\"start\":\"08:30\",\"end\":\"17:30\",\"in\":\"required\",\"out\":"
     "\"required\"}]}]}"},
    {"schedule", "c2",
     "{\"id\":\"c2\",\"versions\":[{\"from\":\"2026-03-01\",\"to\":\"2026-03-31\",\"weekdays\":[1,"
     "2,"
     "3,4,5],\"sessions\":[{\"start\":\"08:30\",\"end\":\"12:00\",\"in\":\"required\",\"out\":"
     "\"optional\"},{\"start\":\"13:30\",\"end\":\"17:30\",\"in\":\"required\",\"out\":"
     "\"optional\"}"
     "]}]}"},
    {"schedule", "c3",
     "{\"id\":\"c3\",\"versions\":[{\"from\":\"2026-03-01\",\"to\":\"2026-03-31\",\"weekdays\":[1,"
     "2,"
     "3,4,5],\"sessions\":[{\"start\":\"08:30\",\"end\":\"17:30\",\"in\":\"optional\",\"out\":"
     "\"optional\"}]}]}"},
    {"assignment", "a1", "{\"schedule\":\"c1\",\"staff\":\"s1\",\"from\":\"2026-03-01\"}"},
    {"assignment", "a2", "{\"schedule\":\"c2\",\"staff\":\"s2\",\"from\":\"2026-03-01\"}"},
    {"assignment", "a3", "{\"schedule\":\"c3\",\"staff\":\"s3\",\"from\":\"2026-03-01\"}"},
    {"leave", "l1",
     "{\"staff\":\"s1\",\"from\":\"2026-03-03T00:00:00\",\"to\":\"2026-03-04T00:00:00\",\"state\":"
     "\"approved\"}"},
    {"trip", "t1",
     "{\"staff\":\"s1\",\"from\":\"2026-03-04T00:00:00\",\"to\":\"2026-03-04T12:00:00\",\"state\":"
     "\"approved\"}"},
};

struct fixture {
    struct facts *facts;
    struct recent_taps *recent;
    struct judge_verdict verdict; /* of the last tap */
};

static struct facts *load_office(void)
{
    AUTO(facts_loader) struct facts_loader *loader = NULL;
    struct facts *facts = NULL;
    struct error err = {0};
    assert_true(facts_loader_create(&loader, NULL));
    for (size_t i = 0; i < ARRAY_LEN(office); i++) {
        if (!facts_loader_add_text(loader, office[i].kind, office[i].id, office[i].value,
                                   strlen(office[i].value), &err)) {
            fail_msg("%s", err.text);
        }
    }
    assert_true(facts_loader_finish(loader, FACTS_LINKS_LENIENT, &facts, NULL));
    return facts;
}

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    assert_non_null(fixture);
    fixture->facts = load_office();
    assert_true(recent_taps_create(&fixture->recent, NULL));
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    facts_destroy(fixture->facts);
    recent_taps_destroy(fixture->recent);
    free(fixture);
    return 0;
}

static int64_t at(const char *time)
{
    int64_t local_ms;
    assert_true(civil_time_parse(time, &local_ms));
    return local_ms;
}

/* The card is tapped, judged, and from then on among the recent taps, as at the door. */
static enum judge_answer tap(struct fixture *fixture, const char *token_text, const char *time)
{
    struct card_token token;
    assert_true(hash_hex_decode(token_text, 64, token.hash.bytes, HASH_BYTES));
    const struct judge_tap question = {.token = &token, .at_ms = at(time), .kiosk = "k0001"};
    tap_judge(fixture->facts, fixture->recent, &question, &fixture->verdict);
    if (fixture->verdict.staff[0]) {
        const struct tap done = {
            .staff = fixture->verdict.staff, .at_ms = question.at_ms, .kiosk = "k0001"};
        assert_true(recent_taps_add(fixture->recent, &done, NULL));
    }
    return fixture->verdict.answer;
}

static void assert_shown(const struct fixture *fixture, const char *word, int late, int early)
{
    assert_string_equal(fixture->verdict.shown.verdict, word);
    assert_int_equal(fixture->verdict.shown.late_min, late);
    assert_int_equal(fixture->verdict.shown.early_min, early);
}

static void test_tap_judge__tells_who_it_is(void **state)
{
    struct fixture *fixture = *state;
    (void)tap(fixture, TOKEN_S1, "2026-03-02T08:21:07");
    assert_int_equal(fixture->verdict.card, TAP_CARD_RECOGNISED);
    assert_string_equal(fixture->verdict.staff, "s1");
    assert_string_equal(fixture->verdict.name, "张三");
    assert_string_equal(fixture->verdict.unit_code, "u1");
    assert_string_equal(fixture->verdict.unit, "办公室");
    (void)tap(fixture, TOKEN_S1, "2026-03-05T08:21:07"); /* moved */
    assert_string_equal(fixture->verdict.unit, "财政局");
    (void)tap(fixture, TOKEN_S3, "2026-03-02T08:21:07"); /* of a unit not heard of yet */
    assert_string_equal(fixture->verdict.unit, "u9");
}

static void test_tap_judge__a_check_in_is_on_time_or_late(void **state)
{
    struct fixture *fixture = *state;
    assert_int_equal(tap(fixture, TOKEN_S1, "2026-03-02T08:32:59"), JUDGE_ON_TIME);
    assert_shown(fixture, "on_time", 0, 0);
    assert_int_equal(fixture->verdict.start_ms, at("2026-03-02T08:30:00"));
    assert_int_equal(fixture->verdict.end_ms, at("2026-03-02T17:30:00"));
    assert_int_equal(fixture->verdict.session, 1);
    assert_int_equal(fixture->verdict.session_count, 1);
    assert_int_equal(fixture->verdict.grace_min, 2);
    assert_int_equal(tap(fixture, TOKEN_S2, "2026-03-02T08:47:30"), JUDGE_LATE);
    assert_int_equal(fixture->verdict.late_min, 17);
    assert_false(fixture->verdict.so_late_is_absent);
    assert_shown(fixture, "late", 17, 0);
}

static void test_tap_judge__so_late_that_it_is_absence_is_said(void **state)
{
    struct fixture *fixture = *state;
    assert_int_equal(tap(fixture, TOKEN_S1, "2026-03-02T11:30:00"), JUDGE_LATE);
    assert_true(fixture->verdict.so_late_is_absent);
    assert_int_equal(fixture->verdict.late_min, 180);
    assert_shown(fixture, "absent", 180, 0);
}

static void test_tap_judge__a_check_out_is_early_or_in_time(void **state)
{
    struct fixture *fixture = *state;
    (void)tap(fixture, TOKEN_S1, "2026-03-02T08:21:07");
    assert_int_equal(tap(fixture, TOKEN_S1, "2026-03-02T17:12:00"), JUDGE_EARLY);
    assert_int_equal(fixture->verdict.early_min, 18);
    assert_int_equal(fixture->verdict.earlier_ms, at("2026-03-02T08:21:07"));
    assert_shown(fixture, "early", 0, 18);
    assert_int_equal(tap(fixture, TOKEN_S1, "2026-03-02T17:29:00"), JUDGE_LEFT); /* grace */
    assert_shown(fixture, "on_time", 0, 0);
    assert_int_equal(tap(fixture, TOKEN_S1, "2026-03-02T18:02:00"), JUDGE_LEFT);
    assert_int_equal(fixture->verdict.early_min, 0);
}

/* At another gate, or to be sure: nobody who has just come is told that they leave early. */
static void test_tap_judge__who_has_just_come_is_not_leaving(void **state)
{
    struct fixture *fixture = *state;
    (void)tap(fixture, TOKEN_S1, "2026-03-02T07:50:00");
    assert_int_equal(tap(fixture, TOKEN_S1, "2026-03-02T08:29:59"), JUDGE_CHECKED_IN);
    assert_int_equal(fixture->verdict.earlier_ms, at("2026-03-02T07:50:00"));
    assert_int_equal(fixture->verdict.end_ms, at("2026-03-02T17:30:00"));
    assert_int_equal(fixture->verdict.early_min, 0);
    assert_shown(fixture, "", 0, 0);
    assert_int_equal(tap(fixture, TOKEN_S1, "2026-03-02T08:31:00"), JUDGE_EARLY);
    assert_int_equal(tap(fixture, TOKEN_S1, "2026-03-05T08:45:00"), JUDGE_LATE);
    assert_int_equal(tap(fixture, TOKEN_S1, "2026-03-05T08:54:59"), JUDGE_CHECKED_IN);
    assert_int_equal(tap(fixture, TOKEN_S1, "2026-03-05T08:56:00"), JUDGE_EARLY);
}

static void test_tap_judge__within_a_minute_it_is_the_same_tap(void **state)
{
    struct fixture *fixture = *state;
    (void)tap(fixture, TOKEN_S1, "2026-03-02T08:21:07");
    assert_int_equal(tap(fixture, TOKEN_S1, "2026-03-02T08:22:06.999"), JUDGE_SAME_TAP);
    assert_int_equal(fixture->verdict.earlier_ms, at("2026-03-02T08:21:07"));
    assert_shown(fixture, "", 0, 0);
    /* 60 s after the kept one, though less after the last. */
    assert_int_equal(tap(fixture, TOKEN_S1, "2026-03-02T08:22:07"), JUDGE_CHECKED_IN);
    assert_int_equal(tap(fixture, TOKEN_S1, "2026-03-02T08:22:07"), JUDGE_SAME_TAP);
    assert_int_equal(fixture->verdict.earlier_ms, at("2026-03-02T08:22:07"));
}

static void test_tap_judge__optional_checks_are_just_recorded(void **state)
{
    struct fixture *fixture = *state;
    (void)tap(fixture, TOKEN_S2, "2026-03-02T08:20:00");
    assert_int_equal(tap(fixture, TOKEN_S2, "2026-03-02T12:05:00"), JUDGE_RECORDED);
    assert_shown(fixture, "none", 0, 0);
    assert_int_equal(tap(fixture, TOKEN_S2, "2026-03-02T13:40:00"), JUDGE_LATE);
    assert_int_equal(fixture->verdict.session, 2);
    assert_int_equal(fixture->verdict.session_count, 2);
    assert_int_equal(fixture->verdict.late_min, 10);
    assert_int_equal(tap(fixture, TOKEN_S3, "2026-03-02T09:40:00"), JUDGE_RECORDED);
}

static void test_tap_judge__leave_and_trips_are_told(void **state)
{
    struct fixture *fixture = *state;
    assert_int_equal(tap(fixture, TOKEN_S1, "2026-03-03T09:00:00"), JUDGE_LEAVE);
    assert_int_equal(fixture->verdict.away_from_ms, at("2026-03-03T00:00:00"));
    assert_int_equal(fixture->verdict.away_to_ms, at("2026-03-04T00:00:00"));
    assert_shown(fixture, "leave", 0, 0);
    /* A trip that ends at noon moves the start there. */
    assert_int_equal(tap(fixture, TOKEN_S1, "2026-03-04T12:05:00"), JUDGE_LATE);
    assert_int_equal(fixture->verdict.late_min, 5);
    assert_int_equal(fixture->verdict.start_ms, at("2026-03-04T12:00:00"));
    assert_int_equal(fixture->verdict.away_to_ms, at("2026-03-04T12:00:00"));
}

static void test_tap_judge__a_day_without_work_is_just_recorded(void **state)
{
    struct fixture *fixture = *state;
    assert_int_equal(tap(fixture, TOKEN_S1, "2026-03-07T09:00:00"), JUDGE_NO_SESSION);
    assert_shown(fixture, "none", 0, 0);
    assert_int_equal(tap(fixture, TOKEN_S1, "2026-03-09T03:00:00"), JUDGE_NO_SESSION);
    assert_int_equal(tap(fixture, TOKEN_S1, "2026-03-09T08:00:00"), JUDGE_ON_TIME);
}

static void test_tap_judge__cards_that_open_nothing(void **state)
{
    static const struct {
        const char *token;
        enum judge_answer answer;
        enum tap_card card;
        const char *name;
    } cases[] = {
        {TOKEN_UNKNOWN, JUDGE_UNKNOWN_CARD, TAP_CARD_UNKNOWN, ""},
        {TOKEN_LOST, JUDGE_REVOKED_CARD, TAP_CARD_REVOKED, "张三"},
        {TOKEN_OLD, JUDGE_EXPIRED_CARD, TAP_CARD_EXPIRED, "张三"},
    };
    struct fixture *fixture = *state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        assert_int_equal(tap(fixture, cases[i].token, "2026-03-02T08:20:00"), cases[i].answer);
        assert_int_equal(fixture->verdict.card, cases[i].card);
        assert_string_equal(fixture->verdict.staff, "");
        assert_string_equal(fixture->verdict.name, cases[i].name);
        assert_shown(fixture, "", 0, 0);
    }
    assert_int_equal(tap(fixture, TOKEN_LOST, "2026-03-02T09:20:00"), JUDGE_REVOKED_CARD);
    assert_int_equal(tap(fixture, TOKEN_OLD, "2026-02-28T08:20:00"), JUDGE_NO_SESSION);
    assert_int_equal(tap(fixture, TOKEN_S1, "2026-02-28T08:20:00"), JUDGE_EXPIRED_CARD);
    const struct judge_tap nothing = {.at_ms = at("2026-03-02T08:20:00"), .kiosk = "k0001"};
    tap_judge(fixture->facts, fixture->recent, &nothing, &fixture->verdict);
    assert_int_equal(fixture->verdict.answer, JUDGE_UNREADABLE);
    assert_int_equal(fixture->verdict.card, TAP_CARD_MALFORMED);
}

static void test_tap_judge__an_uncertain_clock_judges_nobody(void **state)
{
    struct fixture *fixture = *state;
    struct card_token token;
    assert_true(hash_hex_decode(TOKEN_S1, 64, token.hash.bytes, HASH_BYTES));
    struct judge_tap question = {.token = &token,
                                 .at_ms = at("2026-03-02T09:20:00"),
                                 .clock = TAP_CLOCK_UNCERTAIN,
                                 .not_before_ms = at("2026-03-02T08:00:00"),
                                 .not_after_ms = at("2026-03-02T09:30:00"),
                                 .kiosk = "k0001"};
    tap_judge(fixture->facts, fixture->recent, &question, &fixture->verdict);
    assert_int_equal(fixture->verdict.answer, JUDGE_UNCERTAIN);
    assert_string_equal(fixture->verdict.staff, "s1");
    assert_shown(fixture, "uncertain", 0, 0);
    /* … and takes the lateness from the next tap, which a person will look at. */
    const struct tap done = {.staff = "s1",
                             .at_ms = question.at_ms,
                             .not_before_ms = question.not_before_ms,
                             .not_after_ms = question.not_after_ms};
    assert_true(recent_taps_add(fixture->recent, &done, NULL));
    assert_int_equal(tap(fixture, TOKEN_S1, "2026-03-02T09:25:00"), JUDGE_UNCERTAIN);
}

static void test_tap_judge__taps_of_later_do_not_count(void **state)
{
    struct fixture *fixture = *state;
    (void)tap(fixture, TOKEN_S1, "2026-03-02T17:40:00"); /* before the clock was set back */
    assert_int_equal(tap(fixture, TOKEN_S1, "2026-03-02T08:40:00"), JUDGE_LATE);
    assert_int_equal(fixture->verdict.late_min, 10);
}

static void test_tap_judge__the_longest_name_has_room(void **state)
{
    (void)state;
    char name[400] = "";
    char value[600];
    for (int i = 0; i < 85; i++) {
        memcpy(name + 3 * i, "王", 4);
    }
    (void)snprintf(value, sizeof value, "{\"id\":\"s1\",\"name\":\"%s\",\"unit\":\"u1\"}", name);
    AUTO(facts_loader) struct facts_loader *loader = NULL;
    AUTO(facts) struct facts *facts = NULL;
    AUTO(recent_taps) struct recent_taps *recent = NULL;
    static const char card[] = "{\"staff\":\"s1\",\"state\":\"active\"}";
    assert_true(facts_loader_create(&loader, NULL));
    assert_true(facts_loader_add_text(loader, "staff", "s1", value, strlen(value), NULL));
    assert_true(facts_loader_add_text(loader, "card", TOKEN_S1, card, strlen(card), NULL));
    assert_true(facts_loader_finish(loader, FACTS_LINKS_LENIENT, &facts, NULL));
    assert_true(recent_taps_create(&recent, NULL));
    struct card_token token;
    struct judge_verdict verdict;
    assert_true(hash_hex_decode(TOKEN_S1, 64, token.hash.bytes, HASH_BYTES));
    const struct judge_tap question = {.token = &token, .kiosk = "k0001"};
    tap_judge(facts, recent, &question, &verdict);
    assert_string_equal(verdict.name, name);
    assert_int_equal(strlen(name), FACTS_NAME_MAX);
    assert_int_equal(verdict.answer, JUDGE_NO_SESSION);
}

static void test_tap_judge__each_answer_has_a_name(void **state)
{
    (void)state;
    for (int i = 0; i < JUDGE_ANSWER_COUNT; i++) {
        assert_non_null(judge_answer_name((enum judge_answer)i));
    }
}

#define WITH_OFFICE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_OFFICE(test_tap_judge__tells_who_it_is),
        WITH_OFFICE(test_tap_judge__a_check_in_is_on_time_or_late),
        WITH_OFFICE(test_tap_judge__so_late_that_it_is_absence_is_said),
        WITH_OFFICE(test_tap_judge__a_check_out_is_early_or_in_time),
        WITH_OFFICE(test_tap_judge__who_has_just_come_is_not_leaving),
        WITH_OFFICE(test_tap_judge__within_a_minute_it_is_the_same_tap),
        WITH_OFFICE(test_tap_judge__optional_checks_are_just_recorded),
        WITH_OFFICE(test_tap_judge__leave_and_trips_are_told),
        WITH_OFFICE(test_tap_judge__a_day_without_work_is_just_recorded),
        WITH_OFFICE(test_tap_judge__cards_that_open_nothing),
        WITH_OFFICE(test_tap_judge__an_uncertain_clock_judges_nobody),
        WITH_OFFICE(test_tap_judge__taps_of_later_do_not_count),
        WITH_OFFICE(test_tap_judge__the_longest_name_has_room),
        WITH_OFFICE(test_tap_judge__each_answer_has_a_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
