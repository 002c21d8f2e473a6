/* The same as ingest-bench on PostgreSQL: records a second over HTTP, without and with judging,
 * against COPY and against prepared INSERTs of the same rows into bare tables of the same cluster
 * in the same run, 5,000 records a commit, fsync on. A cluster of its own on the disk of $TMPDIR,
 * on a Unix socket. Prints lines of key=value; nothing is asserted, for machines differ. */

#include "check.h"
#include "ingest_load.h"
#include "log.h"
#include "postgres_cluster.h"
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COMMIT_ROWS 5000
#define COLUMNS_MAX 16

static const char bare_schema[] =
    "CREATE TABLE bare_record (kiosk TEXT COLLATE \"C\" NOT NULL, epoch BIGINT NOT NULL,"
    " seq BIGINT NOT NULL, batch BIGINT NOT NULL, line TEXT NOT NULL,"
    " PRIMARY KEY (kiosk, epoch, seq));"
    "CREATE TABLE bare_tap (LIKE tap INCLUDING DEFAULTS,"
    " PRIMARY KEY (date, staff, at_ms, kiosk, epoch, seq))";

struct table {
    const char *select, *copy, *insert, *clear;
};

static const struct table records = {
    "SELECT kiosk, epoch, seq, batch, line FROM record ORDER BY batch, kiosk, seq",
    "COPY bare_record FROM STDIN",
    "INSERT INTO bare_record VALUES ($1, $2, $3, $4, $5)",
    "TRUNCATE bare_record",
};

static const struct table taps = {
    "SELECT * FROM tap ORDER BY at_ms, kiosk",
    "COPY bare_tap FROM STDIN",
    "INSERT INTO bare_tap VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
    "TRUNCATE bare_tap",
};

/* All rows of a table, as COPY sends them and as an INSERT binds them. */
struct rows {
    const struct table *table;
    char **lines;
    size_t count;
    PGresult *values;
};

static void run(PGconn *connection, const char *text)
{
    PGresult *result = PQexec(connection, text);
    ExecStatusType status = PQresultStatus(result);
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
        (void)fprintf(stderr, "%s: %s\n", text, PQerrorMessage(connection));
    }
    CHECK(status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK);
    PQclear(result);
}

static void read_rows(PGconn *connection, const struct table *table, struct rows *ret_rows)
{
    char text[512];
    struct rows rows = {.table = table, .lines = calloc(INGEST_LOAD_RECORDS, sizeof(char *))};
    CHECK(rows.lines);
    (void)snprintf(text, sizeof text, "COPY (%s) TO STDOUT", table->select);
    PQclear(PQexec(connection, text));
    char *line;
    while (PQgetCopyData(connection, &line, 0) > 0) {
        CHECK(rows.count < INGEST_LOAD_RECORDS);
        rows.lines[rows.count++] = line;
    }
    PQclear(PQgetResult(connection));
    CHECK(!PQgetResult(connection) && rows.count == INGEST_LOAD_RECORDS);
    rows.values = PQexec(connection, table->select);
    CHECK(PQntuples(rows.values) == INGEST_LOAD_RECORDS);
    *ret_rows = rows;
}

static void free_rows(struct rows *rows)
{
    for (size_t i = 0; i < rows->count; i++) {
        PQfreemem(rows->lines[i]);
    }
    free(rows->lines);
    PQclear(rows->values);
}

static void copy_rows(PGconn *connection, const struct rows *rows, size_t first, size_t last)
{
    PGresult *begun = PQexec(connection, rows->table->copy);
    CHECK(PQresultStatus(begun) == PGRES_COPY_IN);
    PQclear(begun);
    for (size_t i = first; i < last; i++) {
        CHECK(PQputCopyData(connection, rows->lines[i], (int)strlen(rows->lines[i])) == 1);
    }
    CHECK(PQputCopyEnd(connection, NULL) == 1);
    PGresult *ended = PQgetResult(connection);
    CHECK(PQresultStatus(ended) == PGRES_COMMAND_OK);
    PQclear(ended);
    CHECK(!PQgetResult(connection));
}

