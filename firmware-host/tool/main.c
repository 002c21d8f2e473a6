/* shoushi-reader: the card readers of this machine, from the command line. */

#include "reader_beep.h"
#include "reader_emulate.h"
#include "reader_learn.h"
#include "reader_list.h"
#include "reader_monitor.h"
#include "reader_record.h"
#include "reader_replay.h"
#include <stdio.h>
#include <string.h>

enum { EXIT_USAGE = 2 };

static bool print_help(const struct reader_options *options, struct error *err)
{
    (void)options; /* the same for all */
    return fputs(reader_options_help(), stdout) >= 0 ||
           error_set(err, ERROR_IO, "cannot write to standard output");
}

static bool print_version(const struct reader_options *options, struct error *err)
{
    (void)options; /* the same for all */
    return puts("shoushi-reader " SHOUSHI_VERSION) >= 0 ||
           error_set(err, ERROR_IO, "cannot write to standard output");
}

typedef bool command_function(const struct reader_options *options, struct error *err);

static command_function *const commands[] = {
    [READER_COMMAND_NONE] = print_help,
    [READER_COMMAND_HELP] = print_help,
    [READER_COMMAND_VERSION] = print_version,
    [READER_COMMAND_LIST] = reader_list_run,
    [READER_COMMAND_MONITOR] = reader_monitor_run,
    [READER_COMMAND_RECORD] = reader_record_run,
    [READER_COMMAND_REPLAY] = reader_replay_run,
    [READER_COMMAND_LEARN] = reader_learn_run,
    [READER_COMMAND_BEEP] = reader_beep_run,
};

/* `emulate` has a command line of its own. */
static int emulate(int argc, char *argv[])
{
    struct emulate_options options;
    struct error err = {0};
    if (!emulate_options_parse(argc, argv, &options, &err)) {
        (void)fprintf(stderr, "shoushi-reader: %s\nTry 'shoushi-reader --help'.\n", err.text);
        return EXIT_USAGE;
    }
    if (!reader_emulate_run(&options, &err)) {
        (void)fprintf(stderr, "shoushi-reader: %s\n", err.text);
        return EXIT_FAILURE;
    }
    return EXIT_SUCCESS;
}

int main(int argc, char *argv[])
{
    if (argc > 1 && strcmp(argv[1], "emulate") == 0) {
        return emulate(argc - 1, argv + 1);
    }
    struct reader_options options;
    struct error err = {0};
    if (!reader_options_parse(argc, argv, &options, &err)) {
        (void)fprintf(stderr, "shoushi-reader: %s\nTry 'shoushi-reader --help'.\n", err.text);
        return EXIT_USAGE;
    }
    if (!commands[options.command](&options, &err)) {
        (void)fprintf(stderr, "shoushi-reader: %s\n", err.text);
        return EXIT_FAILURE;
    }
    return EXIT_SUCCESS;
}
