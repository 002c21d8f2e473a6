#pragma once
/* The command line of `shoushi-reader emulate`. Called by main before threads start. */

#include "error.h"
#include "redir_export.h"

struct emulate_options {
    size_t socket_count;
    struct redir_socket sockets[REDIR_EXPORT_SOCKETS_MAX]; /* paths are those of argv */
    const char *control_path;                              /* NULL: none */
    const char *script_path;                               /* NULL: none */
};

/* argv[0] is the word "emulate". The error says what is wrong with which word. */
bool emulate_options_parse(int argc, char *argv[], struct emulate_options *ret_options,
                           struct error *err) MUST_USE;
