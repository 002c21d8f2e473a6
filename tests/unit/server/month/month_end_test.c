/* The end of a month over figures that move: entries that the ledger gets by itself, and what was
 * frozen against what came later. */

#include "breach_ledger.h"
#include "civil.h"
#include "cmocka_tests.h"
#include "csv.h"
#include "json.h"
#include "judged_office.h"
#include "ledger_watch.h"
#include "month_close.h"
#include "month_freeze.h"
#include "month_overview.h"
#include "month_supplement.h"
#include "notice_store.h"
#include "roster_sheet.h"
#include "submission_desk.h"
#include "test_engine.h"
#include <string.h>

struct month_end {
    struct judged_office *judged;
    struct audit *audit;
    struct office *office;
    struct month_desk desk;
};

static const struct office_caller everyone = {.actor = {.by = AUDIT_BY_COMMAND, .who = "test"}};

static int open_month(void **state)
{
    static struct month_end end;
    end = (struct month_end){0};
    void *judged;
    assert_int_equal(judged_office_open(&judged), 0);
    end.judged = judged;
    struct test_site *site = &end.judged->site;
    MUST(
        audit_create(site->storage, &site->clock.clock, site->keys.signing_seed, &end.audit, &err));
    const struct office_settings settings = {.storage = site->storage,
                                             .facts = site->facts,
                                             .audit = end.audit,
                                             .clock = &site->clock.clock,
                                             .timezone = "Asia/Shanghai"};
    MUST(office_create(&settings, &end.office, &err));
    end.desk = (struct month_desk){.months = &end.judged->source,
                                   .papers = {end.judged->source, site->keys.signing_seed},
                                   .office = end.office,
                                   .storage = site->storage,
                                   .audit = end.audit,
                                   .clock = &site->clock.clock,
                                   .timezone = "Asia/Shanghai"};
    test_site_put(site, "policy", "policy",
                  "{\"escalation\": [{\"figure\": \"late\", \"at_least\": 1, \"per\": \"month\", "
                  "\"step\": \"提醒\"}, {\"figure\": \"violations\", \"at_least\": 43, \"per\": "
                  "\"year\", \"step\": \"谈话\"}]}");
    *state = &end;
    return 0;
}

static int close_month(void **state)
{
    struct month_end *end = *state;
    office_destroy(end->office);
    audit_destroy(end->audit);
    return judged_office_close((void **)&end->judged);
}

/* s1 comes 17 minutes late by the door and s2 never; the day is over, and the door has reported. */
static void spend_a_day_at_the_door(struct month_end *end)
{
    struct judged_office *office = end->judged;
    judged_office_bring_up(office);
    judged_office_tap(office, &office->door, 1, AT(8, 47));
    judged_office_tap(office, &office->door, 1, AT(17, 31));
    office->site.clock.utc_us = NIGHT;
    judged_office_bring_up(office);
    judged_office_report_to(office, &office->door, NIGHT);
}

/* The same, and every kiosk has reported. */
static void spend_a_day(struct month_end *end)
{
    spend_a_day_at_the_door(end);
    judged_office_report_to(end->judged, &end->judged->gate, NIGHT);
}

static size_t watch(struct month_end *end)
{
    size_t count = 0;
    MUST(ledger_watch_run(&end->desk, &count, &err));
    return count;
}

/* The ledger's entries of a person and figure; fails where there is not exactly one. Yours. */
static json_t *entry_of(struct month_end *end, const char *staff, const char *figure)
{
    AUTO_OFFICE_ANSWER struct office_answer answer = {0};
    const struct office_question question = {.kind = office_kind_find("breach"),
                                             .caller = &everyone,
                                             .staff = staff,
                                             .from = CIVIL_DATE_FIRST,
                                             .to = CIVIL_DATE_LAST,
                                             .limit = 50};
    json_t *found = NULL;
    MUST(office_list(end->office, &question, &answer, &err));
    const json_t *items = json_object_get(answer.value, "items");
    for (size_t i = 0; i < json_array_size(items); i++) {
        json_t *item = json_array_get(items, i);
        if (strcmp(office_text(json_object_get(item, "cause"), "figure"), figure) == 0) {
            assert_null(found);
            found = json_incref(item);
        }
    }
    assert_non_null(found);
    return found;
}

static const char *last_of(const json_t *entry)
{
    const json_t *history = json_object_get(entry, "history");
    return office_text(json_array_get(history, json_array_size(history) - 1), "what");
}

