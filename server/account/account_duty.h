#pragma once
/* The separation of the three administrative duties (三员分立), kept when roles are given: no
 * account and no person has two of them, and there is always somebody who gives roles. Within a
 * transaction of the caller; one thread a connection. */

#include "account_grants.h"
#include "database.h"
#include "error.h"

/* Within the one account; ERROR_INVALID with the reason. */
bool account_duty_may_combine(const struct permission_holder *holder, struct error *err) MUST_USE;

/* Together with the other active accounts of the same person. */
bool account_duty_check(struct database *database, const struct permission_holder *holder,
                        struct error *err) MUST_USE;

/* ERROR_INVALID where no active account is a security officer's. */
bool account_duty_check_officer(struct database *database, struct error *err) MUST_USE;
