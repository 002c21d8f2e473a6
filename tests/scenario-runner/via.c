#include "via.h"

#include <stddef.h>
#include <string.h>

/* A way that is known and cannot be gone yet says so itself. */
static bool judge_via_server(const struct scenario *scenario, struct report *report,
                             struct error *err)
{
    (void)scenario;
    (void)report;
    return error_set(err, ERROR_UNSUPPORTED, "--via server is not available in this build");
}

static const struct via ways[] = {
    {"core", via_core_judge},
    {"server", judge_via_server},
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
