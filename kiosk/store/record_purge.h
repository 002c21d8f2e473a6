#pragma once
/* Old lines of records.db go, and what remains of the chain hangs on the last hash that went.
 * Within record_store, on its thread. */

#include "chain.h"
#include "error.h"
#include "kiosk_database.h"
#include <stdbool.h>
#include <stdint.h>

/* Deletes up to max of the first lines, none after upto_id, in one transaction. */
bool record_purge_run(struct kiosk_database *database, int64_t upto_id, uint64_t max,
                      bool *ret_more, struct error *err) MUST_USE;

/* What the first kept line of the epoch follows; its genesis where no line of it ever went. */
bool record_purge_anchor(struct kiosk_database *database, const char *kiosk, uint32_t epoch,
                         struct chain_head *ret_anchor, struct error *err) MUST_USE;
