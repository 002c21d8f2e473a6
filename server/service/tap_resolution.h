#pragma once
/* What the server makes of a record by its own facts: whose card it was at that moment, and when it
 * was on the site's clock. The kiosk's word on both stays in the record. Within a transaction of
 * the caller; one thread a zone. */

#include "database.h"
#include "error.h"
#include "ingest_observer.h"
#include "person_tap_store.h"
#include "tap_record.h"
#include "time_zone.h"
#include <stdbool.h>

bool tap_resolution_make(struct database *database, struct time_zone *zone,
                         const struct tap_record *record, struct stored_tap *ret_tap,
                         struct error *err) MUST_USE;

/* Whose card it is at a local moment, by the facts; staff is "" unless it is recognised. */
bool tap_resolution_holder(struct database *database, const struct card_token *token, int64_t at_ms,
                           enum tap_card *ret_card, char ret_staff[static TAP_RECORD_ID_MAX + 1],
                           struct error *err) MUST_USE;

/* Its row in `tap`; texts are borrowed from the stored tap. */
struct person_tap tap_resolution_row(const struct stored_tap *tap);
