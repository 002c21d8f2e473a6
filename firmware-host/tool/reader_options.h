#pragma once
/* The command line of shoushi-reader. Called by main before threads start. */

#include "error.h"
#include "reader_config.h"
#include "reader_source.h"
#include <stdint.h>

enum reader_command {
    READER_COMMAND_NONE,
    READER_COMMAND_HELP,
    READER_COMMAND_VERSION,
    READER_COMMAND_LIST,
    READER_COMMAND_MONITOR,
    READER_COMMAND_RECORD,
    READER_COMMAND_REPLAY,
    READER_COMMAND_LEARN,
    READER_COMMAND_BEEP
};

enum reader_output { READER_OUTPUT_LINES, READER_OUTPUT_JSON };

#define READER_FOR_WITHOUT_END (-1)
#define READER_FOR_MAX_S       31536000
#define READER_ARGUMENT_SIZE   512

struct reader_options {
    enum reader_command command;
    enum reader_output output;
    int64_t for_ms; /* or READER_FOR_WITHOUT_END */
    char source[READER_SOURCE_SIZE];
    char argument[READER_ARGUMENT_SIZE]; /* the word behind the command, or "" */
    struct reader_config config;
};

/* The error says what is wrong with which word. */
bool reader_options_parse(int argc, char *argv[], struct reader_options *ret_options,
                          struct error *err) MUST_USE;

/* What --help prints. */
const char *reader_options_help(void);
