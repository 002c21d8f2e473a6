#include "database_engine.h"

#include "check.h"
#include "clock.h"
#include "hash.h"
#include "postgres_fault.h"
#include "postgres_location.h"
#include "postgres_parts.h"
#include "postgres_schema.h"
#include "postgres_value.h"
#include <inttypes.h>
#include <libpq-fe.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#define CONNECT_TIMEOUT_S "5"
#define OLDEST_VERSION    120000 /* 12: before it, partitions took no part in keys */
#define QUEUE_MAX         256 /* statements under way; their answers fit into a socket's buffer */
#define SETTLE_TRIES      50  /* to learn what became of a commit, */
#define SETTLE_PAUSE_MS   100 /* which is 5 s where connecting is refused at once */
#define WRITER_SIZE       33
#define FORGET_US         (INT64_C(7) * 86400 * 1000000) /* marks of writers that are long gone */
#define NUMBER_SIZE       21

struct postgres_database {
    struct database base;
    PGconn *connection;
    enum database_access access;
    uint64_t generation;      /* counts connections: what was prepared in an earlier one is gone */
    uint64_t names;           /* counts prepared statements */
    bool writing;             /* the open transaction holds the writers' lock */
    bool passing;             /* the last transaction failed for nothing of its own */
    char writer[WRITER_SIZE]; /* the name that this connection commits under */
    int64_t commits;
    /* Sent and not yet answered, in the order they were sent. */
    size_t queued;
    const struct database_sql *queue[QUEUE_MAX];
};

struct postgres_statement {
    struct statement base;
    char name[24];
    uint64_t generation; /* of the connection that it is prepared in */
    int params;
    PGresult *result;
    int row;
    char numbers[DATABASE_PARAMS_MAX][NUMBER_SIZE];
};

/* What a statement is sent with. */
struct arguments {
    const char *values[DATABASE_PARAMS_MAX];
    int lens[DATABASE_PARAMS_MAX];
    int formats[DATABASE_PARAMS_MAX];
};

static struct postgres_database *postgres_of(const struct statement *statement)
{
    return (struct postgres_database *)statement->database;
}

static void clear_result(PGresult **result)
{
    PQclear(*result);
}

#define AUTO_RESULT __attribute__((cleanup(clear_result)))

static bool is_good(const PGresult *result)
{
    ExecStatusType status = PQresultStatus(result);
    return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_EMPTY_QUERY;
}

