#include "command_table.h"

#include <stdio.h>
#include <string.h>

static const char common_options[] =
    "Options of all commands:\n"
    "  --help            says this of the command, and does nothing else\n"
    "  --config FILE     configuration (" SERVER_CONFIG_PATH " if it is there)\n"
    "  --database WHERE  the database: a file, or a PostgreSQL (postgresql://…)\n"
    "  --keys FILE       the site's secrets (the database's path with .keys behind)\n"
    "  --listen ADDRESS  numeric address to listen on (127.0.0.1)\n"
    "  --port PORT       0 for any free one (8080)\n"
    "  --console FOLDER  the console's files (none)\n";

static void print_command(const struct command *command)
{
    (void)printf("shoushi-server %s%s%s\n  %s\n", command->name, *command->operands ? " " : "",
                 command->operands, command->summary);
    for (const struct command_option *option = command->options; option->name; option++) {
        char left[64];
        (void)snprintf(left, sizeof left, "--%s %s", option->name, option->value);
        (void)printf("  %-26s  %s\n", left, option->help);
    }
}

static bool run_help(const struct command_call *call, struct error *err)
{
    if (call->operand_count > 0) {
        const struct command *command = command_find(call->operands[0]);
        if (!command) {
            return error_set(err, ERROR_INVALID, "no command '%s'", call->operands[0]);
        }
        print_command(command);
    } else {
        (void)printf("shoushi-server " SHOUSHI_VERSION ": the server of Shoushi\n\n");
        for (size_t i = 0; command_at(i); i++) {
            (void)printf("  %-12s %s\n", command_at(i)->name, command_at(i)->summary);
        }
    }
    (void)printf("\n%s", common_options);
    return fflush(stdout) == 0 || error_set(err, ERROR_IO, "cannot write the help: %m");
}

const struct command command_help = {
    .name = "help",
    .operands = "[COMMAND]",
    .summary = "Says what the commands do.",
    .run = run_help,
};
