#pragma once
/* How a document came to be what it is: every form that was ever put, by whom and when. For people
 * who ask since when a rule holds. Any thread. */

#include "error.h"
#include "storage.h"
#include <jansson.h>
#include <stdbool.h>

#define FACT_HISTORY_MAX 200 /* forms; older ones are not told */

/* [{"revision", "recorded_utc_us", "author", "value"}], the newest first; value is null where it
 * was taken back. Yours. */
bool fact_history_read(struct storage *storage, const char *kind, const char *id,
                       json_t **ret_history, struct error *err) MUST_USE;