static void insert_rows(PGconn *connection, const struct rows *rows, size_t first, size_t last)
{
    PGresult *prepared = PQprepare(connection, "", rows->table->insert, 0, NULL);
    CHECK(PQresultStatus(prepared) == PGRES_COMMAND_OK);
    PQclear(prepared);
    int columns = PQnfields(rows->values);
    CHECK(columns <= COLUMNS_MAX);
    for (size_t i = first; i < last; i++) {
        const char *values[COLUMNS_MAX];
        for (int column = 0; column < columns; column++) {
            bool null = PQgetisnull(rows->values, (int)i, column) != 0;
            values[column] = null ? NULL : PQgetvalue(rows->values, (int)i, column);
        }
        PGresult *done = PQexecPrepared(connection, "", columns, values, NULL, NULL, 0);
        CHECK(PQresultStatus(done) == PGRES_COMMAND_OK);
        PQclear(done);
    }
}

typedef void write_rows(PGconn *connection, const struct rows *rows, size_t first, size_t last);

static double run_bare(PGconn *connection, const char *name, write_rows *write,
                       const struct rows *const *tables, size_t count)
{
    int64_t began_us = ingest_load_now_us();
    for (size_t first = 0; first < INGEST_LOAD_RECORDS; first += COMMIT_ROWS) {
        size_t last = first + COMMIT_ROWS;
        last = last < INGEST_LOAD_RECORDS ? last : INGEST_LOAD_RECORDS;
        run(connection, "BEGIN");
        for (size_t i = 0; i < count; i++) {
            write(connection, tables[i], first, last);
        }
        run(connection, "COMMIT");
    }
    double per_second = INGEST_LOAD_RECORDS * 1e6 / (double)(ingest_load_now_us() - began_us);
    printf("bare_%s_per_s=%.0f\n", name, per_second);
    for (size_t i = 0; i < count; i++) {
        run(connection, tables[i]->table->clear);
    }
    return per_second;
}

static void compare_with_bare(const char *location, double http)
{
    PGconn *connection = PQconnectdb(location);
    CHECK(PQstatus(connection) == CONNECTION_OK);
    run(connection, "SET client_min_messages = warning");
    run(connection, bare_schema);
    struct rows of_records, of_taps;
    read_rows(connection, &records, &of_records);
    read_rows(connection, &taps, &of_taps);
    const struct rows *const both[] = {&of_records, &of_taps};
    double copy_one = run_bare(connection, "copy_records", copy_rows, both, 1);
    double copy_both = run_bare(connection, "copy_records_and_taps", copy_rows, both, 2);
    double insert_both = run_bare(connection, "insert_records_and_taps", insert_rows, both, 2);
    printf("ratio_to_copy_records=%.2f ratio_to_copy_records_and_taps=%.2f "
           "ratio_to_insert_records_and_taps=%.2f\n",
           http / copy_one, http / copy_both, http / insert_both);
    free_rows(&of_records);
    free_rows(&of_taps);
    PQfinish(connection);
}

static void measure(struct postgres_cluster *cluster, enum ingest_load_kind kind)
{
    static struct test_site site;
    char location[512];
    postgres_cluster_add(cluster, location);
    test_site_init_at(&site, location);
    struct ingest_load *load = ingest_load_create(&site, kind);
    ingest_load_print_size(load);
    double http = ingest_load_run(load);
    compare_with_bare(location, http);
    ingest_load_destroy(load);
    test_site_close(&site);
    temporary_folder_finish(&site.folder);
}

int main(void)
{
    const char *reason;
    if (!postgres_cluster_is_there(&reason)) {
        (void)fprintf(stderr, "skipped: %s\n", reason);
        return 77;
    }
    log_set_level(LOG_WARNING);
    struct postgres_cluster *cluster = postgres_cluster_create(POSTGRES_DURABLE);
    measure(cluster, INGEST_LOAD_KEPT);
    measure(cluster, INGEST_LOAD_JUDGED);
    postgres_cluster_destroy(cluster);
    return 0;
}
