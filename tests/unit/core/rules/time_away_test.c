#include "time_away.h"

#include "cmocka_tests.h"
#include "rules_fixture.h"

#define START "2026-03-02T08:30:00"
#define END   "2026-03-02T17:30:00"

static struct time_away_rest take_out(const struct rules_fixture *f)
{
    return time_away_take_out(&f->facts, rules_fixture_time(START), rules_fixture_time(END));
}

static void check(const struct time_away_rest *rest, const char *start, const char *end,
                  int leave_min, int trip_min)
{
    assert_int_equal(rest->start_ms, rules_fixture_time(start));
    assert_int_equal(rest->end_ms, rules_fixture_time(end));
    assert_int_equal(rest->leave_min, leave_min);
    assert_int_equal(rest->trip_min, trip_min);
}

static void test_time_away__nothing_taken_out(void **state)
{
    (void)state;
    struct rules_fixture f;
    rules_fixture_init(&f);
    rules_fixture_add_leave(&f, "2026-03-02T07:00:00", START); /* ends as the session starts */
    rules_fixture_add_leave(&f, END, "2026-03-02T18:00:00");
    struct time_away_rest rest = take_out(&f);
    check(&rest, START, END, 0, 0);
    assert_false(rest.nothing_left);
    assert_null(rest.start_moved_by);
    assert_null(rest.end_moved_by);
}

static void test_time_away__chained_pieces_move_both_ends(void **state)
{
    (void)state;
    struct rules_fixture f;
    rules_fixture_init(&f);
    struct time_away *second =
        rules_fixture_add_leave(&f, "2026-03-02T09:30:00", "2026-03-02T10:00:00");
    rules_fixture_add_leave(&f, "2026-03-02T07:00:00", "2026-03-02T09:00:00");
    rules_fixture_add_trip(&f, "2026-03-02T08:50:00", "2026-03-02T09:30:00");
    struct time_away *last =
        rules_fixture_add_trip(&f, "2026-03-02T17:00:00", "2026-03-03T09:30:00");
    struct time_away_rest rest = take_out(&f);
    check(&rest, "2026-03-02T10:00:00", "2026-03-02T17:00:00", 60, 60);
    assert_ptr_equal(rest.start_moved_by, second);
    assert_ptr_equal(rest.end_moved_by, last);
}

static void test_time_away__a_hole_keeps_the_ends(void **state)
{
    (void)state;
    struct rules_fixture f;
    rules_fixture_init(&f);
    rules_fixture_add_leave(&f, "2026-03-02T08:31:00", "2026-03-02T17:29:00");
    struct time_away_rest rest = take_out(&f);
    check(&rest, START, END, 538, 0);
}

static void test_time_away__all_of_it(void **state)
{
    (void)state;
    struct rules_fixture f;
    rules_fixture_init(&f);
    rules_fixture_add_trip(&f, START, "2026-03-02T12:00:00");
    struct time_away *rest_of_day = rules_fixture_add_leave(&f, "2026-03-02T12:00:00", END);
    struct time_away_rest rest = take_out(&f);
    assert_true(rest.nothing_left);
    assert_int_equal(rest.leave_min, 330);
    assert_int_equal(rest.trip_min, 210);
    rest_of_day->state = APPROVAL_PENDING;
    rest = take_out(&f);
    assert_false(rest.nothing_left);
    check(&rest, "2026-03-02T12:00:00", END, 0, 210);
}

static void test_time_away__holding_is_half_open(void **state)
{
    (void)state;
    const struct time_away list[] = {{"a", 100, 200, APPROVAL_REJECTED},
                                     {"b", 100, 200, APPROVAL_APPROVED}};
    assert_null(time_away_holding(list, 2, 99));
    assert_ptr_equal(time_away_holding(list, 2, 100), &list[1]);
    assert_ptr_equal(time_away_holding(list, 2, 199), &list[1]);
    assert_null(time_away_holding(list, 2, 200));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_time_away__nothing_taken_out),
        cmocka_unit_test(test_time_away__chained_pieces_move_both_ends),
        cmocka_unit_test(test_time_away__a_hole_keeps_the_ends),
        cmocka_unit_test(test_time_away__all_of_it),
        cmocka_unit_test(test_time_away__holding_is_half_open),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
