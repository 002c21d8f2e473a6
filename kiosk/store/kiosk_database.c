#include "kiosk_database.h"

#include "check.h"
#include <errno.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#define BUSY_TIMEOUT_MS 5000
#define COPY_PAGES      256

/* Checkpoints belong to quiet moments (record_reader_checkpoint); this only bounds the WAL where
 * none comes: KIOSK_DATABASE_WAL_BYTES in pages and in bytes. */
static const char settings_for_writing[] = "PRAGMA journal_mode = WAL;"
                                           "PRAGMA synchronous = FULL;"
                                           "PRAGMA wal_autocheckpoint = 4000;"
                                           "PRAGMA journal_size_limit = 16384000;"
                                           "PRAGMA secure_delete = ON;"
                                           "PRAGMA temp_store = MEMORY";
static const char keep_wal[] = "PRAGMA journal_size_limit = -1";
static const char settings_for_reading[] = "PRAGMA query_only = ON; PRAGMA temp_store = MEMORY";

struct kiosk_database {
    sqlite3 *handle;
    char *path;
};

struct kiosk_query {
    sqlite3_stmt *handle;
    sqlite3 *database;
    int bind_result; /* the first fault in binding */
};

static enum error_code code_of(int result, int errnum)
{
    if (errnum == ENOSPC || errnum == EDQUOT) {
        return ERROR_FULL;
    }
    switch (result & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return ERROR_BUSY;
    case SQLITE_FULL:
        return ERROR_FULL;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_CONSTRAINT:
    case SQLITE_MISMATCH:
    case SQLITE_FORMAT:
        return ERROR_INVALID;
    case SQLITE_PERM:
    case SQLITE_AUTH:
    case SQLITE_READONLY:
        return ERROR_DENIED;
    case SQLITE_CANTOPEN:
        return errnum == EACCES || errnum == EROFS ? ERROR_DENIED : ERROR_IO;
    case SQLITE_NOMEM:
        return ERROR_NO_MEMORY;
    default:
        return ERROR_IO;
    }
}

static bool fail(sqlite3 *handle, int result, struct error *err)
{
    int errnum = handle ? sqlite3_system_errno(handle) : 0;
    const char *text = handle ? sqlite3_errmsg(handle) : sqlite3_errstr(result);
    /* The last errno of a connection stays when a later fault has nothing to do with it. */
    bool of_system = (result & 0xff) == SQLITE_IOERR || (result & 0xff) == SQLITE_CANTOPEN;
    if (of_system && errnum != 0) {
        char reason[96];
        return error_set(err, code_of(result, errnum), "%s (%s)", text,
                         strerror_r(errnum, reason, sizeof reason));
    }
    return error_set(err, code_of(result, 0), "%s", text);
}

static bool configure(struct kiosk_database *database, enum kiosk_database_access access,
                      struct error *err)
{
    CHECK(sqlite3_busy_timeout(database->handle, BUSY_TIMEOUT_MS) == SQLITE_OK);
    if (access == KIOSK_DATABASE_READ) {
        return kiosk_database_run(database, settings_for_reading, err);
    }
    int persist = 1; /* recycled pages are cheaper than a growing file */
    int result = sqlite3_file_control(database->handle, "main", SQLITE_FCNTL_PERSIST_WAL, &persist);
    if (result != SQLITE_OK) {
        return fail(database->handle, result, err);
    }
    return kiosk_database_run(database, settings_for_writing, err);
}

bool kiosk_database_open(const char *path, enum kiosk_database_access access,
                         struct kiosk_database **ret_database, struct error *err)
{
    static const int flags[] = {
        [KIOSK_DATABASE_CREATE] = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE,
        [KIOSK_DATABASE_READ] = SQLITE_OPEN_READONLY,
    };
    AUTO(kiosk_database) struct kiosk_database *database = calloc(1, sizeof *database);
    if (!database) {
        return error_set(err, ERROR_NO_MEMORY, "%s: out of memory", path);
    }
    database->path = strdup(path);
    if (!database->path) {
        return error_set(err, ERROR_NO_MEMORY, "%s: out of memory", path);
    }
    int result = sqlite3_open_v2(path, &database->handle,
                                 flags[access] | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, NULL);
    bool good = result == SQLITE_OK ? configure(database, access, err)
                                    : fail(database->handle, result, err);
    if (!good) {
        return error_prefix(err, "%s", path);
    }
    *ret_database = TAKE(database);
    return true;
}

