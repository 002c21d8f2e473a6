#include "meeting_board.h"

#include "cmocka_tests.h"
#include "facts_loader.h"
#include "office_fixture.h"
#include "test_office.h"
#include <stdio.h>
#include <string.h>

struct fixture {
    struct office_fixture office;
    struct meeting_board board;
};

static int set_up(void **state)
{
    return office_fixture_set_up(state, sizeof(struct fixture));
}

static void tap(struct fixture *fixture, const char *staff, const char *time, const char *principal)
{
    const struct tap done = {.staff = staff,
                             .at_ms = test_office_time(time),
                             .kiosk = OFFICE_KIOSK,
                             .meeting = principal ? "m1" : NULL,
                             .substitute_for = principal};
    assert_true(recent_taps_add(fixture->office.recent, &done, NULL));
}

static const struct meeting_board_meeting *look(struct fixture *fixture, const char *now,
                                                const char *id)
{
    meeting_board_make(fixture->office.facts, fixture->office.recent, OFFICE_KIOSK,
                       test_office_time(now), &fixture->board);
    for (size_t i = 0; i < fixture->board.count; i++) {
        if (strcmp(fixture->board.meetings[i].id, id) == 0) {
            return &fixture->board.meetings[i];
        }
    }
    return NULL;
}

static void test_meeting_board__the_screen_turns_to_its_own_meetings(void **state)
{
    struct fixture *fixture = *state;
    assert_int_equal(look(fixture, "2026-03-02T07:59:59", "m1")->stage, MEETING_STAGE_LATER);
    assert_int_equal(look(fixture, "2026-03-02T08:00:00", "m1")->stage, MEETING_STAGE_TURNED);
    assert_int_equal(meeting_board_turned(&fixture->board), 2); /* m2 begins at the same minute */
    assert_string_equal(fixture->board.meetings[0].id, "m1");
    assert_string_equal(fixture->board.meetings[1].id, "m2");
    assert_null(look(fixture, "2026-03-02T08:00:00", "m4"));     /* another kiosk's */
    assert_non_null(look(fixture, "2026-03-02T10:29:59", "m1")); /* people still sign out */
    assert_null(look(fixture, "2026-03-02T10:30:00", "m1"));
    assert_null(look(fixture, "2026-03-02T10:30:00", "m2"));
}

static void test_meeting_board__a_meeting_of_any_kiosk_turns_when_it_is_near(void **state)
{
    struct fixture *fixture = *state;
    assert_int_equal(look(fixture, "2026-03-02T12:59:00", "m3")->stage, MEETING_STAGE_LATER);
    assert_int_equal(look(fixture, "2026-03-02T13:00:00", "m3")->stage, MEETING_STAGE_OPEN);
    assert_int_equal(look(fixture, "2026-03-02T13:46:00", "m3")->stage, MEETING_STAGE_TURNED);
    assert_int_equal(look(fixture, "2026-03-02T14:15:00", "m3")->stage, MEETING_STAGE_OPEN);
}

static void test_meeting_board__everybody_is_counted_once(void **state)
{
    struct fixture *fixture = *state;
    tap(fixture, "s1", "2026-03-02T08:50:00", NULL);
    tap(fixture, "s2", "2026-03-02T09:05:00", NULL);
    tap(fixture, "s3", "2026-03-02T08:55:00", "s4"); /* the request waits */
    tap(fixture, "s9", "2026-03-02T08:56:00", NULL); /* not invited */
    const struct meeting_board_meeting *m1 = look(fixture, "2026-03-02T09:06:00", "m1");
    assert_int_equal(m1->counts.expected, 4); /* s6 is free to come, and has not */
    assert_int_equal(m1->counts.of[SHARE_ON_TIME], 1);
    assert_int_equal(m1->counts.of[SHARE_LATE], 1);
    assert_int_equal(m1->counts.of[SHARE_UNAPPROVED], 1);
    assert_int_equal(m1->counts.of[SHARE_NOT_YET], 1);
    assert_int_equal(meeting_counts_present(&m1->counts), 2);
    assert_int_equal(m1->walk_ins, 1); /* who sits in for somebody is none */
}

static void test_meeting_board__after_the_end_who_did_not_come_is_absent(void **state)
{
    struct fixture *fixture = *state;
    const struct meeting_board_meeting *m2 = look(fixture, "2026-03-02T10:29:00", "m2");
    assert_int_equal(m2->counts.of[SHARE_NOT_YET], 2);
    assert_int_equal(m2->counts.of[SHARE_ABSENT], 0);
}

