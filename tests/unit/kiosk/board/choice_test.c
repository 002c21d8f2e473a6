#include "choice.h"

#include "civil.h"
#include "cmocka_tests.h"
#include "office_fixture.h"
#include "test_office.h"
#include <string.h>

static const struct choice_cut whole = {0, CHOICE_PAGE};

struct fixture {
    struct office_fixture office;
    struct choice_page page;
};

static int set_up(void **state)
{
    return office_fixture_set_up(state, sizeof(struct fixture));
}

/* The ids on the page in one line. */
static void assert_ids(const struct choice_page *page, const char *expected)
{
    char ids[512] = "";
    for (size_t i = 0; i < page->count; i++) {
        (void)strcat(strcat(ids, i > 0 ? " " : ""), page->items[i].id);
    }
    assert_string_equal(ids, expected);
}

static void test_choice__meetings_are_those_that_can_be_signed_in_to(void **state)
{
    struct fixture *fixture = *state;
    choice_list_meetings(fixture->office.facts, OFFICE_KIOSK,
                         test_office_time("2026-03-02T08:30:00"), whole, &fixture->page);
    assert_ids(&fixture->page, "m1 m2");
    assert_string_equal(fixture->page.items[0].title, "推进会");
    assert_int_equal(fixture->page.items[0].start_ms, test_office_time("2026-03-02T09:00:00"));
    choice_list_meetings(fixture->office.facts, "k0002", test_office_time("2026-03-02T08:30:00"),
                         whole, &fixture->page);
    assert_ids(&fixture->page, "m4");
    choice_list_meetings(fixture->office.facts, OFFICE_KIOSK,
                         test_office_time("2026-03-02T10:30:00"), whole, &fixture->page);
    assert_int_equal(fixture->page.total, 0);
    assert_int_equal(fixture->page.pages, 1);
}

static void test_choice__approved_requests_stand_before_waiting_ones(void **state)
{
    struct fixture *fixture = *state;
    choice_list_requested(fixture->office.facts, "m1", "s3", whole, &fixture->page);
    assert_ids(&fixture->page, "s2 s4 s6");
    assert_int_equal(fixture->page.items[0].standing, CHOICE_APPROVED);
    assert_int_equal(fixture->page.items[1].standing, CHOICE_WAITING);
    assert_int_equal(fixture->page.items[2].standing, CHOICE_REJECTED);
    choice_list_requested(fixture->office.facts, "m1", "s9", whole, &fixture->page);
    assert_int_equal(fixture->page.total, 0);
    choice_list_requested(fixture->office.facts, "gone", "s3", whole, &fixture->page);
    assert_int_equal(fixture->page.total, 0);
}

static void test_choice__people_are_found_by_unit_and_by_letters(void **state)
{
    struct fixture *fixture = *state;
    struct choice_people people = {"m1", "s3", "", ""};
    choice_list_people(fixture->office.facts, &people, whole, &fixture->page);
    assert_ids(&fixture->page, "s1 s2 s4 s5 s6");
    assert_int_equal(fixture->page.items[1].standing, CHOICE_APPROVED);
    people.unit = "u2";
    choice_list_people(fixture->office.facts, &people, whole, &fixture->page);
    assert_ids(&fixture->page, "s2 s4 s6");
    people.unit = "";
    people.letters = "WH";
    choice_list_people(fixture->office.facts, &people, whole, &fixture->page);
    assert_ids(&fixture->page, "s4");
    people.letters = "";
    people.substitute = "s1"; /* nobody sits in for themselves */
    choice_list_people(fixture->office.facts, &people, whole, &fixture->page);
    assert_ids(&fixture->page, "s2 s4 s5 s6");
}

static void test_choice__units_are_those_with_attendees(void **state)
{
    struct fixture *fixture = *state;
    choice_list_units(fixture->office.facts, "m2", whole, &fixture->page);
    assert_ids(&fixture->page, "u1");
    choice_list_units(fixture->office.facts, "m1", whole, &fixture->page);
    assert_ids(&fixture->page, "u1 u2");
}

static void test_choice__pages_hold_what_is_asked_of_them(void **state)
{
    struct fixture *fixture = *state;
    const struct choice_people people = {"m1", "s3", "", ""};
    choice_list_people(fixture->office.facts, &people, (struct choice_cut){1, 2}, &fixture->page);
    assert_ids(&fixture->page, "s4 s5");
    assert_int_equal(fixture->page.pages, 3);
    assert_int_equal(fixture->page.total, 5);
    choice_list_people(fixture->office.facts, &people, (struct choice_cut){2, 2}, &fixture->page);
    assert_ids(&fixture->page, "s6");
    choice_list_people(fixture->office.facts, &people, (struct choice_cut){9, 2}, &fixture->page);
    assert_ids(&fixture->page, "");
}