static void test_ledger_watch__a_cause_makes_one_entry(void **state)
{
    struct month_end *end = *state;
    spend_a_day(end);
    assert_int_equal(watch(end), 3); /* s1 late, and both away since January */
    assert_int_equal(watch(end), 0);
    AUTO(json) json_t *entry = entry_of(end, "s1", "late");
    assert_string_equal(office_text(entry, "state"), "found");
    assert_string_equal(office_text(entry, "source"), "figures");
    assert_string_equal(office_text(entry, "title"), "提醒");
    assert_string_equal(office_text(entry, "unit"), "u1");
    assert_string_equal(office_text(json_object_get(entry, "cause"), "span"), "2026-03");
    AUTO(json) json_t *year = entry_of(end, "s2", "violations");
    assert_string_equal(office_text(json_object_get(year, "cause"), "span"), "2026");
}

static void test_ledger_watch__a_figure_that_falls_is_said_and_takes_nothing_away(void **state)
{
    struct month_end *end = *state;
    spend_a_day(end);
    assert_int_equal(watch(end), 3);
    judged_office_tap(end->judged, &end->judged->gate, 1, AT(8, 20)); /* was there after all */
    assert_int_equal(watch(end), 2);
    assert_int_equal(watch(end), 0);
    AUTO(json) json_t *entry = entry_of(end, "s1", "late");
    const json_t *cause = json_object_get(entry, "cause");
    assert_string_equal(office_text(entry, "state"), "found");
    assert_string_equal(last_of(entry), "figure_fell");
    assert_true(json_is_false(json_object_get(cause, "holds")));
    assert_int_equal(json_integer_value(json_object_get(cause, "value")), 1);
    assert_int_equal(json_integer_value(json_object_get(cause, "now")), 0);
}

static void test_ledger_watch__what_a_tap_could_still_lift_makes_none(void **state)
{
    struct month_end *end = *state;
    spend_a_day_at_the_door(end);
    judged_office_report_to(end->judged, &end->judged->gate, AT(8, 0));
    assert_int_equal(watch(end), 0);
    judged_office_report_to(end->judged, &end->judged->gate, NIGHT);
    assert_int_equal(watch(end), 3);
}

/* A county whose people never came. */
static void put_absent_people(struct month_end *end, size_t count)
{
    AUTO(json) json_t *documents = json_array();
    for (size_t i = 0; i < count; i++) {
        char id[32];
        (void)snprintf(id, sizeof id, "x%04zu", i);
        assert_int_equal(
            json_array_append_new(documents,
                                  json_pack("{s:s, s:s, s:{s:s, s:s, s:s}}", "kind", "staff", "id",
                                            id, "value", "id", id, "name", "=缺勤", "unit", "u1")),
            0);
        if (json_array_size(documents) == 500 || i + 1 == count) {
            MUST(fact_writer_import(end->judged->site.facts, documents, "test", &err));
            assert_int_equal(json_array_clear(documents), 0);
        }
    }
}

/* As a sheet, all its texts. */
static struct sheet *ledger_sheet(struct month_end *end, const char *state)
{
    const struct office_question wanted = {
        .caller = &everyone, .state = state, .from = CIVIL_DATE_FIRST, .to = CIVIL_DATE_LAST};
    enum office_result result;
    struct sheet *sheet = NULL;
    MUST(roster_sheet_export(end->office, roster_sheet_find("ledger"), &wanted, &result, &sheet,
                             &err));
    assert_int_equal(result, OFFICE_DONE);
    return sheet;
}

/* Each with two causes. The cluster of the tests takes a second for every hundred. */
static size_t crowd_size(void)
{
    return test_engine() == TEST_ENGINE_SQLITE ? 2500 : 250;
}

static void test_ledger_watch__five_thousand_breaches_are_one_sheet(void **state)
{
    struct month_end *end = *state;
    const struct roster_sheet *list = roster_sheet_find("ledger");
    size_t len = 0, crowd = crowd_size();
    test_site_put(&end->judged->site, "policy", "policy",
                  "{\"escalation\": [{\"figure\": \"absent\", \"at_least\": 1, \"per\": "
                  "\"month\", \"step\": \"提醒\"}, {\"figure\": \"violations\", \"at_least\": 2, "
                  "\"per\": \"year\", \"step\": \"谈话\"}]}");
    put_absent_people(end, crowd);
    spend_a_day(end);
    size_t written = watch(end);
    assert_true(written > 2 * crowd && written <= 2 * (crowd + 2));
    AUTO(sheet) struct sheet *sheet = ledger_sheet(end, NULL);
    assert_int_equal(sheet_row_count(sheet), written + 1);
    AUTO(sheet) struct sheet *closed = ledger_sheet(end, "closed");
    assert_int_equal(sheet_row_count(closed), 1); /* its headings */
    AUTO(memory) char *csv = NULL;
    MUST(csv_write(sheet, roster_sheet_columns(list), &csv, &len, &err));
    size_t lines = 0, names = 0;
    for (const char *at = csv; (at = strchr(at, '\n')) != NULL; at++) {
        lines++;
    }
    for (const char *at = csv; (at = strstr(at, ",'=缺勤,")) != NULL; at++) {
        names++;
    }
    assert_int_equal(lines, written + 1);
    assert_int_equal(names, 2 * crowd);
}

