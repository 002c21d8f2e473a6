#include "backup.h"

#include "clock.h"
#include "database.h"
#include "file.h"
#include "migration.h"
#include "schema_list.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

#define TABLES_MAX 128

static const char own_tables[] = "CREATE TABLE " TRANSFER_OWN_PREFIX "table ("
                                 "name TEXT NOT NULL PRIMARY KEY,"
                                 "row_count BIGINT NOT NULL,"
                                 "checksum BYTEA NOT NULL);"
                                 "CREATE TABLE " TRANSFER_OWN_PREFIX "made ("
                                 "made_utc_us BIGINT NOT NULL PRIMARY KEY,"
                                 "version TEXT NOT NULL)";

static const struct database_sql insert_table = {
    "backup_table.insert",
    "INSERT INTO " TRANSFER_OWN_PREFIX "table (name, row_count, checksum) VALUES ($1, $2, $3)",
};

static const struct database_sql insert_made = {
    "backup_made.insert",
    "INSERT INTO " TRANSFER_OWN_PREFIX "made (made_utc_us, version) VALUES ($1, $2)",
};

static const struct database_sql select_tables = {
    "backup_table.all",
    "SELECT name, row_count, checksum FROM " TRANSFER_OWN_PREFIX "table ORDER BY name",
};

/* What each table has to have. */
struct manifest_line {
    char name[TABLE_NAME_MAX + 1];
    struct table_sum sum;
};

struct manifest {
    struct manifest_line lines[TABLES_MAX];
    size_t count;
    size_t found; /* of them, when a copy is compared */
    transfer_visit *on_table;
    void *user;
};

static bool tell(const struct manifest *manifest, const struct transfer_table *table,
                 struct error *err)
{
    return !manifest->on_table || manifest->on_table(table, manifest->user, err);
}

static bool note_table(const struct transfer_table *table, void *user, struct error *err)
{
    struct manifest *manifest = user;
    if (manifest->count == TABLES_MAX) {
        return error_set(err, ERROR_UNSUPPORTED, "more than %d tables", TABLES_MAX);
    }
    struct manifest_line *line = &manifest->lines[manifest->count++];
    (void)snprintf(line->name, sizeof line->name, "%s", table->name); /* at most as long */
    line->sum = table->sum;
    return tell(manifest, table, err);
}

static bool compare_table(const struct transfer_table *table, void *user, struct error *err)
{
    struct manifest *manifest = user;
    for (size_t i = 0; i < manifest->count; i++) {
        const struct manifest_line *line = &manifest->lines[i];
        if (strcmp(line->name, table->name) != 0) {
            continue;
        }
        manifest->found++;
        return table_sum_equal(&line->sum, &table->sum)
                   ? tell(manifest, table, err)
                   : error_set(
                         err, ERROR_INVALID,
                         "table %s is damaged: %lld rows with another checksum, %lld when the "
                         "backup was made",
                         table->name, (long long)table->sum.rows, (long long)line->sum.rows);
    }
    return error_set(err, ERROR_INVALID, "table %s was not there when the backup was made",
                     table->name);
}

static bool all_found(const struct manifest *manifest, struct error *err)
{
    return manifest->found == manifest->count ||
           error_set(err, ERROR_INVALID, "%zu of %zu tables are gone",
                     manifest->count - manifest->found, manifest->count);
}

/* Making */

static bool write_line(struct database *database, const struct manifest_line *line,
                       struct error *err)
{
    AUTO(statement) struct statement *insert = NULL;
    if (!database_prepare(database, &insert_table, &insert, err)) {
        return false;
    }
    statement_bind_text(insert, 1, line->name);
    statement_bind_int64(insert, 2, line->sum.rows);
    statement_bind_bytes(insert, 3, line->sum.sum.bytes, HASH_BYTES);
    return statement_run(insert, err);
}

static bool write_made(struct database *database, struct error *err)
{
    AUTO(statement) struct statement *insert = NULL;
    if (!database_prepare(database, &insert_made, &insert, err)) {
        return false;
    }
    statement_bind_int64(insert, 1, clock_utc_us(clock_system()));
    statement_bind_text(insert, 2, SHOUSHI_VERSION);
    return statement_run(insert, err);
}

static bool write_manifest(struct database *database, const struct manifest *manifest,
                           struct error *err)
{
    if (!database_begin(database, DATABASE_WRITE, err)) {
        return false;
    }
    AUTO(transaction) struct database *open = database;
    if (!database_run_script(database, "backup", own_tables, err) || !write_made(database, err)) {
        return false;
    }
    for (size_t i = 0; i < manifest->count; i++) {
        if (!write_line(database, &manifest->lines[i], err)) {
            return false;
        }
    }
    return database_commit(TAKE(open), err);
}

/* Without a journal beside it the file can be read wherever it is put, on a disk for reading too.
 */
static bool finish_file(const char *path, const struct manifest *manifest, struct error *err)
{
    AUTO(database) struct database *database = NULL;
    return database_open(path, DATABASE_READ_WRITE, &database, err) &&
           write_manifest(database, manifest, err) && database_check(database, err) &&
           database_run_script(database, "journal", "PRAGMA journal_mode = DELETE", err);
}

