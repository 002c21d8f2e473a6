#include "storage.h"

#include "civil.h"
#include "clock.h"
#include "database.h"
#include "document_store.h"
#include "log.h"
#include "migration.h"
#include "schema_list.h"

struct storage {
    struct write_queue *writer;
    struct snapshot_pool *snapshots;
};

static bool make_parts(struct database *database, struct error *err)
{
    int64_t days = clock_utc_us(clock_system()) / (INT64_C(86400) * 1000000);
    if (!database_begin(database, DATABASE_WRITE, err)) {
        return false;
    }
    AUTO(transaction) struct database *open = database;
    return database_make_parts(database, civil_month_of((int32_t)days), err) &&
           database_commit(TAKE(open), err);
}

/* Where another is writing they are left to the next start: no row needs one. */
static bool try_make_parts(const char *location, struct database *database, struct error *err)
{
    if (database_is_file(location) || make_parts(database, err)) {
        return true;
    }
    log_event(LOG_WARNING, "months_not_divided", "error=%s", LOG_TEXT(err->text));
    return err->code == ERROR_BUSY;
}

bool storage_open(const char *location, struct storage **ret_storage, struct error *err)
{
    size_t count;
    const struct schema_step *steps = schema_list(&count);
    AUTO(storage) struct storage *storage = calloc(1, sizeof *storage);
    if (!storage) {
        return error_set(err, ERROR_NO_MEMORY, "storage: out of memory");
    }
    AUTO(database) struct database *database = NULL;
    if (!migration_run(location, steps, count, err) ||
        !database_open(location, DATABASE_READ_WRITE, &database, err) ||
        !try_make_parts(location, database, err) ||
        !write_queue_create(TAKE(database), &storage->writer, err) ||
        !snapshot_pool_create(location, &storage->snapshots, err)) {
        return false;
    }
    *ret_storage = TAKE(storage);
    return true;
}

void storage_destroy(struct storage *storage)
{
    if (storage) {
        write_queue_destroy(storage->writer);
        snapshot_pool_destroy(storage->snapshots);
        free(storage);
    }
}

struct write_queue *storage_writer(struct storage *storage)
{
    return storage->writer;
}

bool storage_write(struct storage *storage, write_run *run, void *user, struct error *err)
{
    return write_queue_run(storage->writer, run, user, err);
}

bool storage_read(struct storage *storage, struct snapshot **ret_snapshot, struct error *err)
{
    return snapshot_take(storage->snapshots, ret_snapshot, err);
}

static bool write_nothing(struct database *database, void *user, struct error *err)
{
    (void)database;
    (void)user;
    (void)err;
    return true;
}

/* A database that was away may be back before anybody writes: whoever asks finds out, since nobody
 * would send anything to a server that is not ready. */
static bool is_writer_ready(struct storage *storage, struct error *err)
{
    struct error trouble = {.code = ERROR_NONE};
    if (write_queue_is_well(storage->writer, &trouble)) {
        return true;
    }
    if (trouble.code == ERROR_GONE || trouble.code == ERROR_BUSY) {
        return storage_write(storage, write_nothing, NULL, err);
    }
    *err = trouble;
    return false;
}

bool storage_is_ready(struct storage *storage, struct error *err)
{
    AUTO(snapshot) struct snapshot *view = NULL;
    int64_t revision;
    return is_writer_ready(storage, err) && storage_read(storage, &view, err) &&
           document_store_revision(snapshot_database(view), &revision, err);
}