static void act(struct month_end *end, const char *id, const char *action, const char *input)
{
    AUTO_OFFICE_ANSWER struct office_answer answer = {0};
    AUTO(json) json_t *value = NULL;
    MUST(json_parse(input, strlen(input), "test", &value, &err));
    const struct office_call call = {.kind = office_kind_find("breach"),
                                     .caller = &everyone,
                                     .id = id,
                                     .action = action,
                                     .input = value};
    MUST(office_act(end->office, &call, &answer, &err));
    if (answer.result != OFFICE_DONE) {
        fail_msg("%s: %s", action, answer.detail);
    }
}

static void test_breach_ledger__what_is_not_rectified_in_time_is_overdue(void **state)
{
    struct month_end *end = *state;
    size_t count;
    spend_a_day(end);
    assert_int_equal(watch(end), 3);
    AUTO(json) json_t *found = entry_of(end, "s1", "late");
    act(end, office_text(found, "id"), "notify", "{\"text\": \"请整改\", \"due\": \"2026-03-05\"}");
    MUST(breach_ledger_sweep(end->office, &count, &err));
    assert_int_equal(count, 0);
    end->judged->site.clock.utc_us = NIGHT + INT64_C(5) * 24 * 3600 * 1000000;
    MUST(breach_ledger_sweep(end->office, &count, &err));
    assert_int_equal(count, 1);
    MUST(breach_ledger_sweep(end->office, &count, &err));
    assert_int_equal(count, 0);
    AUTO(json) json_t *overdue = entry_of(end, "s1", "late");
    assert_string_equal(office_text(overdue, "state"), "overdue");
    assert_string_equal(last_of(overdue), "overdue");
    act(end, office_text(found, "id"), "rectify", "{\"text\": \"已批评\"}");
    AUTO(json) json_t *done = entry_of(end, "s1", "late");
    assert_true(json_is_true(json_object_get(json_object_get(done, "rectification"), "late")));
}

/* Closing */

static json_t *close_now(struct month_end *end, const char *reason,
                         enum month_close_result expected)
{
    json_t *answer = NULL;
    enum month_close_result result;
    const struct month_close_call call = {
        .reason = reason, .caller = &everyone, .month = 2026 * 12 + 2};
    MUST(month_close(&end->desk, &call, &result, &answer, &err));
    assert_int_equal(result, expected);
    return answer;
}

/* wrong: what is named first; "" where everything holds. */
static void check_freeze(struct month_end *end, const char *wrong)
{
    AUTO(snapshot) struct snapshot *view = NULL;
    struct month_freeze_verdict verdict;
    bool found;
    MUST(storage_read(end->judged->site.storage, &view, &err));
    MUST(month_freeze_check(snapshot_database(view), 2026 * 12 + 2, &found, &verdict, &err));
    assert_true(found);
    assert_int_equal(verdict.good, *wrong == '\0');
    assert_string_equal(verdict.what, wrong);
}

static size_t frozen_bytes(struct month_end *end, const char *name,
                           char ret_hash[static HASH_HEX_SIZE])
{
    AUTO(snapshot) struct snapshot *view = NULL;
    AUTO_FREEZE_DOCUMENT struct month_freeze_document document = {0};
    bool found;
    MUST(storage_read(end->judged->site.storage, &view, &err));
    MUST(month_freeze_read(snapshot_database(view), 2026 * 12 + 2, name, &found, &document, &err));
    assert_true(found);
    const struct hash hash = hash_sha256(document.bytes, document.len);
    hash_hex_encode(hash.bytes, HASH_BYTES, ret_hash);
    return document.len;
}

static json_t *supplement_of(struct month_end *end)
{
    bool closed;
    json_t *supplement = NULL;
    MUST(month_supplement_read(&end->desk, 2026 * 12 + 2, NULL, &closed, &supplement, &err));
    assert_true(closed);
    return supplement;
}

/* Of a month that is not closed: null. Yours. */
static json_t *closing_of(struct month_end *end)
{
    json_t *closing = NULL;
    MUST(month_overview_closing(&end->desk, 2026 * 12 + 2, NULL, &closing, &err));
    return closing;
}

