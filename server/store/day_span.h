#pragma once
/* A person's rows from one date to another, of tables whose key begins with the date and then the
 * person: each date is a stretch of the key. Between the files of this folder; one thread a
 * connection. */

#include "database.h"
#include <stdint.h>

/* A few dates are told one by one, and come in the order of the key: $9 is the person. */
#define DAY_SPAN_FEW "IN ($1, $2, $3, $4, $5, $6, $7, $8) AND staff = $9"

/* Many are counted up: a table is read beside `span`, where its date is `day` and its staff $3.
 * Without CROSS JOIN, which keeps its order, SQLite might read all that stands between. */
#define DAY_SPAN_MANY                                                                              \
    "WITH RECURSIVE span(day) AS (SELECT CAST($1 AS BIGINT) UNION ALL "                            \
    "SELECT day + 1 FROM span WHERE day < $2) "

/* The same question in both forms. A tap touches a few dates, and what SQLite sets up for counting
 * costs more than reading them. */
struct day_span_sql {
    struct database_sql few, many;
};

bool day_span_prepare(struct database *database, const struct day_span_sql *sql, const char *staff,
                      int32_t first, int32_t last, struct statement **ret_select, struct error *err)
    MUST_USE;
