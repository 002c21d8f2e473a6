#include "schedule.h"

#include "cmocka_tests.h"

static const struct schedule_session day_session = {510, 1050, true, true};
static const struct schedule_version weekdays = {
    .from = 100, .to = 200, .weekdays = 0x3e, .sessions = &day_session, .session_count = 1};
static const struct schedule first = {"c1", &weekdays, 1};
static const struct schedule second = {"c2", &weekdays, 1};

static struct person person_of(const struct membership *memberships, size_t count)
{
    return (struct person){.staff = "s1",
                           .active_from = CIVIL_DATE_FIRST,
                           .active_to = CIVIL_DATE_LAST,
                           .memberships = memberships,
                           .membership_count = count};
}

static void test_schedule__the_latest_assignment_that_holds_the_date(void **state)
{
    (void)state;
    const struct schedule_assignment unit[] = {{&second, 150, 160}, {&first, 100, CIVIL_DATE_LAST}};
    const struct membership membership = {"u1", CIVIL_DATE_FIRST, unit, 2};
    struct person person = person_of(&membership, 1);
    assert_ptr_equal(schedule_plan_day(&person, NULL, 99).schedule, NULL);
    assert_ptr_equal(schedule_plan_day(&person, NULL, 149).schedule, &first);
    assert_ptr_equal(schedule_plan_day(&person, NULL, 150).schedule, &second);
    assert_ptr_equal(schedule_plan_day(&person, NULL, 160).schedule, &second);
    assert_ptr_equal(schedule_plan_day(&person, NULL, 161).schedule, &first);
}

static void test_schedule__the_persons_own_comes_before_any_of_the_unit(void **state)
{
    (void)state;
    const struct schedule_assignment unit[] = {{&first, 140, CIVIL_DATE_LAST}};
    const struct schedule_assignment own[] = {{&second, 100, 150}};
    const struct membership membership = {"u1", CIVIL_DATE_FIRST, unit, 1};
    struct person person = person_of(&membership, 1);
    person.assignments = own;
    person.assignment_count = 1;
    assert_ptr_equal(schedule_plan_day(&person, NULL, 150).schedule, &second);
    assert_ptr_equal(schedule_plan_day(&person, NULL, 151).schedule, &first);
}

static void test_schedule__the_unit_of_the_date(void **state)
{
    (void)state;
    const struct schedule_assignment a[] = {{&first, 0, CIVIL_DATE_LAST}};
    const struct schedule_assignment b[] = {{&second, 0, CIVIL_DATE_LAST}};
    const struct membership memberships[] = {{"u2", 120, b, 1}, {"u1", 100, a, 1}};
    struct person person = person_of(memberships, 2);
    assert_null(person_membership(&person, 99));
    assert_ptr_equal(schedule_plan_day(&person, NULL, 99).schedule, NULL);
    assert_string_equal(person_membership(&person, 119)->unit, "u1");
    assert_string_equal(person_membership(&person, 120)->unit, "u2");
    assert_ptr_equal(schedule_plan_day(&person, NULL, 119).schedule, &first);
    assert_ptr_equal(schedule_plan_day(&person, NULL, 120).schedule, &second);
}

/* Date 104 is a Wednesday of 1970, 107 a Saturday. */
static void test_schedule__the_calendar_says_which_weekday(void **state)
{
    (void)state;
    const struct schedule_assignment unit[] = {{&first, 0, CIVIL_DATE_LAST}};
    const struct membership membership = {"u1", CIVIL_DATE_FIRST, unit, 1};
    struct person person = person_of(&membership, 1);
    const struct calendar_day days[] = {{104, CALENDAR_REST}, {107, 5}, {108, 7}};
    const struct calendar calendar = {days, 3};
    assert_int_equal(calendar_weekday(NULL, 104), 3);
    assert_int_equal(calendar_weekday(&calendar, 105), 4);
    assert_int_equal(calendar_weekday(&calendar, 107), 5);
    assert_int_equal(calendar_weekday(&calendar, 109), 1);
    assert_int_equal(schedule_plan_day(&person, NULL, 104).session_count, 1);
    assert_int_equal(schedule_plan_day(&person, &calendar, 104).session_count, 0);
    assert_int_equal(schedule_plan_day(&person, NULL, 107).session_count, 0);
    assert_int_equal(schedule_plan_day(&person, &calendar, 107).session_count, 1);
    assert_ptr_equal(schedule_plan_day(&person, &calendar, 107).version, &weekdays);
    assert_int_equal(schedule_plan_day(&person, &calendar, 108).session_count, 0);
}

