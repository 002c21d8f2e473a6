/* What becomes of a tap whose kiosk could not trust its clock: it stays uncertain and harms nobody
 * until a later comparison of the same boot, or a person, says when it was. */

#include "tap_time.h"

#include "json.h"
#include "judged_office.h"
#include "kiosk_report.h"
#include "verdict_list.h"
#include <stdio.h>
#include <string.h>

#define HOUR_US INT64_C(3600000000)

/* A tap of card 1 in this boot, mono_us after its beginning; the kiosk only knows that it was
 * between 08:00 and 09:30. */
static void tap_uncertain(struct judged_office *office, const char *boot, int64_t mono_us)
{
    struct tap_record record = test_kiosk_next(&office->door, 1);
    record.clock = TAP_CLOCK_UNCERTAIN;
    record.at_utc_us = INT64_C(1000000000); /* 1970: its battery is empty */
    record.not_before_utc_us = AT(8, 0);
    record.not_after_utc_us = AT(9, 30);
    record.mono_us = mono_us;
    (void)snprintf(record.boot, sizeof record.boot, "%s", boot);
    judged_office_store(office, &office->door, &record);
}

/* A tap of card 2 whose time is trusted. */
static void tap_synced(struct judged_office *office, const char *boot, int64_t mono_us,
                       int64_t at_utc_us, int64_t error_us)
{
    struct tap_record record = test_kiosk_next(&office->door, 2);
    record.at_utc_us = at_utc_us;
    record.clock_offset_us = 0;
    record.clock_error_us = error_us;
    record.mono_us = mono_us;
    (void)snprintf(record.boot, sizeof record.boot, "%s", boot);
    judged_office_store(office, &office->door, &record);
}

#define BOOT_A "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define BOOT_B "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"

/* s1's only session of the day, as "status/in/late_min", after all is judged at night. */
static const char *day_of(struct judged_office *office, char text[static 64])
{
    office->site.clock.utc_us = NIGHT;
    judged_office_bring_up(office);
    struct verdict_question question = {.as_of_ms = MONTH_SOURCE_NOW, .staff = "s1"};
    assert_true(civil_date_parse("2026-03-02", &question.first));
    question.last = question.first;
    AUTO(json) json_t *answer = NULL;
    MUST(verdict_list_days(&office->source, &question, &answer, &err));
    const json_t *day = json_array_get(json_object_get(answer, "days"), 0);
    assert_non_null(day);
    (void)snprintf(text, 64, "%s/%s/%d", json_string_value(json_object_get(day, "status")),
                   json_string_value(json_object_get(day, "in")),
                   (int)json_integer_value(json_object_get(day, "late_min")));
    /* What is kept says the same as what is judged anew. */
    assert_int_equal(test_site_number(&office->site,
                                      "SELECT COUNT(*) FROM day_verdict WHERE staff = 's1' AND "
                                      "check_in = 'late'"),
                     strstr(text, "/late/") ? 1 : 0);
    return text;
}

static void test_tap_time__nobody_is_late_by_a_clock_that_is_not_trusted(void **state)
{
    char text[64];
    tap_uncertain(*state, BOOT_A, HOUR_US);
    assert_string_equal(day_of(*state, text), "review/uncertain/0");
}

static void test_tap_time__a_later_comparison_of_the_boot_settles_it(void **state)
{
    struct judged_office *office = *state;
    char text[64];
    judged_office_bring_up(office);
    tap_uncertain(office, BOOT_A, HOUR_US);
    assert_string_equal(day_of(office, text), "review/uncertain/0");
    tap_synced(office, BOOT_A, 2 * HOUR_US, AT(9, 52), 1000); /* so the first was at 08:52 */
    assert_string_equal(day_of(office, text), "exception/late/22");
    assert_int_equal(test_site_number(&office->site, "SELECT SUM(uncertain) FROM tap"), 0);
    assert_int_equal(test_site_number(&office->site, "SELECT COUNT(*) FROM tap"), 2);
    /* The change is explained by the tap itself. */
    assert_int_equal(test_site_number(&office->site,
                                      "SELECT COUNT(*) FROM verdict_difference WHERE staff = "
                                      "'s1' AND causes LIKE '%\"tap\"%'"),
                     1);
}

