#include "postgres_database.h"

#include "check.h"
#include "clock.h"
#include "hash.h"
#include "postgres_fault.h"
#include "postgres_location.h"
#include "postgres_parts.h"
#include "postgres_schema.h"
#include "postgres_statement.h"
#include "postgres_value.h"
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#define CONNECT_TIMEOUT_S "5"
#define OLDEST_VERSION    120000 /* 12: before it, partitions took no part in keys */
#define SETTLE_TRIES      50     /* to learn what became of a commit, */
#define SETTLE_PAUSE_MS   100    /* which is 5 s where connecting is refused at once */
#define FORGET_US         (INT64_C(7) * 86400 * 1000000) /* marks of writers that are long gone */

bool postgres_database_is_good(const PGresult *result)
{
    ExecStatusType status = PQresultStatus(result);
    return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_EMPTY_QUERY;
}

bool postgres_database_fail(struct postgres_database *postgres, const PGresult *result,
                            struct error *err)
{
    postgres->passing =
        postgres->passing || postgres_fault_is_passing(postgres->connection, result);
    return postgres_fault_set(postgres->connection, result, err);
}

/* Statements under way */

/* The answer to one that was queued, and the end of it. False: there is none, or no end. */
static bool take_answer(struct postgres_database *postgres, PGresult **ret_result)
{
    *ret_result = PQgetResult(postgres->connection);
    AUTO_RESULT PGresult *end = *ret_result ? PQgetResult(postgres->connection) : NULL;
    return *ret_result && !end;
}

/* Waits for all answers, and hands the last one out: false names the first that failed. */
bool postgres_database_flush_for(struct postgres_database *postgres, PGresult **ret_last,
                                 struct error *err)
{
    bool failed = false;
    bool sent = PQpipelineSync(postgres->connection) == 1;
    for (size_t i = 0; sent && i < postgres->queued; i++) {
        AUTO_RESULT PGresult *result = NULL;
        sent = take_answer(postgres, &result);
        if (!postgres_database_is_good(result) &&
            !failed) { /* what comes behind the first fault was not run */
            failed = true;
            (void)postgres_database_fail(postgres, result, err);
            (void)error_prefix(err, "%s", postgres->queue[i].sql->name);
        }
        if (postgres->queue[i].ahead) {
            postgres_ahead_fill(postgres->queue[i].ahead, TAKE(result));
        } else if (i + 1 == postgres->queued) {
            *ret_last = TAKE(result);
        }
    }
    if (sent) {
        AUTO_RESULT PGresult *sync = PQgetResult(postgres->connection);
        sent = PQresultStatus(sync) == PGRES_PIPELINE_SYNC &&
               PQexitPipelineMode(postgres->connection) == 1;
    }
    postgres->queued = 0;
    if (!sent && !failed) {
        return postgres_database_fail(postgres, NULL, err);
    }
    return !failed;
}

bool postgres_database_flush(struct postgres_database *postgres, struct error *err)
{
    AUTO_RESULT PGresult *last = NULL;
    return postgres->queued == 0 || postgres_database_flush_for(postgres, &last, err);
}

static bool run_text(struct postgres_database *postgres, const char *text, struct error *err)
{
    if (!postgres_database_flush(postgres, err)) {
        return false;
    }
    AUTO_RESULT PGresult *result = PQexec(postgres->connection, text);
    return postgres_database_is_good(result) || postgres_database_fail(postgres, result, err);
}

/* Connections */

static void be_quiet(void *user, const char *message)
{
    (void)user; /* notices say nothing that is not an error somewhere else */
    (void)message;
}

static bool check_server(PGconn *connection, struct error *err)
{
    const char *encoding = PQparameterStatus(connection, "server_encoding");
    if (PQserverVersion(connection) < OLDEST_VERSION) {
        return error_set(err, ERROR_UNSUPPORTED, "PostgreSQL %d is older than 12",
                         PQserverVersion(connection) / 10000);
    }
    if (!encoding || strcmp(encoding, "UTF8") != 0) {
        return error_set(err, ERROR_UNSUPPORTED,
                         "its encoding is %s: make it with createdb -E UTF8 -T template0",
                         encoding ? encoding : "not known");
    }
    return true;
}

/* A commit that has returned is on the disk, whatever the server's default; a writer that hangs
 * gives its lock back. */
