#pragma once
/* The one seam to the database: connections, transactions, prepared statements. Two engines stand
 * behind it, SQLite and PostgreSQL, with one SQL text for both: parameters are $1…$n, types BIGINT,
 * TEXT and BYTEA, and nothing that only one of them knows. Text compares by its bytes in both. Only
 * server/store/ uses it in SQL; services pass a connection on. One thread a connection at a time.
 *
 * A location is the path of an SQLite file, or what libpq connects to: a URL postgresql://… or
 * words key=value. Write transactions run one at a time, whichever server they come from
 * (docs/decisions/0009-writers-take-turns.md): what one reads stays true until its commit. */

#include "cleanup.h"
#include "error.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct database;
struct statement;

#define DATABASE_PARAMS_MAX 32  /* of one statement */
#define DATABASE_NAME_SIZE  256 /* bytes with the NUL; a longer name is cut */

/* A statement with the name that errors give. Stands as a static constant at the top of its file:
 * its address is its identity in a connection's cache. */
struct database_sql {
    const char *name;
    const char *text;
};

enum database_access {
    DATABASE_CREATE,     /* read and write; made if it is not there */
    DATABASE_READ_WRITE, /* must be there */
    DATABASE_READ_ONLY,  /* must be there; changes nothing, not even a journal */
};

/* Is location the path of a file, and not a PostgreSQL to connect to? */
bool database_is_file(const char *location);

/* How messages name a location: without a password. */
void database_describe(const char *location, char ret_name[static DATABASE_NAME_SIZE]);

/* Is there anything at location? A PostgreSQL that answers is there, though it may have no table.
 */
bool database_exists(const char *location, bool *ret_exists, struct error *err) MUST_USE;

/* Opens location. What cannot be opened is an error that names it; ERROR_GONE where PostgreSQL does
 * not answer. In a PostgreSQL, DATABASE_CREATE makes what the engine needs for itself: the database
 * has to be there. */
bool database_open(const char *location, enum database_access access,
                   struct database **ret_database, struct error *err) MUST_USE;
void database_destroy(struct database *database); /* rolls back what is open */
DEFINE_AUTO(database);

/* As database_describe gives it. */
const char *database_location(const struct database *database);

/* Transactions */

enum database_intent {
    DATABASE_READ,  /* one snapshot for all that is read until the end */
    DATABASE_WRITE, /* waits for another writer up to 5 s, then ERROR_BUSY; never fails later for it
                     */
};

/* A connection that was lost is made anew at the next begin; ERROR_GONE if that fails. */

bool database_begin(struct database *database, enum database_intent intent, struct error *err)
    MUST_USE;

/* Durable once it returns true. On false everything is undone, but for ERROR_GONE: the connection
 * was lost while PostgreSQL committed and did not come back in time to ask, so that nobody knows.
 * Where it came back, it was asked. Either way nothing is open. */
bool database_commit(struct database *database, struct error *err) MUST_USE;

/* After a transaction that failed: was it undone for what is nothing of its own (a connection lost
 * before its end, a deadlock), so that the same might succeed when run again? */
bool database_may_retry(const struct database *database);

/* Undoes the open transaction; nothing if none is open (or database is NULL). For scopes:
 * AUTO(transaction) struct database *open = database; … database_commit(TAKE(open), err). */
void database_rollback(struct database *database);
DEFINE_AUTO_AS(transaction, struct database, database_rollback);

/* A part of a write transaction that can be undone by itself. They do not nest. */
bool database_savepoint(struct database *database, struct error *err) MUST_USE;
bool database_savepoint_keep(struct database *database, struct error *err) MUST_USE;
bool database_savepoint_undo(struct database *database, struct error *err) MUST_USE;

bool database_in_transaction(const struct database *database);

/* Statements */

/* A statement ready to be bound, from the connection's cache if it was prepared before. It goes
 * back with statement_release: AUTO(statement) struct statement *s = NULL. A statement that is in
 * use may be taken a second time: the two do not disturb each other. */
bool database_prepare(struct database *database, const struct database_sql *sql,
                      struct statement **ret_statement, struct error *err) MUST_USE;
void statement_release(struct statement *statement);
DEFINE_AUTO_AS(statement, struct statement, statement_release);

/* Parameters by the n of $n. Text and bytes are borrowed until the statement is released or has
 * run. What is not bound is NULL. A NULL pointer binds NULL. */
void statement_bind_int64(struct statement *statement, int n, int64_t value);
void statement_bind_text(struct statement *statement, int n, const char *text);
void statement_bind_text_len(struct statement *statement, int n, const char *text, size_t len);
void statement_bind_bytes(struct statement *statement, int n, const void *bytes, size_t len);
void statement_bind_null(struct statement *statement, int n);

