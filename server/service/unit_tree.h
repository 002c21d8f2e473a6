#pragma once
/* Which unit stands below which, as the documents `unit` say it: whoever may act for a unit may act
 * for all below it. Read once for a request; one thread. */

#include "cleanup.h"
#include "database.h"
#include "error.h"
#include <stdbool.h>

struct unit_tree;

/* Within a transaction of the caller. */
bool unit_tree_read(struct database *database, struct unit_tree **ret_tree, struct error *err)
    MUST_USE;
/* The same as of the present moment, from any thread. */
struct storage;
bool unit_tree_look(struct storage *storage, struct unit_tree **ret_tree, struct error *err)
    MUST_USE;
void unit_tree_destroy(struct unit_tree *tree);
DEFINE_AUTO(unit_tree);

/* Is unit this top or somewhere below it? A unit that is not known is only below itself. */
bool unit_tree_holds(const struct unit_tree *tree, const char *top, const char *unit);

/* The i-th unit that is known, in the order of their codes; NULL beyond the last. */
const char *unit_tree_at(const struct unit_tree *tree, size_t i);
