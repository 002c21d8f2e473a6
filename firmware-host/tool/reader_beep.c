#include "reader_beep.h"

#include "reader_host.h"

/* How long a reader may take to be found and opened, and then to beep. */
#define FIND_MAX_US INT64_C(5000000)
#define BEEP_US     INT64_C(1000000)

static void on_event(const struct reader_event *event, void *user)
{
    (void)event; /* a card that lies there is nobody's business here */
    (void)user;
}

static bool run_until(struct reader_host *host, int64_t end_us, struct error *err)
{
    const struct clock *clock = clock_system();
    for (;;) {
        int64_t left_us = end_us - clock_mono_us(clock);
        if (left_us <= 0) {
            return true;
        }
        if (!reader_host_run(host, left_us, err)) {
            return false;
        }
    }
}

/* Tries until a reader is ready; the last reason is the error. */
static bool signal_one(struct reader_host *host, const char *port, struct error *err)
{
    const struct clock *clock = clock_system();
    int64_t end_us = clock_mono_us(clock) + FIND_MAX_US;
    for (;;) {
        if (!reader_host_run(host, 0, err)) {
            return false;
        }
        if (reader_host_signal(host, port, err)) {
            return true;
        }
        if (err->code == ERROR_UNSUPPORTED || clock_mono_us(clock) >= end_us ||
            !run_until(host, clock_mono_us(clock) + READER_RETRY_FIRST_MS * 1000LL, NULL)) {
            return false;
        }
    }
}

bool reader_beep_run(const struct reader_options *options, struct error *err)
{
    AUTO(usb_port) struct usb_port *port = NULL;
    AUTO(reader_host) struct reader_host *host = NULL;
    struct reader_observer observer = {.on_event = on_event};
    const char *only = options->argument[0] ? options->argument : NULL;
    if (!reader_source_open(options->source, clock_system(), &port, err) ||
        !reader_host_create(&options->config, port, clock_system(), &observer, &host, err)) {
        return false;
    }
    int64_t start_us = clock_mono_us(clock_system());
    bool done = signal_one(host, only, err);
    if (done) {
        done = run_until(host, clock_mono_us(clock_system()) + BEEP_US, err);
    }
    reader_host_stop(host);
    int64_t end_us = start_us + 2 * FIND_MAX_US;
    while (!reader_host_is_stopped(host) && clock_mono_us(clock_system()) < end_us) {
        if (!reader_host_run(host, BEEP_US / 10, NULL)) {
            break;
        }
    }
    if (!reader_host_is_stopped(host)) {
        (void)TAKE(port); /* the kernel still holds a transfer; the end of the program ends it */
    }
    return done;
}
