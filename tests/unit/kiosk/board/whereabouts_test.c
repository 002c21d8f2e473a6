#include "whereabouts.h"

#include "cmocka_tests.h"
#include "office_fixture.h"
#include "test_office.h"
#include <string.h>

struct fixture {
    struct office_fixture office;
    struct whereabouts_board board;
};

static int set_up(void **state)
{
    return office_fixture_set_up(state, sizeof(struct fixture));
}

static void tap(struct fixture *fixture, const char *staff, const char *time)
{
    const struct tap done = {
        .staff = staff, .at_ms = test_office_time(time), .kiosk = OFFICE_KIOSK};
    assert_true(recent_taps_add(fixture->office.recent, &done, NULL));
}

static void look(struct fixture *fixture, const char *now)
{
    whereabouts_make(fixture->office.facts, fixture->office.recent, test_office_time(now),
                     &fixture->board);
}

static void test_whereabouts__here_away_and_not_yet(void **state)
{
    struct fixture *fixture = *state;
    tap(fixture, "s1", "2026-03-02T08:20:00");
    tap(fixture, "s2", "2026-03-01T17:40:00"); /* yesterday is not today */
    look(fixture, "2026-03-02T09:00:00");
    assert_int_equal(fixture->board.of[WHEREABOUTS_HERE], 1);
    assert_int_equal(fixture->board.of[WHEREABOUTS_LEAVE], 1);
    assert_int_equal(fixture->board.of[WHEREABOUTS_TRIP], 1);
    assert_int_equal(fixture->board.of[WHEREABOUTS_NOT_YET], 6);
    assert_int_equal(fixture->board.unit_count, 2);
    assert_string_equal(fixture->board.units[0].on_leave, "孙浩");
    assert_string_equal(fixture->board.units[1].on_trip, "周丽");
}

static void test_whereabouts__who_is_away_and_taps_is_here(void **state)
{
    struct fixture *fixture = *state;
    tap(fixture, "s7", "2026-03-02T08:40:00");
    look(fixture, "2026-03-02T08:41:00");
    assert_int_equal(fixture->board.of[WHEREABOUTS_HERE], 1);
    assert_int_equal(fixture->board.of[WHEREABOUTS_LEAVE], 0);
    assert_string_equal(fixture->board.units[0].on_leave, "");
}

static void test_whereabouts__on_a_rest_day_nobody_is_missing(void **state)
{
    struct fixture *fixture = *state;
    tap(fixture, "s1", "2026-03-08T10:00:00"); /* a Sunday */
    look(fixture, "2026-03-08T11:00:00");
    assert_int_equal(fixture->board.of[WHEREABOUTS_HERE], 1);
    assert_int_equal(fixture->board.of[WHEREABOUTS_NOT_YET], 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_whereabouts__here_away_and_not_yet, set_up,
                                        office_fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_whereabouts__who_is_away_and_taps_is_here, set_up,
                                        office_fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_whereabouts__on_a_rest_day_nobody_is_missing, set_up,
                                        office_fixture_tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
