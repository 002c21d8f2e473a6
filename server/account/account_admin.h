#pragma once
/* Making accounts and giving one-time passwords: what the command line does, and the security
 * officer's page later. Any thread; calls may wait for the database and for password hashing. */

#include "account_store.h"
#include "clock.h"
#include "error.h"
#include "password_hash.h"
#include "storage.h"
#include <stdbool.h>
#include <stdint.h>

/* A one-time password that is not used within this time is good for nothing. */
#define ACCOUNT_ADMIN_ONE_TIME_H 72

struct account_admin {
    struct storage *storage;
    struct password_hash *passwords;
    const struct clock *clock;
    const char *author; /* who does it, for the record */
};

struct account_plan {
    const char
        *account; /* 1 to 64 of a-z, 0-9, '.', '_' and '-', beginning with one of the first two */
    const char *name;  /* as shown */
    const char *staff; /* "" for nobody on the roster */
    const char *unit;  /* of its roles; "" for all units */
    unsigned roles;
};

/* Makes the account with a one-time password. An account that is there already, roles that one
 * person must not have together, and names beyond the limits are ERROR_INVALID. */
bool account_admin_add(const struct account_admin *admin, const struct account_plan *plan,
                       char ret_password[static PASSWORD_ONE_TIME_SIZE], struct error *err)
    MUST_USE;

/* Gives the account a one-time password and ends its sessions and its lock-out. */
bool account_admin_reset_password(const struct account_admin *admin, const char *account,
                                  char ret_password[static PASSWORD_ONE_TIME_SIZE],
                                  struct error *err) MUST_USE;
