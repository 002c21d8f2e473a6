#pragma once
/* Accounts as JSON: what the security officer's page shows, and what the audit log compares.
 * Nothing of a password is in it. Within a transaction of the caller; one thread a connection. */

#include "account_store.h"
#include "database.h"
#include "error.h"
#include <jansson.h>
#include <stdbool.h>

/* {"account", "name", "staff", "state", "roles": [{"role", "unit"}]}; unit "" is all units. */
bool account_view_read(struct database *database, const struct account *account, json_t **ret_view,
                       struct error *err) MUST_USE;

/* The same with "one_time", "second_step" and "sessions", of one account or (NULL) of all. */
bool account_view_list(struct database *database, const char *account, json_t **ret_list,
                       struct error *err) MUST_USE;

/* [{"session", "began_utc_us", "seen_utc_us", "ends_utc_us"}]: the first 16 digits of the hash name
 * a session and let nobody in. */
bool account_view_sessions(struct database *database, const char *account, json_t **ret_list,
                           struct error *err) MUST_USE;
