#pragma once
/* Taps read from the store into the arrays that the rules judge: those of one person around some
 * dates, or those that substitutes made for others at one meeting. One thread. */

#include "cleanup.h"
#include "database.h"
#include "meeting.h"
#include "person_facts.h"
#include <stdbool.h>
#include <stdint.h>

struct tap_array;

bool tap_array_create(struct tap_array **ret_taps, struct error *err) MUST_USE;
void tap_array_destroy(struct tap_array *taps);
DEFINE_AUTO(tap_array);

/* Has all that judging the person's dates first..last can need (work_day_span), and perhaps more;
 * what was there before is forgotten, unless it is of this person and holds these dates. Within one
 * transaction of the caller for as long as it lives. */
bool tap_array_load_person(struct tap_array *taps, struct database *database, const char *staff,
                           int32_t first, int32_t last, struct error *err) MUST_USE;

/* The same will be asked for soon: statement_read_ahead. */
bool tap_array_read_ahead(struct database *database, const char *staff, int32_t first, int32_t last,
                          struct error *err) MUST_USE;

/* Reads every tap that names the meeting and a principal, in order of time, then staff. */
bool tap_array_load_substitutes(struct tap_array *taps, struct database *database,
                                const char *meeting, struct error *err) MUST_USE;

/* Puts the arrays into facts; they are borrowed until the next load. */
void tap_array_put_person(const struct tap_array *taps, struct person_facts *facts);
void tap_array_put_meeting(const struct tap_array *taps, struct meeting_facts *facts);

/* The first moment after now_ms at which one of the taps begins to exist, CIVIL_NEVER_MS where none
 * does: kiosks' clocks are a little ahead at times. */
int64_t tap_array_next(const struct tap_array *taps, int64_t now_ms);
