#pragma once
/* The ways to judge a scenario: each takes its facts and gives a report of all that is asked for.
 * One thread. */

#include "error.h"
#include "report.h"
#include "scenario.h"
#include <stdbool.h>

struct via {
    const char *name; /* of --via */
    bool (*judge)(const struct scenario *scenario, struct report *report, struct error *err);
};

/* By its name; NULL if there is none of that name. */
const struct via *via_find(const char *name);

bool via_core_judge(const struct scenario *scenario, struct report *report, struct error *err)
    MUST_USE;

/* Starts a real server on a fresh database, beside the runner, and speaks to it over HTTP alone. */
bool via_server_judge(const struct scenario *scenario, struct report *report, struct error *err)
    MUST_USE;
