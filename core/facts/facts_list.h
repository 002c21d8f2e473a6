#pragma once
/* Values by id: pointers in the order of the ids, so that two versions of facts share the values
 * that did not change. Each value begins with its id, a `const char *`. The list owns its pointers
 * and nothing behind them. One thread an object. */

#include <stdbool.h>
#include <stddef.h>

/* All zero is an empty list. */
struct facts_list {
    const void **values;
    size_t count;
};

void facts_list_finish(struct facts_list *list);

/* The index of a value's id; SIZE_MAX where there is none. */
size_t facts_list_find(const struct facts_list *list, const char *id);

/* Puts them in order; the id of two that have the same, or NULL. */
const char *facts_list_sort(struct facts_list *list);

/* list with added, which is sorted, put in: each in the place of the one with its id. ret_list is a
 * third list; false where there is no memory. */
bool facts_list_merge(const struct facts_list *list, const struct facts_list *added,
                      struct facts_list *ret_list) __attribute__((warn_unused_result));
