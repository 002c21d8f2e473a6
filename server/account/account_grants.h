#pragma once
/* What an account is granted, read from the store for the pure table of permission.h. Within a
 * transaction of the caller; one thread a connection. */

#include "account_store.h"
#include "database.h"
#include "error.h"
#include "permission.h"
#include <stdbool.h>

bool account_grants_read(struct database *database, const struct account *account,
                         struct permission_holder *ret_holder, struct error *err) MUST_USE;

/* All roles of the holder, whatever their units. */
unsigned account_grants_roles(const struct permission_holder *holder);
