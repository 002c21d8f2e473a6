#include "touch_list.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_SIZE 64
#define LOOK_BACK  16 /* how many of the last entries a new one is compared with */

void touch_list_finish(struct touch_list *list)
{
    free(list->touches);
    *list = (struct touch_list){0};
}

void touch_list_set_cause(struct touch_list *list, const char *kind, const char *id,
                          int64_t revision)
{
    struct fact_cause *cause = &list->cause;
    (void)snprintf(cause->kind, sizeof cause->kind, "%s", kind); /* both have been checked */
    (void)snprintf(cause->id, sizeof cause->id, "%s", id);
    cause->revision = revision;
}

static bool holds(const struct fact_touch *wide, const struct fact_touch *narrow)
{
    return wide->cause.revision == narrow->cause.revision && wide->scope == narrow->scope &&
           strcmp(wide->id, narrow->id) == 0 && wide->first <= narrow->first &&
           wide->last >= narrow->last;
}

bool touch_list_add(struct touch_list *list, enum fact_scope scope, const char *id, int32_t first,
                    int32_t last, struct error *err)
{
    if (last < first) {
        return true;
    }
    struct fact_touch touch = {.scope = scope, .first = first, .last = last, .cause = list->cause};
    (void)snprintf(touch.id, sizeof touch.id, "%s", id); /* ids fit: facts have been checked */
    for (size_t i = list->count; i > 0 && list->count - i < LOOK_BACK; i--) {
        if (holds(&list->touches[i - 1], &touch)) {
            return true;
        }
    }
    if (list->count == list->size) {
        size_t size = list->size ? 2 * list->size : FIRST_SIZE;
        struct fact_touch *touches = realloc(list->touches, size * sizeof *touches);
        if (!touches) {
            return error_set(err, ERROR_NO_MEMORY, "facts: out of memory");
        }
        list->touches = touches;
        list->size = size;
    }
    list->touches[list->count++] = touch;
    return true;
}
