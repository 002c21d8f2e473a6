#include "database_engine.h"

#include "check.h"
#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

#define BUSY_TIMEOUT_MS   5000
#define COPY_TRIES_MAX    2000 /* where the database was found locked, 5 ms each */
#define COPY_WAIT_MS      5
#define CLUSTERED_MARK    "/* clustered */"
#define CLUSTERED_CLAUSE  "WITHOUT ROWID  " /* as long as the mark */
#define JOURNAL_MAX_BYTES "67108864"
#define CHECKPOINT_PAGES  "4000" /* 32 MiB: pages that many commits touch are copied back once */

struct sqlite_database {
    struct database base;
    sqlite3 *handle;
};

struct sqlite_statement {
    struct statement base;
    sqlite3_stmt *handle;
    /* SQLite numbers $n by first appearance: the index of each n, 0 where the text has none. */
    int index[DATABASE_PARAMS_MAX];
};

static sqlite3 *handle_of(const struct database *database)
{
    return ((const struct sqlite_database *)database)->handle;
}

static sqlite3_stmt *statement_of(const struct statement *statement)
{
    return ((const struct sqlite_statement *)statement)->handle;
}

static enum error_code code_of(int result)
{
    switch (result & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return ERROR_BUSY;
    case SQLITE_FULL:
        return ERROR_FULL;
    case SQLITE_CONSTRAINT:
    case SQLITE_MISMATCH:
    case SQLITE_TOOBIG:
    case SQLITE_NOTADB:
        return ERROR_INVALID;
    case SQLITE_PERM:
    case SQLITE_AUTH:
    case SQLITE_READONLY:
        return ERROR_DENIED;
    case SQLITE_NOMEM:
        return ERROR_NO_MEMORY;
    case SQLITE_INTERRUPT:
        return ERROR_INTERRUPTED;
    default:
        return ERROR_IO;
    }
}

static bool fail(sqlite3 *handle, int result, struct error *err)
{
    return error_set(err, code_of(result), "%s",
                     handle ? sqlite3_errmsg(handle) : sqlite3_errstr(result));
}

static bool run_text(sqlite3 *handle, const char *text, struct error *err)
{
    int result = sqlite3_exec(handle, text, NULL, NULL, NULL);
    return result == SQLITE_OK || fail(handle, result, err);
}

/* Connections */

static bool configure(sqlite3 *handle, enum database_access access, struct error *err)
{
    (void)sqlite3_extended_result_codes(handle, 1); /* fails only for a NULL handle */
    /* Without it a statement is prepared anew each time that its parameters change, if a partial
     * index stands on its table: the plan might depend on them. */
    if (sqlite3_db_config(handle, SQLITE_DBCONFIG_ENABLE_QPSG, 1, NULL) != SQLITE_OK ||
        sqlite3_busy_timeout(handle, BUSY_TIMEOUT_MS) != SQLITE_OK) {
        return fail(handle, SQLITE_ERROR, err);
    }
    if (access == DATABASE_READ_ONLY) {
        return run_text(handle, "PRAGMA query_only = 1; PRAGMA cache_size = -8192", err);
    }
    /* page_size takes effect in a new file only, and before WAL. Pages of 8 KiB hold ten records;
     * with 4 KiB the same inserts were a quarter slower. */
    static const char settings[] = "PRAGMA page_size = 8192;"
                                   "PRAGMA journal_mode = WAL;"
                                   "PRAGMA synchronous = FULL;"
                                   "PRAGMA temp_store = MEMORY;"
                                   "PRAGMA cache_size = -32768;"
                                   "PRAGMA wal_autocheckpoint = " CHECKPOINT_PAGES ";"
                                   "PRAGMA journal_size_limit = " JOURNAL_MAX_BYTES;
    return run_text(handle, settings, err);
}

static void close_database(struct database *database)
{
    struct sqlite_database *sqlite = (struct sqlite_database *)database;
    if (sqlite) {
        CHECK(sqlite3_close(sqlite->handle) == SQLITE_OK); /* busy: a statement was not released */
        free(sqlite);
    }
}

DEFINE_AUTO_AS(sqlite_database, struct database, close_database);

