#pragma once
/* SQL put together from pieces, for what works on any table: names of tables and columns cannot be
 * bound. Values are never a piece. The caller's thread. */

#include "error.h"
#include <stdbool.h>
#include <stddef.h>

struct sql_text {
    char *text; /* NULL before the first piece; ends with a NUL */
    size_t len, size;
    bool failed; /* out of memory: nothing more is added */
};

void sql_text_finish(struct sql_text *sql);
#define AUTO_SQL_TEXT __attribute__((cleanup(sql_text_finish)))

void sql_text_add(struct sql_text *sql, const char *piece);
void sql_text_add_len(struct sql_text *sql, const char *piece, size_t len);

/* A name of a table or column, in quotes. */
void sql_text_add_name(struct sql_text *sql, const char *name);

/* A parameter: $n. */
void sql_text_add_param(struct sql_text *sql, int n);

/* False if memory ran out on the way. */
bool sql_text_is_good(const struct sql_text *sql, struct error *err) MUST_USE;
