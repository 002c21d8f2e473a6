#include "account_role.h"
#include "check.h"
#include "command_accounts.h"
#include "command_table.h"
#include "json.h"
#include "time_zone.h"
#include <stdio.h>

/* The three administrative duties from the first day on, and somebody who reads the figures. */
static const struct account_plan first_accounts[] = {
    {"admin", "系统管理员", "", "", ACCOUNT_ROLE_ADMINISTRATOR, NULL, 0},
    {"security", "安全保密管理员", "", "", ACCOUNT_ROLE_SECURITY_OFFICER, NULL, 0},
    {"audit", "安全审计员", "", "", ACCOUNT_ROLE_AUDITOR, NULL, 0},
    {"inspector", "督查", "", "", ACCOUNT_ROLE_INSPECTOR, NULL, 0},
};

static bool put_site(struct server_services *services, const char *name, const char *place,
                     const char *zone, struct error *err)
{
    AUTO(time_zone) struct time_zone *known = NULL;
    if (!time_zone_create(zone, &known, err)) {
        return false;
    }
    AUTO(json)
    json_t *documents = json_pack("[{s:s, s:s, s:{s:s, s:s, s:s}}]", "kind", "site", "id", "site",
                                  "value", "name", name, "place", place, "timezone", zone);
    if (!documents) {
        return error_set(err, ERROR_INVALID, "--name, --place: not UTF-8");
    }
    return fact_writer_import(services->facts, documents, "command-line", err);
}

static bool add_accounts(const struct server_services *services, struct error *err)
{
    AUTO(password_hash) struct password_hash *passwords = NULL;
    struct account_admin admin;
    if (!command_accounts_open(services, &passwords, &admin, err)) {
        return false;
    }
    for (size_t i = 0; i < ARRAY_LEN(first_accounts); i++) {
        char password[PASSWORD_ONE_TIME_SIZE];
        if (!account_admin_add(&admin, &first_accounts[i], password, err) ||
            !command_accounts_print(first_accounts[i].account, password, err)) {
            return false;
        }
    }
    return true;
}

static bool run_init(const struct command_call *call, struct error *err)
{
    const char *name;
    const char *place = command_value(call, "place");
    const char *zone = command_value(call, "timezone");
    if (!command_required(call, "name", &name, err)) {
        return false;
    }
    AUTO(server_services) struct server_services *services = NULL;
    if (!server_services_create(&call->config, clock_system(), &services, err)) {
        return false;
    }
    if (services->has_site) {
        char database[DATABASE_NAME_SIZE];
        database_describe(call->config.database, database);
        return error_set(err, ERROR_INVALID, "%s is set up already, for %s", database,
                         services->site.name);
    }
    if (!put_site(services, name, place ? place : name, zone ? zone : "Asia/Shanghai", err)) {
        return false;
    }
    (void)fprintf(stderr, "One-time passwords, good for %d hours:\n", ACCOUNT_ADMIN_ONE_TIME_H);
    return add_accounts(services, err);
}

const struct command command_init = {
    .name = "init",
    .operands = "",
    .summary =
        "Makes the database and the secrets, and the first accounts with one-time passwords.",
    .options = {{"name", "NAME", "the office, as shown"},
                {"place", "PLACE", "where it is (the name)"},
                {"timezone", "ZONE", "IANA name (Asia/Shanghai)"}},
    .run = run_init,
};
