#pragma once
/* Making, changing and closing accounts: what the command line and the security officer's page do.
 * Each change is a line of the audit log in its own transaction. What cannot be done is
 * ERROR_INVALID with the member and the reason ("roles: …"), an account that there is not
 * ERROR_GONE. Any thread; calls may wait for the database and for password hashing. */

#include "account_store.h"
#include "audit.h"
#include "clock.h"
#include "error.h"
#include "password_hash.h"
#include "permission.h"
#include "storage.h"
#include <stdbool.h>
#include <stdint.h>

/* A one-time password that is not used within this time is good for nothing. */
#define ACCOUNT_ADMIN_ONE_TIME_H 72

struct account_admin {
    struct storage *storage;
    struct password_hash *passwords;
    const struct clock *clock;
    struct audit *audit;
    struct audit_actor actor; /* who does it */
};

struct account_plan {
    const char
        *account; /* 1 to 64 of a-z, 0-9, '.', '_' and '-', beginning with one of the first two */
    const char *name;                      /* as shown */
    const char *staff;                     /* "" for nobody on the roster */
    const char *unit;                      /* of roles; "" for all units */
    unsigned roles;                        /* all in that one unit; */
    const struct permission_grant *grants; /* and these besides, each in its own */
    size_t grant_count;
};

/* Makes the account with a one-time password. Refused are an account that is there already, names
 * beyond the limits, and two of the three administrative duties (三员分立) in one account or, by
 * two accounts, in one person. */
bool account_admin_add(const struct account_admin *admin, const struct account_plan *plan,
                       char ret_password[static PASSWORD_ONE_TIME_SIZE], struct error *err)
    MUST_USE;

/* NULL leaves something as it is. */
struct account_change {
    const char *name;
    const char *staff;
    const struct permission_grant *grants; /* in place of all that there were; */
    size_t grant_count;                    /* none of them where grants is not NULL */
    const enum account_state *state;       /* closing ends its sessions */
};

/* Refused besides: one's own roles and state, and taking away the last security officer. */
bool account_admin_change(const struct account_admin *admin, const char *account,
                          const struct account_change *change, struct error *err) MUST_USE;

/* Gives the account a one-time password and ends its sessions and its lock-out. */
bool account_admin_reset_password(const struct account_admin *admin, const char *account,
                                  char ret_password[static PASSWORD_ONE_TIME_SIZE],
                                  struct error *err) MUST_USE;

bool account_admin_end_sessions(const struct account_admin *admin, const char *account,
                                struct error *err) MUST_USE;

/* For who has lost the device and the recovery codes. */
bool account_admin_remove_second_step(const struct account_admin *admin, const char *account,
                                      struct error *err) MUST_USE;
