#pragma once
/* What kiosks fetch: the documents that changed since a revision, as the JSON answer of
 * docs/sync-protocol.md. Within a transaction of the caller; any thread. */

#include "database.h"
#include "error.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define STATE_CHANGES_MAX 1000
#define STATE_BYTES_MAX   3000000 /* an answer ends with the document that goes over */

enum state_result {
    STATE_CHANGED,
    STATE_NOTHING_NEW, /* an answer all the same, with no changes */
    STATE_AHEAD,       /* since was never reached here: the database was put back; no answer */
};

/* place: of the kiosk that asks, for its `site`. The JSON is yours. */
bool state_feed_read(struct database *database, const char *place, int64_t since,
                     enum state_result *ret_result, char **ret_json, size_t *ret_len,
                     struct error *err) MUST_USE;
