#include "reader_monitor.h"

#include "reader_line.h"
#include "reader_service.h"
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sys/signalfd.h>

/* SIGINT and SIGTERM become readable, for this thread and those made later; a reader of our output
 * that goes away shows as an error of write. */
static bool take_signals(int *ret_fd, struct error *err)
{
    sigset_t signals;
    (void)sigemptyset(&signals); /* none of these fails for known signals */
    (void)sigaddset(&signals, SIGINT);
    (void)sigaddset(&signals, SIGTERM);
    (void)signal(SIGPIPE, SIG_IGN);
    if (sigprocmask(SIG_BLOCK, &signals, NULL) != 0) {
        return error_set_errno(err, errno, "cannot block signals");
    }
    *ret_fd = signalfd(-1, &signals, SFD_CLOEXEC);
    return *ret_fd >= 0 || error_set_errno(err, errno, "signalfd");
}

static bool print_events(struct bounded_queue *events, enum reader_output output)
{
    struct reader_event event;
    char line[READER_LINE_SIZE];
    while (bounded_queue_pop(events, &event)) {
        if (output == READER_OUTPUT_LINES) {
            reader_line_format(&event, line);
        } else if (!reader_line_format_json(&event, line)) {
            continue;
        }
        if (fputs(line, stdout) == EOF || fflush(stdout) != 0) {
            return false;
        }
    }
    return true;
}

/* How long to wait: -1 without end, 0 when the time is over. */
static int left_ms(const struct clock *clock, int64_t end_us)
{
    if (end_us == INT64_MAX) {
        return -1;
    }
    int64_t left_us = end_us - clock_mono_us(clock);
    if (left_us <= 0) {
        return 0;
    }
    return left_us > INT64_C(3600000000) ? 3600000 : (int)((left_us + 999) / 1000);
}

static bool loop(struct bounded_queue *events, int signals, const struct reader_options *options,
                 struct error *err)
{
    const struct clock *clock = clock_system();
    int64_t end_us = INT64_MAX;
    if (options->for_ms != READER_FOR_WITHOUT_END) {
        end_us = clock_mono_us(clock) + options->for_ms * 1000;
    }
    struct pollfd fds[] = {{.fd = bounded_queue_fd(events), .events = POLLIN},
                           {.fd = signals, .events = POLLIN}};
    for (;;) {
        int ready = poll(fds, 2, left_ms(clock, end_us));
        if (ready < 0 && errno != EINTR) {
            return error_set_errno(err, errno, "poll");
        }
        bool asked_to_end = ready > 0 && fds[1].revents;
        if (!print_events(events, options->output)) {
            return error_set(err, ERROR_IO, "cannot write to standard output");
        }
        if (asked_to_end || clock_mono_us(clock) >= end_us) {
            return true;
        }
    }
}

bool reader_monitor_run(const struct reader_options *options, struct error *err)
{
    AUTO(fd) int signals = -1;
    AUTO(bounded_queue) struct bounded_queue *events = NULL;
    if (!take_signals(&signals, err) ||
        !bounded_queue_create(READER_EVENTS_CAPACITY, sizeof(struct reader_event), &events, err)) {
        return false;
    }
    AUTO(usb_port) struct usb_port *port = NULL;
    if (!reader_source_open(options->source, clock_system(), &port, err)) {
        return false;
    }
    AUTO(reader_service) struct reader_service *service = NULL;
    if (!reader_service_create(&options->config, port, clock_system(), events, &service, err)) {
        return false;
    }
    (void)TAKE(port); /* the service has it */
    return loop(events, signals, options, err);
}
