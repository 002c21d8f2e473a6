/* A county of 10,000 people, or as many as the argument says, and a month of their taps: the month
 * report from the rows that are kept, against one scan of the month's verdict rows in the same run;
 * what one late tap and one leave touch; and how long taps wait while a change for everybody is
 * judged in the background. On the disk of $TMPDIR. Prints lines of key=value; nothing is asserted,
 * for machines differ. */

#include "check.h"
#include "civil.h"
#include "fact_cache.h"
#include "facts_loader.h"
#include "json.h"
#include "judging.h"
#include "log.h"
#include "month_report_json.h"
#include "month_source.h"
#include "paper.h"
#include "test_site.h"
#include <inttypes.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define STAFF_LEAST   100
#define STAFF_MOST    100000
#define UNITS         100
#define KIOSKS        4
#define BATCH         400
#define MEETINGS      40
#define ATTENDEES     50
#define REPEATS       9
#define LATE_TAPS     50
#define LEAVES        50
#define MONTH_FIRST   "2026-03-01"
#define DAY_US        INT64_C(86400000000)
#define MIDNIGHT_US   (TEST_SITE_UTC_US - INT64_C(30600000000)) /* of Monday, 2026-03-02 */
#define MONTH_END_US  (MIDNIGHT_US + 30 * DAY_US)
#define DOCUMENTS_MAX 500 /* in one import */

struct bench {
    struct test_site site;
    uint32_t staff;
    struct fact_cache *cache;
    struct judging *judging;
    struct month_source source;
    struct test_kiosk kiosks[KIOSKS];
    int32_t month;
    double facts_load_ms; /* all of them, anew */
    struct error err;
};

static double now_ms(void)
{
    return (double)clock_mono_us(clock_system()) / 1000;
}

/* Of this process alone: what others do on the machine does not count. */
static double cpu_ms(void)
{
    struct timespec at;
    CHECK(clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &at) == 0);
    return (double)at.tv_sec * 1000 + (double)at.tv_nsec / 1000000;
}

static void must(struct bench *bench, bool done)
{
    if (!done) {
        (void)fprintf(stderr, "month-bench: %s\n", bench->err.text);
    }
    CHECK(done);
}

