#include "account_role.h"
#include "command_accounts.h"
#include "command_table.h"
#include <stdio.h>
#include <string.h>

#define ROLES_TEXT_MAX 256

/* "inspector,clerk" */
static bool parse_roles(const char *text, unsigned *ret_roles, struct error *err)
{
    char copy[ROLES_TEXT_MAX];
    if (snprintf(copy, sizeof copy, "%s", text) >= (int)sizeof copy) {
        return error_set(err, ERROR_INVALID, "--roles: too long");
    }
    unsigned roles = 0;
    char *rest = NULL;
    for (char *word = strtok_r(copy, ",", &rest); word; word = strtok_r(NULL, ",", &rest)) {
        unsigned role = account_role_of_name(word);
        if (role == 0) {
            return error_set(err, ERROR_INVALID, "--roles: no role '%s'", word);
        }
        roles |= role;
    }
    *ret_roles = roles;
    return true;
}

static bool add_user(const struct command_call *call, const struct account_admin *admin,
                     struct error *err)
{
    const char *roles, *name;
    const char *staff = command_value(call, "staff");
    const char *unit = command_value(call, "unit");
    char password[PASSWORD_ONE_TIME_SIZE];
    if (!command_required(call, "name", &name, err) ||
        !command_required(call, "roles", &roles, err)) {
        return false;
    }
    struct account_plan plan = {.account = call->operands[1],
                                .name = name,
                                .staff = staff ? staff : "",
                                .unit = unit ? unit : ""};
    return parse_roles(roles, &plan.roles, err) && account_admin_add(admin, &plan, password, err) &&
           command_accounts_print(plan.account, password, err);
}

static bool reset_password(const struct command_call *call, const struct account_admin *admin,
                           struct error *err)
{
    char password[PASSWORD_ONE_TIME_SIZE];
    return account_admin_reset_password(admin, call->operands[1], password, err) &&
           command_accounts_print(call->operands[1], password, err);
}

static bool run_user(const struct command_call *call, struct error *err)
{
    bool adds = call->operand_count == 2 && strcmp(call->operands[0], "add") == 0;
    bool resets = call->operand_count == 2 && strcmp(call->operands[0], "password") == 0;
    if (!adds && !resets) {
        return error_set(err, ERROR_INVALID, "user: expected add ACCOUNT or password ACCOUNT");
    }
    AUTO(server_services) struct server_services *services = NULL;
    AUTO(password_hash) struct password_hash *passwords = NULL;
    struct account_admin admin;
    if (!server_services_create(&call->config, clock_system(), &services, err) ||
        !command_accounts_open(services, &passwords, &admin, err)) {
        return false;
    }
    return adds ? add_user(call, &admin, err) : reset_password(call, &admin, err);
}

const struct command command_user = {
    .name = "user",
    .operands = "add|password ACCOUNT",
    .summary = "Makes an account, or gives one a new one-time password.",
    .options = {{"name", "NAME", "as shown (add)"},
                {"roles", "ROLE[,ROLE]",
                 "of staff, clerk, organizer, inspector, administrator, security_officer, "
                 "auditor (add)"},
                {"staff", "ID", "whose account it is (add)"},
                {"unit", "CODE", "the roles' unit and those below it; all if left out (add)"}},
    .run = run_user,
};
