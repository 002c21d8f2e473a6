#pragma once
/* How often a log-in may be tried: each try is counted before the password is looked at, so that
 * many at once gain nothing, and for accounts that do not exist just as for those that do. Counted
 * in the database: with several servers on one, all of them count together. One thread a
 * connection. */

#include "database.h"
#include "error.h"
#include <stdbool.h>
#include <stdint.h>

#define LOGIN_LIMIT_PER_ACCOUNT 5 /* tries within the window; one more locks */
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

/* The try was good: the account begins anew, the address is rid of one. */
bool login_limit_clear(struct database *database, const struct login_limit_subject *subject,
                       struct error *err) MUST_USE;

/* Ends the account's lock. */
bool login_limit_forget(struct database *database, const char *account, struct error *err) MUST_USE;