static int compare_numbers(const void *a, const void *b)
{
    double x = *(const double *)a;
    double y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(double *numbers, size_t count)
{
    qsort(numbers, count, sizeof *numbers, compare_numbers);
    return numbers[count / 2];
}

/* The county */

static void flush(struct bench *bench, json_t *documents)
{
    must(bench, fact_writer_import(bench->site.facts, documents, "bench", &bench->err));
    (void)json_array_clear(documents); /* cannot fail on a list */
}

static void add(struct bench *bench, json_t *documents, const char *kind, const char *id,
                json_t *value)
{
    CHECK(json_array_append_new(documents, json_pack("{s:s, s:s, s:o}", "kind", kind, "id", id,
                                                     "value", value)) == 0);
    if (json_array_size(documents) == DOCUMENTS_MAX) {
        flush(bench, documents);
    }
}

static json_t *schedule(const char *start)
{
    return json_pack("{s:s, s:[{s:s, s:s, s:[i,i,i,i,i], s:[{s:s, s:s, s:s, s:s}]}]}", "id", "day",
                     "versions", "from", "2026-01-01", "to", "2026-12-31", "weekdays", 1, 2, 3, 4,
                     5, "sessions", "start", start, "end", "17:30", "in", "required", "out",
                     "required");
}

static void put_people(struct bench *bench, json_t *documents)
{
    for (uint32_t i = 0; i < bench->staff; i++) {
        char id[16], unit[16], token[HASH_HEX_SIZE];
        (void)snprintf(id, sizeof id, "s%05" PRIu32, i);
        (void)snprintf(unit, sizeof unit, "n%03" PRIu32, i % UNITS);
        add(bench, documents, "staff", id,
            json_pack("{s:s, s:s, s:s}", "id", id, "name", "欧阳建国", "unit", unit));
        add(bench, documents, "card", test_site_token(&bench->site, i, token),
            json_pack("{s:s, s:s}", "staff", id, "state", "active"));
    }
}

static void put_meetings(struct bench *bench, json_t *documents)
{
    for (uint32_t i = 0; i < MEETINGS; i++) {
        char id[16], start[24], end[24];
        (void)snprintf(id, sizeof id, "m%03" PRIu32, i);
        (void)snprintf(start, sizeof start, "2026-03-%02" PRIu32 "T09:00:00", 2 + i % 5);
        (void)snprintf(end, sizeof end, "2026-03-%02" PRIu32 "T11:00:00", 2 + i % 5);
        json_t *attendees = json_array();
        for (uint32_t k = 0; k < ATTENDEES; k++) {
            char staff[16];
            (void)snprintf(staff, sizeof staff, "s%05" PRIu32, (i * ATTENDEES + k) % bench->staff);
            CHECK(json_array_append_new(
                      attendees, json_pack("{s:s, s:s}", "staff", staff, "role", "required")) == 0);
        }
        add(bench, documents, "meeting", id,
            json_pack("{s:s, s:s, s:s, s:s, s:o}", "id", id, "title", "会", "start", start, "end",
                      end, "attendees", attendees));
    }
}

static void put_county(struct bench *bench)
{
    AUTO(json) json_t *documents = json_array();
    add(bench, documents, "schedule", "day", schedule("08:30"));
    for (uint32_t i = 0; i < UNITS; i++) {
        char id[16];
        (void)snprintf(id, sizeof id, "n%03" PRIu32, i);
        add(bench, documents, "unit", id, json_pack("{s:s, s:s}", "code", id, "name", "局"));
        add(bench, documents, "assignment", id,
            json_pack("{s:s, s:s, s:s}", "schedule", "day", "unit", id, "from", "2026-01-01"));
    }
    put_people(bench, documents);
    put_meetings(bench, documents);
    flush(bench, documents);
}

/* Taps */

static void store(struct bench *bench, struct test_kiosk *kiosk, const char *body, size_t len)
{
    AUTO(ingest_batch) struct ingest_batch *batch = test_kiosk_batch(kiosk, body, len);
    must(bench, ingest_store(bench->site.ingest, batch, &bench->err));
    CHECK(batch->lines[0].answer == INGEST_STORED);
}

/* In at about half past eight, every eleventh a little late; out at about half past five. */
static void tap_half_day(struct bench *bench, uint32_t day, int64_t from_min, char *body)
{
    for (uint32_t first = 0; first < bench->staff; first += BATCH) {
        struct test_kiosk *kiosk = &bench->kiosks[first / BATCH % KIOSKS];
        size_t len = 0;
        for (uint32_t i = first; i < first + BATCH && i < bench->staff; i++) {
            int64_t min = from_min + (i + day) % 11;
            kiosk->at_utc_us = MIDNIGHT_US + day * DAY_US + min * INT64_C(60000000);
            len += test_kiosk_tap(kiosk, i, 1, body + len);
        }
        store(bench, kiosk, body, len);
    }
}

static size_t tap_month(struct bench *bench)
{
    char *body = malloc((size_t)BATCH * TAP_RECORD_LINE_MAX + 1);
    CHECK(body);
    size_t days = 0;
    for (uint32_t day = 0; day < 30; day++) {
        if (day % 7 < 5) {
            tap_half_day(bench, day, 8 * 60 + 21, body);
            tap_half_day(bench, day, 17 * 60 + 30, body);
            days++;
        }
    }
    free(body);
    return days;
}

/* Figures */

static void report_month(struct bench *bench, double *ret_value_ms, double *ret_json_ms)
{
    AUTO_MONTH_VIEW struct month_view view = {0};
    double began = now_ms();
    must(bench,
         month_source_report(&bench->source, bench->month, MONTH_SOURCE_NOW, &view, &bench->err));
    *ret_value_ms = now_ms() - began;
    CHECK(view.report->person_count == bench->staff);
    began = now_ms();
    AUTO(json) json_t *json = month_report_to_json(view.report);
    AUTO(memory) char *text = json_dumps(json, JSON_COMPACT);
    CHECK(text);
    *ret_json_ms = now_ms() - began;
}

/* Every column of every verdict row of the month, read once by bare SQLite. */
static double scan_rows(struct bench *bench, int64_t *ret_rows)
{
    sqlite3 *handle;
    sqlite3_stmt *select;
    CHECK(sqlite3_open_v2(bench->site.location, &handle, SQLITE_OPEN_READONLY, NULL) == SQLITE_OK);
    CHECK(sqlite3_prepare_v2(handle, "SELECT * FROM day_verdict WHERE date >= ? AND date < ?", -1,
                             &select, NULL) == SQLITE_OK);
    CHECK(sqlite3_bind_int(select, 1, civil_month_first(bench->month)) == SQLITE_OK);
    CHECK(sqlite3_bind_int(select, 2, civil_month_first(bench->month + 1)) == SQLITE_OK);
    double began = now_ms();
    int64_t bytes = 0;
    *ret_rows = 0;
    while (sqlite3_step(select) == SQLITE_ROW) {
        for (int i = 0; i < sqlite3_column_count(select); i++) {
            bytes += sqlite3_column_type(select, i) == SQLITE_INTEGER
                         ? sqlite3_column_int64(select, i)
                         : sqlite3_column_text(select, i)[0];
        }
        (*ret_rows)++;
    }
    double took = now_ms() - began;
    CHECK(bytes != 0 && sqlite3_finalize(select) == SQLITE_OK &&
          sqlite3_close(handle) == SQLITE_OK);
    return took;
}

static void compare_report_with_scan(struct bench *bench)
{
    double values[REPEATS], jsons[REPEATS], scans[REPEATS];
    int64_t rows = 0;
    for (size_t i = 0; i < REPEATS; i++) {
        report_month(bench, &values[i], &jsons[i]);
        scans[i] = scan_rows(bench, &rows);
    }
    double value = median(values, REPEATS);
    double scan = median(scans, REPEATS);
    printf("report_ms=%.1f json_ms=%.1f scan_ms=%.1f scan_rows=%" PRId64 " ratio_to_scan=%.2f\n",
           value, median(jsons, REPEATS), scan, rows, value / scan);
}

/* Of this process, from /proc: "VmRSS" or its peak "VmHWM", in KiB. */
static long memory_kib(const char *which)
{
    char line[256];
    long kib = -1;
    FILE *status = fopen("/proc/self/status", "re");
    CHECK(status);
    while (fgets(line, sizeof line, status)) {
        if (strncmp(line, which, strlen(which)) == 0) {
            kib = strtol(line + strlen(which) + 1, NULL, 10);
        }
    }
    (void)fclose(status); /* it was only read */
    return kib;
}

/* The peak begins anew. */
static void forget_peak(void)
{
    FILE *refs = fopen("/proc/self/clear_refs", "we");
    CHECK(refs && fputs("5", refs) != EOF && fclose(refs) == 0);
}

/* The month on paper: each time and what it takes of memory beside the report itself. */
static void make_papers(struct bench *bench)
{
    static const uint8_t seed[SIGNING_SEED_BYTES] = {1};
    static const enum paper_format formats[] = {PAPER_CSV, PAPER_XLSX, PAPER_PDF};
    const struct paper_source source = {bench->source, seed};
    const struct paper_question question = {.month = bench->month, .as_of_ms = MONTH_SOURCE_NOW};
    AUTO(paper_desk) struct paper_desk *desk = NULL;
    must(bench, paper_desk_open(&source, &question, &desk, &bench->err));
    for (size_t i = 0; i < ARRAY_LEN(formats); i++) {
        const struct paper_order order = {.kind = PAPER_MONTH, .format = formats[i]};
        AUTO_PAPER struct paper paper = {0};
        forget_peak();
        long before = memory_kib("VmRSS:"), mapped = memory_kib("RssFile:");
        double began = now_ms(), cpu_began = cpu_ms();
        must(bench, paper_make(desk, &order, &paper, &bench->err));
        double took = now_ms() - began, cpu = cpu_ms() - cpu_began;
        printf(
            "paper=%s ms=%.0f cpu_ms=%.0f file_kib=%zu memory_kib=%ld of_it_font_files_kib=%ld\n",
            paper_format_words[formats[i]], took, cpu, paper.len / 1024,
            memory_kib("VmHWM:") - before, memory_kib("RssFile:") - mapped);
    }
}

/* Counts the rows of each table that are written from now on. */
static const char *const changes[] = {"INSERT", "UPDATE", "DELETE"};
static const char *const watched[] = {"day_verdict",   "person_month",      "attendee_verdict",
                                      "unsettled_day", "unsettled_meeting", "verdict_difference",
                                      "rejudging",     "judged_month",      NULL};

static void run_sql(struct bench *bench, const char *text)
{
    sqlite3 *handle;
    CHECK(sqlite3_open(bench->site.location, &handle) == SQLITE_OK);
    CHECK(sqlite3_busy_timeout(handle, 10000) == SQLITE_OK);
    CHECK(sqlite3_exec(handle, text, NULL, NULL, NULL) == SQLITE_OK);
    CHECK(sqlite3_close(handle) == SQLITE_OK);
}

static void watch(struct bench *bench)
{
    run_sql(bench, "CREATE TABLE touched (name TEXT)");
    for (size_t i = 0; watched[i]; i++) {
        for (size_t k = 0; k < ARRAY_LEN(changes); k++) {
            char text[256];
            (void)snprintf(text, sizeof text,
                           "CREATE TRIGGER watch_%s_%s AFTER %s ON %s BEGIN INSERT INTO touched "
                           "VALUES ('%s'); END",
                           watched[i], changes[k], changes[k], watched[i], watched[i]);
            run_sql(bench, text);
        }
    }
}

static void stop_watching(struct bench *bench)
{
    for (size_t i = 0; watched[i]; i++) {
        for (size_t k = 0; k < ARRAY_LEN(changes); k++) {
            char text[128];
            (void)snprintf(text, sizeof text, "DROP TRIGGER watch_%s_%s", watched[i], changes[k]);
            run_sql(bench, text);
        }
    }
}

static void print_touched(struct bench *bench, const char *what, double took_ms)
{
    printf("%s_ms=%.2f", what, took_ms);
    for (size_t i = 0; watched[i]; i++) {
        char text[128];
        (void)snprintf(text, sizeof text, "SELECT count(*) FROM touched WHERE name = '%s'",
                       watched[i]);
        int64_t rows = test_site_number(&bench->site, text);
        if (rows > 0) {
            printf(" %s_rows=%" PRId64, watched[i], rows);
        }
    }
    printf("\n");
    run_sql(bench, "DELETE FROM touched");
}

/* Somebody's earlier tap of three weeks ago comes in late: each of another person. */
static double tap_late(struct bench *bench, uint32_t card)
{
    char body[TAP_RECORD_LINE_MAX + 1];
    struct test_kiosk *kiosk = &bench->kiosks[0];
    kiosk->at_utc_us = MIDNIGHT_US + 8 * DAY_US + INT64_C(29400000000) + card;
    size_t len = test_kiosk_tap(kiosk, card, 1, body);
    double began = now_ms();
    store(bench, kiosk, body, len);
    return now_ms() - began;
}

/* One whose (card + 8) % 11 is 10: he came at twenty-nine minutes to nine at the latest. */
static uint32_t late_card(const struct bench *bench, uint32_t i)
{
    return (2 + i * 11) % (bench->staff / 11 * 11);
}

static void come_late(struct bench *bench)
{
    print_touched(bench, "late_tap", tap_late(bench, late_card(bench, 0)));
    double took[LATE_TAPS];
    for (uint32_t i = 0; i < LATE_TAPS; i++) {
        took[i] = tap_late(bench, late_card(bench, i + 1));
    }
    printf("late_tap_ms_p50=%.2f\n", median(took, LATE_TAPS));
    run_sql(bench, "DELETE FROM touched");
}

static double approve_leave(struct bench *bench, uint32_t staff)
{
    char id[16];
    char value[160];
    (void)snprintf(id, sizeof id, "l%" PRIu32, staff);
    (void)snprintf(value, sizeof value,
                   "{\"staff\": \"s%05" PRIu32 "\", \"from\": \"2026-03-10T00:00:00\", "
                   "\"to\": \"2026-03-11T00:00:00\", \"state\": \"approved\"}",
                   staff);
    double began = now_ms();
    test_site_put(&bench->site, "leave", id, value);
    return now_ms() - began;
}

/* Facts for whoever reads next: of a cache that keeps the last ones, or of one that has none. */
static double take_facts(struct bench *bench, struct fact_cache *cache, size_t *ret_bytes)
{
    AUTO(snapshot) struct snapshot *view = NULL;
    AUTO(fact_loan) struct fact_loan *loan = NULL;
    must(bench, storage_read(bench->site.storage, &view, &bench->err));
    double began = now_ms();
    must(bench, fact_cache_take(cache, snapshot_database(view), &loan, &bench->err));
    double took_ms = now_ms() - began;
    *ret_bytes = facts_memory(fact_loan_facts(loan));
    return took_ms;
}

/* Each leave is another person's. What another server on the same database keeps is patched by
 * them, one after the other. */
static void go_on_leave(struct bench *bench)
{
    double approved[LEAVES];
    double patched[LEAVES];
    size_t bytes;
    AUTO(fact_cache) struct fact_cache *other = NULL;
    must(bench, fact_cache_create(bench->site.storage, &other, &bench->err));
    (void)take_facts(bench, other, &bytes);
    print_touched(bench, "leave", approve_leave(bench, bench->staff / 2));
    for (uint32_t i = 0; i < LEAVES; i++) {
        approved[i] = approve_leave(bench, (1 + i * 13) % bench->staff);
        patched[i] = take_facts(bench, other, &bytes);
    }
    run_sql(bench, "DELETE FROM touched");
    double patch_ms = median(patched, LEAVES);
    printf("leave_ms_p50=%.2f facts_patch_ms_p50=%.3f facts_kib=%zu load_to_patch=%.0f\n",
           median(approved, LEAVES), patch_ms, bytes / 1024, bench->facts_load_ms / patch_ms);
}

/* Everybody's hours change while people tap. */
static void change_for_everybody(struct bench *bench)
{
    char text[512];
    AUTO(json) json_t *value = schedule("08:35");
    AUTO(memory) char *dumped = json_dumps(value, JSON_COMPACT);
    (void)snprintf(text, sizeof text, "%s", dumped);
    must(bench, judging_start(bench->judging, &bench->err));
    double began = now_ms();
    test_site_put(&bench->site, "schedule", "day", text);
    double put_ms = now_ms() - began;
    static double waits[100000];
    size_t count = 0;
    while (test_site_number(&bench->site, "SELECT count(*) FROM rejudging") > 0 &&
           count < ARRAY_LEN(waits)) {
        waits[count] = tap_late(bench, late_card(bench, (uint32_t)count + LATE_TAPS + 1));
        count++;
    }
    double took = now_ms() - began;
    CHECK(count > 0);
    double p50 = median(waits, count);
    printf("schedule_put_ms=%.1f everybody_ms=%.0f person_months_per_s=%.0f taps_meanwhile=%zu "
           "tap_ms_p50=%.1f tap_ms_max=%.1f\n",
           put_ms, took, bench->staff / took * 1000, count, p50, waits[count - 1]);
}

/* The whole */

static void open_bench(struct bench *bench)
{
    struct test_site *site = &bench->site;
    test_site_init(site);
    must(bench, fact_cache_create(site->storage, &bench->cache, &bench->err) &&
                    judging_create(site->storage, bench->cache, &site->clock.clock, &bench->judging,
                                   &bench->err));
    struct ingest_observer on_taps = judging_ingest_observer(bench->judging);
    struct fact_observer on_facts = judging_fact_observer(bench->judging);
    ingest_add_observer(site->ingest, &on_taps);
    fact_writer_add_observer(site->facts, &on_facts);
    bench->source =
        (struct month_source){site->storage, bench->cache, bench->judging, &site->clock.clock};
    int32_t first;
    CHECK(civil_date_parse(MONTH_FIRST, &first));
    bench->month = civil_month_of(first);
    site->clock.utc_us = MONTH_END_US;
    for (size_t i = 0; i < KIOSKS; i++) {
        test_kiosk_init(&bench->kiosks[i], site);
    }
}

static void close_bench(struct bench *bench)
{
    for (size_t i = 0; i < KIOSKS; i++) {
        test_kiosk_finish(&bench->kiosks[i]);
    }
    judging_destroy(bench->judging);
    fact_cache_destroy(bench->cache);
    test_site_finish(&bench->site);
}

/* What the first question after a start costs, and what each new fact would if nothing was kept. */
static void load_facts(struct bench *bench)
{
    double took[REPEATS];
    size_t bytes;
    for (size_t i = 0; i < REPEATS; i++) {
        AUTO(fact_cache) struct fact_cache *fresh = NULL;
        must(bench, fact_cache_create(bench->site.storage, &fresh, &bench->err));
        took[i] = take_facts(bench, fresh, &bytes);
    }
    bench->facts_load_ms = median(took, REPEATS);
    printf("facts_load_ms=%.1f facts_kib=%zu\n", bench->facts_load_ms, bytes / 1024);
}

int main(int argc, char **argv)
{
    static struct bench bench;
    log_set_level(LOG_WARNING);
    CHECK(setvbuf(stdout, NULL, _IOLBF, 0) == 0); /* each line as soon as it is known */
    bench.staff = argc > 1 ? (uint32_t)strtoul(argv[1], NULL, 10) : 10000;
    CHECK(bench.staff >= STAFF_LEAST && bench.staff <= STAFF_MOST);
    open_bench(&bench);
    put_county(&bench);
    double began = now_ms();
    size_t days = tap_month(&bench);
    printf("staff=%" PRIu32 " days=%zu taps=%zu ingest_ms=%.0f\n", bench.staff, days,
           days * 2 * bench.staff, now_ms() - began);
    double first_ms, json_ms;
    report_month(&bench, &first_ms, &json_ms);
    printf("first_judging_ms=%.0f person_months_per_s=%.0f\n", first_ms,
           bench.staff / first_ms * 1000);
    load_facts(&bench);
    compare_report_with_scan(&bench);
    make_papers(&bench);
    watch(&bench);
    come_late(&bench);
    go_on_leave(&bench);
    stop_watching(&bench);
    change_for_everybody(&bench);
    close_bench(&bench);
    return 0;
}
