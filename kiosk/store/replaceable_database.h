#pragma once
/* A database whose content can be fetched again: a damaged one is set aside and a new one made in
 * its place. Called by the thread that will use it. */

#include "clock.h"
#include "error.h"
#include "kiosk_database.h"
#include "kiosk_schema.h"
#include "set_aside.h"
#include <stdbool.h>

/* Opens FOLDER/NAME.db, NAME being the schema's. */
bool replaceable_database_open(const struct kiosk_schema *schema, const char *folder,
                               const struct clock *clock, struct kiosk_database **ret_database,
                               struct error *err) MUST_USE;

/* The same for one that turned out damaged in use, which the caller destroys when the new one is
 * there: it is set aside, whatever opening it would say. ret_aside: where it is now, to be read
 * only. What goes on from there must be in the new one when replaceable_database_finish is called.
 */
bool replaceable_database_renew(const struct kiosk_schema *schema, const char *folder,
                                const struct clock *clock, const char *damage,
                                char ret_aside[SET_ASIDE_PATH_SIZE],
                                struct kiosk_database **ret_database, struct error *err) MUST_USE;
bool replaceable_database_finish(const struct kiosk_schema *schema, const char *folder,
                                 struct error *err) MUST_USE;
