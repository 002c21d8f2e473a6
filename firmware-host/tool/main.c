/* shoushi-reader: the card readers of this machine, from the command line. */

#include "reader_emulate.h"
#include "reader_list.h"
#include "reader_monitor.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { EXIT_USAGE = 2 };

static bool run(const struct reader_options *options, struct error *err)
{
    switch (options->command) {
    case READER_COMMAND_LIST:
        return reader_list_run(options, err);
    case READER_COMMAND_MONITOR:
        return reader_monitor_run(options, err);
    case READER_COMMAND_VERSION:
        return puts("shoushi-reader " SHOUSHI_VERSION) >= 0;
    default:
        return fputs(reader_options_help(), stdout) >= 0;
    }
}

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
    if (!run(&options, &err)) {
        (void)fprintf(stderr, "shoushi-reader: %s\n", err.text);
        return EXIT_FAILURE;
    }
    return EXIT_SUCCESS;
}