static bool set_up_session(struct postgres_database *postgres, struct error *err)
{
    static const char common[] = "SET client_min_messages = 'warning'; SET lock_timeout = '5s';"
                                 "SELECT set_config('synchronous_commit', 'on', false) "
                                 "WHERE current_setting('synchronous_commit') = 'off';";
    static const char *const own[] = {
        [DATABASE_CREATE] = "SET idle_in_transaction_session_timeout = '60s'",
        [DATABASE_READ_WRITE] = "SET idle_in_transaction_session_timeout = '60s'",
        [DATABASE_READ_ONLY] = "SET default_transaction_read_only = on",
    };
    uint8_t random[(POSTGRES_WRITER_SIZE - 1) / 2];
    hash_random(random, sizeof random);
    hash_hex_encode(random, sizeof random, postgres->writer);
    postgres->generation++;
    postgres->commits = 0;
    (void)PQsetNoticeProcessor(postgres->connection, be_quiet, NULL);
    return check_server(postgres->connection, err) && run_text(postgres, common, err) &&
           run_text(postgres, own[postgres->access], err);
}

static void close_database(struct database *database)
{
    struct postgres_database *postgres = (struct postgres_database *)database;
    if (postgres) {
        PQfinish(postgres->connection);
        postgres_ahead_clear(&postgres->ahead);
        free(postgres);
    }
}

DEFINE_AUTO_AS(postgres_database, struct database, close_database);

/* Another server may be making it at the same moment, which fails one of the two. */
static bool make_own_table(struct postgres_database *postgres, struct error *err)
{
    return run_text(postgres, postgres_schema_writer, NULL) ||
           run_text(postgres, postgres_schema_writer, err);
}

static bool open_database(const char *location, enum database_access access,
                          struct database **ret_database, struct error *err)
{
    static const char *const keywords[] = {"connect_timeout", "application_name", "dbname",
                                           "client_encoding", NULL};
    const char *const values[] = {CONNECT_TIMEOUT_S, "shoushi-server", location, "UTF8", NULL};
    struct postgres_database *postgres = calloc(1, sizeof *postgres);
    AUTO(postgres_database) struct database *database = (struct database *)postgres;
    if (!postgres) {
        return error_set(err, ERROR_NO_MEMORY, "out of memory");
    }
    postgres->access = access;
    postgres->connection = PQconnectdbParams(keywords, values, 1);
    if (!postgres->connection) {
        return error_set(err, ERROR_NO_MEMORY, "out of memory");
    }
    if (PQstatus(postgres->connection) != CONNECTION_OK) {
        return postgres_database_fail(postgres, NULL, err);
    }
    if (!set_up_session(postgres, err) ||
        (access == DATABASE_CREATE && !make_own_table(postgres, err))) {
        return false;
    }
    *ret_database = TAKE(database);
    return true;
}

static bool exists(const char *location, bool *ret_exists, struct error *err)
{
    AUTO(postgres_database) struct database *database = NULL;
    if (!open_database(location, DATABASE_READ_ONLY, &database, err)) {
        char name[DATABASE_NAME_SIZE];
        postgres_location_describe(location, name);
        return error_prefix(err, "database %s", name);
    }
    *ret_exists = true;
    return true;
}

static bool reconnect(struct postgres_database *postgres, struct error *err)
{
    PQreset(postgres->connection);
    postgres->queued = 0;
    postgres_ahead_clear(&postgres->ahead);
    return PQstatus(postgres->connection) == CONNECTION_OK
               ? set_up_session(postgres, err)
               : postgres_database_fail(postgres, NULL, err);
}

/* Transactions */

/* A reader sees one moment. A writer sees what is committed once it holds the lock, and nobody else
 * commits while it does: one behind the other, as in SQLite. */
static const char *const begin_texts[] = {
    [DATABASE_READ] = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
    [DATABASE_WRITE] =
        "BEGIN; SELECT number FROM " POSTGRES_WRITER_TABLE " WHERE writer = '' FOR UPDATE",
};

static bool begin_once(struct postgres_database *postgres, enum database_intent intent,
                       struct error *err)
{
    AUTO_RESULT PGresult *result = PQexec(postgres->connection, begin_texts[intent]);
    if (!postgres_database_is_good(result)) {
        bool failed = postgres_database_fail(postgres, result, err);
        PQclear(PQexec(postgres->connection, "ROLLBACK")); /* of the BEGIN before the fault */
        return failed;
    }
    if (intent == DATABASE_WRITE && PQntuples(result) != 1) {
        PQclear(PQexec(postgres->connection, "ROLLBACK"));
        return error_set(err, ERROR_INVALID, "the row that writers lock is not there");
    }
    return true;
}

static bool begin(struct database *database, enum database_intent intent, struct error *err)
{
    struct postgres_database *postgres = (struct postgres_database *)database;
    CHECK(postgres->queued == 0);
    postgres_ahead_clear(&postgres->ahead); /* of a transaction that is over */
    bool connected = PQstatus(postgres->connection) == CONNECTION_OK;
    bool begun = connected && begin_once(postgres, intent, err);
    if (!begun && PQstatus(postgres->connection) != CONNECTION_OK) {
        /* Usually the first to learn that the server was restarted. */
        begun = reconnect(postgres, err) && begin_once(postgres, intent, err);
    }
    postgres->writing = begun && intent == DATABASE_WRITE;
    postgres->passing = false; /* what cannot begin is the caller's to wait for */
    return begun || error_prefix(err, "begin");
}