static void test_choice__a_card_may_be_anybodys_and_only_keepers_keep(void **state)
{
    struct fixture *fixture = *state;
    int32_t date = civil_date_of(test_office_time("2026-03-02T08:30:00"));
    choice_list_all_units(fixture->office.facts, date, whole, &fixture->page);
    assert_ids(&fixture->page, "u1 u2");
    choice_list_staff(fixture->office.facts, "u2", "", date, whole, &fixture->page);
    assert_ids(&fixture->page, "s2 s4 s6 s8");
    assert_string_equal(fixture->page.items[0].detail, "财政局");
    choice_list_staff(fixture->office.facts, "", "OY", date, whole, &fixture->page);
    assert_ids(&fixture->page, "s1");
    choice_list_staff(fixture->office.facts, "", "", date, (struct choice_cut){1, 4},
                      &fixture->page);
    assert_ids(&fixture->page, "s5 s6 s7 s8");
    assert_int_equal(fixture->page.total, 9);
    choice_list_keepers(fixture->office.facts, date, whole, &fixture->page);
    assert_ids(&fixture->page, "");
}

static void test_choice__two_of_one_name_are_told_apart(void **state)
{
    struct fixture *fixture = *state;
    int32_t date = civil_date_of(test_office_time("2026-03-02T08:30:00"));
    office_fixture_change(&fixture->office, "staff", "s10",
                          "{\"id\":\"s10\",\"name\":\"李敏\",\"unit\":\"u2\"}");
    choice_list_staff(fixture->office.facts, "u2", "LM", date, whole, &fixture->page);
    assert_ids(&fixture->page, "s10 s2");
    assert_string_equal(fixture->page.items[0].detail, "s10 · 财政局");
    assert_string_equal(fixture->page.items[1].detail, "s2 · 财政局");
    const struct choice_people people = {"m1", "s3", "", "LM"};
    choice_list_people(fixture->office.facts, &people, whole, &fixture->page);
    assert_string_equal(fixture->page.items[0].detail, "s2 · 财政局");
    choice_list_staff(fixture->office.facts, "u2", "WH", date, whole, &fixture->page);
    assert_string_equal(fixture->page.items[0].detail, "财政局");
}

/* Whoever has left gets no card, and nobody is listed twice for having been elsewhere. */
static void test_choice__whoever_has_left_is_not_among_them(void **state)
{
    struct fixture *fixture = *state;
    static const char gone[] =
        "{\"id\":\"s10\",\"name\":\"钱多\",\"unit\":\"u2\",\"active_to\":\"2026-03-01\"}";
    int32_t date = civil_date_of(test_office_time("2026-03-02T08:30:00"));
    office_fixture_change(&fixture->office, "staff", "s10", gone);
    choice_list_staff(fixture->office.facts, "u2", "", date, whole, &fixture->page);
    assert_ids(&fixture->page, "s2 s4 s6 s8");
    choice_list_staff(fixture->office.facts, "u2", "", date - 1, whole, &fixture->page);
    assert_ids(&fixture->page, "s10 s2 s4 s6 s8");
    facts_destroy(fixture->office.facts);
    fixture->office.facts = test_office_load(
        &office_fixture_key,
        (struct office_change){"keeper", "s3",
                               "{\"staff\":\"s3\",\"pin_hash\":\"$argon2id$v=19$m=16384,t=4,p=1$"
                               "c2FsdHNhbHRzYWx0$MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE\"}"});
    choice_list_keepers(fixture->office.facts, date, whole, &fixture->page);
    assert_ids(&fixture->page, "s3");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_choice__meetings_are_those_that_can_be_signed_in_to,
                                        set_up, office_fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_choice__approved_requests_stand_before_waiting_ones,
                                        set_up, office_fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_choice__people_are_found_by_unit_and_by_letters,
                                        set_up, office_fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_choice__units_are_those_with_attendees, set_up,
                                        office_fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_choice__a_card_may_be_anybodys_and_only_keepers_keep,
                                        set_up, office_fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_choice__two_of_one_name_are_told_apart, set_up,
                                        office_fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_choice__whoever_has_left_is_not_among_them, set_up,
                                        office_fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_choice__pages_hold_what_is_asked_of_them, set_up,
                                        office_fixture_tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
