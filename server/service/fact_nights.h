#pragma once
/* Nobody can be in two sessions at once: does the last of one day end only after the first of the
 * next has begun? Asked when hours, their assignment or the calendar come in; what was let in
 * before stays, and judging has a rule for it (rules.md, Work). Pure; any thread. */

#include "error.h"
#include "facts.h"
#include <jansson.h>
#include <stdbool.h>

/* facts: the document with what it hangs together with. ERROR_INVALID names both sessions. */
bool fact_nights_check(const struct facts *facts, const char *kind, const char *id,
                       const json_t *value, struct error *err) MUST_USE;
