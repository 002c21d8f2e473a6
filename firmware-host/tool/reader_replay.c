#include "reader_replay.h"

#include "emulated_bus.h"
#include "reader_drivers.h"
#include "reader_host.h"
#include "reader_monitor.h"
#include "replay_device.h"
#include "usb_id.h"
#include <string.h>

#define STEP_US 1000

/* A recording that goes on for longer than this is no recording of cards. */
#define LENGTH_MAX_US (INT64_C(86400) * 1000000)

/* After the last transfer a number may still have to end by its pause, a card be missed. */
#define AFTER_US (INT64_C(1000) * (READER_INTER_KEY_MAX_MS + 1000))

struct replay_clock {
    struct clock clock;
    int64_t now_us;
};

struct replay {
    struct replay_clock clock;
    struct usb_port *port;
    struct emulated_bus *bus;
    struct reader_host *host;
    uint64_t device_id;
    enum reader_output output;
    bool failed;
    struct error fault;
};

static int64_t replay_now_us(const struct clock *clock)
{
    return ((const struct replay_clock *)clock)->now_us;
}

static void on_event(const struct reader_event *event, void *user)
{
    struct replay *replay = user;
    if (!replay->failed && !reader_monitor_print(event, replay->output, &replay->fault)) {
        replay->failed = true;
    }
}

static bool step(struct replay *replay, struct error *err)
{
    replay->clock.now_us += STEP_US;
    return reader_host_run(replay->host, 0, err);
}

/* A reader that is left alone plays nothing: that is said, instead of nothing. */
static bool check_reader(const struct reader_config *config, const struct recording *recording,
                         const char *folder, struct error *err)
{
    struct usb_device shown = {.vid = recording->vid,
                               .pid = recording->pid,
                               .descriptors_len = recording->descriptors_len};
    char id[USB_ID_SIZE];
    memcpy(shown.descriptors, recording->descriptors, recording->descriptors_len);
    usb_id_format(&(struct usb_id){recording->vid, recording->pid}, id);
    return reader_drivers_find(config, &shown) ||
           error_set(
               err, ERROR_UNSUPPORTED,
               "%.300s: %s is neither a CCID reader nor a keyboard-wedge reader that is known "
               "(--ids %s)",
               folder, id, id);
}

static bool plug(struct replay *replay, const struct reader_config *config, const char *folder,
                 struct error *err)
{
    AUTO(recording) struct recording *recording = NULL;
    struct replay_device *device = NULL;
    if (!recording_read(folder, &recording, err) || !check_reader(config, recording, folder, err) ||
        !replay_device_create(recording, &device, err)) {
        return false;
    }
    (void)TAKE(recording); /* the device's */
    AUTO(emulated_device) struct emulated_device *base = replay_device_base(device);
    if (!emulated_bus_plug(replay->bus, "1-1", base, &replay->device_id, err)) {
        return false;
    }
    (void)TAKE(base); /* the bus's */
    return true;
}

static bool is_over(const struct replay *replay)
{
    struct emulated_device *plugged = emulated_bus_find_by_id(replay->bus, replay->device_id);
    return !plugged || replay_device_count_left(replay_device_of(plugged)) == 0;
}

static bool play(struct replay *replay, struct error *err)
{
    while (!is_over(replay) && replay->clock.now_us < LENGTH_MAX_US && !replay->failed) {
        if (!step(replay, err)) {
            return false;
        }
    }
    int64_t end_us = replay->clock.now_us + AFTER_US;
    while (replay->clock.now_us < end_us && !replay->failed) {
        if (!step(replay, err)) {
            return false;
        }
    }
    reader_host_stop(replay->host);
    end_us += AFTER_US;
    while (!reader_host_is_stopped(replay->host) && replay->clock.now_us < end_us) {
        if (!step(replay, err)) {
            return false;
        }
    }
    return !replay->failed || error_set(err, replay->fault.code, "%s", replay->fault.text);
}

bool reader_replay_run(const struct reader_options *options, struct error *err)
{
    struct replay replay = {
        .clock = {.clock = {.utc_us = replay_now_us, .mono_us = replay_now_us}},
        .output = options->output,
    };
    if (!emulated_bus_create(&replay.clock.clock, &replay.bus, err)) {
        return false;
    }
    AUTO(usb_port) struct usb_port *port = emulated_bus_port(replay.bus);
    struct reader_observer observer = {.on_event = on_event, .user = &replay};
    AUTO(reader_host) struct reader_host *host = NULL;
    if (!plug(&replay, &options->config, options->argument, err) ||
        !reader_host_create(&options->config, port, &replay.clock.clock, &observer, &host, err)) {
        return false;
    }
    replay.host = host;
    bool played = play(&replay, err);
    if (!reader_host_is_stopped(host)) {
        (void)TAKE(port); /* a transfer is still on its way: the end of the program ends it */
    }
    return played;
}
