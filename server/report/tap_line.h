#pragma once
/* A tap as lists and the live board show it: who, where, when and what the kiosk told them. Made
 * from a record that was just stored or read again from the store; JSON as server/api/openapi.yaml
 * describes it (Tap). One thread an object. */

#include "facts.h"
#include "ingest_observer.h"
#include "kiosk_store.h"
#include "person_tap_store.h"
#include "tap_record.h"
#include <jansson.h>
#include <stdint.h>

/* tap: as stored; place: of its kiosk; facts: name the person and the unit of that date. NULL when
 * out of memory. */
json_t *tap_line_to_json(const struct stored_tap *tap, const char *place,
                         const struct facts *facts);

/* What a row of the store says of a tap; the record is still to be read. */
void tap_line_keep(const struct person_tap *row, struct stored_tap *ret_tap);

/* Reads the record of a tap that was kept, for its own line says what was shown, and appends the
 * tap's line to taps. kiosk: the one looked up before; its id "" at first. */
bool tap_line_append(struct database *database, const struct facts *facts, struct stored_tap *tap,
                     struct kiosk *kiosk, json_t *taps, struct error *err) MUST_USE;
