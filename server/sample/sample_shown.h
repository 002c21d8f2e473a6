#pragma once
/* What the kiosks of the sample county showed at each tap: the verdict of the rules with "now" the
 * moment of the tap. One thread an object. */

#include "cleanup.h"
#include "error.h"
#include "sample_taps.h"
#include "tap_record.h"
#include <jansson.h>

struct sample_shown;

/* documents: of sample_county_documents. taps: in order of time; only read here. */
bool sample_shown_create(const json_t *documents, const struct sample_tap *taps, size_t count,
                         struct sample_shown **ret_shown, struct error *err) MUST_USE;
void sample_shown_destroy(struct sample_shown *shown);
DEFINE_AUTO(sample_shown);

struct tap_shown sample_shown_at(const struct sample_shown *shown, size_t index);
