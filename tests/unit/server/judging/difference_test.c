/* Why a verdict is not what it was: what is kept when facts or taps come after it had been given,
 * and what is provisional until every kiosk has reported. */

#include "difference_list.h"

#include "check.h"
#include "civil.h"
#include "cmocka_tests.h"
#include "json.h"
#include "judged_office.h"
#include "rejudging_store.h"
#include <string.h>

#define DAY "2026-03-02" /* a Monday */

static json_t *differences(struct judged_office *office)
{
    struct verdict_question question = {.as_of_ms = MONTH_SOURCE_NOW};
    assert_true(civil_date_parse("2026-03-01", &question.first));
    assert_true(civil_date_parse("2026-03-31", &question.last));
    json_t *answer;
    MUST(difference_list(&office->source, &question, &answer, &err));
    json_t *list = json_incref(json_object_get(answer, "differences"));
    json_decref(answer);
    return list;
}

static const char *text(const json_t *list, size_t index, const char *object, const char *key)
{
    const json_t *entry = json_object_get(json_array_get(list, index), object);
    return json_string_value(key ? json_object_get(entry, key) : entry);
}

static const char *cause(const json_t *list, size_t index, const char *key)
{
    const json_t *causes = json_object_get(json_array_get(list, index), "causes");
    assert_int_equal(json_array_size(causes), 1);
    return json_string_value(json_object_get(json_array_get(causes, 0), key));
}

/* s1 came 17 minutes late by the door; s2 never came; the day is over. */
static void spend_a_day(struct judged_office *office)
{
    judged_office_bring_up(office);
    judged_office_tap(office, &office->door, 1, AT(8, 47));
    judged_office_tap(office, &office->door, 1, AT(17, 31));
    office->site.clock.utc_us = NIGHT;
    judged_office_bring_up(office);
}

static void test_difference__what_was_pending_leaves_none(void **state)
{
    struct judged_office *office = *state;
    spend_a_day(office);
    AUTO(json) json_t *list = differences(office);
    assert_int_equal(json_array_size(list), 0);
}

static void test_difference__a_tap_that_comes_late_names_itself(void **state)
{
    struct judged_office *office = *state;
    spend_a_day(office);
    judged_office_tap(office, &office->gate, 1, AT(8, 20));
    AUTO(json) json_t *list = differences(office);
    assert_int_equal(json_array_size(list), 1);
    assert_string_equal(text(list, 0, "staff", NULL), "s1");
    assert_string_equal(text(list, 0, "date", NULL), DAY);
    assert_string_equal(text(list, 0, "before", "in"), "late");
    assert_string_equal(text(list, 0, "before", "status"), "exception");
    assert_string_equal(text(list, 0, "after", "in"), "on_time");
    assert_string_equal(text(list, 0, "after", "status"), "normal");
    assert_string_equal(cause(list, 0, "kind"), "tap");
    assert_string_equal(cause(list, 0, "id"), "k0002:1:1");
    assert_string_equal(cause(list, 0, "kiosk"), "k0002");
    assert_string_equal(cause(list, 0, "at"), DAY "T08:20:00");
    assert_string_equal(text(list, 0, "changed_at", NULL), "2026-03-03T00:30:00");
}

static void test_difference__a_leave_names_its_document_and_who_put_it(void **state)
{
    struct judged_office *office = *state;
    spend_a_day(office);
    test_site_put(&office->site, "leave", "l1",
                  "{\"staff\": \"s2\", \"from\": \"" DAY "T00:00:00\", \"to\": "
                  "\"2026-03-03T00:00:00\", \"state\": \"approved\"}");
    AUTO(json) json_t *list = differences(office);
    assert_int_equal(json_array_size(list), 1);
    assert_string_equal(text(list, 0, "staff", NULL), "s2");
    assert_string_equal(text(list, 0, "before", "status"), "absent");
    assert_string_equal(text(list, 0, "after", "status"), "leave");
    assert_string_equal(cause(list, 0, "kind"), "leave");
    assert_string_equal(cause(list, 0, "id"), "l1");
    assert_non_null(cause(list, 0, "author"));
}

#define NINE                                                                                       \
    "{\"id\": \"day\", \"versions\": [{\"from\": \"2026-01-01\", \"to\": \"2026-12-31\", "         \
    "\"weekdays\": [1, 2, 3, 4, 5], "                                                              \
    "\"sessions\": "                                                                               \
    "[{\"start\": \"09:00\", \"end\": \"17:30\", \"in\": \"required\", \"out\": \"required\"}]}]}"

static bool count_waiting(const struct rejudging *rejudging, void *user, struct error *err)
{
    (void)err;
    assert_string_equal(rejudging->kind, "schedule");
    assert_int_equal(rejudging->total, 2);
    *(int *)user += 1;
    return true;
}

