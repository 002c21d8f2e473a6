#include "database.h"

#include "check.h"
#include "database_engine.h"
#include <string.h>
#include <strings.h>

#define CACHE_SLOTS 512 /* a power of two */
#define CACHED_MAX  384 /* what comes after these is prepared each time */

/* What no other engine says is its own is the path of a file. */
static const struct database_engine *engine_of(const char *location)
{
    const struct database_engine *postgres = database_postgres_engine();
    return postgres->owns(location) ? postgres : database_sqlite_engine();
}

bool database_is_file(const char *location)
{
    return engine_of(location) == database_sqlite_engine();
}

void database_describe(const char *location, char ret_name[static DATABASE_NAME_SIZE])
{
    engine_of(location)->describe(location, ret_name);
}

bool database_exists(const char *location, bool *ret_exists, struct error *err)
{
    return engine_of(location)->exists(location, ret_exists, err);
}

bool database_open(const char *location, enum database_access access,
                   struct database **ret_database, struct error *err)
{
    const struct database_engine *engine = engine_of(location);
    char name[DATABASE_NAME_SIZE];
    engine->describe(location, name);
    AUTO(memory) char *copy = strdup(name);
    AUTO(memory) struct statement **cache = calloc(CACHE_SLOTS, sizeof *cache);
    if (!copy || !cache) {
        return error_set(err, ERROR_NO_MEMORY, "database %s: out of memory", name);
    }
    struct database *database;
    if (!engine->open(location, access, &database, err)) {
        return error_prefix(err, "database %s", name);
    }
    database->engine = engine;
    database->location = TAKE(copy);
    database->cache = TAKE(cache);
    *ret_database = database;
    return true;
}

void database_destroy(struct database *database)
{
    if (!database) {
        return;
    }
    database_rollback(database);
    for (size_t i = 0; i < CACHE_SLOTS; i++) {
        if (database->cache[i]) {
            CHECK(!database->cache[i]->in_use);
            database->engine->finalize(database->cache[i]);
        }
    }
    free(database->cache);
    free(database->location);
    database->engine->close(database);
}

const char *database_location(const struct database *database)
{
    return database->location;
}

/* Transactions */

bool database_begin(struct database *database, enum database_intent intent, struct error *err)
{
    CHECK(!database->in_transaction);
    if (!database->engine->begin(database, intent, err)) {
        return false;
    }
    database->in_transaction = true;
    return true;
}

bool database_commit(struct database *database, struct error *err)
{
    CHECK(database->in_transaction);
    database->in_transaction = false;
    return database->engine->commit(database, err) || error_prefix(err, "commit");
}

void database_rollback(struct database *database)
{
    if (database && database->in_transaction) {
        database->engine->rollback(database);
        database->in_transaction = false;
    }
}

bool database_may_retry(const struct database *database)
{
    return database->engine->may_retry(database);
}

bool database_savepoint(struct database *database, struct error *err)
{
    CHECK(database->in_transaction);
    return database_run_script(database, "savepoint", "SAVEPOINT part", err);
}

bool database_savepoint_keep(struct database *database, struct error *err)
{
    return database_run_script(database, "savepoint", "RELEASE SAVEPOINT part", err);
}

bool database_savepoint_undo(struct database *database, struct error *err)
{
    return database_run_script(database, "savepoint",
                               "ROLLBACK TO SAVEPOINT part; RELEASE SAVEPOINT part", err);
}

bool database_in_transaction(const struct database *database)
{
    return database->in_transaction;
}

/* Statements */

static struct statement **find_slot(struct database *database, const struct database_sql *sql)
{
    size_t at = (size_t)((uintptr_t)sql / sizeof *sql * 0x9E3779B1u) % CACHE_SLOTS;
    while (database->cache[at] && database->cache[at]->sql != sql) {
        at = (at + 1) % CACHE_SLOTS;
    }
    return &database->cache[at];
}