void kiosk_database_destroy(struct kiosk_database *database)
{
    if (database) {
        /* Closing under a limit would empty the WAL, which the next program is to recycle; where
         * this fails it is emptied. */
        (void)sqlite3_exec(database->handle, keep_wal, NULL, NULL, NULL);
        CHECK(sqlite3_close(database->handle) == SQLITE_OK); /* busy: a query was not destroyed */
        free(database->path);
        free(database);
    }
}

const char *kiosk_database_version(void)
{
    return sqlite3_libversion();
}

const char *kiosk_database_path(const struct kiosk_database *database)
{
    return database->path;
}

bool kiosk_database_is_moved(const struct kiosk_database *database)
{
    int moved = 0;
    int result = sqlite3_file_control(database->handle, "main", SQLITE_FCNTL_HAS_MOVED, &moved);
    return result == SQLITE_OK && moved != 0;
}

bool kiosk_database_run(struct kiosk_database *database, const char *sql, struct error *err)
{
    int result = sqlite3_exec(database->handle, sql, NULL, NULL, NULL);
    return result == SQLITE_OK || fail(database->handle, result, err);
}

bool kiosk_database_number(struct kiosk_database *database, const char *sql, int64_t *ret_number,
                           struct error *err)
{
    AUTO(kiosk_query) struct kiosk_query *query = NULL;
    enum kiosk_query_step step;
    if (!kiosk_query_create(database, sql, &query, err) || !kiosk_query_step(query, &step, err)) {
        return false;
    }
    CHECK(step == KIOSK_QUERY_ROW);
    *ret_number = kiosk_query_number(query, 0);
    return true;
}

bool kiosk_database_begin(struct kiosk_database *database, struct error *err)
{
    return kiosk_database_run(database, "BEGIN IMMEDIATE", err);
}

bool kiosk_database_commit(struct kiosk_database *database, struct error *err)
{
    if (!kiosk_database_run(database, "COMMIT", err)) {
        kiosk_database_rollback(database);
        return false;
    }
    return true;
}

void kiosk_database_rollback(struct kiosk_database *database)
{
    /* SQLite has rolled back by itself after some faults. */
    if (database && sqlite3_get_autocommit(database->handle) == 0) {
        /* What fails here failed before, and that was told. */
        (void)sqlite3_exec(database->handle, "ROLLBACK", NULL, NULL, NULL);
    }
}

