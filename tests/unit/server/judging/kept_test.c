/* What is kept always equals judging anew: documents change, taps come early and late, time passes,
 * and after each the rows of people, units and attendees are what the rules make of the facts and
 * taps that are there. Whatever forgets to judge somebody again is found here. */

#include "attendee_store.h"
#include "check.h"
#include "civil.h"
#include "cmocka_tests.h"
#include "json.h"
#include "judged_office.h"
#include "judging_run.h"
#include "meeting_judging.h"
#include "month_store.h"
#include "random_office.h"
#include "test_engine.h"
#include "unit_sums.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define STEPS     150
#define TEXT_SIZE 4000
#define MONO_AT_US                                                                                 \
    (INT64_C(40) * 86400 * 1000000) /* of the kiosks' clocks when the site begins                  \
                                     */
#define DAY_US       (INT64_C(86400) * 1000000)
#define MINUTE_US    (INT64_C(60) * 1000000)
#define HOUR_MS      (INT64_C(3600) * 1000)
#define UNTIL_UTC_US (TEST_SITE_UTC_US + 29 * DAY_US) /* the last day of March */

struct bench {
    struct judged_office *office;
    struct random_office random;
    int32_t month; /* the one that is kept */
    uint64_t seed;
    int step;
    char last[RANDOM_OFFICE_VALUE_MAX + 100]; /* what was done last */
};

static uint32_t below(struct bench *bench, uint32_t limit)
{
    return random_office_below(&bench->random, limit);
}

/* What happens */

static void put(struct bench *bench, const struct random_document *document)
{
    struct test_site *site = &bench->office->site;
    struct error err = {0};
    (void)snprintf(bench->last, sizeof bench->last, "%s/%s %s", document->kind, document->id,
                   document->value);
    bool done = document->value[0]
                    ? test_site_try_put(site, document->kind, document->id, document->value, &err)
                    : test_site_try_remove(site, document->kind, document->id, &err);
    if (!done) {
        fail_msg("%s: %s", bench->last, err.text);
    }
}

/* A meeting that is there; NULL where the dice fall on another thing too often. */
static const struct random_document *any_meeting(struct bench *bench)
{
    const struct random_office *office = &bench->random;
    for (int i = 0; i < 200; i++) {
        const struct random_document *document =
            &office->documents[below(bench, (uint32_t)office->count)];
        if (strcmp(document->kind, "meeting") == 0 && document->value[0]) {
            return document;
        }
    }
    return NULL;
}

/* From 8 to 12 on one of the days; where a meeting is given, around its start. */
static int64_t any_moment(struct bench *bench, const struct random_document *meeting)
{
    int64_t start_ms;
    AUTO(json) json_t *value = meeting ? json_loads(meeting->value, 0, NULL) : NULL;
    int64_t second_us = below(bench, 60) * INT64_C(1000000);
    const char *start = json_string_value(json_object_get(value, "start"));
    if (start && civil_time_parse(start, &start_ms)) {
        int64_t day = civil_date_of(start_ms) - civil_date_make(2026, 3, 2);
        int64_t minute = (start_ms - civil_midnight_ms(civil_date_of(start_ms))) / CIVIL_MINUTE_MS -
                         40 + below(bench, 80);
        return AT(0, 0) + day * DAY_US + minute * MINUTE_US + second_us;
    }
    int64_t minute = 8 * 60 + below(bench, 240);
    return AT(0, 0) + (random_office_day(&bench->random) - 2) * DAY_US + minute * MINUTE_US +
           second_us;
}

static void make_uncertain(struct tap_record *record)
{
    record->clock = TAP_CLOCK_UNCERTAIN;
    record->not_before_utc_us = record->at_utc_us - 20 * MINUTE_US;
    record->not_after_utc_us = record->at_utc_us + 20 * MINUTE_US;
    /* A boot of its own, in which the clock was never compared. */
    record->boot[0] = 'f';
}