/* What a backup that was cut off has left. */
static bool remove_part(const char *part, struct error *err)
{
    static const char *const ends[] = {"", "-wal", "-shm", "-journal"};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        char path[4096];
        (void)snprintf(path, sizeof path, "%s%s", part, ends[i]); /* checked by the caller */
        if (unlink(path) != 0 && errno != ENOENT) {
            return error_set_errno(err, errno, "%s", path);
        }
    }
    return true;
}

static bool give_name(const char *part, const char *path, struct error *err)
{
    AUTO(fd) int file = open(part, O_RDONLY | O_CLOEXEC);
    if (file < 0 || fsync(file) != 0) {
        return error_set_errno(err, errno, "%s", part);
    }
    if (renameat2(AT_FDCWD, part, AT_FDCWD, path, RENAME_NOREPLACE) != 0) {
        return error_set_errno(err, errno, "%s", path);
    }
    return file_sync_folder(path, err);
}

static bool require_new(const char *path, struct error *err)
{
    bool exists;
    if (!database_is_file(path)) {
        return error_set(err, ERROR_INVALID, "a backup is a file, and %s is none", path);
    }
    return database_exists(path, &exists, err) &&
           (!exists ||
            error_set(err, ERROR_INVALID, "%s is there already: nothing was changed", path));
}

bool backup_make(const char *location, const char *path, transfer_visit *on_table, void *user,
                 struct error *err)
{
    char part[4000];
    AUTO(memory) struct manifest *manifest = calloc(1, sizeof *manifest);
    if (!manifest) {
        return error_set(err, ERROR_NO_MEMORY, "backup: out of memory");
    }
    if ((size_t)snprintf(part, sizeof part, "%s.part", path) >= sizeof part) {
        return error_set(err, ERROR_INVALID, "%s: path too long", path);
    }
    manifest->on_table = on_table;
    manifest->user = user;
    const struct transfer transfer = {location, part, TRANSFER_READ, note_table, manifest};
    if (!require_new(path, err) || !remove_part(part, err)) {
        return false;
    }
    if (transfer_run(&transfer, err) && finish_file(part, manifest, err) &&
        give_name(part, path, err)) {
        return true;
    }
    (void)remove_part(part, NULL); /* what failed first is what is told */
    return false;
}

/* Checking */

static bool read_manifest(struct database *database, struct manifest *manifest, struct error *err)
{
    AUTO(statement) struct statement *select = NULL;
    bool row = false;
    bool good = database_prepare(database, &select_tables, &select, err) &&
                statement_step(select, &row, err);
    while (good && row) {
        if (manifest->count == TABLES_MAX) {
            return error_set(err, ERROR_UNSUPPORTED, "more than %d tables", TABLES_MAX);
        }
        struct manifest_line *line = &manifest->lines[manifest->count++];
        line->sum.rows = statement_int64(select, 1);
        good = statement_copy_text(select, 0, line->name, sizeof line->name, err) &&
               statement_copy_bytes(select, 2, line->sum.sum.bytes, HASH_BYTES, err) &&
               statement_step(select, &row, err);
    }
    return good;
}

static bool check_version(const char *path, struct error *err)
{
    size_t count;
    int version;
    (void)schema_list(&count);
    if (!migration_read_version(path, &version, err)) {
        return false;
    }
    return (version >= 1 && (size_t)version <= count) ||
           error_set(err, ERROR_UNSUPPORTED, "it has schema %d and this program knows 1 to %zu",
                     version, count);
}

static bool check_file(const char *path, struct manifest *manifest, struct error *err)
{
    bool ours;
    AUTO(database) struct database *database = NULL;
    if (!database_open(path, DATABASE_READ_ONLY, &database, err) ||
        !database_has_table(database, TRANSFER_OWN_PREFIX "table", &ours, err)) {
        return false;
    }
    if (!ours) {
        return error_set(err, ERROR_INVALID, "it is no backup of shoushi-server");
    }
    return database_check(database, err) && read_manifest(database, manifest, err) &&
           check_version(path, err);
}

static bool load_checked(const char *path, struct manifest *manifest, struct error *err)
{
    return check_file(path, manifest, err) && transfer_sum(path, compare_table, manifest, err) &&
           all_found(manifest, err);
}

bool backup_check(const char *path, transfer_visit *on_table, void *user, struct error *err)
{
    AUTO(memory) struct manifest *manifest = calloc(1, sizeof *manifest);
    if (!manifest) {
        return error_set(err, ERROR_NO_MEMORY, "backup: out of memory");
    }
    manifest->on_table = on_table;
    manifest->user = user;
    return load_checked(path, manifest, err) || error_prefix(err, "%s", path);
}

bool backup_restore(const char *path, const char *location, transfer_visit *on_table, void *user,
                    struct error *err)
{
    AUTO(memory) struct manifest *manifest = calloc(1, sizeof *manifest);
    if (!manifest) {
        return error_set(err, ERROR_NO_MEMORY, "backup: out of memory");
    }
    if (!load_checked(path, manifest, err)) {
        return error_prefix(err, "%s", path);
    }
    manifest->on_table = on_table;
    manifest->user = user;
    manifest->found = 0;
    const struct transfer transfer = {path, location, TRANSFER_READ, compare_table, manifest};
    return transfer_run(&transfer, err);
}
