#pragma once
/* Units above units, and who belongs to which unit when (schema 0007): made from the documents
 * `unit` and `staff`, so that lists and rights can be asked for in SQL. Used within a transaction
 * of the caller; one thread a connection. */

#include "database.h"
#include <stdbool.h>
#include <stdint.h>

/* Forgets the whole tree, and adds one pair; each unit is above itself too. */
bool unit_tree_store_clear(struct database *database, struct error *err) MUST_USE;
bool unit_tree_store_add(struct database *database, const char *unit, const char *above,
                         struct error *err) MUST_USE;

/* Is above the unit itself, or over it? */
bool unit_tree_store_is_above(struct database *database, const char *unit, const char *above,
                              bool *ret_is, struct error *err) MUST_USE;

/* A person's memberships: all forgotten, one added. Days are both included. */
bool unit_tree_store_clear_member(struct database *database, const char *staff, struct error *err)
    MUST_USE;
bool unit_tree_store_add_member(struct database *database, const char *staff, const char *unit,
                                int64_t from_day, int64_t to_day, struct error *err) MUST_USE;

/* Which unit a person belongs to on a day: "" for none. */
bool unit_tree_store_unit_of(struct database *database, const char *staff, int64_t day,
                             char *ret_unit, size_t size, struct error *err) MUST_USE;

/* Everyone who belongs to the unit, or to one below it, on the day; by id. */
typedef bool member_visit(const char *staff, const char *unit, void *user, struct error *err);
bool unit_tree_store_each_member(struct database *database, const char *above, int64_t day,
                                 member_visit *on_member, void *user, struct error *err) MUST_USE;
