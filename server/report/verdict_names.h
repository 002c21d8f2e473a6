#pragma once
/* The names of whom and what a list of verdicts names, so that whoever shows it needs no other
 * lists: people, their units, and the kiosks with their places. Any thread. */

#include "database.h"
#include "error.h"
#include "facts.h"
#include <jansson.h>

/* Sets the verdict's "unit": the person's on the date of it; null where they belonged to none. */
bool verdict_names_set_unit(json_t *verdict, const struct facts_staff *staff, int32_t date,
                            struct error *err) MUST_USE;

/* {"staff": {id: name}, "unit": {code: name}, "kiosk": {id: place}}: of the people and units
 * anywhere in the list, and of every kiosk. */
bool verdict_names_of(const json_t *list, const struct facts *facts, struct database *database,
                      json_t **ret_names, struct error *err) MUST_USE;
