#include "facts_list.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

void facts_list_finish(struct facts_list *list)
{
    free(list->values);
    *list = (struct facts_list){0};
}

static const char *id_of(const void *value)
{
    return *(const char *const *)value;
}

/* The first index, from low on, whose id is not before this one. */
static size_t first_from(const struct facts_list *list, size_t low, const char *id)
{
    size_t high = list->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (strcmp(id_of(list->values[middle]), id) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

static bool is_at(const struct facts_list *list, size_t index, const char *id)
{
    return index < list->count && strcmp(id_of(list->values[index]), id) == 0;
}

size_t facts_list_find(const struct facts_list *list, const char *id)
{
    size_t index = first_from(list, 0, id);
    return is_at(list, index, id) ? index : SIZE_MAX;
}

static int compare_ids(const void *a, const void *b)
{
    return strcmp(id_of(*(const void *const *)a), id_of(*(const void *const *)b));
}

const char *facts_list_sort(struct facts_list *list)
{
    if (list->count == 0) {
        return NULL;
    }
    qsort(list->values, list->count, sizeof *list->values, compare_ids);
    for (size_t i = 1; i < list->count; i++) {
        if (compare_ids(&list->values[i - 1], &list->values[i]) == 0) {
            return id_of(list->values[i]);
        }
    }
    return NULL;
}

static void copy(const struct facts_list *list, size_t from, size_t to, struct facts_list *target)
{
    if (to > from) {
        memcpy(target->values + target->count, list->values + from,
               (to - from) * sizeof(const void *));
        target->count += to - from;
    }
}

bool facts_list_merge(const struct facts_list *list, const struct facts_list *added,
                      struct facts_list *ret_list)
{
    struct facts_list merged = {malloc((list->count + added->count + 1) * sizeof(const void *)), 0};
    if (!merged.values) {
        return false;
    }
    size_t next = 0;
    for (size_t i = 0; i < added->count; i++) {
        const void *value = added->values[i];
        size_t place = first_from(list, next, id_of(value));
        copy(list, next, place, &merged);
        merged.values[merged.count++] = value;
        next = is_at(list, place, id_of(value)) ? place + 1 : place;
    }
    copy(list, next, list->count, &merged);
    *ret_list = merged;
    return true;
}
