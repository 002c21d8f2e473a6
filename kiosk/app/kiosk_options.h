#pragma once
/* The command line of shoushi-kiosk. Values only, main thread. */

#include "error.h"
#include <stdbool.h>

enum kiosk_command {
    KIOSK_COMMAND_RUN,
    KIOSK_COMMAND_ENROL,
    KIOSK_COMMAND_GALLERY,
    KIOSK_COMMAND_CHECK, /* reads the configuration and says whether it is good */
    KIOSK_COMMAND_HELP,
    KIOSK_COMMAND_VERSION,
};

struct kiosk_options {
    enum kiosk_command command;
    const char *config_path; /* all borrowed from argv; NULL where not given */
    const char *server_url;  /* --enrol */
    const char *code;
    const char *gallery_folder;
};

bool kiosk_options_parse(int argc, char *argv[], struct kiosk_options *ret_options,
                         struct error *err) MUST_USE;

const char *kiosk_options_help(void);