static bool fail(struct postgres_database *postgres, const PGresult *result, struct error *err)
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
static bool flush_for(struct postgres_database *postgres, PGresult **ret_last, struct error *err)
{
    bool failed = false;
    bool sent = PQpipelineSync(postgres->connection) == 1;
    for (size_t i = 0; sent && i < postgres->queued; i++) {
        AUTO_RESULT PGresult *result = NULL;
        sent = take_answer(postgres, &result);
        if (!is_good(result) && !failed) { /* what comes behind the first fault was not run */
            failed = true;
            (void)fail(postgres, result, err);
            (void)error_prefix(err, "%s", postgres->queue[i]->name);
        }
        if (i + 1 == postgres->queued) {
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
        return fail(postgres, NULL, err);
    }
    return !failed;
}

static bool flush(struct postgres_database *postgres, struct error *err)
{
    AUTO_RESULT PGresult *last = NULL;
    return postgres->queued == 0 || flush_for(postgres, &last, err);
}

static bool run_text(struct postgres_database *postgres, const char *text, struct error *err)
{
    if (!flush(postgres, err)) {
        return false;
    }
    AUTO_RESULT PGresult *result = PQexec(postgres->connection, text);
    return is_good(result) || fail(postgres, result, err);
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
    uint8_t random[(WRITER_SIZE - 1) / 2];
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
        return fail(postgres, NULL, err);
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
    return PQstatus(postgres->connection) == CONNECTION_OK ? set_up_session(postgres, err)
                                                           : fail(postgres, NULL, err);
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
    if (!is_good(result)) {
        bool failed = fail(postgres, result, err);
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
        (void)flush(postgres, NULL); /* all of it is undone */
        PQclear(PQexec(postgres->connection, "ROLLBACK"));
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
    if (postgres->queued == QUEUE_MAX && !flush(postgres, err)) {
        return false;
    }
    if (PQenterPipelineMode(postgres->connection) != 1 ||
        PQsendQueryParams(postgres->connection, sql->text, count, NULL, values, NULL, NULL, 1) !=
            1) {
        return fail(postgres, NULL, err);
    }
    postgres->queue[postgres->queued++] = sql;
    return true;
}

/* Each commit leaves its number under the connection's name, by which it can be found again. */
static bool enqueue_mark(struct postgres_database *postgres, struct error *err)
{
    char number[NUMBER_SIZE], now[NUMBER_SIZE], before[NUMBER_SIZE];
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
    char text[NUMBER_SIZE];
    (void)snprintf(text, sizeof text, "%" PRId64, number);
    const char *const values[] = {writer, text};
    AUTO_RESULT PGresult *result =
        PQexecParams(postgres->connection,
                     "SELECT COUNT(*) FROM " POSTGRES_WRITER_TABLE
                     " WHERE writer = $1 AND number >= CAST($2 AS BIGINT)",
                     2, NULL, values, NULL, NULL, 1);
    bool good = is_good(result);
    if (good) {
        *ret_found = postgres_value_int64(result, 0, 0) > 0;
    } else {
        (void)fail(postgres, result, err);
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
    char writer[WRITER_SIZE];
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
    if (!flush(postgres, err) || !enqueue_mark(postgres, err) ||
        !enqueue_text(postgres, &send_commit, 0, NULL, err) || !flush(postgres, err)) {
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
    } else {
        /* A transaction that an error has ended answers COMMIT with ROLLBACK, and no error. */
        AUTO_RESULT PGresult *result = PQexec(postgres->connection, "COMMIT");
        good = is_good(result) ? strcmp(PQcmdStatus(result), "COMMIT") == 0 ||
                                     error_set(err, ERROR_INVALID, "a statement of it had failed")
                               : fail(postgres, result, err);
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

/* Statements */

/* The highest n of the $n in a text without quoted dollars. */
static int count_params(const char *text)
{
    int highest = 0;
    for (const char *at = strchr(text, '$'); at; at = strchr(at + 1, '$')) {
        int n = atoi(at + 1);
        highest = n > highest ? n : highest;
    }
    CHECK(highest <= DATABASE_PARAMS_MAX);
    return highest;
}

static void finalize(struct statement *statement)
{
    if (!statement) {
        return;
    }
    struct postgres_statement *own = (struct postgres_statement *)statement;
    PQclear(own->result);
    struct postgres_database *postgres = postgres_of(statement);
    if (postgres && !statement->cached && own->generation == postgres->generation &&
        PQtransactionStatus(postgres->connection) != PQTRANS_INERROR && postgres->queued == 0) {
        char text[64];
        (void)snprintf(text, sizeof text, "DEALLOCATE %s", own->name);
        PQclear(PQexec(postgres->connection, text)); /* what stays goes with the connection */
    }
    free(own);
}

static bool prepare_here(struct postgres_database *postgres, struct postgres_statement *own,
                         const char *text, struct error *err)
{
    if (!flush(postgres, err)) {
        return false;
    }
    AUTO_RESULT PGresult *result = PQprepare(postgres->connection, own->name, text, 0, NULL);
    if (!is_good(result)) {
        return fail(postgres, result, err);
    }
    own->generation = postgres->generation;
    return true;
}

static bool prepare(struct database *database, const struct database_sql *sql,
                    struct statement **ret_statement, struct error *err)
{
    struct postgres_database *postgres = (struct postgres_database *)database;
    struct postgres_statement *own = calloc(1, sizeof *own);
    if (!own) {
        return error_set(err, ERROR_NO_MEMORY, "out of memory");
    }
    (void)snprintf(own->name, sizeof own->name, "s%" PRIu64, ++postgres->names); /* 21 at most */
    own->params = count_params(sql->text);
    if (!prepare_here(postgres, own, sql->text, err)) {
        free(own);
        return false;
    }
    *ret_statement = &own->base;
    return true;
}

/* Whole numbers go as text, for PostgreSQL takes a parameter for int4 as easily as for int8; text
 * and bytes go as they are. */
static void fill_arguments(struct postgres_statement *own, struct arguments *ret_arguments)
{
    CHECK(own->base.bound <= own->params);
    *ret_arguments = (struct arguments){0};
    for (int i = 0; i < own->base.bound; i++) {
        const struct value *value = &own->base.values[i];
        if (value->type == VALUE_INT64) {
            (void)snprintf(own->numbers[i], NUMBER_SIZE, "%" PRId64, value->number);
            ret_arguments->values[i] = own->numbers[i];
        } else if (value->type != VALUE_NULL) {
            CHECK(value->len <= INT32_MAX);
            ret_arguments->values[i] = value->len > 0 ? value->bytes : "";
            ret_arguments->lens[i] = (int)value->len;
            ret_arguments->formats[i] = 1;
        }
    }
}

static bool make_ready(struct statement *statement, struct error *err)
{
    struct postgres_database *postgres = postgres_of(statement);
    struct postgres_statement *own = (struct postgres_statement *)statement;
    return own->generation == postgres->generation ||
           prepare_here(postgres, own, statement->sql->text, err);
}

static bool queue(struct statement *statement, struct error *err)
{
    struct postgres_database *postgres = postgres_of(statement);
    struct postgres_statement *own = (struct postgres_statement *)statement;
    struct arguments arguments;
    if ((postgres->queued == QUEUE_MAX && !flush(postgres, err)) || !make_ready(statement, err)) {
        return false;
    }
    fill_arguments(own, &arguments);
    if (PQenterPipelineMode(postgres->connection) != 1 ||
        PQsendQueryPrepared(postgres->connection, own->name, own->params, arguments.values,
                            arguments.lens, arguments.formats, 1) != 1) {
        return fail(postgres, NULL, err);
    }
    postgres->queue[postgres->queued++] = statement->sql;
    return true;
}

/* Behind statements that are under way it travels with them. */
static bool start(struct statement *statement, struct error *err)
{
    struct postgres_database *postgres = postgres_of(statement);
    struct postgres_statement *own = (struct postgres_statement *)statement;
    own->row = -1;
    if (postgres->queued > 0) {
        return queue(statement, err) && flush_for(postgres, &own->result, err);
    }
    if (!make_ready(statement, err)) {
        return false;
    }
    struct arguments arguments;
    fill_arguments(own, &arguments);
    own->result = PQexecPrepared(postgres->connection, own->name, own->params, arguments.values,
                                 arguments.lens, arguments.formats, 1);
    return is_good(own->result) || fail(postgres, own->result, err);
}

static bool step(struct statement *statement, bool *ret_row, struct error *err)
{
    struct postgres_statement *own = (struct postgres_statement *)statement;
    (void)err; /* the rows are all here */
    if (own->row < PQntuples(own->result)) {
        own->row++;
    }
    *ret_row = own->row < PQntuples(own->result);
    return true;
}

static void reset(struct statement *statement)
{
    struct postgres_statement *own = (struct postgres_statement *)statement;
    PQclear(own->result);
    own->result = NULL;
}

static int64_t changes(const struct statement *statement)
{
    return strtoll(PQcmdTuples(((const struct postgres_statement *)statement)->result), NULL, 10);
}

static int64_t column_int64(const struct statement *statement, int column)
{
    const struct postgres_statement *own = (const struct postgres_statement *)statement;
    return postgres_value_int64(own->result, own->row, column);
}

static const void *column_bytes(const struct statement *statement, int column, size_t *ret_len)
{
    const struct postgres_statement *own = (const struct postgres_statement *)statement;
    *ret_len = (size_t)PQgetlength(own->result, own->row, column);
    return PQgetvalue(own->result, own->row, column); /* "" for NULL; with a NUL behind it */
}

static const char *column_text(const struct statement *statement, int column, size_t *ret_len)
{
    return column_bytes(statement, column, ret_len);
}

static bool column_is_null(const struct statement *statement, int column)
{
    const struct postgres_statement *own = (const struct postgres_statement *)statement;
    return PQgetisnull(own->result, own->row, column) != 0;
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
        .prepare = prepare,
        .finalize = finalize,
        .start = start,
        .queue = queue,
        .step = step,
        .reset = reset,
        .changes = changes,
        .int64 = column_int64,
        .text = column_text,
        .bytes = column_bytes,
        .is_null = column_is_null,
    };
    return &engine;
}
