#pragma once
/* Names of the sample county: units, and people with common, long and rare names. Pure, any thread.
 */

#include <stddef.h>

#define SAMPLE_NAME_SIZE 64

const char *sample_names_unit(size_t unit);

/* How many people the unit has; over all units SAMPLE_STAFF_COUNT. */
size_t sample_names_unit_size(size_t unit);

/* The unit that the person belongs to, by the sizes in turn. */
size_t sample_names_unit_of(size_t person);

void sample_names_person(size_t person, char ret_name[static SAMPLE_NAME_SIZE]);
