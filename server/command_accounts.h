#pragma once
/* What the commands that make accounts share: the tools for it over the opened services, and one
 * line for each account made. The main thread. */

#include "account_admin.h"
#include "error.h"
#include "server_services.h"
#include <stdbool.h>

/* The tools; the caller destroys passwords. */
bool command_accounts_open(const struct server_services *services,
                           struct password_hash **ret_passwords, struct account_admin *ret_admin,
                           struct error *err) MUST_USE;

/* "ACCOUNT<tab>PASSWORD" on standard output, for people and scripts. */
bool command_accounts_print(const char *account, const char *password, struct error *err) MUST_USE;