static void test_meeting_board__units_add_up_to_the_meeting(void **state)
{
    struct fixture *fixture = *state;
    tap(fixture, "s2", "2026-03-02T08:50:00", NULL);
    tap(fixture, "s6", "2026-03-02T08:51:00", NULL);
    const struct meeting_board_meeting *m1 = look(fixture, "2026-03-02T09:06:00", "m1");
    assert_int_equal(m1->unit_count, 2);
    assert_string_equal(m1->units[0].name, "办公室");
    assert_int_equal(m1->units[0].counts.expected, 2); /* s1 s5 */
    assert_int_equal(m1->units[1].counts.expected, 3); /* s2 s4, and s6 who came */
    assert_int_equal(meeting_counts_present(&m1->units[1].counts), 2);
    assert_int_equal(m1->counts.expected, 5);
}

static void test_meeting_board__the_last_to_sign_in_stand_first(void **state)
{
    struct fixture *fixture = *state;
    tap(fixture, "s2", "2026-03-02T08:50:00", NULL);
    tap(fixture, "s3", "2026-03-02T08:52:00", "s4");
    tap(fixture, "s9", "2026-03-02T08:51:00", NULL);
    const struct meeting_board_meeting *m1 = look(fixture, "2026-03-02T08:55:00", "m1");
    assert_int_equal(m1->last_count, 3);
    assert_string_equal(m1->last[0].name, "曾雪梅");
    assert_string_equal(m1->last[0].principal, "王𬭎㛃");
    assert_true(m1->last[1].walk_in);
    assert_string_equal(m1->last[2].name, "李敏");
}

/* A big meeting, and more sign-ins than a screen has lines. */
static void test_meeting_board__three_thousand_attendees_are_counted_in_no_time(void **state)
{
    struct fixture *fixture = *state;
    enum { MANY = 3000 };
    AUTO(facts_loader) struct facts_loader *loader = NULL;
    struct facts *facts = NULL;
    assert_true(facts_loader_create(&loader, NULL));
    char *meeting = malloc(64 * MANY + 256);
    assert_non_null(meeting);
    int len =
        sprintf(meeting, "{\"id\":\"m9\",\"title\":\"大会\",\"start\":\"2026-03-02T09:00:00\","
                         "\"end\":\"2026-03-02T10:00:00\",\"kiosks\":[\"k0001\"],"
                         "\"attendees\":[");
    for (int i = 0; i < MANY; i++) {
        char id[16];
        char value[128];
        (void)snprintf(id, sizeof id, "p%05d", i);
        (void)snprintf(value, sizeof value,
                       "{\"id\":\"%s\",\"name\":\"代表%d\",\"unit\":\"v%03d\"}", id, i, i % 200);
        assert_true(facts_loader_add_text(loader, "staff", id, value, strlen(value), NULL));
        len += sprintf(meeting + len, "%s{\"staff\":\"%s\",\"role\":\"required\"}",
                       i > 0 ? "," : "", id);
        tap(fixture, id, "2026-03-02T08:50:00", NULL);
    }
    len += sprintf(meeting + len, "]}");
    assert_true(facts_loader_add_text(loader, "meeting", "m9", meeting, (size_t)len, NULL));
    assert_true(facts_loader_finish(loader, FACTS_LINKS_LENIENT, &facts, NULL));
    free(meeting);
    facts_destroy(fixture->office.facts);
    fixture->office.facts = facts;
    const struct meeting_board_meeting *m9 = look(fixture, "2026-03-02T08:55:00", "m9");
    assert_int_equal(m9->counts.expected, MANY);
    assert_int_equal(m9->counts.of[SHARE_ON_TIME], MANY);
    assert_int_equal(m9->last_count, MEETING_BOARD_LAST_MAX);
    assert_int_equal(m9->unit_count, MEETING_BOARD_UNITS_MAX);
    int sum = 0;
    for (size_t i = 0; i < m9->unit_count; i++) {
        sum += m9->units[i].counts.expected;
    }
    assert_int_equal(sum, MANY); /* units beyond the limit stand in the last row */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_meeting_board__the_screen_turns_to_its_own_meetings,
                                        set_up, office_fixture_tear_down),
        cmocka_unit_test_setup_teardown(
            test_meeting_board__a_meeting_of_any_kiosk_turns_when_it_is_near, set_up,
            office_fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_meeting_board__everybody_is_counted_once, set_up,
                                        office_fixture_tear_down),
        cmocka_unit_test_setup_teardown(
            test_meeting_board__after_the_end_who_did_not_come_is_absent, set_up,
            office_fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_meeting_board__units_add_up_to_the_meeting, set_up,
                                        office_fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_meeting_board__the_last_to_sign_in_stand_first, set_up,
                                        office_fixture_tear_down),
        cmocka_unit_test_setup_teardown(
            test_meeting_board__three_thousand_attendees_are_counted_in_no_time, set_up,
            office_fixture_tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
