#include "backup.h"
#include "command_table.h"
#include "command_transfer.h"
#include <stdio.h>

static bool run_backup(const struct command_call *call, struct error *err)
{
    if (call->operand_count != 1) {
        return error_set(err, ERROR_INVALID, "backup: name the file to write");
    }
    if (!backup_make(call->config.database, call->operands[0], command_transfer_print, NULL, err)) {
        return false;
    }
    char keys[SERVER_CONFIG_PATH_MAX + 8];
    server_config_keys_path(&call->config, keys);
    (void)fprintf(stderr, "The site's secrets are not in it: keep a copy of %s, elsewhere.\n",
                  keys);
    return true;
}

const struct command command_backup = {
    .name = "backup",
    .operands = "FILE",
    .summary = "Writes a whole, checked copy of the database to a new FILE while the server runs.",
    .run = run_backup,
};
