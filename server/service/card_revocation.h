#pragma once
/* From when a card is revoked: the moment that its document says, or else the one at which the
 * office put down that it is. Read from the log of facts, so that rows can be made again. Within a
 * transaction of the caller; one thread. */

#include "database.h"
#include "error.h"
#include <stdbool.h>
#include <stdint.h>

/* id: a card whose newest form is revoked. */
bool card_revocation_read(struct database *database, const char *id, int64_t *ret_from_ms,
                          struct error *err) MUST_USE;
