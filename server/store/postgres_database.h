#pragma once
/* What the two files of the PostgreSQL engine share: connections and transactions are
 * database_postgres.c, statements postgres_statement.c. One thread a connection at a time. */

#include "database_engine.h"
#include "postgres_ahead.h"
#include <libpq-fe.h>
#include <stdint.h>

#define POSTGRES_QUEUE_MAX                                                                         \
    256 /* statements under way; their answers fit into a socket's buffer                          \
         */
#define POSTGRES_WRITER_SIZE 33
#define POSTGRES_NUMBER_SIZE 21

struct postgres_database {
    struct database base;
    PGconn *connection;
    enum database_access access;
    uint64_t generation; /* counts connections: what was prepared in an earlier one is gone */
    uint64_t names;      /* counts prepared statements */
    bool writing;        /* the open transaction holds the writers' lock */
    bool passing;        /* the last transaction failed for nothing of its own */
    char writer[POSTGRES_WRITER_SIZE]; /* the name that this connection commits under */
    int64_t commits;
    /* Sent and not yet answered, in the order they were sent. */
    size_t queued;
    struct postgres_sent {
        const struct database_sql *sql;
        struct ahead_rows *ahead; /* who waits for its rows; NULL: nobody */
    } queue[POSTGRES_QUEUE_MAX];
    struct postgres_ahead ahead; /* rows that were read before they are asked for */
};

struct postgres_statement {
    struct statement base;
    char name[24];
    uint64_t generation; /* of the connection that it is prepared in */
    int params;
    PGresult *result;
    int row;
    char numbers[DATABASE_PARAMS_MAX][POSTGRES_NUMBER_SIZE];
};

static inline void postgres_clear_result(PGresult **result)
{
    PQclear(*result);
}

#define AUTO_RESULT __attribute__((cleanup(postgres_clear_result)))

bool postgres_database_is_good(const PGresult *result);

/* Fills err from the result or the connection; returns false. */
bool postgres_database_fail(struct postgres_database *postgres, const PGresult *result,
                            struct error *err);

/* Waits for all answers to what was sent; the second form hands the last one out. False names the
 * first that failed. */
bool postgres_database_flush(struct postgres_database *postgres, struct error *err) MUST_USE;
bool postgres_database_flush_for(struct postgres_database *postgres, PGresult **ret_last,
                                 struct error *err) MUST_USE;