static void test_tap_time__a_comparison_in_the_same_batch_or_before_counts(void **state)
{
    struct judged_office *office = *state;
    char text[64];
    tap_synced(office, BOOT_A, HOUR_US / 2, AT(8, 0), 1000);
    tap_uncertain(office, BOOT_A, HOUR_US); /* the kiosk forgot what it had compared */
    assert_string_equal(day_of(office, text), "exception/on_time/0");
    assert_int_equal(test_site_number(&office->site, "SELECT SUM(uncertain) FROM tap"), 0);
}

static void test_tap_time__another_boot_says_nothing(void **state)
{
    struct judged_office *office = *state;
    char text[64];
    tap_uncertain(office, BOOT_A, HOUR_US);
    tap_synced(office, BOOT_B, 2 * HOUR_US, AT(9, 52), 1000);
    assert_string_equal(day_of(office, text), "review/uncertain/0");
}

static void test_tap_time__a_rough_comparison_narrows_the_bounds(void **state)
{
    struct judged_office *office = *state;
    char text[64];
    tap_uncertain(office, BOOT_A, HOUR_US);
    tap_synced(office, BOOT_A, 2 * HOUR_US, AT(9, 52), 60000000);
    assert_string_equal(day_of(office, text), "review/uncertain/0");
    int64_t width_ms = test_site_number(
        &office->site, "SELECT not_after_ms - not_before_ms FROM tap WHERE uncertain = 1");
    assert_in_range(width_ms, 120000, 121000); /* a minute and a little either side */
}

static void test_tap_time__a_status_tells_it_without_another_tap(void **state)
{
    struct judged_office *office = *state;
    char text[64];
    tap_uncertain(office, BOOT_A, HOUR_US);
    const struct kiosk_report report = {
        .kiosk = office->door.id,
        .status = {.version = "0.1.0", .reader = "ready", .clock = "synced"},
        .clock = {office->door.id, BOOT_A, 3 * HOUR_US, AT(10, 45), 0, 2000},
    };
    enum kiosk_standing standing;
    MUST(kiosk_report_put(office->site.storage, office->site.ingest, &office->site.clock.clock,
                          &report, &standing, &err));
    assert_string_equal(day_of(office, text), "exception/late/15");
}

static void test_tap_time__a_person_decides_and_takes_it_back(void **state)
{
    struct judged_office *office = *state;
    char text[64];
    char id[TAP_RECORD_NAME_SIZE];
    tap_uncertain(office, BOOT_A, HOUR_US);
    tap_record_format_id(office->door.id, 1, 1, id);
    test_site_put(&office->site, "tap_time", id,
                  "{\"staff\": \"s1\", \"at\": \"2026-03-02T08:20:00\"}");
    assert_string_equal(day_of(office, text), "exception/on_time/0");
    test_site_put(&office->site, "tap_time", id,
                  "{\"staff\": \"s1\", \"at\": \"2026-03-02T08:40:00\"}");
    assert_string_equal(day_of(office, text), "exception/late/10");
    struct error err;
    assert_true(test_site_try_remove(&office->site, "tap_time", id, &err));
    assert_string_equal(day_of(office, text), "review/uncertain/0");
    assert_int_equal(test_site_number(&office->site, "SELECT COUNT(*) FROM tap"), 1);
}

static void check_refused(struct judged_office *office, const char *id, const char *value,
                          const char *fault)
{
    struct error err;
    assert_false(test_site_try_put(&office->site, "tap_time", id, value, &err));
    assert_non_null(strstr(err.text, fault));
    assert_int_equal(test_site_number(&office->site, "SELECT COUNT(*) FROM document WHERE kind = "
                                                     "'tap_time'"),
                     0);
}

