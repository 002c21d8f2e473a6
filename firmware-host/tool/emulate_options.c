#include "emulate_options.h"

#include <getopt.h>
#include <string.h>

enum option_code { OPTION_CONNECT = 256, OPTION_LISTEN, OPTION_CONTROL, OPTION_SCRIPT };

static const struct option options[] = {
    {"connect", required_argument, NULL, OPTION_CONNECT},
    {"listen", required_argument, NULL, OPTION_LISTEN},
    {"control", required_argument, NULL, OPTION_CONTROL},
    {"script", required_argument, NULL, OPTION_SCRIPT},
    {NULL, 0, NULL, 0},
};

static bool add_socket(struct emulate_options *parsed, enum redir_socket_mode mode,
                       const char *path, struct error *err)
{
    if (parsed->socket_count == REDIR_EXPORT_SOCKETS_MAX) {
        return error_set(err, ERROR_FULL, "more than %d sockets", REDIR_EXPORT_SOCKETS_MAX);
    }
    parsed->sockets[parsed->socket_count++] = (struct redir_socket){.mode = mode, .path = path};
    return true;
}

static bool apply_option(int code, const char *value, struct emulate_options *parsed,
                         struct error *err)
{
    switch (code) {
    case OPTION_CONNECT:
        return add_socket(parsed, REDIR_CONNECT, value, err);
    case OPTION_LISTEN:
        return add_socket(parsed, REDIR_LISTEN, value, err);
    case OPTION_CONTROL:
        parsed->control_path = value;
        return true;
    case OPTION_SCRIPT:
        parsed->script_path = value;
        return true;
    default:
        return error_set(err, ERROR_INVALID, "unknown option, or one without its value");
    }
}

bool emulate_options_parse(int argc, char *argv[], struct emulate_options *ret_options,
                           struct error *err)
{
    struct emulate_options parsed = {0};
    opterr = 0;
    optind = 1;
    for (int code; (code = getopt_long(argc, argv, "", options, NULL)) != -1;) {
        if (!apply_option(code, optarg, &parsed, err)) {
            return code == '?' ? error_prefix(err, "%.60s", argv[optind - 1]) : false;
        }
    }
    if (optind < argc) {
        return error_set(err, ERROR_INVALID, "one word too many: %.40s", argv[optind]);
    }
    if (parsed.socket_count == 0) {
        return error_set(err, ERROR_INVALID, "emulate: for whom? --connect or --listen SOCKET");
    }
    if (!parsed.control_path && !parsed.script_path) {
        return error_set(err, ERROR_INVALID,
                         "emulate: what is to happen? --script FILE or --control SOCKET");
    }
    *ret_options = parsed;
    return true;
}
