#include "transfer.h"

#include "check.h"
#include "migration.h"
#include "schema_list.h"
#include <string.h>

#define TABLES_MAX 128

/* The tables of a database; they outlive the connection, which knows their statements. */
struct tables {
    struct table_plan *plans[TABLES_MAX];
    size_t count;
};

static void tables_finish(struct tables *tables)
{
    for (size_t i = 0; i < tables->count; i++) {
        table_plan_destroy(tables->plans[i]);
    }
}

#define AUTO_TABLES __attribute__((cleanup(tables_finish)))

struct listing {
    char names[TABLES_MAX][TABLE_NAME_MAX + 1];
    size_t count;
};

static bool list_table(const char *table, void *user, struct error *err)
{
    struct listing *listing = user;
    size_t len = strlen(table);
    if (strncmp(table, TRANSFER_OWN_PREFIX, strlen(TRANSFER_OWN_PREFIX)) == 0) {
        return true;
    }
    if (listing->count == TABLES_MAX || len > TABLE_NAME_MAX) {
        return error_set(err, ERROR_UNSUPPORTED,
                         "table %s: more than %d tables, or too long a name", table, TABLES_MAX);
    }
    memcpy(listing->names[listing->count++], table, len + 1);
    return true;
}

static bool load_tables(struct database *database, struct tables *ret_tables, struct error *err)
{
    AUTO(memory) struct listing *listing = calloc(1, sizeof *listing);
    if (!listing) {
        return error_set(err, ERROR_NO_MEMORY, "tables: out of memory");
    }
    if (!database_each_table(database, list_table, listing, err)) {
        return false;
    }
    for (size_t i = 0; i < listing->count; i++) {
        if (!table_plan_create(database, listing->names[i], &ret_tables->plans[i], err)) {
            return false;
        }
        ret_tables->count++;
    }
    return true;
}

static bool compare_tables(const struct tables *from, const struct tables *to, struct error *err)
{
    for (size_t i = 0; i < from->count || i < to->count; i++) {
        if (i >= from->count || i >= to->count || !table_plan_equal(from->plans[i], to->plans[i])) {
            const struct table_plan *odd = i < from->count ? from->plans[i] : to->plans[i];
            return error_set(err, ERROR_INVALID,
                             "table %s is not as the schema of this version has it",
                             table_plan_name(odd));
        }
    }
    return true;
}

/* Emptiness */

static bool has_no_table(struct database *database, bool *ret_empty, struct error *err)
{
    bool any;
    if (!database_has_table(database, NULL, &any, err)) {
        return false;
    }
    *ret_empty = !any;
    return true;
}

bool transfer_is_empty(const char *location, bool *ret_empty, struct error *err)
{
    bool exists;
    if (!database_exists(location, &exists, err)) {
        return false;
    }
    if (!exists) {
        *ret_empty = true;
        return true;
    }
    AUTO(database) struct database *database = NULL;
    return database_open(location, DATABASE_READ_ONLY, &database, err) &&
           has_no_table(database, ret_empty, err);
}

static bool require_empty(struct database *database, struct error *err)
{
    bool empty;
    return has_no_table(database, &empty, err) &&
           (empty || error_set(err, ERROR_INVALID, "%s is not empty: nothing was changed",
                               database_location(database)));
}

/* Copying */

struct copying {
    struct database *to;
    struct table_summer *summer;
    const struct transfer *transfer;
};

static bool copy_row(const struct table_plan *plan, const struct statement *row, void *user,
                     struct error *err)
{
    struct copying *copying = user;
    return table_summer_add(copying->summer, plan, row, err) &&
           table_plan_add(plan, copying->to, row, err);
}