static void test_tap_time__what_cannot_be_is_refused(void **state)
{
    struct judged_office *office = *state;
    char id[TAP_RECORD_NAME_SIZE];
    tap_uncertain(office, BOOT_A, HOUR_US);
    tap_record_format_id(office->door.id, 1, 1, id);
    check_refused(office, id, "{\"staff\": \"s1\", \"at\": \"2026-03-02T07:59:59\"}",
                  ".at: is not from 2026-03-02T08:00:00 to 2026-03-02T09:30:00");
    check_refused(office, id, "{\"staff\": \"s2\", \"at\": \"2026-03-02T08:20:00\"}",
                  ".staff: it is not this person's tap");
    tap_record_format_id(office->door.id, 1, 2, id);
    check_refused(office, id, "{\"staff\": \"s1\", \"at\": \"2026-03-02T08:20:00\"}",
                  "there is no uncertain tap of this name");
    check_refused(office, "nonsense", "{\"staff\": \"s1\", \"at\": \"2026-03-02T08:20:00\"}",
                  "there is no uncertain tap of this name");
    tap_synced(office, BOOT_A, 2 * HOUR_US, AT(9, 52), 1000);
    tap_record_format_id(office->door.id, 1, 1, id);
    check_refused(office, id, "{\"staff\": \"s1\", \"at\": \"2026-03-02T08:20:00\"}",
                  "a comparison of clocks has settled it");
}

/* A server of a schema before 0011 kept no list of such taps. */
static bool forget_uncertain(struct database *database, void *user, struct error *err)
{
    (void)user;
    return database_run_script(database, "test", "DELETE FROM uncertain_tap", err);
}

static void test_tap_time__what_an_older_server_left_is_settled_too(void **state)
{
    struct judged_office *office = *state;
    char text[64];
    char id[TAP_RECORD_NAME_SIZE];
    tap_uncertain(office, BOOT_A, HOUR_US);
    tap_uncertain(office, BOOT_B, HOUR_US);
    MUST(storage_write(office->site.storage, forget_uncertain, NULL, &err));
    tap_synced(office, BOOT_A, 2 * HOUR_US, AT(9, 52), 1000);
    assert_string_equal(day_of(office, text), "review/uncertain/0");
    tap_record_format_id(office->door.id, 1, 2, id);
    check_refused(office, id, "{\"staff\": \"s1\", \"at\": \"2026-03-02T08:59:00\"}",
                  "there is no uncertain tap of this name");
    MUST(ingest_note_older_taps(office->site.ingest, &err));
    assert_int_equal(test_site_number(&office->site, "SELECT SUM(uncertain) FROM tap"), 1);
    test_site_put(&office->site, "tap_time", id,
                  "{\"staff\": \"s1\", \"at\": \"2026-03-02T08:59:00\"}");
    assert_string_equal(day_of(office, text), "exception/late/22");
    assert_int_equal(test_site_number(&office->site, "SELECT COUNT(*) FROM tap"), 3);
    MUST(ingest_note_older_taps(office->site.ingest, &err)); /* nothing is left to do */
    assert_int_equal(test_site_number(&office->site, "SELECT COUNT(*) FROM uncertain_tap"), 2);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, judged_office_open, judged_office_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_tap_time__nobody_is_late_by_a_clock_that_is_not_trusted),
        TEST(test_tap_time__a_later_comparison_of_the_boot_settles_it),
        TEST(test_tap_time__a_comparison_in_the_same_batch_or_before_counts),
        TEST(test_tap_time__another_boot_says_nothing),
        TEST(test_tap_time__a_rough_comparison_narrows_the_bounds),
        TEST(test_tap_time__a_status_tells_it_without_another_tap),
        TEST(test_tap_time__a_person_decides_and_takes_it_back),
        TEST(test_tap_time__what_cannot_be_is_refused),
        TEST(test_tap_time__what_an_older_server_left_is_settled_too),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
