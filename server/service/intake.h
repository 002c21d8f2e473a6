#pragma once
/* Takes one batch into the store, line by line: each continues the kiosk's chain and becomes a
 * record, is there already, or goes into quarantine with the reason. Within the transaction of the
 * writer's, on its thread. */

#include "boot_list.h"
#include "database.h"
#include "error.h"
#include "ingest_batch.h"
#include "tap_list.h"
#include "time_zone.h"
#include <stdbool.h>
#include <stdint.h>

/* What does not change from batch to batch. */
struct intake_tools {
    struct time_zone *zone;
    struct hasher *hasher;
    struct tap_list *taps;   /* what is stored is added here, */
    struct boot_list *boots; /* and of whose clock something was learned */
    int64_t now_utc_us;
};

/* Fills the batch's answers, outcome and head. On false the batch may be run again after the
 * transaction is undone, and taps is as it was. */
bool intake_run(const struct intake_tools *tools, struct database *database,
                struct ingest_batch *batch, struct error *err) MUST_USE;
