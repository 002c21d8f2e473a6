/* Judging over a real store: what is kept up fact by fact must equal what is judged anew from all
 * facts at once. */

#include "judging.h"

#include "attendee_store.h"
#include "civil.h"
#include "cmocka_tests.h"
#include "fact_writer.h"
#include "fake_clock.h"
#include "ingest.h"
#include "json.h"
#include "month_report_json.h"
#include "month_source.h"
#include "sample_load.h"
#include "test_engine.h"
#include "verdict_store.h"
#include <string.h>

/* 2026-11-24T08:29:30 in Shanghai */
#define MORNING_UTC_US INT64_C(1795480170000000)
#define ZONE           "Asia/Shanghai"

struct office {
    struct temporary_folder folder;
    struct fake_clock clock;
    struct storage *storage;
    struct fact_cache *cache;
    struct judging *judging;
    struct fact_writer *writer;
    struct ingest *ingest;
    struct month_source source;
    struct sample_county county;
};

#define MUST(call)                                                                                 \
    do {                                                                                           \
        struct error err = {0};                                                                    \
        if (!(call)) {                                                                             \
            fail_msg("%s", err.text);                                                              \
        }                                                                                          \
    } while (0)

static int open_office(void **state)
{
    static struct office office;
    office = (struct office){0};
    temporary_folder_init(&office.folder);
    fake_clock_init(&office.clock, MORNING_UTC_US);
    char path[512];
    static const struct site_key key = {{1}};
    static const uint8_t seed[SIGNING_SEED_BYTES] = {2};
    MUST(storage_open(test_engine_add(&office.folder, "test.db", path), &office.storage, &err));
    MUST(fact_cache_create(office.storage, &office.cache, &err));
    MUST(judging_create(office.storage, office.cache, &office.clock.clock, &office.judging, &err));
    MUST(fact_writer_create(office.storage, &key, &office.clock.clock, &office.writer, &err));
    struct ingest_settings settings = {office.storage, &office.clock.clock, ZONE, seed};
    MUST(ingest_create(&settings, &office.ingest, &err));
    struct ingest_observer on_records = judging_ingest_observer(office.judging);
    struct fact_observer on_facts = judging_fact_observer(office.judging);
    ingest_add_observer(office.ingest, &on_records);
    fact_writer_add_observer(office.writer, &on_facts);
    office.source =
        (struct month_source){office.storage, office.cache, office.judging, &office.clock.clock};
    *state = &office;
    return 0;
}

static int close_office(void **state)
{
    struct office *office = *state;
    ingest_destroy(office->ingest);
    fact_writer_destroy(office->writer);
    judging_destroy(office->judging);
    fact_cache_destroy(office->cache);
    storage_destroy(office->storage);
    temporary_folder_finish(&office->folder);
    return 0;
}

static void load_county(struct office *office)
{
    struct sample_load load = {
        .storage = office->storage,
        .writer = office->writer,
        .ingest = office->ingest,
        .clock = &office->clock.clock,
        .timezone = ZONE,
        .site_key = {{1}},
    };
    size_t taps;
    MUST(sample_load_run(&load, &office->county, &taps, &err));
    assert_true(taps > 15000);
}

static int32_t this_month(const struct office *office)
{
    return civil_month_of(office->county.today);
}

/* The month as JSON, without the moments that differ between two ways of asking. */
static json_t *report(const struct office *office, int32_t month, int64_t as_of_ms)
{
    AUTO_MONTH_VIEW struct month_view view = {0};
    MUST(month_source_report(&office->source, month, as_of_ms, &view, &err));
    json_t *json = month_report_to_json(view.report);
    assert_non_null(json);
    return json;
}

static int64_t local_now_ms(const struct office *office)
{
    AUTO(snapshot) struct snapshot *snapshot = NULL;
    AUTO(fact_loan) struct fact_loan *loan = NULL;
    int64_t now_ms = 0;
    MUST(storage_read(office->storage, &snapshot, &err));
    MUST(fact_cache_take(office->cache, snapshot_database(snapshot), &loan, &err));
    MUST(judging_local_ms(fact_loan_facts(loan), office->clock.utc_us, &now_ms, &err));
    return now_ms;
}

