/* shoushi-server: reads the command line, runs one command. */

#include "command.h"
#include "log.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define EXIT_USAGE 2

static int fail(const struct error *err, int code)
{
    (void)fprintf(stderr, "shoushi-server: %s\n", err->text);
    return code;
}

/* "shoushi-server --help" and the like, as people try them. */
static const char *command_name(int argc, char *const argv[])
{
    if (argc < 2 || strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0) {
        return "help";
    }
    return argv[1];
}

/* "shoushi-server rejudge --help": whatever else stands there, nothing is done. */
static bool asks_for_help(int argc, char *const argv[])
{
    for (int i = 2; i < argc; i++) {
        if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0) {
            return true;
        }
    }
    return false;
}

static int help(const struct command *about)
{
    struct error err = {0};
    const struct command *help = command_find("help");
    const struct command_call call = {
        .command = help, .operand_count = 1, .operands = {about->name}};
    return help->run(&call, &err) ? EXIT_SUCCESS : fail(&err, EXIT_FAILURE);
}

int main(int argc, char *argv[])
{
    struct error err = {0};
    (void)umask(S_IRWXG | S_IRWXO); /* what is written here is about people */
    if (argc == 2 && strcmp(argv[1], "--version") == 0) {
        return puts("shoushi-server " SHOUSHI_VERSION) < 0 ? EXIT_FAILURE : EXIT_SUCCESS;
    }
    const struct command *command = command_find(command_name(argc, argv));
    if (!command) {
        (void)error_set(&err, ERROR_INVALID, "no command '%s'; see shoushi-server help", argv[1]);
        return fail(&err, EXIT_USAGE);
    }
    if (asks_for_help(argc, argv)) {
        return help(command);
    }
    struct command_call call;
    int skipped = argc < 2 ? argc : 2;
    if (!command_parse(command, argc - skipped, argv + skipped, &call, &err)) {
        return fail(&err, EXIT_USAGE);
    }
    log_set_level((enum log_level)call.config.log_level);
    return command->run(&call, &err) ? (argc < 2 ? EXIT_USAGE : EXIT_SUCCESS)
                                     : fail(&err, EXIT_FAILURE);
}
