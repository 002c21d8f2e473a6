#pragma once
/* The taps of one person around some dates, read from the store into the arrays that the rules
 * judge. One thread. */

#include "cleanup.h"
#include "database.h"
#include "person_facts.h"
#include <stdbool.h>
#include <stdint.h>

struct person_taps;

bool person_taps_create(struct person_taps **ret_taps, struct error *err) MUST_USE;
void person_taps_destroy(struct person_taps *taps);
DEFINE_AUTO(person_taps);

/* Reads all that judging the dates first..last can need (work_day_span); what was there before is
 * forgotten. Within a transaction of the caller. */
bool person_taps_load(struct person_taps *taps, struct database *database, const char *staff,
                      int32_t first, int32_t last, struct error *err) MUST_USE;

/* Puts the arrays into facts; they are borrowed until the next load. */
void person_taps_put(const struct person_taps *taps, struct person_facts *facts);