static void assert_kept_equals_judged_anew(const struct office *office, int32_t month)
{
    AUTO(json) json_t *kept = report(office, month, MONTH_SOURCE_NOW);
    AUTO(json) json_t *anew = report(office, month, local_now_ms(office));
    if (!json_equal(kept, anew)) {
        for (size_t i = 0; i < json_array_size(json_object_get(kept, "staff")); i++) {
            json_t *a = json_array_get(json_object_get(kept, "staff"), i);
            json_t *b = json_array_get(json_object_get(anew, "staff"), i);
            if (!json_equal(a, b)) {
                fail_msg("kept %s\nanew %s", json_dumps(a, 0), json_dumps(b, 0));
            }
        }
        fail_msg("the reports differ");
    }
}

static void put(const struct office *office, const char *kind, const char *id, const char *text)
{
    AUTO(json) json_t *value = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
    assert_non_null(value);
    AUTO(json)
    json_t *list = json_pack("[{s:s, s:s, s:O}]", "kind", kind, "id", id, "value", value);
    MUST(fact_writer_import(office->writer, list, "test", &err));
}

static int64_t figure(const json_t *report, const char *staff, const char *name)
{
    size_t index;
    json_t *person;
    json_array_foreach(json_object_get(report, "staff"), index, person)
    {
        if (strcmp(json_string_value(json_object_get(person, "staff")), staff) == 0) {
            return json_integer_value(json_object_get(person, name));
        }
    }
    fail_msg("%s is not in the report", staff);
    return -1;
}

/* Somebody whose figure is exactly 1, among every so-manieth person. */
static void find_with(const json_t *report, const char *name, size_t step,
                      char ret_id[SAMPLE_STAFF_ID_SIZE])
{
    for (size_t i = 0; i < SAMPLE_STAFF_COUNT; i += step) {
        sample_county_staff_id(i, ret_id);
        if (figure(report, ret_id, name) == 1) {
            return;
        }
    }
    fail_msg("nobody has %s of 1", name);
}

static void test_judging__months_judged_after_the_taps_equal_those_judged_anew(void **state)
{
    struct office *office = *state;
    load_county(office);
    assert_kept_equals_judged_anew(office, this_month(office) - 1);
    assert_kept_equals_judged_anew(office, this_month(office));
    AUTO(json) json_t *month = report(office, this_month(office) - 1, MONTH_SOURCE_NOW);
    const json_t *county = json_object_get(month, "county");
    assert_true(json_integer_value(json_object_get(county, "checks_due")) > 8000);
    assert_in_range(json_integer_value(json_object_get(county, "rate_bp")), 8500, 9999);
}

static void test_judging__time_alone_turns_pending_into_missing(void **state)
{
    struct office *office = *state;
    load_county(office);
    AUTO(json) json_t *before = report(office, this_month(office), MONTH_SOURCE_NOW);
    fake_clock_advance_ms(&office->clock, 20 * 3600 * 1000);
    assert_kept_equals_judged_anew(office, this_month(office));
    AUTO(json) json_t *after = report(office, this_month(office), MONTH_SOURCE_NOW);
    int64_t due_before =
        json_integer_value(json_object_get(json_object_get(before, "county"), "checks_due"));
    int64_t due_after =
        json_integer_value(json_object_get(json_object_get(after, "county"), "checks_due"));
    assert_true(due_after >= due_before + 250); /* the check-out of each, and more */
}

static void test_judging__leave_put_later_takes_the_absence_away(void **state)
{
    struct office *office = *state;
    load_county(office);
    fake_clock_advance_ms(&office->clock, INT64_C(20) * 3600 * 1000);
    AUTO(json) json_t *before = report(office, this_month(office), MONTH_SOURCE_NOW);
    char id[SAMPLE_STAFF_ID_SIZE];
    find_with(before, "absent", 1, id);
    char leave[256];
    (void)snprintf(leave, sizeof leave,
                   "{\"staff\": \"%s\", \"from\": \"2026-11-01T00:00:00\", "
                   "\"to\": \"2026-11-26T00:00:00\", \"state\": \"approved\"}",
                   id);
    put(office, "leave", "late-leave", leave);
    AUTO(json) json_t *after = report(office, this_month(office), MONTH_SOURCE_NOW);
    assert_int_equal(figure(after, id, "absent"), 0);
    assert_true(figure(after, id, "leave") > 0);
    assert_kept_equals_judged_anew(office, this_month(office));
}