/* It may be of days ago, or of a moment still to come. */
static void tap(struct bench *bench)
{
    struct test_kiosk *kiosk = below(bench, 2) == 0 ? &bench->office->door : &bench->office->gate;
    struct tap_record record = test_kiosk_next(kiosk, 1);
    const struct random_document *meeting = below(bench, 4) == 0 ? NULL : any_meeting(bench);
    record.token = bench->random.tokens[below(bench, RANDOM_OFFICE_CARDS)];
    record.at_utc_us = any_moment(bench, meeting);
    record.mono_us = record.at_utc_us - TEST_SITE_UTC_US + MONO_AT_US;
    bool for_somebody = meeting && below(bench, 3) == 0;
    if (for_somebody || (meeting && below(bench, 6) == 0)) {
        (void)snprintf(record.meeting, sizeof record.meeting, "%.40s", meeting->id);
    }
    if (for_somebody) {
        (void)snprintf(record.substitute_for, sizeof record.substitute_for, "s%u", below(bench, 8));
    }
    if (below(bench, 8) == 0) {
        make_uncertain(&record);
    }
    (void)snprintf(bench->last, sizeof bench->last, "tap at %lld of %02x, %s for %s",
                   (long long)record.at_utc_us, record.token.hash.bytes[0], record.meeting,
                   record.substitute_for);
    judged_office_store(bench->office, kiosk, &record);
}

static void pass_time(struct bench *bench)
{
    int64_t hours = below(bench, 8) == 0 ? 24 * 9 : 1 + below(bench, 12);
    int64_t ms = hours * HOUR_MS;
    if (bench->office->site.clock.utc_us + ms * 1000 < UNTIL_UTC_US) {
        fake_clock_advance_ms(&bench->office->site.clock, ms);
    }
    (void)snprintf(bench->last, sizeof bench->last, "%lld ms", (long long)ms);
}

static void happen(struct bench *bench)
{
    uint32_t what = below(bench, 10);
    if (what < 5) {
        put(bench, random_office_change(&bench->random));
    } else if (what < 9) {
        tap(bench);
    } else {
        pass_time(bench);
    }
}

/* What is kept, and what comes out anew */

static void add_row(int32_t month, const char *staff, const char *unit,
                    const struct figures *figures, void *user)
{
    (void)month; /* the one that is kept */
    char name[64];
    struct unit_sums *sums = user;
    (void)snprintf(name, sizeof name, "%.20s in %.20s", *staff ? staff : "all", unit);
    figures_add(unit_sums_of(sums, name), figures);
}

static void add_row_and_unit(int32_t month, const char *staff, const char *unit,
                             const struct figures *figures, void *user)
{
    add_row(month, staff, unit, figures, user);
    add_row(month, "", unit, figures, user);
}

/* A row of zeros says what no row says. */
static void assert_within(const struct bench *bench, const struct unit_sums *some,
                          const struct unit_sums *others, const char *which)
{
    static const struct figures nothing;
    for (size_t i = 0; i < some->count; i++) {
        const struct figures *figures = &some->list[i].figures;
        const struct figures *other = unit_sums_find(others, some->list[i].unit);
        other = other ? other : &nothing;
        for (size_t f = 0; f < FIGURE_COUNT; f++) {
            if (figures->of[f] != other->of[f]) {
                fail_msg("seed %llu step %d (%s): %s: %s is %lld, %s %lld",
                         (unsigned long long)bench->seed, bench->step, bench->last,
                         some->list[i].unit, figure_words[f], (long long)figures->of[f], which,
                         (long long)other->of[f]);
            }
        }
    }
}

static void assert_months(const struct bench *bench, struct database *database,
                          const struct judging_run *run)
{
    AUTO_UNIT_SUMS struct unit_sums kept = {0};
    AUTO_UNIT_SUMS struct unit_sums anew = {0};
    MUST(month_store_each(database, bench->month, bench->month, add_row, &kept, &err));
    MUST(month_store_each_unit(database, bench->month, bench->month, add_row, &kept, &err));
    for (size_t i = 0; i < facts_staff_count(run->days.facts); i++) {
        MUST(day_judging_sum_month(&run->days, facts_staff_at(run->days.facts, i), bench->month,
                                   add_row_and_unit, &anew, &err));
    }
    MUST(unit_sums_are_whole(&kept, &err) && unit_sums_are_whole(&anew, &err));
    assert_within(bench, &kept, &anew, "anew");
    assert_within(bench, &anew, &kept, "kept");
}

struct results {
    char text[TEXT_SIZE];
    size_t len, count;
};

