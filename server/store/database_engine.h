#pragma once
/* What an engine does for database.c. An engine is one source file with a table of these functions
 * and its own connection and statement, which begin with the structs here. Only database.c and the
 * engines include this. One thread a connection at a time. */

#include "database.h"

struct database_engine;

enum value_type { VALUE_NULL, VALUE_INT64, VALUE_TEXT, VALUE_BYTES };

struct value {
    enum value_type type;
    int64_t number;
    const void *bytes; /* borrowed from the caller of statement_bind_… */
    size_t len;
};

/* Begins an engine's connection. The engine's open fills engine only. */
struct database {
    const struct database_engine *engine;
    char *location;
    bool in_transaction;
    int64_t changes;
    struct statement **cache; /* by address of the sql, open addressing */
    size_t cached;
};

/* Begins an engine's statement. The engine's prepare leaves it zero. */
struct statement {
    struct database *database;
    const struct database_sql *sql;
    bool in_use;
    bool cached;
    bool running; /* stepped since it was bound */
    int bound;    /* the highest n bound */
    struct value values[DATABASE_PARAMS_MAX];
};

struct database_engine {
    /* Is location of this engine's kind? */
    bool (*owns)(const char *location);
    /* How messages name location: nothing secret. */
    void (*describe)(const char *location, char ret_name[static DATABASE_NAME_SIZE]);
    bool (*exists)(const char *location, bool *ret_exists, struct error *err);
    bool (*open)(const char *location, enum database_access access, struct database **ret_database,
                 struct error *err);
    void (*close)(struct database *database);
    bool (*begin)(struct database *database, enum database_intent intent, struct error *err);
    /* Either way nothing is open when it returns. */
    bool (*commit)(struct database *database, struct error *err);
    void (*rollback)(struct database *database);
    bool (*may_retry)(const struct database *database);
    bool (*run_script)(struct database *database, const char *name, const char *script,
                       struct error *err);
    bool (*has_table)(struct database *database, const char *table, bool *ret_exists,
                      struct error *err);
    bool (*copy)(struct database *database, const char *path, struct error *err);
    bool (*keep)(struct database *database, int version, struct error *err);
    bool (*make_parts)(struct database *database, int32_t this_month, struct error *err);
    bool (*hold)(struct database *database, struct error *err);
    const struct database_sql *list_tables;  /* a name each */
    const struct database_sql *list_columns; /* of table $1: name, type, place in the key from 1 */
    bool (*check)(struct database *database, struct error *err);

    bool (*prepare)(struct database *database, const struct database_sql *sql,
                    struct statement **ret_statement, struct error *err);
    void (*finalize)(struct statement *statement);
    /* Gives the values to the engine's statement; called before the first step. */
    bool (*start)(struct statement *statement, struct error *err);
    /* Runs without waiting for its end; the fault may be told by a later call. NULL: nothing is
     * gained by it. */
    bool (*queue)(struct statement *statement, struct error *err);
    /* Runs without waiting, and keeps the rows for the next of the same text and values; NULL:
     * nothing is gained by it. */
    bool (*read_ahead)(struct statement *statement, struct error *err);
    bool (*forget_ahead)(struct database *database, struct error *err); /* NULL with read_ahead */
    bool (*step)(struct statement *statement, bool *ret_row, struct error *err);
    void (*reset)(struct statement *statement);
    int64_t (*changes)(const struct statement *statement);

    int64_t (*int64)(const struct statement *statement, int column);
    const char *(*text)(const struct statement *statement, int column, size_t *ret_len);
    const void *(*bytes)(const struct statement *statement, int column, size_t *ret_len);
    bool (*is_null)(const struct statement *statement, int column);
};

const struct database_engine *database_sqlite_engine(void);
const struct database_engine *database_postgres_engine(void);
