#include "command.h"

#include "check.h"
#include <string.h>
#include <unistd.h>

/* Options that every command has; their values go into the configuration. */
static const char *const config_options[] = {"listen", "port", "database", "keys", "console"};

/* What the command line says of the configuration, until the file is read. */
struct config_arguments {
    const char *path;
    const char *values[ARRAY_LEN(config_options)];
};

const char *command_value(const struct command_call *call, const char *option)
{
    const struct command_option *options = call->command->options;
    for (size_t i = 0; options[i].name; i++) {
        if (strcmp(options[i].name, option) == 0) {
            return call->values[i];
        }
    }
    return NULL;
}

bool command_required(const struct command_call *call, const char *option, const char **ret_value,
                      struct error *err)
{
    const char *value = command_value(call, option);
    if (!value || !*value) {
        return error_set(err, ERROR_INVALID, "%s: --%s is needed", call->command->name, option);
    }
    *ret_value = value;
    return true;
}

/* Where the value of an option goes; NULL for an option that there is not. */
static const char **find_option(struct command_call *call, struct config_arguments *arguments,
                                const char *name)
{
    const struct command_option *options = call->command->options;
    for (size_t i = 0; options[i].name; i++) {
        if (strcmp(options[i].name, name) == 0) {
            return &call->values[i];
        }
    }
    for (size_t i = 0; i < ARRAY_LEN(config_options); i++) {
        if (strcmp(config_options[i], name) == 0) {
            return &arguments->values[i];
        }
    }
    return strcmp(name, "config") == 0 ? &arguments->path : NULL;
}

static bool take_operand(struct command_call *call, const char *operand, struct error *err)
{
    if (call->operand_count == COMMAND_OPERANDS_MAX || !*call->command->operands) {
        return error_set(err, ERROR_INVALID, "%s: unexpected '%s'", call->command->name, operand);
    }
    call->operands[call->operand_count++] = operand;
    return true;
}

static bool take_arguments(struct command_call *call, struct config_arguments *arguments, int argc,
                           char *const argv[], struct error *err)
{
    const char *command = call->command->name;
    for (int i = 0; i < argc; i++) {
        if (strncmp(argv[i], "--", 2) != 0) {
            if (!take_operand(call, argv[i], err)) {
                return false;
            }
            continue;
        }
        const char **value = find_option(call, arguments, argv[i] + 2);
        if (!value) {
            return error_set(err, ERROR_INVALID, "%s: unknown option %s", command, argv[i]);
        }
        if (i + 1 == argc) {
            return error_set(err, ERROR_INVALID, "%s: %s needs a value", command, argv[i]);
        }
        *value = argv[++i];
    }
    return true;
}

static bool read_config(const struct config_arguments *arguments, struct server_config *config,
                        struct error *err)
{
    const char *usual = access(SERVER_CONFIG_PATH, F_OK) == 0 ? SERVER_CONFIG_PATH : NULL;
    const char *path = arguments->path ? arguments->path : usual;
    server_config_init(config);
    if (path && !server_config_read(path, config, err)) {
        return false;
    }
    for (size_t i = 0; i < ARRAY_LEN(config_options); i++) {
        const char *value = arguments->values[i];
        if (value && !server_config_set(config, config_options[i], value, err)) {
            return false;
        }
    }
    return true;
}

bool command_parse(const struct command *command, int argc, char *const argv[],
                   struct command_call *ret_call, struct error *err)
{
    struct config_arguments arguments = {0};
    *ret_call = (struct command_call){.command = command};
    return take_arguments(ret_call, &arguments, argc, argv, err) &&
           read_config(&arguments, &ret_call->config, err);
}
