#include "reader_host.h"

#include "check.h"
#include "log.h"
#include "reader_drivers.h"
#include <string.h>

struct reader_host {
    struct reader_surroundings surroundings;
    struct reader *readers[READERS_MAX];
    size_t reader_count;
    bool looked; /* the readers that were there at the start are known */
    bool stopping;
    bool absent_told;
};

static void on_arrive(const struct usb_device *device, void *user)
{
    struct reader_host *host = user;
    const struct reader_driver *driver = reader_drivers_find(&host->surroundings.config, device);
    if (!driver || host->stopping) {
        return;
    }
    struct error err;
    struct reader *reader = NULL;
    if (host->reader_count == READERS_MAX) {
        log_event(LOG_DEBUG, "reader_ignored", "port=%s reason=\"too many readers\"", device->path);
    } else if (!reader_create(&host->surroundings, driver, device, &reader, &err)) {
        log_event(LOG_DEBUG, "reader_ignored", "port=%s reason=%s", device->path,
                  LOG_TEXT(err.text));
    } else {
        host->readers[host->reader_count++] = reader;
    }
}

static void on_leave(uint64_t device_id, void *user)
{
    struct reader_host *host = user;
    for (size_t i = 0; i < host->reader_count; i++) {
        if (reader_device_id(host->readers[i]) == device_id) {
            reader_leave(host->readers[i]);
        }
    }
}

static int64_t next_deadline_us(const struct reader_host *host)
{
    int64_t next = READER_NO_DEADLINE;
    for (size_t i = 0; i < host->reader_count; i++) {
        int64_t due = reader_deadline_us(host->readers[i]);
        next = due < next ? due : next;
    }
    return next;
}

static void reap(struct reader_host *host)
{
    size_t kept = 0;
    for (size_t i = 0; i < host->reader_count; i++) {
        if (reader_is_ended(host->readers[i])) {
            reader_destroy(host->readers[i]);
        } else {
            host->readers[kept++] = host->readers[i];
        }
    }
    host->reader_count = kept;
}

static void tell_absence(struct reader_host *host)
{
    if (host->reader_count > 0) {
        host->absent_told = false;
    } else if (!host->absent_told && !host->stopping) {
        host->absent_told = true;
        struct reader_event event = {
            .kind = READER_EVENT_STATE,
            .state = READER_ABSENT,
            .mono_us = clock_mono_us(host->surroundings.clock),
            .driver = "",
            .card_type = "",
            .reason = "no card reader is plugged in",
        };
        host->surroundings.observer.on_event(&event, host->surroundings.observer.user);
    }
}

bool reader_host_create(const struct reader_config *config, struct usb_port *port,
                        const struct clock *clock, const struct reader_observer *observer,
                        struct reader_host **ret_host, struct error *err)
{
    AUTO(reader_host) struct reader_host *host = calloc(1, sizeof *host);
    if (!host) {
        return error_set(err, ERROR_NO_MEMORY, "reader host: out of memory");
    }
    host->surroundings = (struct reader_surroundings){
        .config = *config,
        .port = port,
        .clock = clock,
        .observer = *observer,
    };
    struct usb_listener listener = {.on_arrive = on_arrive, .on_leave = on_leave, .user = host};
    if (!usb_port_listen(port, &listener, err)) {
        return false;
    }
    *ret_host = TAKE(host);
    return true;
}

void reader_host_destroy(struct reader_host *host)
{
    free(host);
}

/* How long the port may wait: not at all before the first look, and not past a deadline. */
static int64_t wait_left_us(const struct reader_host *host, int64_t wait_us)
{
    int64_t due_us = next_deadline_us(host);
    if (!host->looked) {
        return 0;
    }
    if (due_us == READER_NO_DEADLINE) {
        return wait_us;
    }
    int64_t left_us = due_us - clock_mono_us(host->surroundings.clock);
    left_us = left_us > 0 ? left_us : 0;
    return left_us < wait_us ? left_us : wait_us;
}

/* Who is told of a broken bus has to hear of it again once it works. */
static bool run_port(struct reader_host *host, int64_t wait_us, struct error *err)
{
    bool works = usb_port_run(host->surroundings.port, wait_us, err);
    host->absent_told &= works;
    return works;
}

bool reader_host_run(struct reader_host *host, int64_t wait_us, struct error *err)
{
    const struct clock *clock = host->surroundings.clock;
    int64_t left_us = wait_left_us(host, wait_us);
    if (!run_port(host, left_us, err)) {
        return false;
    }
    host->looked = true;
    /* A thread that was held up finds its deadline past and a report waiting: the report is first,
     * so that no number is torn by our own slowness. */
    int64_t now_us = clock_mono_us(clock);
    if (left_us > 0 && now_us >= next_deadline_us(host) && !run_port(host, 0, err)) {
        return false;
    }
    now_us = clock_mono_us(clock);
    for (size_t i = 0; i < host->reader_count; i++) {
        reader_step(host->readers[i], now_us);
    }
    reap(host);
    tell_absence(host);
    return true;
}

bool reader_host_signal(struct reader_host *host, const char *port, struct error *err)
{
    bool any = false;
    (void)error_set(err, ERROR_GONE, "no card reader is plugged in%s%s", port ? " at " : "",
                    port ? port : ""); /* unless one is found */
    for (size_t i = 0; i < host->reader_count; i++) {
        struct reader *reader = host->readers[i];
        if (!port || strcmp(reader_port(reader), port) == 0) {
            any |= reader_signal(reader, err);
        }
    }
    return any;
}

void reader_host_stop(struct reader_host *host)
{
    host->stopping = true;
    for (size_t i = 0; i < host->reader_count; i++) {
        reader_stop(host->readers[i]);
    }
}

bool reader_host_is_stopped(const struct reader_host *host)
{
    return host->stopping && host->reader_count == 0;
}