bool kiosk_database_checkpoint(struct kiosk_database *database, struct error *err)
{
    int result =
        sqlite3_wal_checkpoint_v2(database->handle, "main", SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
    /* Busy: somebody is at it already, or about to write; there will be another quiet moment. */
    return result == SQLITE_OK || (result & 0xff) == SQLITE_BUSY ||
           fail(database->handle, result, err);
}

bool kiosk_database_truncate_wal(struct kiosk_database *database, struct error *err)
{
    int result =
        sqlite3_wal_checkpoint_v2(database->handle, "main", SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
    return result == SQLITE_OK || fail(database->handle, result, err);
}

static bool copy_pages(struct kiosk_database *from, sqlite3 *to, struct error *err)
{
    sqlite3_backup *backup = sqlite3_backup_init(to, "main", from->handle, "main");
    if (!backup) {
        return fail(to, sqlite3_errcode(to), err);
    }
    int result;
    do {
        result = sqlite3_backup_step(backup, COPY_PAGES);
    } while (result == SQLITE_OK);
    int end = sqlite3_backup_finish(backup);
    return (result == SQLITE_DONE && end == SQLITE_OK) || fail(to, result, err);
}

bool kiosk_database_copy(struct kiosk_database *database, const char *path, struct error *err)
{
    char fresh[4096];
    if (snprintf(fresh, sizeof fresh, "%s.new", path) >= (int)sizeof fresh) {
        return error_set(err, ERROR_INVALID, "path too long: %.200s…", path);
    }
    (void)unlink(fresh); /* half a copy of an earlier start, if there is one */
    sqlite3 *to = NULL;
    int result = sqlite3_open_v2(fresh, &to,
                                 SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX |
                                     SQLITE_OPEN_EXRESCODE,
                                 NULL);
    bool good = result == SQLITE_OK ? copy_pages(database, to, err) : fail(to, result, err);
    CHECK(sqlite3_close(to) == SQLITE_OK);
    if (good && rename(fresh, path) != 0) {
        good = error_set_errno(err, errno, "cannot rename %s", fresh);
    }
    return good || error_prefix(err, "copy to %s", path);
}

bool kiosk_query_create(struct kiosk_database *database, const char *sql,
                        struct kiosk_query **ret_query, struct error *err)
{
    AUTO(kiosk_query) struct kiosk_query *query = calloc(1, sizeof *query);
    if (!query) {
        return error_set(err, ERROR_NO_MEMORY, "query: out of memory");
    }
    query->database = database->handle;
    int result = sqlite3_prepare_v3(database->handle, sql, -1, SQLITE_PREPARE_PERSISTENT,
                                    &query->handle, NULL);
    if (result != SQLITE_OK) {
        return fail(database->handle, result, err);
    }
    *ret_query = TAKE(query);
    return true;
}

void kiosk_query_destroy(struct kiosk_query *query)
{
    if (query) {
        (void)sqlite3_finalize(query->handle); /* repeats the fault of the last step */
        free(query);
    }
}

static void note_bind(struct kiosk_query *query, int result)
{
    if (query->bind_result == SQLITE_OK) {
        query->bind_result = result;
    }
}

void kiosk_query_bind_number(struct kiosk_query *query, int index, int64_t number)
{
    note_bind(query, sqlite3_bind_int64(query->handle, index, number));
}

void kiosk_query_bind_text(struct kiosk_query *query, int index, const char *text, size_t len)
{
    note_bind(query,
              sqlite3_bind_text64(query->handle, index, text, len, SQLITE_TRANSIENT, SQLITE_UTF8));
}

void kiosk_query_bind_bytes(struct kiosk_query *query, int index, const void *bytes, size_t len)
{
    note_bind(query, sqlite3_bind_blob64(query->handle, index, bytes, len, SQLITE_TRANSIENT));
}

void kiosk_query_reset(struct kiosk_query *query)
{
    (void)sqlite3_reset(query->handle); /* repeats the fault of the last step */
    query->bind_result = SQLITE_OK;
}

bool kiosk_query_step(struct kiosk_query *query, enum kiosk_query_step *ret_step, struct error *err)
{
    int result = query->bind_result;
    if (result == SQLITE_OK) {
        result = sqlite3_step(query->handle);
    }
    if (result == SQLITE_ROW) {
        *ret_step = KIOSK_QUERY_ROW;
        return true;
    }
    bool done = result == SQLITE_DONE;
    if (!done) {
        (void)fail(query->database, result, err);
    }
    kiosk_query_reset(query);
    *ret_step = KIOSK_QUERY_DONE;
    return done;
}

bool kiosk_query_run(struct kiosk_query *query, struct error *err)
{
    enum kiosk_query_step step;
    if (!kiosk_query_step(query, &step, err)) {
        return false;
    }
    CHECK(step == KIOSK_QUERY_DONE);
    return true;
}

int64_t kiosk_query_number(const struct kiosk_query *query, int column)
{
    return sqlite3_column_int64(query->handle, column);
}

const char *kiosk_query_text(const struct kiosk_query *query, int column, size_t *ret_len)
{
    const char *text = (const char *)sqlite3_column_text(query->handle, column);
    *ret_len = (size_t)sqlite3_column_bytes(query->handle, column);
    return text ? text : "";
}

const void *kiosk_query_bytes(const struct kiosk_query *query, int column, size_t *ret_len)
{
    const void *bytes = sqlite3_column_blob(query->handle, column);
    *ret_len = (size_t)sqlite3_column_bytes(query->handle, column);
    return bytes ? bytes : "";
}