static int waiting(struct judged_office *office)
{
    AUTO(snapshot) struct snapshot *view = NULL;
    int count = 0;
    MUST(storage_read(office->site.storage, &view, &err));
    MUST(rejudging_store_each(snapshot_database(view), CIVIL_DATE_FIRST, CIVIL_DATE_LAST,
                              count_waiting, &count, &err));
    return count;
}

static void test_difference__a_schedule_is_judged_in_the_background_and_named(void **state)
{
    struct judged_office *office = *state;
    spend_a_day(office);
    test_site_put(&office->site, "schedule", "day", NINE);
    assert_int_equal(waiting(office), 3); /* a report of March keeps up the year so far */
    judged_office_bring_up(office);
    assert_int_equal(waiting(office), 0);
    AUTO(json) json_t *list = differences(office);
    assert_int_equal(json_array_size(list), 1); /* s2 is as absent as before */
    assert_string_equal(text(list, 0, "after", "status"), "normal");
    assert_string_equal(cause(list, 0, "kind"), "schedule");
    assert_string_equal(cause(list, 0, "id"), "day");
}

/* The month of what is judged next where these months are asked for, as "2026-03". */
static const char *next_month(struct judged_office *office, int32_t first, int32_t last)
{
    static char text[CIVIL_MONTH_SIZE];
    AUTO(snapshot) struct snapshot *view = NULL;
    struct rejudging next;
    bool any = false;
    MUST(storage_read(office->site.storage, &view, &err));
    MUST(rejudging_store_next(snapshot_database(view), civil_month_first(first),
                              civil_month_first(last + 1) - 1, &any, &next, &err));
    return any ? civil_month_format(civil_month_of(next.last), text) : "";
}

static void test_difference__months_wait_one_by_one_and_the_asked_for_come_first(void **state)
{
    struct judged_office *office = *state;
    struct judging_progress progress;
    int32_t march;
    spend_a_day(office);
    assert_true(civil_month_parse("2026-03", &march));
    MUST(judging_bring_up(office->judging, march - 2, march, &progress, &err));
    test_site_put(&office->site, "schedule", "day", NINE);
    assert_int_equal(waiting(office), 3); /* of two people each */
    assert_string_equal(next_month(office, march - 12, march), "2026-03");
    assert_string_equal(next_month(office, march - 12, march - 1), "2026-02");
    assert_string_equal(next_month(office, march - 2, march - 2), "2026-01");
    assert_string_equal(next_month(office, march + 1, march + 1), "2026-03");
    MUST(judging_again(office->judging, march - 1, march - 1, &err));
    assert_string_equal(next_month(office, march - 1, march - 1), "2026-02");
    judged_office_bring_up(office);
    assert_int_equal(waiting(office), 0);
    AUTO(json) json_t *list = differences(office);
    assert_int_equal(json_array_size(list), 1);
    assert_string_equal(cause(list, 0, "kind"), "schedule");
}

static void test_difference__a_tap_before_the_background_is_done_names_both(void **state)
{
    struct judged_office *office = *state;
    spend_a_day(office);
    test_site_put(&office->site, "schedule", "day", NINE);
    judged_office_tap(office, &office->gate, 1, AT(8, 20));
    AUTO(json) json_t *list = differences(office);
    assert_int_equal(json_array_size(list), 1);
    const json_t *causes = json_object_get(json_array_get(list, 0), "causes");
    assert_int_equal(json_array_size(causes), 2);
    judged_office_bring_up(office);
    AUTO(json) json_t *after = differences(office);
    assert_int_equal(json_array_size(after), 1);
}

static void hold_meeting(struct judged_office *office)
{
    test_site_put(&office->site, "meeting", "m1",
                  "{\"id\": \"m1\", \"title\": \"会\", \"start\": \"" DAY "T10:00:00\", \"end\": "
                  "\"" DAY "T11:00:00\", \"attendees\": [{\"staff\": \"s1\", \"role\": "
                  "\"required\"}, {\"staff\": \"s2\", \"role\": \"required\"}]}");
    spend_a_day(office);
}

static void test_difference__a_mark_changes_one_attendee(void **state)
{
    struct judged_office *office = *state;
    hold_meeting(office);
    test_site_put(&office->site, "mark", "mk1",
                  "{\"meeting\": \"m1\", \"staff\": \"s2\", \"decided_at\": \"" DAY "T12:00:00\"}");
    AUTO(json) json_t *list = differences(office);
    assert_int_equal(json_array_size(list), 1);
    assert_string_equal(text(list, 0, "meeting", NULL), "m1");
    assert_string_equal(text(list, 0, "before", "result"), "absent");
    assert_string_equal(text(list, 0, "after", "result"), "on_time");
    assert_string_equal(cause(list, 0, "kind"), "mark");
}

