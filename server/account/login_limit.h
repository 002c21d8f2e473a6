#pragma once
/* How often a log-in may be tried: each try is counted before the password is looked at, so that
 * many at once gain nothing, and for accounts that do not exist just as for those that do. A few
 * tries lock an account only for the address that they came from: nobody keeps somebody else out by
 * typing nonsense under their name. Counted in the database: with several servers on one, all of
 * them count together. One thread a connection. */

#include "database.h"
#include "error.h"
#include <stdbool.h>
#include <stdint.h>

/* Tries within the window; one more locks. */
#define LOGIN_LIMIT_HERE        5  /* of one account from one address */
#define LOGIN_LIMIT_PER_ACCOUNT 50 /* from all addresses together */
#define LOGIN_LIMIT_PER_ADDRESS 100
#define LOGIN_LIMIT_WINDOW_S    900
#define LOGIN_LIMIT_LOCK_S      900

struct login_limit_subject {
    const char *account;
    const char *address;
};

/* Counts one try within a write transaction. *ret_locked_s is 0, or how many seconds from now the
 * next one is looked at. */
bool login_limit_count(struct database *database, const struct login_limit_subject *subject,
                       int64_t now_utc_us, int64_t *ret_locked_s, struct error *err) MUST_USE;

/* The password was right, and the second step is yet to come: the try does not count. */
bool login_limit_take_back(struct database *database, const struct login_limit_subject *subject,
                           struct error *err) MUST_USE;

/* The try was good: the account begins anew from this address, and it does not count elsewhere. */
bool login_limit_clear(struct database *database, const struct login_limit_subject *subject,
                       struct error *err) MUST_USE;

/* Ends the account's locks, from whatever address. */
bool login_limit_forget(struct database *database, const char *account, struct error *err) MUST_USE;