static void rollback(struct database *database)
{
    struct postgres_database *postgres = (struct postgres_database *)database;
    bool passing = postgres->passing;
    postgres->writing = false;
    if (PQstatus(postgres->connection) == CONNECTION_OK) {
        bool flushed = postgres_database_flush(postgres, NULL);
        (void)flushed; /* all of it is undone */
        PQclear(PQexec(postgres->connection, "ROLLBACK"));
        postgres_ahead_clear(&postgres->ahead);
    }
    postgres->passing = passing;
}

static const struct database_sql mark_commit = {
    "engine_writer.mark",
    "INSERT INTO " POSTGRES_WRITER_TABLE " (writer, number, at_utc_us) "
    "VALUES ($1, CAST($2 AS BIGINT), CAST($3 AS BIGINT)) ON CONFLICT (writer) "
    "DO UPDATE SET number = excluded.number, at_utc_us = excluded.at_utc_us",
};

static const struct database_sql forget_marks = {
    "engine_writer.forget",
    "DELETE FROM " POSTGRES_WRITER_TABLE " WHERE writer <> '' AND at_utc_us < CAST($1 AS BIGINT)",
};

static const struct database_sql send_commit = {"commit", "COMMIT"};

static bool enqueue_text(struct postgres_database *postgres, const struct database_sql *sql,
                         int count, const char *const *values, struct error *err)
{
    if (postgres->queued == POSTGRES_QUEUE_MAX && !postgres_database_flush(postgres, err)) {
        return false;
    }
    if (PQenterPipelineMode(postgres->connection) != 1 ||
        PQsendQueryParams(postgres->connection, sql->text, count, NULL, values, NULL, NULL, 1) !=
            1) {
        return postgres_database_fail(postgres, NULL, err);
    }
    postgres->queue[postgres->queued++] = (struct postgres_sent){sql, NULL};
    return true;
}

/* Each commit leaves its number under the connection's name, by which it can be found again. */
static bool enqueue_mark(struct postgres_database *postgres, struct error *err)
{
    char number[POSTGRES_NUMBER_SIZE], now[POSTGRES_NUMBER_SIZE], before[POSTGRES_NUMBER_SIZE];
    int64_t now_utc_us = clock_utc_us(clock_system());
    (void)snprintf(number, sizeof number, "%" PRId64, postgres->commits + 1);
    (void)snprintf(now, sizeof now, "%" PRId64, now_utc_us);
    (void)snprintf(before, sizeof before, "%" PRId64, now_utc_us - FORGET_US);
    const char *const mark[] = {postgres->writer, number, now};
    const char *const forget[] = {before};
    return (postgres->commits > 0 || enqueue_text(postgres, &forget_marks, 1, forget, err)) &&
           enqueue_text(postgres, &mark_commit, (int)ARRAY_LEN(mark), mark, err);
}

/* Did the commit of this number become lasting? Behind the writers' lock, so that a server process
 * which is still at it has come to its end. */
static bool find_mark(struct postgres_database *postgres, const char *writer, int64_t number,
                      bool *ret_found, struct error *err)
{
    if (!reconnect(postgres, err) || !begin_once(postgres, DATABASE_WRITE, err)) {
        return false;
    }
    char text[POSTGRES_NUMBER_SIZE];
    (void)snprintf(text, sizeof text, "%" PRId64, number);
    const char *const values[] = {writer, text};
    AUTO_RESULT PGresult *result =
        PQexecParams(postgres->connection,
                     "SELECT COUNT(*) FROM " POSTGRES_WRITER_TABLE
                     " WHERE writer = $1 AND number >= CAST($2 AS BIGINT)",
                     2, NULL, values, NULL, NULL, 1);
    bool good = postgres_database_is_good(result);
    if (good) {
        *ret_found = postgres_value_int64(result, 0, 0) > 0;
    } else {
        (void)postgres_database_fail(postgres, result, err);
    }
    PQclear(PQexec(postgres->connection, "ROLLBACK")); /* nothing was written */
    return good;
}

static void pause_ms(long ms)
{
    const struct timespec pause = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000};
    (void)nanosleep(&pause, NULL); /* cut short, the next try comes sooner */
}