static void add_result(const char *staff, const struct attendee_verdict *verdict,
                       struct results *results)
{
    results->count++;
    results->len +=
        (size_t)snprintf(results->text + results->len, TEXT_SIZE - results->len, "%s %s %d %d %u; ",
                         staff, meeting_result_words[verdict->result], verdict->late_min,
                         verdict->early_min, verdict->flags);
    CHECK(results->len < TEXT_SIZE);
}

static void add_kept(const char *meeting, const struct attendee_row *row, void *user)
{
    (void)meeting; /* the one that was asked for */
    add_result(row->staff, &row->verdict, user);
}

static void add_anew(const struct facts_staff *staff, const struct attendee_verdict *verdict,
                     void *user)
{
    add_result(staff->id, verdict, user);
}

/* None has rows but those of the month that is kept. */
static void assert_meetings(const struct bench *bench, struct database *database,
                            const struct judging_run *run)
{
    size_t rows = 0;
    for (size_t i = 0; i < facts_meeting_count(run->days.facts); i++) {
        const struct facts_meeting *meeting = facts_meeting_at(run->days.facts, i);
        struct results kept = {.len = 0};
        struct results anew = {.len = 0};
        MUST(attendee_store_each_of_meeting(database, meeting->meeting.id, add_kept, &kept, &err));
        if (civil_month_of(civil_date_of(meeting->meeting.start_ms)) == bench->month) {
            MUST(meeting_judging_each(&run->days, meeting, add_anew, &anew, &err));
        }
        if (strcmp(kept.text, anew.text) != 0) {
            fail_msg("seed %llu step %d (%s): %s: kept %s anew %s", (unsigned long long)bench->seed,
                     bench->step, bench->last, meeting->meeting.id, kept.text, anew.text);
        }
        rows += kept.count;
    }
    assert_int_equal(
        test_site_number(&bench->office->site, "SELECT COUNT(*) FROM attendee_verdict"), rows);
}

static void assert_kept_equals_anew(const struct bench *bench)
{
    struct judging_progress progress;
    MUST(judging_bring_up(bench->office->judging, bench->month, bench->month, &progress, &err));
    AUTO(snapshot) struct snapshot *view = NULL;
    MUST(storage_read(bench->office->site.storage, &view, &err));
    struct database *database = snapshot_database(view);
    AUTO_JUDGING_RUN struct judging_run run;
    MUST(judging_run_init(&run, bench->office->cache, &bench->office->site.clock.clock, database,
                          fact_cache_take, &err));
    assert_meetings(bench, database, &run);
    assert_months(bench, database, &run);
}

/* The office's own hours and cards give way to those of the random one. */
static void begin(struct bench *bench, uint64_t seed)
{
    void *office;
    assert_int_equal(judged_office_open(&office), 0);
    *bench = (struct bench){.office = office, .seed = seed};
    struct test_site *site = &bench->office->site;
    char token[HASH_HEX_SIZE];
    MUST(test_site_try_remove(site, "assignment", "a1", &err) &&
         test_site_try_remove(site, "card", test_site_token(site, 1, token), &err) &&
         test_site_try_remove(site, "card", test_site_token(site, 2, token), &err));
    random_office_init(&bench->random, seed);
    for (size_t i = 0; i < bench->random.count; i++) {
        if (bench->random.documents[i].value[0]) {
            put(bench, &bench->random.documents[i]);
        }
    }
    bench->month = civil_month_of(civil_date_of(civil_midnight_ms(civil_date_make(2026, 3, 1))));
}

static void run(uint64_t seed)
{
    static struct bench bench;
    begin(&bench, seed);
    assert_kept_equals_anew(&bench);
    for (bench.step = 0; bench.step < STEPS; bench.step++) {
        happen(&bench);
        assert_kept_equals_anew(&bench);
    }
    void *office = bench.office;
    assert_int_equal(judged_office_close(&office), 0);
}

/* As many histories as are asked for; each is told apart by its seed, and comes again. */
static void test_kept__verdicts_equal_judging_anew_whatever_happens(void **state)
{
    (void)state;
    const char *asked = getenv("SHOUSHI_TEST_HISTORIES");
    uint64_t count = asked                                     ? strtoull(asked, NULL, 10)
                     : test_engine() == TEST_ENGINE_POSTGRESQL ? 1
                                                               : 4;
    for (uint64_t i = 1; i <= count; i++) {
        run(i * 0x9e3779b97f4a7c15u);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_kept__verdicts_equal_judging_anew_whatever_happens),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
