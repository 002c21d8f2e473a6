#pragma once
/* Whose verdicts the facts of one commit may have changed, gathered over its jobs. The writer's
 * thread only. */

#include "error.h"
#include "fact_observer.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct touch_list {
    struct fact_touch *touches;
    size_t count, size;
    struct fact_cause cause; /* of what is added next */
};

void touch_list_finish(struct touch_list *list);

/* Whatever is added from now on comes from this document. */
void touch_list_set_cause(struct touch_list *list, const char *kind, const char *id,
                          int64_t revision);

/* Nothing where last is before first. What is there already of the same cause is not added again.
 */
bool touch_list_add(struct touch_list *list, enum fact_scope scope, const char *id, int32_t first,
                    int32_t last, struct error *err) MUST_USE;
