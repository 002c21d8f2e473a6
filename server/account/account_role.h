#pragma once
/* What an account may do, as a set of roles. The three administrative duties (三员分立) exclude
 * each other: whoever runs the system, whoever gives permissions and whoever reads the audit log
 * are three people. Pure values; any thread. */

#include <stdbool.h>
#include <stddef.h>

enum account_role {
    ACCOUNT_ROLE_STAFF = 1u << 0,            /* own record */
    ACCOUNT_ROLE_CLERK = 1u << 1,            /* own unit */
    ACCOUNT_ROLE_ORGANIZER = 1u << 2,        /* own meetings */
    ACCOUNT_ROLE_INSPECTOR = 1u << 3,        /* reads all, keeps the ledger */
    ACCOUNT_ROLE_ADMINISTRATOR = 1u << 4,    /* units, kiosks, schedules */
    ACCOUNT_ROLE_SECURITY_OFFICER = 1u << 5, /* accounts and roles */
    ACCOUNT_ROLE_AUDITOR = 1u << 6,          /* the audit log only */
};

#define ACCOUNT_ROLE_COUNT 7

/* The word of the i-th role ("staff", …), or NULL beyond the last. */
const char *account_role_name(size_t i);

/* The role of a word; 0 for a word that is none. */
unsigned account_role_of_name(const char *name);

/* False for two of administrator, security officer and auditor in one hand. */
bool account_role_may_combine(unsigned roles);