/* Goes to the next row; *ret_row says whether there is one. Errors: ERROR_BUSY (locked by another
 * process), ERROR_FULL (disk full), ERROR_INVALID (a constraint), ERROR_IO; each names the
 * statement. */
bool statement_step(struct statement *statement, bool *ret_row, struct error *err) MUST_USE;

/* Runs a statement to its end, whatever rows it gives, and makes it ready to be bound again. */
bool statement_run(struct statement *statement, struct error *err) MUST_USE;

/* The same for a statement without rows whose result nobody asks for, in a write transaction: the
 * engine may send it along with what follows. Its failure is then told by a later call of the same
 * transaction, at the latest by its commit, and names this statement. */
bool statement_queue(struct statement *statement, struct error *err) MUST_USE;

/* Sends a bound statement of a transaction whose rows will be asked for soon, along with others,
 * and makes it ready to be bound again: the next statement of the same text and values has its rows
 * by then, read where this one stood among what was sent. The caller knows that nothing is written
 * in between that would change them; what was not asked for is forgotten with database_forget_ahead
 * or the transaction. Nothing happens on an engine that gains nothing by it. */
bool statement_read_ahead(struct statement *statement, struct error *err) MUST_USE;
bool database_forget_ahead(struct database *database, struct error *err) MUST_USE;

/* Rows changed by the last statement_run of this connection. */
int64_t database_changes(const struct database *database);

/* Columns of the current row from 0; text and bytes are borrowed until the next step or release.
 * NULL reads as 0, as "" and as no bytes. */
int64_t statement_int64(const struct statement *statement, int column);
const char *statement_text(const struct statement *statement, int column);
const void *statement_bytes(const struct statement *statement, int column, size_t *ret_len);
bool statement_is_null(const struct statement *statement, int column);

/* Copies text of at most size − 1 bytes; longer text is ERROR_INVALID, a damaged database. */
bool statement_copy_text(const struct statement *statement, int column, char *ret_text, size_t size,
                         struct error *err) MUST_USE;

/* Copies exactly len bytes; any other length is ERROR_INVALID. */
bool statement_copy_bytes(const struct statement *statement, int column, void *ret_bytes,
                          size_t len, struct error *err) MUST_USE;

/* Administration; used by the migration runner and the backup */

/* Runs a script of several statements without parameters; name is for errors. */
bool database_run_script(struct database *database, const char *name, const char *script,
                         struct error *err) MUST_USE;

/* Does a table of that name exist? NULL: any table at all? */
bool database_has_table(struct database *database, const char *table, bool *ret_exists,
                        struct error *err) MUST_USE;

/* Writes a consistent copy of the whole database to path (through PATH.new, synced, then renamed),
 * while others write. SQLite alone, for ERROR_UNSUPPORTED; not within a transaction. */
bool database_copy(struct database *database, const char *path, struct error *err) MUST_USE;

/* Keeps a copy of everything beside the database before it is migrated to version: the file
 * LOCATION.before-VERSION, or the PostgreSQL schema before_VERSION. Within a write transaction that
 * has written nothing yet. */
bool database_keep(struct database *database, int version, struct error *err) MUST_USE;

/* Within a write transaction: the parts of the tables that a PostgreSQL keeps by month, for a year
 * ahead and for whatever lies in none yet. Rows need no part to be kept; SQLite has none. */
bool database_make_parts(struct database *database, int32_t this_month, struct error *err) MUST_USE;

/* The open write transaction may stand idle for long: a PostgreSQL would end it after a minute, so
 * that a server which hangs does not keep the others from writing. */
bool database_hold(struct database *database, struct error *err) MUST_USE;

/* What a database is made of, apart from what an engine keeps for itself. */

enum database_type { DATABASE_BIGINT, DATABASE_TEXT, DATABASE_BYTEA };

struct database_column {
    const char *name;
    enum database_type type;
    int key; /* its place in the primary key from 1; 0: none */
};

/* What is given to them holds for the call only; false ends the walk with its err. */
typedef bool database_visit_table(const char *table, void *user, struct error *err);
typedef bool database_visit_column(const struct database_column *column, void *user,
                                   struct error *err);

/* Tables by name; a table's columns in their order. */
bool database_each_table(struct database *database, database_visit_table *on_table, void *user,
                         struct error *err) MUST_USE;
bool database_each_column(struct database *database, const char *table,
                          database_visit_column *on_column, void *user, struct error *err) MUST_USE;

/* Looks whether the engine finds its own structures whole: SQLite's integrity and foreign keys.
 * What is wrong is ERROR_INVALID. */
bool database_check(struct database *database, struct error *err) MUST_USE;
