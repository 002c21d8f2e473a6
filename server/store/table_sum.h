#pragma once
/* How many rows a table has, and a checksum of what is in them: the same for the same rows on every
 * engine and in every order. The sum of the rows' SHA-256 as four numbers of 64 bits; a row's is
 * over its columns, each with its type's letter, its length and its bytes. One thread. */

#include "hash.h"
#include "table_plan.h"
#include <stdint.h>

struct table_sum {
    int64_t rows;
    struct hash sum;
};

struct table_summer;

bool table_summer_create(struct table_summer **ret_summer, struct error *err) MUST_USE;
void table_summer_destroy(struct table_summer *summer);
DEFINE_AUTO(table_summer);

/* Begins a table; adds a row; says what there was. */
void table_summer_begin(struct table_summer *summer);
bool table_summer_add(struct table_summer *summer, const struct table_plan *plan,
                      const struct statement *row, struct error *err) MUST_USE;
struct table_sum table_summer_end(const struct table_summer *summer);

/* All of it at once, within the caller's transaction. */
bool table_summer_read(struct table_summer *summer, const struct table_plan *plan,
                       struct database *database, struct table_sum *ret_sum, struct error *err)
    MUST_USE;

bool table_sum_equal(const struct table_sum *a, const struct table_sum *b);
