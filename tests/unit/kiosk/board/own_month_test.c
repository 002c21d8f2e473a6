#include "own_month.h"

#include "check.h"
#include "cmocka_tests.h"
#include "office_fixture.h"
#include "test_office.h"
#include <string.h>

struct fixture {
    struct office_fixture office;
    struct own_month month;
};

static int set_up(void **state)
{
    return office_fixture_set_up(state, sizeof(struct fixture));
}

/* s1: 2nd late, and at the meeting; 3rd well; 4th left early; 5th came only; today, the 6th, so far
 * in time. */
static const char *const times[] = {
    "2026-03-02T08:47:00", "2026-03-02T09:02:00", "2026-03-02T17:31:00",
    "2026-03-03T08:20:00", "2026-03-03T17:30:00", "2026-03-04T08:20:00",
    "2026-03-04T17:12:00", "2026-03-05T08:20:00", "2026-03-06T08:25:00"};

static void look_from(struct fixture *fixture, const char *known_from)
{
    struct tap taps[ARRAY_LEN(times)];
    for (size_t i = 0; i < ARRAY_LEN(times); i++) {
        taps[i] =
            (struct tap){.staff = "s1", .at_ms = test_office_time(times[i]), .kiosk = OFFICE_KIOSK};
    }
    const struct own_taps own = {.taps = taps,
                                 .tap_count = ARRAY_LEN(times),
                                 .known_from = civil_date_of(test_office_time(known_from))};
    own_month_make(fixture->office.facts, facts_find_staff(fixture->office.facts, "s1"), &own,
                   test_office_time("2026-03-06T09:00:00"), &fixture->month);
}

static const struct own_note *find_note(const struct fixture *fixture, enum own_note_kind kind)
{
    for (size_t i = 0; i < fixture->month.note_count; i++) {
        if (fixture->month.notes[i].kind == kind) {
            return &fixture->month.notes[i];
        }
    }
    return NULL;
}

static void test_own_month__each_day_has_its_gravest_word(void **state)
{
    struct fixture *fixture = *state;
    look_from(fixture, "2026-03-01T00:00:00");
    const struct own_month *month = &fixture->month;
    assert_string_equal(month->name, "欧阳建国");
    assert_int_equal(month->day_count, 31);
    assert_int_equal(month->marks[0], OWN_MARK_NONE); /* a Sunday */
    assert_int_equal(month->marks[1], OWN_MARK_LATE);
    assert_int_equal(month->marks[2], OWN_MARK_WELL);
    assert_int_equal(month->marks[3], OWN_MARK_EARLY);
    assert_int_equal(month->marks[4], OWN_MARK_NOT_SEEN);
    assert_int_equal(month->marks[5], OWN_MARK_PENDING);
    assert_int_equal(month->marks[6], OWN_MARK_NONE); /* still to come */
}

static void test_own_month__notes_say_why(void **state)
{
    struct fixture *fixture = *state;
    look_from(fixture, "2026-03-01T00:00:00");
    const struct own_note *late = find_note(fixture, OWN_NOTE_LATE);
    assert_int_equal(late->minutes, 17);
    assert_int_equal(late->at_ms, test_office_time("2026-03-02T08:47:00"));
    assert_int_equal(late->due_ms, test_office_time("2026-03-02T08:30:00"));
    assert_int_equal(find_note(fixture, OWN_NOTE_EARLY)->minutes, 18);
    assert_int_equal(find_note(fixture, OWN_NOTE_NO_CHECK_OUT)->date,
                     civil_date_of(test_office_time("2026-03-05T00:00:00")));
    assert_string_equal(find_note(fixture, OWN_NOTE_MEETING)->title, "推进会");
    assert_true(fixture->month.notes[0].date >= fixture->month.notes[1].date);
}

static void test_own_month__days_before_the_records_say_nothing(void **state)
{
    struct fixture *fixture = *state;
    look_from(fixture, "2026-03-06T00:00:00");
    assert_int_equal(fixture->month.marks[4], OWN_MARK_NONE);
    assert_null(find_note(fixture, OWN_NOTE_NO_CHECK_OUT));
    assert_int_equal(fixture->month.marks[1], OWN_MARK_LATE); /* what was seen stays seen */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_own_month__each_day_has_its_gravest_word, set_up,
                                        office_fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_own_month__notes_say_why, set_up,
                                        office_fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_own_month__days_before_the_records_say_nothing, set_up,
                                        office_fixture_tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
