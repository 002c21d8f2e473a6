#pragma once
/* Is a document good? Its form, by core/facts; and together with every document that it names and
 * that could contradict it, which are read from the store. Within a transaction of the caller; one
 * thread a connection. */

#include "database.h"
#include "error.h"
#include "fact_kind.h"
#include <jansson.h>
#include <stdbool.h>

/* ERROR_INVALID: "kind/id.path: what is wrong". */
bool fact_check(struct database *database, const struct fact_kind *kind, const char *id,
                const json_t *value, struct error *err) MUST_USE;
