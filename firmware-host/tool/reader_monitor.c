#include "reader_monitor.h"

#include "reader_line.h"
#include "reader_watch.h"
#include <stdio.h>

bool reader_monitor_print(const struct reader_event *event, enum reader_output output,
                          struct error *err)
{
    char line[READER_LINE_SIZE];
    if (output == READER_OUTPUT_LINES) {
        reader_line_format(event, line);
    } else if (!reader_line_format_json(event, line)) {
        return true;
    }
    return (fputs(line, stdout) != EOF && fflush(stdout) == 0) ||
           error_set(err, ERROR_IO, "cannot write to standard output");
}

static enum reader_watch_answer on_event(const struct reader_event *event, void *user,
                                         struct error *err)
{
    const struct reader_options *options = user;
    return reader_monitor_print(event, options->output, err) ? READER_WATCH_ON
                                                             : READER_WATCH_FAILED;
}

bool reader_monitor_run(const struct reader_options *options, struct error *err)
{
    struct reader_options shown = *options;
    struct reader_watch watch = {
        .options = options,
        .config = &options->config,
        .on_event = on_event,
        .user = &shown,
    };
    return reader_watch_run(&watch, err);
}