static void test_schedule__version_and_activity_include_their_last_day(void **state)
{
    (void)state;
    const struct schedule_version always = {
        .from = 100, .to = 103, .weekdays = 0xfe, .sessions = &day_session, .session_count = 1};
    const struct schedule schedule = {"c1", &always, 1};
    const struct schedule_assignment unit[] = {{&schedule, 0, CIVIL_DATE_LAST}};
    const struct membership membership = {"u1", CIVIL_DATE_FIRST, unit, 1};
    struct person person = person_of(&membership, 1);
    assert_int_equal(schedule_plan_day(&person, NULL, 99).session_count, 0);
    assert_int_equal(schedule_plan_day(&person, NULL, 103).session_count, 1);
    assert_int_equal(schedule_plan_day(&person, NULL, 104).session_count, 0);
    person.active_from = 101;
    person.active_to = 102;
    assert_int_equal(schedule_plan_day(&person, NULL, 100).session_count, 0);
    assert_int_equal(schedule_plan_day(&person, NULL, 101).session_count, 1);
    assert_int_equal(schedule_plan_day(&person, NULL, 102).session_count, 1);
    assert_int_equal(schedule_plan_day(&person, NULL, 103).session_count, 0);
}

static void test_schedule_fault__sessions(void **state)
{
    (void)state;
    const struct {
        struct schedule_session sessions[2];
        enum schedule_fault fault;
        size_t index;
    } cases[] = {
        {{{510, 720, true, true}, {720, 1050, true, true}}, SCHEDULE_FAULT_NONE, 0},
        {{{0, 720, true, true}, {720, 2160, true, true}}, SCHEDULE_FAULT_NONE, 0},
        {{{510, 720, true, true}, {719, 1050, true, true}}, SCHEDULE_FAULT_SESSION_OVERLAP, 1},
        {{{510, 720, true, true}, {800, 800, true, true}}, SCHEDULE_FAULT_SESSION_ENDS, 1},
        {{{510, 720, true, true}, {800, 2161, true, true}}, SCHEDULE_FAULT_SESSION_RANGE, 1},
        {{{-1, 720, true, true}, {800, 2160, true, true}}, SCHEDULE_FAULT_SESSION_RANGE, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct schedule_fault_place place = {0, 0};
        assert_int_equal(schedule_find_session_fault(cases[i].sessions, 2, &place), cases[i].fault);
        assert_int_equal(place.index, cases[i].index);
    }
}

static void test_schedule_fault__versions(void **state)
{
    (void)state;
    struct schedule_fault_place place;
    struct schedule_version versions[] = {{.from = 100, .to = 110, .weekdays = 0x3e},
                                          {.from = 100, .to = 110, .weekdays = 0xc0},
                                          {.from = 111, .to = 120, .weekdays = 0xfe}};
    assert_int_equal(schedule_find_version_fault(versions, 3, &place), SCHEDULE_FAULT_NONE);
    versions[2].from = 110;
    assert_int_equal(schedule_find_version_fault(versions, 3, &place),
                     SCHEDULE_FAULT_VERSION_OVERLAP);
    assert_int_equal(place.index, 2);
    assert_int_equal(place.other, 0);
    versions[2].from = 95;
    versions[2].to = 100;
    assert_int_equal(schedule_find_version_fault(versions, 3, &place),
                     SCHEDULE_FAULT_VERSION_OVERLAP);
    versions[2].from = 110;
    versions[2].to = 109;
    assert_int_equal(schedule_find_version_fault(versions, 3, &place), SCHEDULE_FAULT_VERSION_ENDS);
}

static void test_schedule_night__dates_count_as_the_calendar_says(void **state)
{
    (void)state;
    static const struct schedule_session night[] = {{1320, 1920, true, true}}; /* 22:00 to 32:00 */
    static const struct schedule_session morning[] = {{420, 900, true, true}}; /* 07:00 to 15:00 */
    int32_t begin = civil_date_make(2026, 1, 1), end = civil_date_make(2026, 12, 31);
    const struct schedule_version versions[] = {
        {.from = begin, .to = end, .weekdays = 1U << 1, .sessions = night, .session_count = 1},
        {.from = begin, .to = end, .weekdays = 1U << 3, .sessions = morning, .session_count = 1}};
    const struct schedule schedule = {.versions = versions, .version_count = 2};
    struct schedule_night found;
    assert_false(
        schedule_find_night_overlap(&schedule, NULL, CIVIL_DATE_FIRST, CIVIL_DATE_LAST, &found));
    /* A Saturday far on counts as Monday, the Sunday after it as Wednesday. */
    const struct calendar_day swaps[] = {{civil_date_make(2026, 10, 10), 1},
                                         {civil_date_make(2026, 10, 11), 3}};
    const struct calendar calendar = {swaps, 2};
    assert_true(schedule_find_night_overlap(&schedule, &calendar, CIVIL_DATE_FIRST, CIVIL_DATE_LAST,
                                            &found));
    assert_int_equal(found.date, civil_date_make(2026, 10, 10));
    assert_int_equal(found.version, 0);
    assert_int_equal(found.next_version, 1);
    assert_false(schedule_find_night_overlap(&schedule, &calendar, begin,
                                             civil_date_make(2026, 10, 9), &found));
}

/* What ends when the next begins does not overlap; a version that is over has no next day. */
static void test_schedule_night__ends_are_not_shared(void **state)
{
    (void)state;
    static const struct schedule_session night[] = {{1320, 1860, true, true}}; /* 22:00 to 31:00 */
    static const struct schedule_session morning[] = {{420, 900, true, true}}; /* 07:00 to 15:00 */
    int32_t monday = civil_date_make(2026, 1, 5);
    struct schedule_session longer = night[0];
    struct schedule_version versions[] = {
        {.from = monday, .to = monday, .weekdays = 1U << 1, .sessions = night, .session_count = 1},
        {.from = monday + 1,
         .to = monday + 1,
         .weekdays = 1U << 2,
         .sessions = morning,
         .session_count = 1}};
    const struct schedule schedule = {.versions = versions, .version_count = 2};
    struct schedule_night found;
    assert_false(
        schedule_find_night_overlap(&schedule, NULL, CIVIL_DATE_FIRST, CIVIL_DATE_LAST, &found));
    longer.end_min++;
    versions[0].sessions = &longer;
    assert_true(
        schedule_find_night_overlap(&schedule, NULL, CIVIL_DATE_FIRST, CIVIL_DATE_LAST, &found));
    assert_int_equal(found.date, monday);
    versions[1].from = versions[1].to = monday + 8; /* a Tuesday, but not the next day */
    assert_false(
        schedule_find_night_overlap(&schedule, NULL, CIVIL_DATE_FIRST, CIVIL_DATE_LAST, &found));
}

static void test_schedule_fault__dates_that_stand_twice(void **state)
{
    (void)state;
    struct schedule_fault_place place;
    struct schedule_assignment assignments[] = {{&first, 100, 110}, {&second, 100, 120}};
    struct membership memberships[] = {{"u1", 100, NULL, 0}, {"u2", 100, NULL, 0}};
    const struct calendar_day days[] = {{104, CALENDAR_REST}, {104, 5}};
    const struct calendar calendar = {days, 2};
    assert_int_equal(schedule_find_assignment_fault(assignments, 2, &place),
                     SCHEDULE_FAULT_ASSIGNMENT_TWICE);
    assignments[1].from = 101;
    assert_int_equal(schedule_find_assignment_fault(assignments, 2, &place), SCHEDULE_FAULT_NONE);
    assignments[1].to = 101;
    assert_int_equal(schedule_find_assignment_fault(assignments, 2, &place), SCHEDULE_FAULT_NONE);
    assignments[1].to = 100;
    assert_int_equal(schedule_find_assignment_fault(assignments, 2, &place),
                     SCHEDULE_FAULT_ASSIGNMENT_ENDS);
    assert_int_equal(schedule_find_membership_fault(memberships, 2, &place),
                     SCHEDULE_FAULT_MEMBERSHIP_TWICE);
    assert_int_equal(schedule_find_membership_fault(memberships, 1, &place), SCHEDULE_FAULT_NONE);
    assert_int_equal(calendar_find_fault(&calendar, &place), SCHEDULE_FAULT_CALENDAR_TWICE);
    assert_int_equal(place.index, 1);
    assert_int_equal(place.other, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_schedule__the_latest_assignment_that_holds_the_date),
        cmocka_unit_test(test_schedule__the_persons_own_comes_before_any_of_the_unit),
        cmocka_unit_test(test_schedule__the_unit_of_the_date),
        cmocka_unit_test(test_schedule__the_calendar_says_which_weekday),
        cmocka_unit_test(test_schedule__version_and_activity_include_their_last_day),
        cmocka_unit_test(test_schedule_fault__sessions),
        cmocka_unit_test(test_schedule_night__dates_count_as_the_calendar_says),
        cmocka_unit_test(test_schedule_night__ends_are_not_shared),
        cmocka_unit_test(test_schedule_fault__versions),
        cmocka_unit_test(test_schedule_fault__dates_that_stand_twice),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