static void test_month_close__what_comes_later_is_a_supplement(void **state)
{
    struct month_end *end = *state;
    char before[HASH_HEX_SIZE], after[HASH_HEX_SIZE];
    spend_a_day(end);
    json_decref(close_now(end, NULL, MONTH_UNFINISHED));
    AUTO(json) json_t *open = closing_of(end);
    assert_true(json_is_null(open));
    AUTO(json) json_t *closed = close_now(end, "领导要求", MONTH_CLOSED);
    assert_string_equal(office_text(closed, "by"), "test");
    assert_null(close_now(end, "again", MONTH_CLOSED_BEFORE));
    size_t len = frozen_bytes(end, "report.xlsx", before);
    AUTO(json) json_t *none = supplement_of(end);
    assert_int_equal(json_array_size(json_object_get(none, "figures")), 0);
    assert_int_equal(json_array_size(json_object_get(none, "differences")), 0);
    AUTO(json) json_t *fresh = closing_of(end);
    assert_string_equal(office_text(fresh, "hash"), office_text(closed, "hash"));
    assert_true(json_is_false(json_object_get(fresh, "supplement")));
    end->judged->site.clock.utc_us += INT64_C(24) * 3600 * 1000000;
    judged_office_tap(end->judged, &end->judged->gate, 1, AT(8, 20));
    AUTO(json) json_t *some = supplement_of(end);
    const json_t *figures = json_object_get(some, "figures");
    bool seen = false;
    for (size_t i = 0; i < json_array_size(figures); i++) {
        const json_t *line = json_array_get(figures, i);
        seen |= strcmp(office_text(line, "staff"), "s1") == 0 &&
                strcmp(office_text(line, "figure"), "late") == 0 &&
                json_integer_value(json_object_get(line, "frozen")) == 1 &&
                json_integer_value(json_object_get(line, "now")) == 0;
    }
    assert_true(seen);
    assert_true(json_array_size(json_object_get(some, "differences")) >= 1);
    AUTO(json) json_t *stale = closing_of(end);
    assert_true(json_is_true(json_object_get(stale, "supplement")));
    assert_int_equal(frozen_bytes(end, "report.xlsx", after), len);
    assert_string_equal(before, after);
    check_freeze(end, "");
}

static bool run_alter(struct database *database, void *user, struct error *err)
{
    return database_run_script(database, "alter", user, err);
}

static void test_month_freeze__what_is_altered_is_named(void **state)
{
    struct month_end *end = *state;
    spend_a_day(end);
    json_decref(close_now(end, "x", MONTH_CLOSED));
    check_freeze(end, "");
    MUST(storage_write(end->judged->site.storage, run_alter,
                       "UPDATE frozen_document SET bytes = (SELECT bytes FROM frozen_document "
                       "WHERE name = 'units.csv') WHERE name = 'people.csv'",
                       &err));
    check_freeze(end, "people.csv: its bytes are not those that were frozen");
    MUST(storage_write(end->judged->site.storage, run_alter,
                       "DELETE FROM frozen_document WHERE name = 'people.csv'", &err));
    check_freeze(end, "documents: there are not as many as were frozen");
}

static void test_submission_desk__reminders_go_once(void **state)
{
    struct month_end *end = *state;
    size_t count = 0;
    spend_a_day(end);
    MUST(submission_desk_remind(&end->desk, &count, &err));
    assert_int_equal(test_site_number(&end->judged->site,
                                      "SELECT COUNT(*) FROM notice WHERE what = 'submission_due'"),
                     0);
    end->judged->site.clock.utc_us =
        TEST_SITE_UTC_US + INT64_C(28) * 24 * 3600 * 1000000; /* the 30th */
    MUST(submission_desk_remind(&end->desk, &count, &err));
    MUST(submission_desk_remind(&end->desk, &count, &err));
    assert_int_equal(test_site_number(&end->judged->site,
                                      "SELECT COUNT(*) FROM notice WHERE what = 'submission_due'"),
                     1);
    end->judged->site.clock.utc_us += INT64_C(3) * 24 * 3600 * 1000000;
    MUST(submission_desk_remind(&end->desk, &count, &err));
    assert_int_equal(
        test_site_number(&end->judged->site,
                         "SELECT COUNT(*) FROM notice WHERE what = 'submission_overdue'"),
        1);
}

#define IN_MONTH(test) cmocka_unit_test_setup_teardown(test, open_month, close_month)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_MONTH(test_ledger_watch__a_cause_makes_one_entry),
        IN_MONTH(test_ledger_watch__a_figure_that_falls_is_said_and_takes_nothing_away),
        IN_MONTH(test_ledger_watch__what_a_tap_could_still_lift_makes_none),
        IN_MONTH(test_ledger_watch__five_thousand_breaches_are_one_sheet),
        IN_MONTH(test_breach_ledger__what_is_not_rectified_in_time_is_overdue),
        IN_MONTH(test_month_close__what_comes_later_is_a_supplement),
        IN_MONTH(test_month_freeze__what_is_altered_is_named),
        IN_MONTH(test_submission_desk__reminders_go_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