/* The connection was lost after COMMIT was sent: PostgreSQL knows what became of it. */
static bool settle(struct postgres_database *postgres, struct error *err)
{
    char writer[POSTGRES_WRITER_SIZE];
    memcpy(writer, postgres->writer, sizeof writer); /* a new connection has a new name */
    int64_t number = postgres->commits + 1;
    bool found = false;
    bool known = false;
    for (int tries = 0; tries < SETTLE_TRIES && !known; tries++) {
        if (tries > 0) {
            pause_ms(SETTLE_PAUSE_MS);
        }
        known = find_mark(postgres, writer, number, &found, err);
    }
    postgres->passing = known && !found;
    if (!known) {
        return error_prefix(err, "it is not known whether it was committed");
    }
    return found || error_set(err, ERROR_BUSY, "the connection was lost before it was committed");
}

static bool commit_write(struct postgres_database *postgres, struct error *err)
{
    if (!postgres_database_flush(postgres, err) || !enqueue_mark(postgres, err) ||
        !enqueue_text(postgres, &send_commit, 0, NULL, err) ||
        !postgres_database_flush(postgres, err)) {
        return PQstatus(postgres->connection) != CONNECTION_OK && settle(postgres, err);
    }
    postgres->commits++;
    return true;
}

static bool commit(struct database *database, struct error *err)
{
    struct postgres_database *postgres = (struct postgres_database *)database;
    postgres->passing = false;
    bool good;
    if (postgres->writing) {
        good = commit_write(postgres, err);
    } else if (!postgres_database_flush(postgres, err)) { /* of what was read ahead */
        good = false;
    } else {
        /* A transaction that an error has ended answers COMMIT with ROLLBACK, and no error. */
        AUTO_RESULT PGresult *result = PQexec(postgres->connection, "COMMIT");
        good = postgres_database_is_good(result)
                   ? strcmp(PQcmdStatus(result), "COMMIT") == 0 ||
                         error_set(err, ERROR_INVALID, "a statement of it had failed")
                   : postgres_database_fail(postgres, result, err);
    }
    if (!good) {
        rollback(database);
    }
    postgres->writing = false;
    return good;
}

static bool may_retry(const struct database *database)
{
    return ((const struct postgres_database *)database)->passing;
}

/* Scripts */

static bool run_script(struct database *database, const char *name, const char *script,
                       struct error *err)
{
    (void)name;
    AUTO_SQL_TEXT struct sql_text sql = {0};
    postgres_schema_translate(script, &sql);
    return sql_text_is_good(&sql, err) &&
           run_text((struct postgres_database *)database, sql.text, err);
}

static bool has_table(struct database *database, const char *table, bool *ret_exists,
                      struct error *err)
{
    AUTO(statement) struct statement *statement = NULL;
    bool row;
    if (!database_prepare(database, &postgres_schema_find_table, &statement, err)) {
        return false;
    }
    statement_bind_text(statement, 1, table);
    if (!statement_step(statement, &row, err)) {
        return false;
    }
    *ret_exists = statement_int64(statement, 0) > 0;
    return true;
}

static bool copy_to(struct database *database, const char *path, struct error *err)
{
    (void)database;
    return error_set(err, ERROR_UNSUPPORTED, "%s: a PostgreSQL is not copied as a file", path);
}

static bool hold(struct database *database, struct error *err)
{
    return run_text((struct postgres_database *)database,
                    "SET LOCAL idle_in_transaction_session_timeout = 0", err);
}

/* PostgreSQL finds damage itself, by checksums of pages where the cluster was made with them. */
static bool check(struct database *database, struct error *err)
{
    (void)database;
    (void)err;
    return true;
}

const struct database_engine *database_postgres_engine(void)
{
    static const struct database_engine engine = {
        .owns = postgres_location_is,
        .describe = postgres_location_describe,
        .exists = exists,
        .open = open_database,
        .close = close_database,
        .begin = begin,
        .commit = commit,
        .rollback = rollback,
        .may_retry = may_retry,
        .run_script = run_script,
        .has_table = has_table,
        .copy = copy_to,
        .keep = postgres_schema_keep,
        .make_parts = postgres_parts_make,
        .hold = hold,
        .list_tables = &postgres_schema_list_tables,
        .list_columns = &postgres_schema_list_columns,
        .check = check,
        .prepare = postgres_statement_prepare,
        .finalize = postgres_statement_finalize,
        .start = postgres_statement_start,
        .queue = postgres_statement_queue,
        .read_ahead = postgres_statement_read_ahead,
        .forget_ahead = postgres_statement_forget_ahead,
        .step = postgres_statement_step,
        .reset = postgres_statement_reset,
        .changes = postgres_statement_changes,
        .int64 = postgres_statement_int64,
        .text = postgres_statement_text,
        .bytes = postgres_statement_bytes,
        .is_null = postgres_statement_is_null,
    };
    return &engine;
}
