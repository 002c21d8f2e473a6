#pragma once
/* What shoushi-server can be told to do: a command is one file with a struct command, and a line in
 * command_table.c. Main reads the command line and the configuration, then calls it. The main
 * thread. */

#include "error.h"
#include "server_config.h"
#include <stdbool.h>
#include <stddef.h>

#define COMMAND_OPTIONS_MAX  16
#define COMMAND_OPERANDS_MAX 4

/* An option of a command's own, "--name VALUE"; name NULL ends the list. */
struct command_option {
    const char *name;
    const char *value; /* as the help shows it */
    const char *help;
};

struct command_call {
    struct server_config config; /* file and common options together */
    const struct command *command;
    const char *values[COMMAND_OPTIONS_MAX]; /* of the command's own options; NULL: not given */
    size_t operand_count;
    const char *operands[COMMAND_OPERANDS_MAX];
};

struct command {
    const char *name;
    const char *operands; /* as the help shows them; "" for none */
    const char *summary;
    struct command_option options[COMMAND_OPTIONS_MAX + 1];
    bool (*run)(const struct command_call *call, struct error *err);
};

/* The i-th command, or NULL beyond the last. */
const struct command *command_at(size_t i);

/* NULL if there is none of that name. */
const struct command *command_find(const char *name);

/* The value of the command's own option, or NULL where it was not given. */
const char *command_value(const struct command_call *call, const char *option);

/* The same where it must be given: false with what to say. */
bool command_required(const struct command_call *call, const char *option, const char **ret_value,
                      struct error *err) MUST_USE;

/* Reads the arguments after the command's name, and the configuration file: the one named by
 * --config, or SERVER_CONFIG_PATH if that is there. ERROR_INVALID says what is wrong with them. */
bool command_parse(const struct command *command, int argc, char *const argv[],
                   struct command_call *ret_call, struct error *err) MUST_USE;
