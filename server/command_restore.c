#include "backup.h"
#include "command_table.h"
#include "command_transfer.h"
#include <stdio.h>

static bool run_restore(const struct command_call *call, struct error *err)
{
    if (call->operand_count != 1) {
        return error_set(err, ERROR_INVALID, "restore: name the file that backup has written");
    }
    if (!backup_restore(call->operands[0], call->config.database, command_transfer_print, NULL,
                        err)) {
        return false;
    }
    char keys[SERVER_CONFIG_PATH_MAX + 8];
    server_config_keys_path(&call->config, keys);
    (void)fprintf(stderr, "The site's secrets are not part of a backup: put them back as %s.\n",
                  keys);
    return true;
}

const struct command command_restore = {
    .name = "restore",
    .operands = "FILE",
    .summary =
        "Checks a backup and puts it into the database, which must not be there or be empty.",
    .run = run_restore,
};