static bool open_database(const char *location, enum database_access access,
                          struct database **ret_database, struct error *err)
{
    static const int flags[] = {
        [DATABASE_CREATE] = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE,
        [DATABASE_READ_WRITE] = SQLITE_OPEN_READWRITE,
        [DATABASE_READ_ONLY] = SQLITE_OPEN_READONLY,
    };
    struct sqlite_database *sqlite = calloc(1, sizeof *sqlite);
    AUTO(sqlite_database) struct database *database = (struct database *)sqlite;
    if (!sqlite) {
        return error_set(err, ERROR_NO_MEMORY, "database %s: out of memory", location);
    }
    int result = sqlite3_open_v2(location, &sqlite->handle,
                                 flags[access] | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, NULL);
    bool usable = result == SQLITE_OK ? configure(sqlite->handle, access, err)
                                      : fail(sqlite->handle, result, err);
    if (!usable) {
        return false;
    }
    *ret_database = TAKE(database);
    return true;
}

static bool begin(struct database *database, enum database_intent intent, struct error *err)
{
    /* A write transaction takes its lock at once: one that began by reading could find itself
     * overtaken and fail in the middle. */
    const char *text = intent == DATABASE_WRITE ? "BEGIN IMMEDIATE" : "BEGIN";
    return run_text(handle_of(database), text, err) || error_prefix(err, "begin");
}

static void rollback(struct database *database)
{
    /* Where SQLite has rolled back by itself (disk full) there is nothing left to undo. */
    (void)run_text(handle_of(database), "ROLLBACK", NULL);
}

static bool commit(struct database *database, struct error *err)
{
    if (!run_text(handle_of(database), "COMMIT", err)) {
        rollback(database);
        return false;
    }
    return true;
}

/* A writer has waited for its lock before it began: nothing that passes by can undo it later. */
static bool may_retry(const struct database *database)
{
    (void)database;
    return false;
}

/* The schema marks a table that is to lie in the order of its primary key with a comment, which
 * SQLite needs as a clause. */
static void spell_out_clustering(char *script)
{
    static_assert(sizeof CLUSTERED_MARK == sizeof CLUSTERED_CLAUSE, "replaced in place");
    for (char *at = strstr(script, CLUSTERED_MARK); at; at = strstr(at, CLUSTERED_MARK)) {
        memcpy(at, CLUSTERED_CLAUSE, sizeof CLUSTERED_CLAUSE - 1);
    }
}

static bool run_script(struct database *database, const char *name, const char *script,
                       struct error *err)
{
    if (!strstr(script, CLUSTERED_MARK)) {
        return run_text(handle_of(database), script, err);
    }
    AUTO(memory) char *text = strdup(script);
    if (!text) {
        return error_set(err, ERROR_NO_MEMORY, "%s: out of memory", name);
    }
    spell_out_clustering(text);
    return run_text(handle_of(database), text, err);
}

static bool owns(const char *location)
{
    (void)location;
    return true;
}

static void describe(const char *location, char ret_name[static DATABASE_NAME_SIZE])
{
    (void)snprintf(ret_name, DATABASE_NAME_SIZE, "%s", location); /* for people: cut if too long */
}

static bool exists(const char *location, bool *ret_exists, struct error *err)
{
    if (access(location, F_OK) == 0) {
        *ret_exists = true;
        return true;
    }
    if (errno != ENOENT) {
        return error_set_errno(err, errno, "database %s", location);
    }
    *ret_exists = false;
    return true;
}

static const struct database_sql find_table = {
    "database.find_table",
    "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = COALESCE($1, name)",
};

static bool has_table(struct database *database, const char *table, bool *ret_exists,
                      struct error *err)
{
    AUTO(statement) struct statement *statement = NULL;
    bool row;
    if (!database_prepare(database, &find_table, &statement, err)) {
        return false;
    }
    statement_bind_text(statement, 1, table);
    if (!statement_step(statement, &row, err)) {
        return false;
    }
    *ret_exists = statement_int64(statement, 0) > 0;
    return true;
}

/* Copies */

static bool copy_pages(sqlite3 *from, sqlite3 *to, struct error *err)
{
    sqlite3_backup *backup = sqlite3_backup_init(to, "main", from, "main");
    if (!backup) {
        return fail(to, sqlite3_extended_errcode(to), err);
    }
    int result = SQLITE_OK;
    for (int tries = 0; tries < COPY_TRIES_MAX && result != SQLITE_DONE; tries++) {
        /* All pages in one step hold one read lock: in WAL mode nobody waits for it, and no commit
         * in the middle makes the copy begin again. */
        result = sqlite3_backup_step(backup, -1);
        int primary = result & 0xff;
        if (primary != SQLITE_BUSY && primary != SQLITE_LOCKED) {
            break;
        }
        (void)sqlite3_sleep(COPY_WAIT_MS); /* how long it really slept does not matter */
    }
    (void)sqlite3_backup_finish(backup); /* repeats the result of the step */
    return result == SQLITE_DONE || fail(to, result, err);
}

