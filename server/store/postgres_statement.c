#include "postgres_statement.h"

#include "check.h"
#include "postgres_database.h"
#include "postgres_value.h"
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* What a statement is sent with. */
struct arguments {
    const char *values[DATABASE_PARAMS_MAX];
    int lens[DATABASE_PARAMS_MAX];
    int formats[DATABASE_PARAMS_MAX];
};

static struct postgres_database *postgres_of(const struct statement *statement)
{
    return (struct postgres_database *)statement->database;
}

/* The highest n of the $n in a text without quoted dollars. */
static int count_params(const char *text)
{
    int highest = 0;
    for (const char *at = strchr(text, '$'); at; at = strchr(at + 1, '$')) {
        int n = atoi(at + 1);
        highest = n > highest ? n : highest;
    }
    CHECK(highest <= DATABASE_PARAMS_MAX);
    return highest;
}

void postgres_statement_finalize(struct statement *statement)
{
    if (!statement) {
        return;
    }
    struct postgres_statement *own = (struct postgres_statement *)statement;
    PQclear(own->result);
    struct postgres_database *postgres = postgres_of(statement);
    if (postgres && !statement->cached && own->generation == postgres->generation &&
        PQtransactionStatus(postgres->connection) != PQTRANS_INERROR && postgres->queued == 0) {
        char text[64];
        (void)snprintf(text, sizeof text, "DEALLOCATE %s", own->name);
        PQclear(PQexec(postgres->connection, text)); /* what stays goes with the connection */
    }
    free(own);
}

static bool prepare_here(struct postgres_database *postgres, struct postgres_statement *own,
                         const char *text, struct error *err)
{
    if (!postgres_database_flush(postgres, err)) {
        return false;
    }
    AUTO_RESULT PGresult *result = PQprepare(postgres->connection, own->name, text, 0, NULL);
    if (!postgres_database_is_good(result)) {
        return postgres_database_fail(postgres, result, err);
    }
    own->generation = postgres->generation;
    return true;
}

bool postgres_statement_prepare(struct database *database, const struct database_sql *sql,
                                struct statement **ret_statement, struct error *err)
{
    struct postgres_database *postgres = (struct postgres_database *)database;
    struct postgres_statement *own = calloc(1, sizeof *own);
    if (!own) {
        return error_set(err, ERROR_NO_MEMORY, "out of memory");
    }
    (void)snprintf(own->name, sizeof own->name, "s%" PRIu64, ++postgres->names); /* 21 at most */
    own->params = count_params(sql->text);
    if (!prepare_here(postgres, own, sql->text, err)) {
        free(own);
        return false;
    }
    *ret_statement = &own->base;
    return true;
}

/* Whole numbers go as text, for PostgreSQL takes a parameter for int4 as easily as for int8; text
 * and bytes go as they are. */
static void fill_arguments(struct postgres_statement *own, struct arguments *ret_arguments)
{
    CHECK(own->base.bound <= own->params);
    *ret_arguments = (struct arguments){0};
    for (int i = 0; i < own->base.bound; i++) {
        const struct value *value = &own->base.values[i];
        if (value->type == VALUE_INT64) {
            (void)snprintf(own->numbers[i], POSTGRES_NUMBER_SIZE, "%" PRId64, value->number);
            ret_arguments->values[i] = own->numbers[i];
        } else if (value->type != VALUE_NULL) {
            CHECK(value->len <= INT32_MAX);
            ret_arguments->values[i] = value->len > 0 ? value->bytes : "";
            ret_arguments->lens[i] = (int)value->len;
            ret_arguments->formats[i] = 1;
        }
    }
}

static bool make_ready(struct statement *statement, struct error *err)
{
    struct postgres_database *postgres = postgres_of(statement);
    struct postgres_statement *own = (struct postgres_statement *)statement;
    return own->generation == postgres->generation ||
           prepare_here(postgres, own, statement->sql->text, err);
}

