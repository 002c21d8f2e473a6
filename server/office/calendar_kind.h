#pragma once
/* A year's calendar: days of rest and worked days of the weekend, as the State Council's notice has
 * them. Looked at before it is kept, and before it is shown what it would change. Pure; any
 * thread. */

#include "cleanup.h"
#include "error.h"
#include <jansson.h>
#include <stdbool.h>

/* False with the field for a year out of sense, or a date of another year. The form has been looked
 * at. */
bool calendar_kind_check(const json_t *members, struct error *err) MUST_USE;
