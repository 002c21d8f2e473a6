/* shoushi-reader: the card readers of this machine, from the command line. */

#include "reader_list.h"
#include "reader_monitor.h"
#include <stdio.h>

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

int main(int argc, char *argv[])
{
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