static void test_difference__a_cancelled_meeting_takes_its_results_back(void **state)
{
    struct judged_office *office = *state;
    hold_meeting(office);
    test_site_put(&office->site, "meeting", "m1",
                  "{\"id\": \"m1\", \"title\": \"会\", \"start\": \"" DAY "T10:00:00\", \"end\": "
                  "\"" DAY "T11:00:00\", \"state\": \"cancelled\", \"attendees\": [{\"staff\": "
                  "\"s1\", \"role\": \"required\"}]}");
    AUTO(json) json_t *list = differences(office);
    assert_int_equal(json_array_size(list), 2);
    assert_true(json_is_null(json_object_get(json_array_get(list, 0), "after")));
    assert_string_equal(cause(list, 1, "kind"), "meeting");
}

/* Kiosks */

static int64_t provisional_of(struct judged_office *office, const char *staff)
{
    AUTO(json) json_t *root = judged_office_month(office);
    size_t index;
    json_t *person;
    json_array_foreach(json_object_get(root, "staff"), index, person)
    {
        if (strcmp(json_string_value(json_object_get(person, "staff")), staff) == 0) {
            return json_integer_value(json_object_get(person, "provisional"));
        }
    }
    fail_msg("%s is not in the report", staff);
    return -1;
}

static json_t *waiting_for(struct judged_office *office, const char *staff)
{
    struct verdict_question question = {.as_of_ms = MONTH_SOURCE_NOW, .staff = staff};
    assert_true(civil_date_parse(DAY, &question.first));
    question.last = question.first;
    json_t *answer;
    MUST(verdict_list_days(&office->source, &question, &answer, &err));
    json_t *day = json_array_get(json_object_get(answer, "days"), 0);
    json_t *kiosks = json_incref(json_object_get(day, "waiting_for"));
    assert_int_equal(json_is_true(json_object_get(day, "provisional")),
                     json_array_size(kiosks) > 0);
    json_decref(answer);
    return kiosks;
}

static void test_provisional__breaches_wait_for_the_kiosk_that_is_behind(void **state)
{
    struct judged_office *office = *state;
    spend_a_day(office);
    judged_office_report_to(office, &office->door, NIGHT);
    judged_office_report_to(office, &office->gate, AT(8, 0));
    assert_int_equal(provisional_of(office, "s1"), 1);
    assert_int_equal(provisional_of(office, "s2"), 1);
    AUTO(json) json_t *kiosks = waiting_for(office, "s2");
    assert_int_equal(json_array_size(kiosks), 1);
    assert_string_equal(json_string_value(json_array_get(kiosks, 0)), "k0002");
    judged_office_report_to(office, &office->gate, NIGHT);
    assert_int_equal(provisional_of(office, "s1"), 0);
    AUTO(json) json_t *none = waiting_for(office, "s2");
    assert_int_equal(json_array_size(none), 0);
}

static void test_provisional__what_is_well_does_not_wait(void **state)
{
    struct judged_office *office = *state;
    judged_office_bring_up(office);
    judged_office_tap(office, &office->door, 1, AT(8, 20));
    judged_office_tap(office, &office->door, 1, AT(17, 31));
    office->site.clock.utc_us = NIGHT;
    assert_int_equal(provisional_of(office, "s1"), 0);
    assert_int_equal(provisional_of(office, "s2"), 1); /* no kiosk has reported yet */
}

static void test_provisional__a_meeting_waits_for_its_own_kiosks_only(void **state)
{
    struct judged_office *office = *state;
    hold_meeting(office);
    judged_office_report_to(office, &office->door, NIGHT);
    judged_office_report_to(office, &office->gate, AT(9, 30));
    assert_int_equal(provisional_of(office, "s2"), 2); /* the day and the meeting */
    test_site_put(&office->site, "meeting", "m1",
                  "{\"id\": \"m1\", \"title\": \"会\", \"start\": \"" DAY "T10:00:00\", \"end\": "
                  "\"" DAY "T11:00:00\", \"kiosks\": [\"k0001\"], \"attendees\": [{\"staff\": "
                  "\"s1\", \"role\": \"required\"}, {\"staff\": \"s2\", \"role\": "
                  "\"required\"}]}");
    assert_int_equal(provisional_of(office, "s2"), 1);
}

#define IN_OFFICE(test)                                                                            \
    cmocka_unit_test_setup_teardown(test, judged_office_open, judged_office_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_OFFICE(test_difference__what_was_pending_leaves_none),
        IN_OFFICE(test_difference__a_tap_that_comes_late_names_itself),
        IN_OFFICE(test_difference__a_leave_names_its_document_and_who_put_it),
        IN_OFFICE(test_difference__a_schedule_is_judged_in_the_background_and_named),
        IN_OFFICE(test_difference__months_wait_one_by_one_and_the_asked_for_come_first),
        IN_OFFICE(test_difference__a_tap_before_the_background_is_done_names_both),
        IN_OFFICE(test_difference__a_mark_changes_one_attendee),
        IN_OFFICE(test_difference__a_cancelled_meeting_takes_its_results_back),
        IN_OFFICE(test_provisional__breaches_wait_for_the_kiosk_that_is_behind),
        IN_OFFICE(test_provisional__what_is_well_does_not_wait),
        IN_OFFICE(test_provisional__a_meeting_waits_for_its_own_kiosks_only),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