bool database_prepare(struct database *database, const struct database_sql *sql,
                      struct statement **ret_statement, struct error *err)
{
    struct statement **slot = find_slot(database, sql);
    if (*slot && !(*slot)->in_use) {
        (*slot)->in_use = true;
        *ret_statement = *slot;
        return true;
    }
    struct statement *statement;
    if (!database->engine->prepare(database, sql, &statement, err)) {
        return error_prefix(err, "%s", sql->name);
    }
    statement->database = database;
    statement->sql = sql;
    statement->in_use = true;
    if (!*slot && database->cached < CACHED_MAX) {
        statement->cached = true;
        *slot = statement;
        database->cached++;
    }
    *ret_statement = statement;
    return true;
}

static void make_ready(struct statement *statement)
{
    statement->database->engine->reset(statement);
    for (int i = 0; i < statement->bound; i++) {
        statement->values[i] = (struct value){VALUE_NULL, 0, NULL, 0};
    }
    statement->bound = 0;
    statement->running = false;
}

void statement_release(struct statement *statement)
{
    if (!statement) {
        return;
    }
    make_ready(statement);
    statement->in_use = false;
    if (!statement->cached) {
        statement->database->engine->finalize(statement);
    }
}

static void bind(struct statement *statement, int n, struct value value)
{
    CHECK(n >= 1 && n <= DATABASE_PARAMS_MAX && !statement->running);
    statement->values[n - 1] = value;
    statement->bound = n > statement->bound ? n : statement->bound;
}

void statement_bind_int64(struct statement *statement, int n, int64_t value)
{
    bind(statement, n, (struct value){VALUE_INT64, value, NULL, 0});
}

void statement_bind_text(struct statement *statement, int n, const char *text)
{
    statement_bind_text_len(statement, n, text, text ? strlen(text) : 0);
}

void statement_bind_text_len(struct statement *statement, int n, const char *text, size_t len)
{
    bind(statement, n, (struct value){text ? VALUE_TEXT : VALUE_NULL, 0, text, len});
}

void statement_bind_bytes(struct statement *statement, int n, const void *bytes, size_t len)
{
    bind(statement, n, (struct value){bytes ? VALUE_BYTES : VALUE_NULL, 0, bytes, len});
}

void statement_bind_null(struct statement *statement, int n)
{
    bind(statement, n, (struct value){VALUE_NULL, 0, NULL, 0});
}

bool statement_step(struct statement *statement, bool *ret_row, struct error *err)
{
    const struct database_engine *engine = statement->database->engine;
    bool started = statement->running || engine->start(statement, err);
    statement->running = true;
    if (!started || !engine->step(statement, ret_row, err)) {
        return error_prefix(err, "%s", statement->sql->name);
    }
    return true;
}

bool statement_run(struct statement *statement, struct error *err)
{
    bool row = true;
    while (row) {
        if (!statement_step(statement, &row, err)) {
            make_ready(statement);
            return false;
        }
    }
    statement->database->changes = statement->database->engine->changes(statement);
    make_ready(statement);
    return true;
}

bool statement_queue(struct statement *statement, struct error *err)
{
    const struct database_engine *engine = statement->database->engine;
    if (!engine->queue || !statement->database->in_transaction) {
        return statement_run(statement, err);
    }
    CHECK(!statement->running);
    bool queued = engine->queue(statement, err);
    make_ready(statement);
    return queued || error_prefix(err, "%s", statement->sql->name);
}

bool statement_read_ahead(struct statement *statement, struct error *err)
{
    const struct database_engine *engine = statement->database->engine;
    CHECK(!statement->running);
    bool sent = !engine->read_ahead || !statement->database->in_transaction ||
                engine->read_ahead(statement, err);
    make_ready(statement);
    return sent || error_prefix(err, "%s", statement->sql->name);
}

bool database_forget_ahead(struct database *database, struct error *err)
{
    return !database->engine->forget_ahead || database->engine->forget_ahead(database, err);
}

int64_t database_changes(const struct database *database)
{
    return database->changes;
}

int64_t statement_int64(const struct statement *statement, int column)
{
    return statement->database->engine->int64(statement, column);
}

const char *statement_text(const struct statement *statement, int column)
{
    size_t len;
    return statement->database->engine->text(statement, column, &len);
}