static void test_judging__a_rest_day_for_everybody_is_judged_again(void **state)
{
    struct office *office = *state;
    load_county(office);
    AUTO(json) json_t *before = report(office, this_month(office), MONTH_SOURCE_NOW);
    put(office, "calendar", "2026", "{\"rest\": [\"2026-11-23\", \"2026-11-20\"], \"work\": []}");
    AUTO(json) json_t *after = report(office, this_month(office), MONTH_SOURCE_NOW);
    assert_kept_equals_judged_anew(office, this_month(office));
    int64_t due_before =
        json_integer_value(json_object_get(json_object_get(before, "county"), "checks_due"));
    int64_t due_after =
        json_integer_value(json_object_get(json_object_get(after, "county"), "checks_due"));
    assert_true(due_after < due_before - 800);
}

static void test_judging__meetings_follow_requests_leave_and_cancelling(void **state)
{
    struct office *office = *state;
    load_county(office);
    fake_clock_advance_ms(&office->clock, INT64_C(20) * 3600 * 1000);
    AUTO(json) json_t *before = report(office, this_month(office), MONTH_SOURCE_NOW);
    char id[SAMPLE_STAFF_ID_SIZE];
    find_with(before, "meetings_absent", 6, id); /* every sixth is invited to m0001 */
    assert_kept_equals_judged_anew(office, this_month(office));
    char mark[128];
    (void)snprintf(mark, sizeof mark,
                   "{\"meeting\": \"m0001\", \"staff\": \"%s\", \"decided_at\": "
                   "\"2026-11-24T10:00:00\"}",
                   id);
    put(office, "mark", "mark1", mark);
    AUTO(json) json_t *marked = report(office, this_month(office), MONTH_SOURCE_NOW);
    assert_int_equal(figure(marked, id, "meetings_absent"), 0);
    assert_int_equal(figure(marked, id, "meetings_on_time"), 1);
    assert_kept_equals_judged_anew(office, this_month(office));
    put(office, "meeting", "m0001",
        "{\"id\": \"m0001\", \"title\": \"x\", \"start\": \"2026-11-24T09:00:00\", \"end\": "
        "\"2026-11-24T10:00:00\", \"state\": \"cancelled\", \"attendees\": [{\"staff\": "
        "\"s0001\", \"role\": \"required\"}]}");
    AUTO(json) json_t *cancelled = report(office, this_month(office), MONTH_SOURCE_NOW);
    assert_int_equal(figure(cancelled, id, "meetings_due"), 0);
    assert_int_equal(figure(cancelled, "s0007", "meetings_due"), 0);
    assert_kept_equals_judged_anew(office, this_month(office));
}

static void test_judging__as_of_a_past_moment_knows_nothing_later(void **state)
{
    struct office *office = *state;
    load_county(office);
    int64_t noon_ms;
    assert_true(civil_time_parse("2026-11-10T12:00:00", &noon_ms));
    AUTO(json) json_t *then = report(office, this_month(office), noon_ms);
    AUTO(json) json_t *now = report(office, this_month(office), MONTH_SOURCE_NOW);
    int64_t due_then =
        json_integer_value(json_object_get(json_object_get(then, "county"), "checks_due"));
    int64_t due_now =
        json_integer_value(json_object_get(json_object_get(now, "county"), "checks_due"));
    assert_true(due_then > 0);
    assert_true(due_then < due_now / 2);
}

#define IN_OFFICE(test) cmocka_unit_test_setup_teardown(test, open_office, close_office)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_OFFICE(test_judging__months_judged_after_the_taps_equal_those_judged_anew),
        IN_OFFICE(test_judging__time_alone_turns_pending_into_missing),
        IN_OFFICE(test_judging__leave_put_later_takes_the_absence_away),
        IN_OFFICE(test_judging__a_rest_day_for_everybody_is_judged_again),
        IN_OFFICE(test_judging__meetings_follow_requests_leave_and_cancelling),
        IN_OFFICE(test_judging__as_of_a_past_moment_knows_nothing_later),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
