/* How many records a second come in over HTTP, with signatures, chain and exactly-once, without and
 * with judging, against a bare SQLite bulk insert of the same rows in the same run: the same lines
 * and taps, statements prepared, WAL and synchronous FULL, 5,000 records a commit. All on the disk
 * of $TMPDIR. Prints lines of key=value; nothing is asserted, for machines differ. */

#include "check.h"
#include "ingest_load.h"
#include "log.h"
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>

#define COMMIT_ROWS 5000

/* The floor: rows read from the database that was just filled, written to another one. */

static void run_sql(sqlite3 *handle, const char *text)
{
    CHECK(sqlite3_exec(handle, text, NULL, NULL, NULL) == SQLITE_OK);
}

static sqlite3_stmt *prepare(sqlite3 *handle, const char *text)
{
    sqlite3_stmt *statement;
    CHECK(sqlite3_prepare_v2(handle, text, -1, &statement, NULL) == SQLITE_OK);
    return statement;
}

struct rows {
    sqlite3_value **values;
    size_t count, columns;
};

/* All rows of a query in memory, so that reading them is no part of the floor. */
static void read_rows(const char *location, const char *query, struct rows *ret_rows)
{
    sqlite3 *handle;
    CHECK(sqlite3_open(location, &handle) == SQLITE_OK);
    sqlite3_stmt *select = prepare(handle, query);
    struct rows rows = {.columns = (size_t)sqlite3_column_count(select)};
    rows.values = calloc(INGEST_LOAD_RECORDS * rows.columns, sizeof *rows.values);
    CHECK(rows.values);
    while (sqlite3_step(select) == SQLITE_ROW) {
        for (size_t i = 0; i < rows.columns; i++) {
            rows.values[rows.count * rows.columns + i] =
                sqlite3_value_dup(sqlite3_column_value(select, (int)i));
        }
        rows.count++;
    }
    CHECK(rows.count == INGEST_LOAD_RECORDS);
    CHECK(sqlite3_finalize(select) == SQLITE_OK && sqlite3_close(handle) == SQLITE_OK);
    *ret_rows = rows;
}

static void free_rows(struct rows *rows)
{
    for (size_t i = 0; i < rows->count * rows->columns; i++) {
        sqlite3_value_free(rows->values[i]);
    }
    free(rows->values);
}

static void insert(sqlite3_stmt *statement, const struct rows *rows, size_t row)
{
    for (size_t i = 0; i < rows->columns; i++) {
        CHECK(sqlite3_bind_value(statement, (int)i + 1, rows->values[row * rows->columns + i]) ==
              SQLITE_OK);
    }
    CHECK(sqlite3_step(statement) == SQLITE_DONE && sqlite3_reset(statement) == SQLITE_OK);
}

static const char bare_schema[] =
    "PRAGMA page_size = 8192; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
    "PRAGMA cache_size = -32768;"
    "CREATE TABLE record (kiosk TEXT NOT NULL, epoch BIGINT NOT NULL, seq BIGINT NOT NULL,"
    " batch BIGINT NOT NULL, line TEXT NOT NULL, PRIMARY KEY (kiosk, epoch, seq));"
    "CREATE TABLE tap (date BIGINT, staff TEXT, at_ms BIGINT, kiosk TEXT, epoch BIGINT,"
    " seq BIGINT, at_utc_us BIGINT, card TEXT, uncertain BIGINT, not_before_ms BIGINT,"
    " not_after_ms BIGINT, meeting TEXT, substitute_for TEXT, token BYTEA,"
    " PRIMARY KEY (date, staff, at_ms, kiosk, epoch, seq)) WITHOUT ROWID;";

static double run_bare(const char *path, const struct rows *records, const struct rows *taps)
{
    sqlite3 *handle;
    CHECK(sqlite3_open(path, &handle) == SQLITE_OK);
    run_sql(handle, bare_schema);
    sqlite3_stmt *record = prepare(handle, "INSERT INTO record VALUES (?, ?, ?, ?, ?)");
    sqlite3_stmt *tap =
        prepare(handle, "INSERT INTO tap VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    int64_t began_us = ingest_load_now_us();
    double began_cpu_us = ingest_load_cpu_us();
    for (size_t first = 0; first < INGEST_LOAD_RECORDS; first += COMMIT_ROWS) {
        size_t last =
            first + COMMIT_ROWS < INGEST_LOAD_RECORDS ? first + COMMIT_ROWS : INGEST_LOAD_RECORDS;
        run_sql(handle, "BEGIN IMMEDIATE");
        for (size_t row = first; row < last; row++) {
            insert(record, records, row);
        }
        for (size_t row = first; taps && row < last; row++) {
            insert(tap, taps, row);
        }
        run_sql(handle, "COMMIT");
    }
    double per_second = INGEST_LOAD_RECORDS * 1e6 / (double)(ingest_load_now_us() - began_us);
    printf("bare_%s_per_s=%.0f cpu_us_a_record=%.1f\n", taps ? "records_and_taps" : "records",
           per_second, (ingest_load_cpu_us() - began_cpu_us) / INGEST_LOAD_RECORDS);
    CHECK(sqlite3_finalize(record) == SQLITE_OK && sqlite3_finalize(tap) == SQLITE_OK);
    CHECK(sqlite3_close(handle) == SQLITE_OK);
    return per_second;
}

static void compare_with_bare(struct test_site *site, double http)
{
    char path[512];
    struct rows records, taps;
    read_rows(site->location, "SELECT kiosk, epoch, seq, batch, line FROM record ORDER BY rowid",
              &records);
    read_rows(site->location, "SELECT * FROM tap ORDER BY at_ms, kiosk", &taps);
    double bare =
        run_bare(temporary_folder_path(&site->folder, "records.db", path), &records, NULL);
    double both = run_bare(temporary_folder_path(&site->folder, "both.db", path), &records, &taps);
    printf("ratio_to_records=%.2f ratio_to_records_and_taps=%.2f\n", http / bare, http / both);
    free_rows(&records);
    free_rows(&taps);
}

static void measure(enum ingest_load_kind kind)
{
    static struct test_site site;
    test_site_init(&site);
    struct ingest_load *load = ingest_load_create(&site, kind);
    ingest_load_print_size(load);
    double http = ingest_load_run(load);
    compare_with_bare(&site, http);
    ingest_load_destroy(load);
    test_site_finish(&site);
}

int main(void)
{
    log_set_level(LOG_WARNING);
    measure(INGEST_LOAD_KEPT);
    measure(INGEST_LOAD_JUDGED);
    return 0;
}
