#include "postgres_fault.h"

#include "check.h"
#include <stddef.h>
#include <stdio.h>
#include <string.h>

/* A class of two letters stands for all of its codes; the first row that fits counts. */
static const struct {
    const char *state;
    enum error_code code;
} states[] = {
    {"08", ERROR_GONE},           {"57P01", ERROR_GONE},   {"57P02", ERROR_GONE},
    {"57P03", ERROR_GONE},        {"57P05", ERROR_GONE},   {"25P03", ERROR_GONE},
    {"57014", ERROR_INTERRUPTED}, {"40", ERROR_BUSY},      {"55P03", ERROR_BUSY},
    {"53100", ERROR_FULL},        {"53300", ERROR_BUSY},   {"53400", ERROR_FULL},
    {"54", ERROR_FULL},           {"22", ERROR_INVALID},   {"23", ERROR_INVALID},
    {"25006", ERROR_DENIED},      {"42501", ERROR_DENIED}, {"28", ERROR_DENIED},
    {"3D000", ERROR_INVALID},     {"42", ERROR_INVALID},   {"0A", ERROR_UNSUPPORTED},
};

static enum error_code code_of(const char *state)
{
    for (size_t i = 0; i < ARRAY_LEN(states); i++) {
        if (strncmp(states[i].state, state, strlen(states[i].state)) == 0) {
            return states[i].code;
        }
    }
    return ERROR_IO;
}

/* libpq's texts are lines: they become one. */
static void copy_line(char *ret_text, size_t size, const char *text)
{
    size_t len = 0;
    for (; *text && len < size - 1; text++) {
        bool space = *text == '\n' || *text == '\t' || *text == ' ';
        if (!space || (len > 0 && ret_text[len - 1] != ' ')) {
            ret_text[len++] = space ? ' ' : *text;
        }
    }
    while (len > 0 && ret_text[len - 1] == ' ') {
        len--;
    }
    ret_text[len] = '\0';
}

static const char *state_of(const PGresult *result)
{
    const char *state = result ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : NULL;
    return state ? state : "";
}

bool postgres_fault_set(PGconn *connection, const PGresult *result, struct error *err)
{
    char text[400];
    const char *state = state_of(result);
    const char *said = result ? PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY) : NULL;
    copy_line(text, sizeof text, said ? said : PQerrorMessage(connection));
    if (*state && PQstatus(connection) == CONNECTION_OK) {
        return error_set(err, code_of(state), "%s (%s)", text, state);
    }
    if (PQstatus(connection) != CONNECTION_OK) {
        return error_set(err, ERROR_GONE, "PostgreSQL: %s", *text ? text : "connection lost");
    }
    return error_set(err, ERROR_IO, "PostgreSQL: %s", *text ? text : "no answer");
}

bool postgres_fault_is_passing(PGconn *connection, const PGresult *result)
{
    enum error_code code = code_of(state_of(result));
    return PQstatus(connection) != CONNECTION_OK || code == ERROR_GONE || code == ERROR_BUSY;
}
