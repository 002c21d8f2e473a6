#pragma once
/* SQLite as the kiosk's stores use it: one connection, prepared queries, transactions that roll
 * back unless committed, faults as struct error. ERROR_INVALID from any of these means that the
 * file is damaged or no database; ERROR_FULL that the disk is. One thread a connection. */

#include "cleanup.h"
#include "error.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The WAL comes to about so much where no quiet moment lets it be emptied before, and a transaction
 * that needs more gives the rest back afterwards. */
#define KIOSK_DATABASE_WAL_BYTES (4000 * 4096)

struct kiosk_database;

/* What is wrong with a file, in words. */
struct kiosk_damage {
    char text[256];
};

enum kiosk_database_access {
    KIOSK_DATABASE_CREATE, /* read and write; made if it is not there */
    KIOSK_DATABASE_READ,   /* reads; changes no byte of the database itself */
};

/* WAL with synchronous FULL: a commit that has returned outlives a power cut. */
bool kiosk_database_open(const char *path, enum kiosk_database_access access,
                         struct kiosk_database **ret_database, struct error *err) MUST_USE;
void kiosk_database_destroy(struct kiosk_database *database);
DEFINE_AUTO(kiosk_database);

/* Of SQLite: "3.40.1". */
const char *kiosk_database_version(void);

const char *kiosk_database_path(const struct kiosk_database *database);

/* Another file has taken its place since it was opened, as one that was damaged is set aside. */
bool kiosk_database_is_moved(const struct kiosk_database *database);

/* Runs statements that give no rows. */
bool kiosk_database_run(struct kiosk_database *database, const char *sql, struct error *err)
    MUST_USE;

/* A statement with one number as its answer, such as a PRAGMA. */
bool kiosk_database_number(struct kiosk_database *database, const char *sql, int64_t *ret_number,
                           struct error *err) MUST_USE;

/* A write transaction from here on; AUTO(kiosk_transaction) struct kiosk_database *open = database;
 * rolls back unless kiosk_database_commit(TAKE(open)) came. A commit that fails is rolled back. */
bool kiosk_database_begin(struct kiosk_database *database, struct error *err) MUST_USE;
bool kiosk_database_commit(struct kiosk_database *database, struct error *err) MUST_USE;
void kiosk_database_rollback(struct kiosk_database *database);
DEFINE_AUTO_AS(kiosk_transaction, struct kiosk_database, kiosk_database_rollback);

/* Copies committed pages into the database as far as no reader is in the way. */
bool kiosk_database_checkpoint(struct kiosk_database *database, struct error *err) MUST_USE;

/* Empties the WAL too: what was deleted is on the disk no more. */
bool kiosk_database_truncate_wal(struct kiosk_database *database, struct error *err) MUST_USE;

/* Writes a copy of the whole database to path, which is complete or not there. */
bool kiosk_database_copy(struct kiosk_database *database, const char *path, struct error *err)
    MUST_USE;

/* A prepared statement. Its parameters are ?1, ?2 …; what is bound is copied. A fault in binding
 * shows at the next step. */
struct kiosk_query;

bool kiosk_query_create(struct kiosk_database *database, const char *sql,
                        struct kiosk_query **ret_query, struct error *err) MUST_USE;
void kiosk_query_destroy(struct kiosk_query *query);
DEFINE_AUTO(kiosk_query);

void kiosk_query_bind_number(struct kiosk_query *query, int index, int64_t number);
void kiosk_query_bind_text(struct kiosk_query *query, int index, const char *text, size_t len);
void kiosk_query_bind_bytes(struct kiosk_query *query, int index, const void *bytes, size_t len);

enum kiosk_query_step { KIOSK_QUERY_ROW, KIOSK_QUERY_DONE };

/* On to the next row. After KIOSK_QUERY_DONE and after a fault the query can be bound and stepped
 * anew. */
bool kiosk_query_step(struct kiosk_query *query, enum kiosk_query_step *ret_step, struct error *err)
    MUST_USE;

/* For a statement without rows: steps once, to its end. */
bool kiosk_query_run(struct kiosk_query *query, struct error *err) MUST_USE;

/* Ends a query before its last row, so that it can be used again. */
void kiosk_query_reset(struct kiosk_query *query);

/* Columns of the row, from 0; texts and bytes are borrowed until the next step. */
int64_t kiosk_query_number(const struct kiosk_query *query, int column);
const char *kiosk_query_text(const struct kiosk_query *query, int column, size_t *ret_len);
const void *kiosk_query_bytes(const struct kiosk_query *query, int column, size_t *ret_len);
