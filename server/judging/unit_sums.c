#include "unit_sums.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void unit_sums_finish(struct unit_sums *sums)
{
    free(sums->list);
    *sums = (struct unit_sums){0};
}

static struct unit_sum *find(const struct unit_sums *sums, const char *unit)
{
    for (size_t i = 0; i < sums->count; i++) {
        if (strcmp(sums->list[i].unit, unit) == 0) {
            return &sums->list[i];
        }
    }
    return NULL;
}

static bool make_room(struct unit_sums *sums)
{
    if (sums->count < sums->room) {
        return true;
    }
    size_t room = sums->room ? 2 * sums->room : 4;
    struct unit_sum *list = realloc(sums->list, room * sizeof *list);
    if (!list) {
        return false;
    }
    sums->list = list;
    sums->room = room;
    return true;
}

struct figures *unit_sums_of(struct unit_sums *sums, const char *unit)
{
    struct unit_sum *sum = find(sums, unit);
    if (sum) {
        return &sum->figures;
    }
    bool room = make_room(sums);
    sums->out_of_memory = sums->out_of_memory || !room;
    sum = room ? &sums->list[sums->count++] : &sums->spilt;
    *sum = (struct unit_sum){.unit = ""};
    (void)snprintf(sum->unit, sizeof sum->unit, "%s", unit);
    return &sum->figures;
}

const struct figures *unit_sums_find(const struct unit_sums *sums, const char *unit)
{
    const struct unit_sum *sum = find(sums, unit);
    return sum ? &sum->figures : NULL;
}

bool unit_sums_are_whole(const struct unit_sums *sums, struct error *err)
{
    return !sums->out_of_memory || error_set(err, ERROR_NO_MEMORY, "judging: out of memory");
}