static bool sync_path(const char *path, struct error *err)
{
    AUTO(fd) int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0 || fsync(file) != 0) {
        return error_set_errno(err, errno, "%s", path);
    }
    return true;
}

static bool sync_folder_of(const char *path, struct error *err)
{
    AUTO(memory) char *folder = strdup(path);
    if (!folder) {
        return error_set(err, ERROR_NO_MEMORY, "%s: out of memory", path);
    }
    char *slash = strrchr(folder, '/');
    if (!slash) {
        return sync_path(".", err);
    }
    slash[slash == folder ? 1 : 0] = '\0';
    return sync_path(folder, err);
}

static bool copy_to(struct database *database, const char *path, struct error *err)
{
    char fresh[4096];
    if ((size_t)snprintf(fresh, sizeof fresh, "%s.new", path) >= sizeof fresh) {
        return error_set(err, ERROR_INVALID, "%s: path too long", path);
    }
    if (unlink(fresh) != 0 && errno != ENOENT) { /* of a copy that was cut off */
        return error_set_errno(err, errno, "%s", fresh);
    }
    sqlite3 *to = NULL;
    int result = sqlite3_open_v2(
        fresh, &to, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL);
    bool copied =
        result == SQLITE_OK ? copy_pages(handle_of(database), to, err) : fail(to, result, err);
    (void)sqlite3_close(to); /* no statement is open; the sync below sees what was written */
    if (!copied || !sync_path(fresh, err)) {
        return false;
    }
    if (rename(fresh, path) != 0) {
        return error_set_errno(err, errno, "%s", path);
    }
    return sync_folder_of(path, err);
}

/* Through a connection of its own: one within a write transaction cannot be copied from. */
static bool keep(struct database *database, int version, struct error *err)
{
    char path[4096];
    const char *location = sqlite3_db_filename(handle_of(database), "main");
    if ((size_t)snprintf(path, sizeof path, "%s.before-%d", location, version) >= sizeof path) {
        return error_set(err, ERROR_INVALID, "%s: path too long", location);
    }
    AUTO(sqlite_database) struct database *reader = NULL;
    return open_database(location, DATABASE_READ_ONLY, &reader, err) && copy_to(reader, path, err);
}

static bool make_parts(struct database *database, int32_t this_month, struct error *err)
{
    (void)database;
    (void)this_month;
    (void)err;
    return true;
}

static bool hold(struct database *database, struct error *err)
{
    (void)database; /* nobody ends it but its owner */
    (void)err;
    return true;
}

static const struct database_sql list_tables = {
    "database.tables",
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' "
    "ESCAPE '\\' ORDER BY name",
};

static const struct database_sql list_columns = {
    "database.columns",
    "SELECT name, type, pk FROM pragma_table_info($1) ORDER BY cid",
};

static const struct database_sql check_integrity = {"database.integrity", "PRAGMA integrity_check"};
static const struct database_sql check_links = {"database.links", "PRAGMA foreign_key_check"};

static bool check(struct database *database, struct error *err)
{
    AUTO(statement) struct statement *integrity = NULL;
    AUTO(statement) struct statement *links = NULL;
    bool row;
    if (!database_prepare(database, &check_integrity, &integrity, err) ||
        !statement_step(integrity, &row, err)) {
        return false;
    }
    if (!row || strcmp(statement_text(integrity, 0), "ok") != 0) {
        return error_set(err, ERROR_INVALID, "damaged: %s", statement_text(integrity, 0));
    }
    if (!database_prepare(database, &check_links, &links, err) ||
        !statement_step(links, &row, err)) {
        return false;
    }
    return !row || error_set(err, ERROR_INVALID, "damaged: a row of %s names one that is not there",
                             statement_text(links, 0));
}

/* Statements */

static void finalize(struct statement *statement)
{
    if (statement) {
        (void)sqlite3_finalize(statement_of(statement)); /* repeats the last step's result */
        free(statement);
    }
}

DEFINE_AUTO_AS(sqlite_statement, struct statement, finalize);