/* The rows that came with the schema make way for those of the source. */
static bool copy_table(struct copying *copying, struct database *from,
                       const struct table_plan *source, const struct table_plan *target,
                       struct error *err)
{
    struct transfer_table table = {.name = table_plan_name(source)};
    if (!table_plan_clear(target, copying->to, err)) {
        return false;
    }
    table_summer_begin(copying->summer);
    if (!table_plan_each(source, from, copy_row, copying, err)) {
        return false;
    }
    table.sum = table_summer_end(copying->summer);
    struct table_sum written;
    if (!table_summer_read(copying->summer, target, copying->to, &written, err)) {
        return false;
    }
    if (!table_sum_equal(&table.sum, &written)) {
        return error_set(err, ERROR_INVALID,
                         "table %s: %lld rows were copied, and what can be read again (%lld rows) "
                         "is not the same",
                         table.name, (long long)table.sum.rows, (long long)written.rows);
    }
    const struct transfer *transfer = copying->transfer;
    return !transfer->on_table || transfer->on_table(&table, transfer->user, err);
}

static bool copy_tables(struct copying *copying, struct database *from, const struct tables *source,
                        const struct tables *target, struct error *err)
{
    for (size_t i = 0; i < source->count; i++) {
        if (!copy_table(copying, from, source->plans[i], target->plans[i], err)) {
            return error_prefix(err, "%s", table_plan_name(source->plans[i]));
        }
    }
    return true;
}

/* Both transactions are open. */
static bool copy_all(const struct transfer *transfer, struct database *from, struct database *to,
                     struct tables *source, struct tables *target, struct error *err)
{
    size_t count;
    int version;
    const struct schema_step *steps = schema_list(&count);
    AUTO(table_summer) struct table_summer *summer = NULL;
    if (!migration_version_of(from, &version, err)) {
        return false;
    }
    if (version < 1 || (size_t)version > count) {
        return error_set(err, version < 1 ? ERROR_INVALID : ERROR_UNSUPPORTED,
                         "%s has schema %d and this program knows 1 to %zu",
                         database_location(from), version, count);
    }
    struct copying copying = {.to = to, .transfer = transfer};
    if (!require_empty(to, err) || !migration_apply(to, steps, (size_t)version, err) ||
        !load_tables(from, source, err) || !load_tables(to, target, err) ||
        !compare_tables(source, target, err) || !table_summer_create(&summer, err)) {
        return false;
    }
    copying.summer = summer;
    return copy_tables(&copying, from, source, target, err);
}

static bool open_both(const struct transfer *transfer, struct database **ret_from,
                      struct database **ret_to, struct error *err)
{
    bool lock = transfer->source == TRANSFER_LOCK;
    return database_open(transfer->from, lock ? DATABASE_READ_WRITE : DATABASE_READ_ONLY, ret_from,
                         err) &&
           database_open(transfer->to, DATABASE_CREATE, ret_to, err) &&
           database_begin(*ret_from, lock ? DATABASE_WRITE : DATABASE_READ, err) &&
           (!lock || database_hold(*ret_from, err));
}

bool transfer_run(const struct transfer *transfer, struct error *err)
{
    AUTO_TABLES struct tables source = {.count = 0};
    AUTO_TABLES struct tables target = {.count = 0};
    AUTO(database) struct database *from = NULL;
    AUTO(database) struct database *to = NULL;
    bool empty;
    if (!transfer_is_empty(transfer->to, &empty, err)) {
        return false;
    }
    if (!empty) {
        char name[DATABASE_NAME_SIZE];
        database_describe(transfer->to, name);
        return error_set(err, ERROR_INVALID, "%s is not empty: nothing was changed", name);
    }
    return open_both(transfer, &from, &to, err) && database_begin(to, DATABASE_WRITE, err) &&
           copy_all(transfer, from, to, &source, &target, err) && database_commit(to, err);
}

bool transfer_sum(const char *location, transfer_visit *on_table, void *user, struct error *err)
{
    AUTO_TABLES struct tables tables = {.count = 0};
    AUTO(database) struct database *database = NULL;
    AUTO(table_summer) struct table_summer *summer = NULL;
    if (!database_open(location, DATABASE_READ_ONLY, &database, err) ||
        !database_begin(database, DATABASE_READ, err) || !load_tables(database, &tables, err) ||
        !table_summer_create(&summer, err)) {
        return false;
    }
    for (size_t i = 0; i < tables.count; i++) {
        struct transfer_table table = {.name = table_plan_name(tables.plans[i])};
        if (!table_summer_read(summer, tables.plans[i], database, &table.sum, err) ||
            !on_table(&table, user, err)) {
            return false;
        }
    }
    return true;
}
