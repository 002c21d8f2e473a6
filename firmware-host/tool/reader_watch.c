#include "reader_watch.h"

#include "reader_service.h"
#include "recording_port.h"
#include "signal_fd.h"
#include <errno.h>
#include <poll.h>

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

static enum reader_watch_answer hand_on(const struct reader_watch *watch,
                                        struct bounded_queue *events, struct error *err)
{
    struct reader_event event;
    while (bounded_queue_pop(events, &event)) {
        enum reader_watch_answer answer = watch->on_event(&event, watch->user, err);
        if (answer != READER_WATCH_ON) {
            return answer;
        }
    }
    return READER_WATCH_ON;
}

static bool loop(const struct reader_watch *watch, struct bounded_queue *events, int signals,
                 struct error *err)
{
    const struct clock *clock = clock_system();
    int64_t end_us = INT64_MAX;
    if (watch->options->for_ms != READER_FOR_WITHOUT_END) {
        end_us = clock_mono_us(clock) + watch->options->for_ms * 1000;
    }
    struct pollfd fds[] = {{.fd = bounded_queue_fd(events), .events = POLLIN},
                           {.fd = signals, .events = POLLIN}};
    for (;;) {
        int ready = poll(fds, 2, left_ms(clock, end_us));
        if (ready < 0 && errno != EINTR) {
            return error_set_errno(err, errno, "poll");
        }
        bool asked_to_end = ready > 0 && fds[1].revents;
        enum reader_watch_answer answer = hand_on(watch, events, err);
        if (answer == READER_WATCH_FAILED) {
            return false;
        }
        if (asked_to_end || answer == READER_WATCH_ENOUGH || clock_mono_us(clock) >= end_us) {
            return true;
        }
    }
}

/* The source's port, with the recorder before it if there is one. */
static bool open_port(const struct reader_watch *watch, struct usb_port **ret_port,
                      struct error *err)
{
    AUTO(usb_port) struct usb_port *port = NULL;
    if (!reader_source_open(watch->options->source, clock_system(), &port, err)) {
        return false;
    }
    struct usb_port *before = port;
    if (watch->writer &&
        !recording_port_create(port, clock_system(), watch->writer, NULL, &before, err)) {
        return false;
    }
    (void)TAKE(port); /* the recorder's, or handed on as it is */
    *ret_port = before;
    return true;
}

bool reader_watch_run(const struct reader_watch *watch, struct error *err)
{
    AUTO(fd) int signals = -1;
    AUTO(bounded_queue) struct bounded_queue *events = NULL;
    if (!signal_fd_take(&signals, err) ||
        !bounded_queue_create(READER_EVENTS_CAPACITY, sizeof(struct reader_event), &events, err)) {
        return false;
    }
    AUTO(usb_port) struct usb_port *port = NULL;
    if (!open_port(watch, &port, err)) {
        return false;
    }
    AUTO(reader_service) struct reader_service *service = NULL;
    if (!reader_service_create(watch->config, port, clock_system(), events, &service, err)) {
        return false;
    }
    (void)TAKE(port); /* the service has it */
    return loop(watch, events, signals, err);
}
