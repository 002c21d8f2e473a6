#include "command_accounts.h"

#include <errno.h>
#include <stdio.h>

bool command_accounts_open(const struct server_services *services,
                           struct password_hash **ret_passwords, struct account_admin *ret_admin,
                           struct error *err)
{
    struct password_costs costs;
    password_costs_init(&costs);
    if (!password_hash_create(&costs, ret_passwords, err)) {
        return false;
    }
    *ret_admin = (struct account_admin){.storage = services->storage,
                                        .passwords = *ret_passwords,
                                        .clock = services->clock,
                                        .audit = services->audit,
                                        .actor = {.by = AUDIT_BY_COMMAND, .who = "command-line"}};
    return true;
}

bool command_accounts_print(const char *account, const char *password, struct error *err)
{
    if (printf("%s\t%s\n", account, password) < 0 || fflush(stdout) != 0) {
        return error_set_errno(err, errno, "standard output");
    }
    return true;
}