static bool prepare(struct database *database, const struct database_sql *sql,
                    struct statement **ret_statement, struct error *err)
{
    struct sqlite_statement *sqlite = calloc(1, sizeof *sqlite);
    AUTO(sqlite_statement) struct statement *statement = (struct statement *)sqlite;
    if (!sqlite) {
        return error_set(err, ERROR_NO_MEMORY, "out of memory");
    }
    const char *rest = "";
    int result = sqlite3_prepare_v3(handle_of(database), sql->text, -1, SQLITE_PREPARE_PERSISTENT,
                                    &sqlite->handle, &rest);
    if (result != SQLITE_OK) {
        return fail(handle_of(database), result, err);
    }
    CHECK(sqlite->handle && *rest == '\0'); /* exactly one statement */
    int found = 0;
    for (int n = 1; n <= DATABASE_PARAMS_MAX; n++) {
        char name[8];
        (void)snprintf(name, sizeof name, "$%d", n); /* two digits at most */
        sqlite->index[n - 1] = sqlite3_bind_parameter_index(sqlite->handle, name);
        found += sqlite->index[n - 1] > 0;
    }
    CHECK(found == sqlite3_bind_parameter_count(sqlite->handle)); /* nothing but $1…$n */
    *ret_statement = TAKE(statement);
    return true;
}

static int bind_value(sqlite3_stmt *handle, int index, const struct value *value)
{
    switch (value->type) {
    case VALUE_INT64:
        return sqlite3_bind_int64(handle, index, value->number);
    case VALUE_TEXT:
        return sqlite3_bind_text64(handle, index, value->bytes, value->len, SQLITE_STATIC,
                                   SQLITE_UTF8);
    case VALUE_BYTES:
        return sqlite3_bind_blob64(handle, index, value->len > 0 ? value->bytes : "", value->len,
                                   SQLITE_STATIC);
    case VALUE_NULL:
        break;
    }
    return sqlite3_bind_null(handle, index);
}

static bool start(struct statement *statement, struct error *err)
{
    struct sqlite_statement *sqlite = (struct sqlite_statement *)statement;
    for (int i = 0; i < statement->bound; i++) {
        CHECK(sqlite->index[i] > 0); /* bound, but not in the text */
        int result = bind_value(sqlite->handle, sqlite->index[i], &statement->values[i]);
        if (result != SQLITE_OK) {
            return fail(handle_of(statement->database), result, err);
        }
    }
    return true;
}

static bool step(struct statement *statement, bool *ret_row, struct error *err)
{
    int result = sqlite3_step(statement_of(statement));
    if (result != SQLITE_ROW && result != SQLITE_DONE) {
        return fail(handle_of(statement->database), result, err);
    }
    *ret_row = result == SQLITE_ROW;
    return true;
}

static void reset(struct statement *statement)
{
    (void)sqlite3_reset(statement_of(statement));          /* repeats the last step's result */
    (void)sqlite3_clear_bindings(statement_of(statement)); /* always SQLITE_OK */
}

static int64_t changes(const struct statement *statement)
{
    return sqlite3_changes64(handle_of(statement->database));
}

static int64_t column_int64(const struct statement *statement, int column)
{
    return sqlite3_column_int64(statement_of(statement), column);
}

static const char *column_text(const struct statement *statement, int column, size_t *ret_len)
{
    const char *text = (const char *)sqlite3_column_text(statement_of(statement), column);
    *ret_len = (size_t)sqlite3_column_bytes(statement_of(statement), column);
    return text ? text : "";
}

static const void *column_bytes(const struct statement *statement, int column, size_t *ret_len)
{
    const void *bytes = sqlite3_column_blob(statement_of(statement), column);
    *ret_len = (size_t)sqlite3_column_bytes(statement_of(statement), column);
    return bytes ? bytes : "";
}

static bool column_is_null(const struct statement *statement, int column)
{
    return sqlite3_column_type(statement_of(statement), column) == SQLITE_NULL;
}

const struct database_engine *database_sqlite_engine(void)
{
    static const struct database_engine engine = {
        .owns = owns,
        .describe = describe,
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
        .keep = keep,
        .make_parts = make_parts,
        .hold = hold,
        .list_tables = &list_tables,
        .list_columns = &list_columns,
        .check = check,
        .prepare = prepare,
        .finalize = finalize,
        .start = start,
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