static bool send_statement(struct statement *statement, struct ahead_rows *ahead, struct error *err)
{
    struct postgres_database *postgres = postgres_of(statement);
    struct postgres_statement *own = (struct postgres_statement *)statement;
    struct arguments arguments;
    if ((postgres->queued == POSTGRES_QUEUE_MAX && !postgres_database_flush(postgres, err)) ||
        !make_ready(statement, err)) {
        return false;
    }
    fill_arguments(own, &arguments);
    if (PQenterPipelineMode(postgres->connection) != 1 ||
        PQsendQueryPrepared(postgres->connection, own->name, own->params, arguments.values,
                            arguments.lens, arguments.formats, 1) != 1) {
        return postgres_database_fail(postgres, NULL, err);
    }
    postgres->queue[postgres->queued++] = (struct postgres_sent){statement->sql, ahead};
    return true;
}

bool postgres_statement_queue(struct statement *statement, struct error *err)
{
    return send_statement(statement, NULL, err);
}

bool postgres_statement_read_ahead(struct statement *statement, struct error *err)
{
    struct ahead_rows *place = postgres_ahead_add(&postgres_of(statement)->ahead, statement);
    return !place || send_statement(statement, place, err);
}

bool postgres_statement_forget_ahead(struct database *database, struct error *err)
{
    struct postgres_database *postgres = (struct postgres_database *)database;
    if (!postgres->ahead.first) {
        return true;
    }
    if (!postgres_database_flush(postgres, err)) { /* what is under way points there */
        return false;
    }
    postgres_ahead_clear(&postgres->ahead);
    return true;
}

/* The rows, if they were read ahead; NULL where they were not. */
static bool take_ahead(struct statement *statement, PGresult **ret_rows, struct error *err)
{
    struct postgres_database *postgres = postgres_of(statement);
    *ret_rows = NULL;
    if (!postgres_ahead_has(&postgres->ahead, statement)) {
        return true;
    }
    if (!postgres_database_flush(postgres, err)) {
        return false;
    }
    *ret_rows = postgres_ahead_take(&postgres->ahead, statement);
    return true;
}

/* Behind statements that are under way it travels with them. */
bool postgres_statement_start(struct statement *statement, struct error *err)
{
    struct postgres_database *postgres = postgres_of(statement);
    struct postgres_statement *own = (struct postgres_statement *)statement;
    own->row = -1;
    if (!take_ahead(statement, &own->result, err) || own->result) {
        return own->result != NULL;
    }
    if (postgres->queued > 0) {
        return postgres_statement_queue(statement, err) &&
               postgres_database_flush_for(postgres, &own->result, err);
    }
    if (!make_ready(statement, err)) {
        return false;
    }
    struct arguments arguments;
    fill_arguments(own, &arguments);
    own->result = PQexecPrepared(postgres->connection, own->name, own->params, arguments.values,
                                 arguments.lens, arguments.formats, 1);
    return postgres_database_is_good(own->result) ||
           postgres_database_fail(postgres, own->result, err);
}

bool postgres_statement_step(struct statement *statement, bool *ret_row, struct error *err)
{
    struct postgres_statement *own = (struct postgres_statement *)statement;
    (void)err; /* the rows are all here */
    if (own->row < PQntuples(own->result)) {
        own->row++;
    }
    *ret_row = own->row < PQntuples(own->result);
    return true;
}

void postgres_statement_reset(struct statement *statement)
{
    struct postgres_statement *own = (struct postgres_statement *)statement;
    PQclear(own->result);
    own->result = NULL;
}

int64_t postgres_statement_changes(const struct statement *statement)
{
    return strtoll(PQcmdTuples(((const struct postgres_statement *)statement)->result), NULL, 10);
}

int64_t postgres_statement_int64(const struct statement *statement, int column)
{
    const struct postgres_statement *own = (const struct postgres_statement *)statement;
    return postgres_value_int64(own->result, own->row, column);
}

const void *postgres_statement_bytes(const struct statement *statement, int column, size_t *ret_len)
{
    const struct postgres_statement *own = (const struct postgres_statement *)statement;
    *ret_len = (size_t)PQgetlength(own->result, own->row, column);
    return PQgetvalue(own->result, own->row, column); /* "" for NULL; with a NUL behind it */
}

const char *postgres_statement_text(const struct statement *statement, int column, size_t *ret_len)
{
    return postgres_statement_bytes(statement, column, ret_len);
}

bool postgres_statement_is_null(const struct statement *statement, int column)
{
    const struct postgres_statement *own = (const struct postgres_statement *)statement;
    return PQgetisnull(own->result, own->row, column) != 0;
}
