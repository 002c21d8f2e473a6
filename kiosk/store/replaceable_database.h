#pragma once
/* A database whose content can be fetched again: a damaged one is set aside and a new one made in
 * its place. Called by the thread that will use it. */

#include "clock.h"
#include "error.h"
#include "kiosk_database.h"
#include "kiosk_schema.h"
#include <stdbool.h>

/* Opens FOLDER/NAME.db, NAME being the schema's. */
bool replaceable_database_open(const struct kiosk_schema *schema, const char *folder,
                               const struct clock *clock, struct kiosk_database **ret_database,
                               struct error *err) MUST_USE;
