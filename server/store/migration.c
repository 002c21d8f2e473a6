#include "migration.h"

#include "check.h"
#include "clock.h"
#include "database.h"
#include "log.h"

static const struct database_sql read_version = {
    "schema_version.read",
    "SELECT COALESCE(MAX(version), 0) FROM schema_version",
};

static const struct database_sql add_version = {
    "schema_version.add",
    "INSERT INTO schema_version (version, name, applied_utc_us) VALUES ($1, $2, $3)",
};

static const char create_version_table[] = "CREATE TABLE IF NOT EXISTS schema_version ("
                                           "    version BIGINT NOT NULL PRIMARY KEY,"
                                           "    name TEXT NOT NULL,"
                                           "    applied_utc_us BIGINT NOT NULL)";

bool migration_version_of(struct database *database, int *ret_version, struct error *err)
{
    bool any;
    bool ours;
    if (!database_has_table(database, NULL, &any, err) ||
        !database_has_table(database, "schema_version", &ours, err)) {
        return false;
    }
    if (any && !ours) {
        return error_set(err, ERROR_INVALID, "%s is not a database of shoushi-server",
                         database_location(database));
    }
    if (!any) {
        *ret_version = 0;
        return true;
    }
    AUTO(statement) struct statement *statement = NULL;
    bool row;
    if (!database_prepare(database, &read_version, &statement, err) ||
        !statement_step(statement, &row, err)) {
        return false;
    }
    *ret_version = (int)statement_int64(statement, 0);
    return true;
}

bool migration_read_version(const char *location, int *ret_version, struct error *err)
{
    bool exists;
    if (!database_exists(location, &exists, err)) {
        return false;
    }
    if (!exists) {
        *ret_version = 0;
        return true;
    }
    AUTO(database) struct database *database = NULL;
    return database_open(location, DATABASE_READ_ONLY, &database, err) &&
           migration_version_of(database, ret_version, err);
}

static bool run_step(struct database *database, const struct schema_step *step, struct error *err)
{
    AUTO(statement) struct statement *statement = NULL;
    if (!database_run_script(database, step->name, step->sql, err) ||
        !database_prepare(database, &add_version, &statement, err)) {
        return false;
    }
    statement_bind_int64(statement, 1, step->version);
    statement_bind_text(statement, 2, step->name);
    statement_bind_int64(statement, 3, clock_utc_us(clock_system()));
    return statement_run(statement, err);
}

static bool apply_from(struct database *database, int version, const struct schema_step *steps,
                       size_t count, struct error *err)
{
    if (!database_run_script(database, "schema_version", create_version_table, err)) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        if (steps[i].version > version && !run_step(database, &steps[i], err)) {
            return false;
        }
    }
    return true;
}

/* The version is read again under the write lock: two programs may have started at once. What is
 * there already is kept as it was, before the first step. */
static bool run_steps(struct database *database, const struct schema_step *steps, size_t count,
                      struct error *err)
{
    if (!database_begin(database, DATABASE_WRITE, err)) {
        return false;
    }
    AUTO(transaction) struct database *open = database;
    int version;
    int newest = steps[count - 1].version;
    if (!migration_version_of(database, &version, err) ||
        (version > 0 && version < newest && !database_keep(database, newest, err)) ||
        !apply_from(database, version, steps, count, err)) {
        return false;
    }
    return database_commit(TAKE(open), err);
}

bool migration_apply(struct database *database, const struct schema_step *steps, size_t count,
                     struct error *err)
{
    return apply_from(database, 0, steps, count, err);
}

bool migration_run(const char *location, const struct schema_step *steps, size_t count,
                   struct error *err)
{
    CHECK(count > 0);
    char name[DATABASE_NAME_SIZE];
    database_describe(location, name);
    for (size_t i = 0; i < count; i++) {
        CHECK(steps[i].version == (int)i + 1);
    }
    int newest = steps[count - 1].version;
    int version;
    if (!migration_read_version(location, &version, err)) {
        return false;
    }
    if (version > newest) {
        return error_set(err, ERROR_UNSUPPORTED,
                         "database %s has schema %d and this program knows up to %d: it was "
                         "written by a newer version; nothing was changed",
                         name, version, newest);
    }
    if (version == newest) {
        return true;
    }
    AUTO(database) struct database *database = NULL;
    if (!database_open(location, DATABASE_CREATE, &database, err)) {
        return false;
    }
    if (!run_steps(database, steps, count, err)) {
        return error_prefix(err, "migration of %s to schema %d", name, newest);
    }
    log_event(LOG_INFO, "database_migrated", "from=%d to=%d", version, newest);
    return true;
}
