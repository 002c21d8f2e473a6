#include "kiosk_options.h"

#include <getopt.h>
#include <stddef.h>

static const char help[] =
    "Usage: shoushi-kiosk [--config FILE]\n"
    "       shoushi-kiosk --enrol URL CODE [--config FILE]\n"
    "       shoushi-kiosk --gallery FOLDER [--config FILE]\n"
    "\n"
    "Records who comes and goes, and says so on the screen.\n"
    "\n"
    "      --config FILE     settings (/etc/shoushi/kiosk.conf)\n"
    "      --enrol URL CODE  introduce this kiosk to the server with a one-time code, and end\n"
    "      --gallery FOLDER  write a picture of every screen as PNG files, and end\n"
    "      --check           read the settings, say what is wrong with them, and end\n"
    "      --help            this text\n"
    "      --version         the version\n"
    "\n"
    "See shoushi-kiosk(1).\n";

enum option_code {
    OPTION_CONFIG = 256,
    OPTION_ENROL,
    OPTION_GALLERY,
    OPTION_CHECK,
    OPTION_HELP,
    OPTION_VERSION,
};

static const struct option options[] = {
    {"config", required_argument, NULL, OPTION_CONFIG},
    {"enrol", required_argument, NULL, OPTION_ENROL},
    {"gallery", required_argument, NULL, OPTION_GALLERY},
    {"check", no_argument, NULL, OPTION_CHECK},
    {"help", no_argument, NULL, OPTION_HELP},
    {"version", no_argument, NULL, OPTION_VERSION},
    {NULL, 0, NULL, 0},
};

/* False for what is no option at all. */
static bool take_option(int code, const char *value, struct kiosk_options *taken)
{
    switch (code) {
    case OPTION_CONFIG:
        taken->config_path = value;
        return true;
    case OPTION_ENROL:
        taken->command = KIOSK_COMMAND_ENROL;
        taken->server_url = value;
        return true;
    case OPTION_GALLERY:
        taken->command = KIOSK_COMMAND_GALLERY;
        taken->gallery_folder = value;
        return true;
    case OPTION_CHECK:
        taken->command = KIOSK_COMMAND_CHECK;
        return true;
    case OPTION_HELP:
        taken->command = KIOSK_COMMAND_HELP;
        return true;
    case OPTION_VERSION:
        taken->command = KIOSK_COMMAND_VERSION;
        return true;
    default:
        return false;
    }
}

bool kiosk_options_parse(int argc, char *argv[], struct kiosk_options *ret_options,
                         struct error *err)
{
    struct kiosk_options taken = {.command = KIOSK_COMMAND_RUN};
    optind = 0; /* begins anew, also for a second command line in one program */
    opterr = 0;
    int code;
    while ((code = getopt_long(argc, argv, "", options, NULL)) != -1) {
        if (!take_option(code, optarg, &taken)) {
            return error_set(err, ERROR_INVALID, "%s: no such option, or its value is missing",
                             argv[optind > 0 ? optind - 1 : 0]);
        }
    }
    if (taken.command == KIOSK_COMMAND_ENROL) {
        if (optind >= argc) {
            return error_set(err, ERROR_INVALID, "--enrol: expected URL and CODE");
        }
        taken.code = argv[optind++];
    }
    if (optind < argc) {
        return error_set(err, ERROR_INVALID, "%s: not understood", argv[optind]);
    }
    *ret_options = taken;
    return true;
}

const char *kiosk_options_help(void)
{
    return help;
}
