#include "via.h"

#include <stddef.h>
#include <string.h>

static const struct via ways[] = {
    {"core", via_core_judge},
    {"server", via_server_judge},
};

const struct via *via_find(const char *name)
{
    for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++) {
        if (strcmp(ways[i].name, name) == 0) {
            return &ways[i];
        }
    }
    return NULL;
}
