#pragma once
/* A tap as lists and the live board show it: who, where, when and what the kiosk told them. Made
 * from a record that was just stored or read again from the store; JSON as server/api/openapi.yaml
 * describes it (Tap). One thread an object. */

#include "facts.h"
#include "ingest_observer.h"
#include "tap_record.h"
#include <jansson.h>
#include <stdint.h>

/* tap: as stored; place: of its kiosk; facts: name the person and the unit of that date. NULL when
 * out of memory. */
json_t *tap_line_to_json(const struct stored_tap *tap, const char *place,
                         const struct facts *facts);
