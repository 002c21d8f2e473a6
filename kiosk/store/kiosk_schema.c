#include "kiosk_schema.h"

#include "check.h"
#include "file.h"
#include "log.h"
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#define PATH_BYTES 4096

static bool exists(const char *path, bool *ret_exists, struct error *err)
{
    struct stat status;
    if (stat(path, &status) == 0) {
        *ret_exists = true;
        return true;
    }
    if (errno != ENOENT) {
        return error_set_errno(err, errno, "%s", path);
    }
    *ret_exists = false;
    return true;
}

/* Reads the version without changing the file. 0: nothing is in it yet. */
static bool read_version(const struct kiosk_schema *schema, const char *path, int64_t *ret_version,
                         struct error *err)
{
    AUTO(kiosk_database) struct kiosk_database *database = NULL;
    int64_t application, tables;
    if (!kiosk_database_open(path, KIOSK_DATABASE_READ, &database, err) ||
        !kiosk_database_number(database, "PRAGMA application_id", &application, err) ||
        !kiosk_database_number(database, "SELECT count(*) FROM sqlite_schema", &tables, err) ||
        !kiosk_database_number(database, "PRAGMA user_version", ret_version, err)) {
        return false;
    }
    if (tables == 0 && *ret_version == 0) {
        return true;
    }
    if (application != schema->application_id || *ret_version < 1) {
        return error_set(err, ERROR_INVALID, "%s: no %s database of a kiosk", path, schema->name);
    }
    return true;
}

static bool copy_before(struct kiosk_database *database, size_t newest, struct error *err)
{
    char path[PATH_BYTES];
    if (snprintf(path, sizeof path, "%s.before-%zu", kiosk_database_path(database), newest) >=
        (int)sizeof path) {
        return error_set(err, ERROR_INVALID, "%s: path too long", kiosk_database_path(database));
    }
    return kiosk_database_copy(database, path, err);
}

/* The steps set the header themselves, within the transaction. */
static bool check_header(const struct kiosk_schema *schema, struct kiosk_database *database,
                         struct error *err)
{
    int64_t application, version;
    if (!kiosk_database_number(database, "PRAGMA application_id", &application, err) ||
        !kiosk_database_number(database, "PRAGMA user_version", &version, err)) {
        return false;
    }
    CHECK(application == schema->application_id && version == (int64_t)schema->step_count);
    return true;
}

static bool run_steps(const struct kiosk_schema *schema, struct kiosk_database *database,
                      size_t version, struct error *err)
{
    if (!kiosk_database_begin(database, err)) {
        return false;
    }
    AUTO(kiosk_transaction) struct kiosk_database *open = database;
    for (size_t i = version; i < schema->step_count; i++) {
        if (!kiosk_database_run(database, schema->steps[i].sql, err)) {
            return error_prefix(err, "%s", schema->steps[i].name);
        }
    }
    return check_header(schema, database, err) && kiosk_database_commit(TAKE(open), err);
}

/* SQLite would make the file readable by all; its WAL gets the same mode as the file. */
static bool make_file(const char *path, struct error *err)
{
    AUTO(fd) int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    return fd >= 0 || error_set_errno(err, errno, "cannot create %s", path);
}

/* What stands beside a database: nothing of it is needed once the WAL is empty. */
static bool remove_beside(const char *path, struct error *err)
{
    static const char *const endings[] = {"-journal", "-wal", "-shm"};
    for (size_t i = 0; i < ARRAY_LEN(endings); i++) {
        char beside[PATH_BYTES + 16];
        (void)snprintf(beside, sizeof beside, "%s%s", path, endings[i]);
        if (unlink(beside) != 0 && errno != ENOENT) {
            return error_set_errno(err, errno, "cannot remove %s", beside);
        }
    }
    return true;
}

/* What a power cut may have left of an earlier try. */
static bool remove_draft(const char *draft, struct error *err)
{
    if (unlink(draft) != 0 && errno != ENOENT) {
        return error_set_errno(err, errno, "cannot remove %s", draft);
    }
    return remove_beside(draft, err);
}

static bool make_draft(const struct kiosk_schema *schema, const char *draft, struct error *err)
{
    AUTO(kiosk_database) struct kiosk_database *database = NULL;
    return remove_draft(draft, err) && make_file(draft, err) &&
           kiosk_database_open(draft, KIOSK_DATABASE_CREATE, &database, err) &&
           run_steps(schema, database, 0, err) && kiosk_database_truncate_wal(database, err);
}

/* Makes the database under another name and gives it its own when it is complete: the first
 * transactions of a new file, before it is in WAL mode, leave a journal behind when they are cut
 * off, which only a writer could undo. */
static bool make_database(const struct kiosk_schema *schema, const char *path, struct error *err)
{
    char draft[PATH_BYTES];
    if (snprintf(draft, sizeof draft, "%s.new", path) >= PATH_BYTES) {
        return error_set(err, ERROR_INVALID, "path too long: %.200s…", path);
    }
    if (!make_draft(schema, draft, err) || !remove_beside(draft, err)) {
        return error_prefix(err, "%s", draft);
    }
    if (rename(draft, path) != 0) {
        return error_set_errno(err, errno, "cannot rename %s", draft);
    }
    log_event(LOG_INFO, "schema_made", "name=%s version=%zu", schema->name, schema->step_count);
    return file_sync_folder(path, err);
}

static bool migrate(const struct kiosk_schema *schema, struct kiosk_database *database,
                    size_t version, struct error *err)
{
    if (version == schema->step_count) {
        return true;
    }
    if (!copy_before(database, schema->step_count, err) ||
        !run_steps(schema, database, version, err)) {
        return error_prefix(err, "%s: schema %zu", kiosk_database_path(database),
                            schema->step_count);
    }
    log_event(LOG_INFO, "schema_migrated", "name=%s from=%zu to=%zu", schema->name, version,
              schema->step_count);
    return true;
}

bool kiosk_schema_open(const struct kiosk_schema *schema, const char *path,
                       struct kiosk_database **ret_database, enum kiosk_schema_state *ret_state,
                       struct kiosk_damage *ret_damage, struct error *err)
{
    bool there = false;
    int64_t version = 0;
    struct error fault = {0};
    *ret_database = NULL;
    if (!exists(path, &there, err)) {
        return false;
    }
    bool good = !there || read_version(schema, path, &version, &fault);
    if (good && version > (int64_t)schema->step_count) {
        return error_set(err, ERROR_UNSUPPORTED,
                         "%s has schema %" PRId64 " and this program knows up to %zu: it was "
                         "written by a newer version; nothing was changed",
                         path, version, schema->step_count);
    }
    if (good && version == 0 && !make_database(schema, path, err)) {
        return false;
    }
    AUTO(kiosk_database) struct kiosk_database *database = NULL;
    if (good && kiosk_database_open(path, KIOSK_DATABASE_CREATE, &database, &fault)) {
        /* What fails from here on is a step, or the disk: nothing is wrong with what is there. */
        size_t from = version == 0 ? schema->step_count : (size_t)version;
        if (!migrate(schema, database, from, err)) {
            return false;
        }
        *ret_state = version == 0 ? KIOSK_SCHEMA_MADE : KIOSK_SCHEMA_THERE;
        *ret_database = TAKE(database);
        return true;
    }
    if (fault.code != ERROR_INVALID) {
        return error_set(err, fault.code, "%s", fault.text);
    }
    *ret_state = KIOSK_SCHEMA_DAMAGED;
    (void)snprintf(ret_damage->text, sizeof ret_damage->text, "%.255s", fault.text);
    return true;
}
