#include "reader_service.h"

#include "check.h"
#include "log.h"
#include "reader_host.h"
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <sys/eventfd.h>

/* While events are missing from a full queue, how often room for saying so is looked for. */
#define LOST_RETRY_US 100000

/* After an error of the port as a whole, the pause before it is asked again. */
#define BROKEN_PAUSE_MS 1000

struct reader_service {
    struct usb_port *port;
    struct reader_host *host;
    const struct clock *clock;
    struct bounded_queue *events;
    uint32_t lost_count;
    bool broken_told;

    pthread_t thread;
    bool thread_runs;
    atomic_bool stop;
    int stop_event; /* readable once stop is set, for a thread that pauses */
};

static void tell_lost(struct reader_service *service)
{
    struct reader_event event = {
        .kind = READER_EVENT_LOST,
        .lost_count = service->lost_count,
        .mono_us = clock_mono_us(service->clock),
        .driver = "",
        .card_type = "",
        .reason = "the application did not take events in time",
    };
    if (bounded_queue_push(service->events, &event)) {
        service->lost_count = 0;
    }
}

static void on_event(const struct reader_event *event, void *user)
{
    struct reader_service *service = user;
    if (service->lost_count > 0) {
        tell_lost(service);
    }
    if (service->lost_count > 0 || !bounded_queue_push(service->events, event)) {
        service->lost_count++;
    }
}

/* Waits unless asked to stop. */
static void pause_thread(struct reader_service *service)
{
    struct pollfd stop = {.fd = service->stop_event, .events = POLLIN};
    (void)poll(&stop, 1, BROKEN_PAUSE_MS); /* whatever it says, the loop looks at stop */
}

static void tell_broken(struct reader_service *service, const struct error *err)
{
    if (service->broken_told) {
        return;
    }
    service->broken_told = true;
    struct reader_event event = {
        .kind = READER_EVENT_STATE,
        .state = READER_FAULT,
        .mono_us = clock_mono_us(service->clock),
        .driver = "",
        .card_type = "",
    };
    (void)snprintf(event.reason, sizeof event.reason, "USB: %.200s", err->text); /* fits */
    on_event(&event, service);
}

static void let_go(struct reader_service *service)
{
    reader_host_stop(service->host);
    int64_t end_us = clock_mono_us(service->clock) + READER_STOP_MAX_MS * 1000LL;
    struct error err;
    while (!reader_host_is_stopped(service->host)) {
        int64_t left_us = end_us - clock_mono_us(service->clock);
        if (left_us <= 0 || !reader_host_run(service->host, left_us, &err)) {
            break;
        }
    }
}

static void *run_thread(void *user)
{
    struct reader_service *service = user;
    struct error err;
    while (!atomic_load(&service->stop)) {
        int64_t wait_us = service->lost_count > 0 ? LOST_RETRY_US : USB_WAIT_WITHOUT_END_US;
        if (reader_host_run(service->host, wait_us, &err)) {
            service->broken_told = false;
        } else {
            tell_broken(service, &err);
            pause_thread(service);
        }
        if (service->lost_count > 0) {
            tell_lost(service);
        }
    }
    let_go(service);
    return NULL;
}

static bool start_thread(struct reader_service *service, struct error *err)
{
    service->stop_event = eventfd(0, EFD_CLOEXEC);
    if (service->stop_event < 0) {
        return error_set_errno(err, errno, "reader service: eventfd");
    }
    /* Signals are for the application's own threads. */
    sigset_t all;
    sigset_t before;
    (void)sigfillset(&all); /* cannot fail */
    CHECK(pthread_sigmask(SIG_SETMASK, &all, &before) == 0);
    int fault = pthread_create(&service->thread, NULL, run_thread, service);
    CHECK(pthread_sigmask(SIG_SETMASK, &before, NULL) == 0);
    if (fault != 0) {
        return error_set_errno(err, fault, "cannot start the reader thread");
    }
    (void)pthread_setname_np(service->thread, "reader"); /* for people who look with top */
    service->thread_runs = true;
    return true;
}

bool reader_service_create(const struct reader_config *config, struct usb_port *port,
                           const struct clock *clock, struct bounded_queue *events,
                           struct reader_service **ret_service, struct error *err)
{
    if (!reader_config_check(config, err)) {
        return false;
    }
    AUTO(reader_service) struct reader_service *service = calloc(1, sizeof *service);
    if (!service) {
        return error_set(err, ERROR_NO_MEMORY, "reader service: out of memory");
    }
    service->clock = clock;
    service->events = events;
    service->stop_event = -1;
    struct reader_observer observer = {.on_event = on_event, .user = service};
    if (!reader_host_create(config, port, clock, &observer, &service->host, err) ||
        !start_thread(service, err)) {
        return false;
    }
    service->port = port;
    *ret_service = TAKE(service);
    return true;
}

void reader_service_destroy(struct reader_service *service)
{
    if (!service) {
        return;
    }
    bool all_let_go = true;
    if (service->thread_runs) {
        atomic_store(&service->stop, true);
        CHECK(eventfd_write(service->stop_event, 1) == 0);
        usb_port_wake(service->port);
        CHECK(pthread_join(service->thread, NULL) == 0);
        all_let_go = reader_host_is_stopped(service->host);
    }
    if (all_let_go) {
        reader_host_destroy(service->host);
        usb_port_destroy(service->port);
    } else {
        /* The kernel still holds a transfer, and would write into memory that was freed. */
        log_event(LOG_DEBUG, "reader_stuck", "stop_max_ms=%d", READER_STOP_MAX_MS);
    }
    if (service->stop_event >= 0) {
        (void)close(service->stop_event); /* nobody is left to be told */
    }
    free(service);
}
