#pragma once
/* What a changed card does besides being a document: its row for the ingest, and the taps that were
 * made with it get the holder that the facts give them now. The writer's thread only. */

#include "database.h"
#include "error.h"
#include "fact_kind.h"
#include "touch_list.h"
#include <stdbool.h>
#include <stddef.h>

/* change: of kind `card`, checked. */
bool fact_card_apply(struct database *database, const struct fact_change *change,
                     struct touch_list *touches, struct error *err) MUST_USE;

/* Cards that a server of a schema before 0017 revoked get their moment from the log, and what was
 * tapped before it gets its holder back; at most so many at once. */
#define FACT_CARD_UNSETTLED_MAX 20
bool fact_card_settle_older(struct database *database, struct touch_list *touches,
                            size_t *ret_count, struct error *err) MUST_USE;
