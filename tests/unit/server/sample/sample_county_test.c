#include "sample_county.h"

#include "civil.h"
#include "cmocka_tests.h"
#include "facts_loader.h"
#include "json.h"
#include "sample_calendar.h"
#include "sample_names.h"
#include "sample_taps.h"
#include "work_day.h"
#include <string.h>

static struct facts *load(const struct sample_county *county)
{
    AUTO(json) json_t *documents = sample_county_documents(county);
    assert_non_null(documents);
    AUTO(facts_loader) struct facts_loader *loader = NULL;
    struct error err = {0};
    assert_true(facts_loader_create(&loader, &err));
    size_t index;
    json_t *document;
    json_array_foreach(documents, index, document)
    {
        const char *kind = json_string_value(json_object_get(document, "kind"));
        const char *id = json_string_value(json_object_get(document, "id"));
        if (!facts_loader_add(loader, kind, id, json_object_get(document, "value"), &err)) {
            fail_msg("%s", err.text);
        }
    }
    struct facts *facts = NULL;
    if (!facts_loader_finish(loader, FACTS_LINKS_STRICT, &facts, &err)) {
        fail_msg("%s", err.text);
    }
    return facts;
}

static struct sample_county county_at(const char *moment)
{
    int64_t now_ms;
    assert_true(civil_time_parse(moment, &now_ms));
    struct sample_county county;
    sample_county_init(&county, now_ms);
    return county;
}

/* Morning, just after and just before midnight, a rest day, the turn of a year, a leap day. */
static const char *const moments[] = {
    "2026-11-23T08:29:00", "2026-11-24T00:03:00", "2026-11-24T23:58:59", "2026-11-22T20:25:00",
    "2026-01-01T12:00:00", "2028-02-29T07:00:00", "2025-10-11T18:30:00",
};

static void test_sample_county__is_valid_at_any_moment(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof moments / sizeof moments[0]; i++) {
        struct sample_county county = county_at(moments[i]);
        AUTO(facts) struct facts *facts = load(&county);
        assert_int_equal(facts_staff_count(facts), SAMPLE_STAFF_COUNT);
        assert_int_equal(facts_unit_count(facts), SAMPLE_UNIT_COUNT);
        assert_int_equal(facts_meeting_count(facts), 2);
        assert_int_equal(facts_passed_over(facts), 0);
    }
}

static void test_sample_county__everybody_works_today_and_begins_about_now(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof moments / sizeof moments[0]; i++) {
        struct sample_county county = county_at(moments[i]);
        AUTO(facts) struct facts *facts = load(&county);
        for (size_t p = 0; p < facts_staff_count(facts); p++) {
            struct day_plan plan = schedule_plan_day(&facts_staff_at(facts, p)->person,
                                                     facts_calendar(facts), county.today);
            assert_int_equal(plan.session_count, 1);
            int64_t start_ms =
                civil_midnight_ms(county.today) + plan.sessions[0].start_min * CIVIL_MINUTE_MS;
            int64_t away_min = (start_ms - county.now_ms) / CIVIL_MINUTE_MS;
            assert_in_range(away_min + 30, 0, 50);
        }
    }
}

static void test_sample_county__taps_are_in_order_and_before_now(void **state)
{
    (void)state;
    struct sample_county county = county_at("2026-11-23T08:29:00");
    size_t total = 0;
    for (size_t person = 0; person < SAMPLE_STAFF_COUNT; person++) {
        for (int32_t date = county.first_date; date <= county.today; date++) {
            struct sample_tap taps[SAMPLE_DAY_TAPS_MAX];
            size_t count = sample_taps_of_day(&county, person, date, taps);
            for (size_t i = 0; i < count; i++) {
                assert_true(taps[i].at_ms < county.now_ms);
                assert_true(i == 0 || taps[i].at_ms > taps[i - 1].at_ms);
                assert_int_equal(taps[i].person, person);
            }
            total += count;
        }
    }
    assert_in_range(total, 15000, 30000);
}

static void test_sample_county__a_day_looks_like_an_office(void **state)
{
    (void)state;
    struct sample_county county = county_at("2026-11-24T12:00:00");
    int32_t date = civil_date_make(2026, 11, 23);
    size_t late = 0;
    size_t in_time = 0;
    for (size_t person = 0; person < SAMPLE_STAFF_COUNT; person++) {
        struct sample_tap taps[SAMPLE_DAY_TAPS_MAX];
        if (sample_taps_of_day(&county, person, date, taps) == 0) {
            continue;
        }
        int64_t start_ms = civil_midnight_ms(date) + (8 * 60 + 30) * CIVIL_MINUTE_MS;
        if (civil_minute_ms(taps[0].at_ms) > start_ms) {
            late++;
        } else {
            in_time++;
        }
    }
    assert_in_range(in_time, 230, 299);
    assert_in_range(late, 3, 40);
}

static void test_sample_county__holidays_are_those_of_the_notice(void **state)
{
    (void)state;
    struct sample_county county = county_at("2026-11-24T12:00:00");
    assert_false(sample_calendar_is_work_day(&county, civil_date_make(2026, 10, 7)));
    assert_true(sample_calendar_is_work_day(&county, civil_date_make(2026, 10, 10)));
    assert_false(sample_calendar_is_work_day(&county, civil_date_make(2026, 10, 11)));
    AUTO(json) json_t *calendar = sample_calendar_document(&county, 2026);
    assert_int_equal(json_array_size(json_object_get(calendar, "rest")), 19);
    assert_int_equal(json_array_size(json_object_get(calendar, "work")), 6);
}

static void test_sample_county__cards_and_names_are_their_own(void **state)
{
    (void)state;
    for (size_t a = 0; a < SAMPLE_STAFF_COUNT; a++) {
        struct card_number card = sample_county_card(a);
        char name[SAMPLE_NAME_SIZE];
        sample_names_person(a, name);
        assert_true(strlen(name) >= 6);
        for (size_t b = a + 1; b < SAMPLE_STAFF_COUNT; b++) {
            struct card_number other = sample_county_card(b);
            assert_false(card_number_equal(&card, &other));
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sample_county__is_valid_at_any_moment),
        cmocka_unit_test(test_sample_county__everybody_works_today_and_begins_about_now),
        cmocka_unit_test(test_sample_county__taps_are_in_order_and_before_now),
        cmocka_unit_test(test_sample_county__a_day_looks_like_an_office),
        cmocka_unit_test(test_sample_county__holidays_are_those_of_the_notice),
        cmocka_unit_test(test_sample_county__cards_and_names_are_their_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
