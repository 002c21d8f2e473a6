#include "reader_rig.h"

#include "check.h"
#include <stdlib.h>
#include <string.h>

/* More than the host needs to let every reader go. */
#define STOP_STEPS_MAX 5000

static void on_event(const struct reader_event *event, void *user)
{
    struct reader_rig *rig = user;
    CHECK(rig->event_count < READER_RIG_EVENTS_MAX);
    rig->events[rig->event_count++] = *event;
}

void reader_rig_init(struct reader_rig *rig, const struct reader_config *config)
{
    *rig = (struct reader_rig){0};
    fake_clock_init(&rig->clock, 1700000000000000);
    CHECK(emulated_bus_create(&rig->clock.clock, &rig->bus, NULL));
    rig->probe = port_probe_create(emulated_bus_port(rig->bus));
    rig->port = port_probe_port(rig->probe);
    struct reader_observer observer = {.on_event = on_event, .user = rig};
    CHECK(reader_host_create(config, rig->port, &rig->clock.clock, &observer, &rig->host, NULL));
}

void reader_rig_finish(struct reader_rig *rig)
{
    reader_host_stop(rig->host);
    for (int i = 0; i < STOP_STEPS_MAX && !reader_host_is_stopped(rig->host); i++) {
        reader_rig_run_ms(rig, 1);
    }
    CHECK(reader_host_is_stopped(rig->host));
    reader_host_destroy(rig->host);
    usb_port_destroy(rig->port);
}

void reader_rig_run_ms(struct reader_rig *rig, int64_t ms)
{
    for (int64_t i = 0; i < ms; i++) {
        fake_clock_advance_ms(&rig->clock, 1);
        CHECK(reader_host_run(rig->host, 0, NULL));
        CHECK(reader_host_run(rig->host, 0, NULL));
    }
}

struct wedge_device *reader_rig_plug(struct reader_rig *rig, const char *path, struct usb_id id)
{
    struct wedge_device *device = NULL;
    uint64_t device_id;
    CHECK(wedge_device_create(id, &device, NULL));
    CHECK(emulated_bus_plug(rig->bus, path, wedge_device_base(device), &device_id, NULL));
    return device;
}

void reader_rig_unplug(struct reader_rig *rig, const char *path)
{
    CHECK(emulated_bus_unplug(rig->bus, path, NULL));
}

void reader_rig_type(struct reader_rig *rig, struct wedge_device *device, const char *text)
{
    enum { TAKE_MS_MAX = 10000 };
    CHECK(wedge_device_type(device, text, NULL));
    for (int i = 0; i < TAKE_MS_MAX && wedge_device_count_left(device) > 0; i++) {
        reader_rig_run_ms(rig, 1);
    }
    CHECK(wedge_device_count_left(device) == 0);
    reader_rig_run_ms(rig, 10);
}

size_t reader_rig_count(const struct reader_rig *rig, enum reader_event_kind kind)
{
    size_t count = 0;
    for (size_t i = 0; i < rig->event_count; i++) {
        count += rig->events[i].kind == kind;
    }
    return count;
}

const struct reader_event *reader_rig_event(const struct reader_rig *rig,
                                            enum reader_event_kind kind, size_t n)
{
    for (size_t i = 0; i < rig->event_count; i++) {
        if (rig->events[i].kind == kind && n-- == 0) {
            return &rig->events[i];
        }
    }
    abort(); /* a test asked for what was never told */
}

enum reader_state reader_rig_state(const struct reader_rig *rig, const char *port)
{
    for (size_t i = rig->event_count; i-- > 0;) {
        const struct reader_event *event = &rig->events[i];
        if (event->kind == READER_EVENT_STATE && strcmp(event->port, port) == 0) {
            return event->state;
        }
    }
    abort(); /* a test asked for what was never told */
}

const char *reader_rig_card(const struct reader_rig *rig, size_t n,
                            char ret_text[static CARD_NUMBER_HEX_SIZE])
{
    card_number_format(&reader_rig_event(rig, READER_EVENT_CARD, n)->number, ret_text);
    return ret_text;
}