const void *statement_bytes(const struct statement *statement, int column, size_t *ret_len)
{
    return statement->database->engine->bytes(statement, column, ret_len);
}

bool statement_is_null(const struct statement *statement, int column)
{
    return statement->database->engine->is_null(statement, column);
}

bool statement_copy_text(const struct statement *statement, int column, char *ret_text, size_t size,
                         struct error *err)
{
    size_t len;
    const char *text = statement->database->engine->text(statement, column, &len);
    if (len >= size || strlen(text) != len) {
        return error_set(err, ERROR_INVALID, "%s: column %d: %zu bytes, at most %zu expected",
                         statement->sql->name, column, len, size - 1);
    }
    memcpy(ret_text, text, len + 1);
    return true;
}

bool statement_copy_bytes(const struct statement *statement, int column, void *ret_bytes,
                          size_t len, struct error *err)
{
    size_t have;
    const void *bytes = statement->database->engine->bytes(statement, column, &have);
    if (have != len) {
        return error_set(err, ERROR_INVALID, "%s: column %d: %zu bytes, %zu expected",
                         statement->sql->name, column, have, len);
    }
    memcpy(ret_bytes, bytes, len);
    return true;
}

/* Administration */

bool database_run_script(struct database *database, const char *name, const char *script,
                         struct error *err)
{
    return database->engine->run_script(database, name, script, err) ||
           error_prefix(err, "%s", name);
}

bool database_has_table(struct database *database, const char *table, bool *ret_exists,
                        struct error *err)
{
    return database->engine->has_table(database, table, ret_exists, err);
}

bool database_copy(struct database *database, const char *path, struct error *err)
{
    CHECK(!database->in_transaction);
    return database->engine->copy(database, path, err) ||
           error_prefix(err, "copy of %s", database->location);
}

bool database_keep(struct database *database, int version, struct error *err)
{
    CHECK(database->in_transaction);
    return database->engine->keep(database, version, err) ||
           error_prefix(err, "copy of %s", database->location);
}

bool database_make_parts(struct database *database, int32_t this_month, struct error *err)
{
    CHECK(database->in_transaction);
    return database->engine->make_parts(database, this_month, err);
}

bool database_hold(struct database *database, struct error *err)
{
    CHECK(database->in_transaction);
    return database->engine->hold(database, err);
}

bool database_each_table(struct database *database, database_visit_table *on_table, void *user,
                         struct error *err)
{
    AUTO(statement) struct statement *select = NULL;
    bool row = false;
    bool good = database_prepare(database, database->engine->list_tables, &select, err) &&
                statement_step(select, &row, err);
    while (good && row) {
        good = on_table(statement_text(select, 0), user, err) && statement_step(select, &row, err);
    }
    return good;
}

static bool read_type(const struct statement *row, enum database_type *ret_type, struct error *err)
{
    static const char *const names[] = {
        [DATABASE_BIGINT] = "bigint", [DATABASE_TEXT] = "text", [DATABASE_BYTEA] = "bytea"};
    const char *type = statement_text(row, 1);
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        if (strcasecmp(type, names[i]) == 0) {
            *ret_type = (enum database_type)i;
            return true;
        }
    }
    return error_set(err, ERROR_INVALID, "column %s has the type %s", statement_text(row, 0), type);
}

bool database_each_column(struct database *database, const char *table,
                          database_visit_column *on_column, void *user, struct error *err)
{
    AUTO(statement) struct statement *select = NULL;
    if (!database_prepare(database, database->engine->list_columns, &select, err)) {
        return false;
    }
    statement_bind_text(select, 1, table);
    for (;;) {
        bool row;
        if (!statement_step(select, &row, err)) {
            return false;
        }
        if (!row) {
            return true;
        }
        struct database_column column = {.name = statement_text(select, 0),
                                         .key = (int)statement_int64(select, 2)};
        if (!read_type(select, &column.type, err) || !on_column(&column, user, err)) {
            return error_prefix(err, "table %s", table);
        }
    }
}

bool database_check(struct database *database, struct error *err)
{
    return database->engine->check(database, err) || error_prefix(err, "%s", database->location);
}
