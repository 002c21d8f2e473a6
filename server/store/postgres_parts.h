#pragma once
/* Tables that PostgreSQL keeps in a part for each month, so that an old month can be detached,
 * moved or vacuumed by itself. SQLite has such a table in one tree in the order of its key, where a
 * month's rows lie together already. Only the PostgreSQL engine uses it; the thread of the
 * connection. */

#include "database.h"
#include "sql_text.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* In a schema, the comment that divides a table: its name and its primary key, the first column of
 * which is the date that the months are of. Its indexes have to be made again behind the comment.
 */
#define POSTGRES_PARTS_MARK "/* by month: "

/* Spells out the mark that comment begins with; nothing for any other comment. */
void postgres_parts_translate(const char *comment, size_t len, struct sql_text *ret_sql);

/* As database_make_parts. */
bool postgres_parts_make(struct database *database, int32_t this_month, struct error *err) MUST_USE;
