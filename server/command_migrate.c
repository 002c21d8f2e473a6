#include "command_table.h"
#include "command_transfer.h"
#include "database.h"
#include <stdio.h>

static bool run_migrate(const struct command_call *call, struct error *err)
{
    const char *to;
    if (!command_required(call, "to", &to, err)) {
        return false;
    }
    const struct transfer transfer = {call->config.database, to, TRANSFER_LOCK,
                                      command_transfer_print, NULL};
    if (!transfer_run(&transfer, err)) {
        return false;
    }
    char from_name[DATABASE_NAME_SIZE], to_name[DATABASE_NAME_SIZE];
    char keys[SERVER_CONFIG_PATH_MAX + 8];
    database_describe(call->config.database, from_name);
    database_describe(to, to_name);
    server_config_keys_path(&call->config, keys);
    (void)fprintf(stderr,
                  "%s now has all that was in %s, which is as it was.\nName it as database and %s "
                  "as keys in the configuration before a server is started.\n",
                  to_name, from_name, keys);
    return true;
}

const struct command command_migrate = {
    .name = "migrate",
    .operands = "",
    .summary = "Copies the database to another, empty one, on either engine, and compares the two.",
    .options = {{"to", "WHERE", "a file, or a PostgreSQL (postgresql://…)"}},
    .run = run_migrate,
};
