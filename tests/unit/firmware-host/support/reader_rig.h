#pragma once
/* A reader host on an emulated bus with a clock turned by hand, and all that it tells: what tests
 * of readers stand on. One thread. */

#include "emulated_bus.h"
#include "fake_clock.h"
#include "port_probe.h"
#include "reader_host.h"
#include "wedge_device.h"

#define READER_RIG_EVENTS_MAX 512

struct reader_rig {
    struct fake_clock clock;
    struct emulated_bus *bus;
    struct port_probe *probe; /* between host and bus */
    struct usb_port *port;
    struct reader_host *host;
    size_t event_count;
    struct reader_event events[READER_RIG_EVENTS_MAX];
};

void reader_rig_init(struct reader_rig *rig, const struct reader_config *config);

/* Stops the host and checks that every reader was let go. */
void reader_rig_finish(struct reader_rig *rig);

/* Turns the clock on by ms, a millisecond at a time, and runs the host at each. */
void reader_rig_run_ms(struct reader_rig *rig, int64_t ms);

/* A wedge of id plugged into path. */
struct wedge_device *reader_rig_plug(struct reader_rig *rig, const char *path, struct usb_id id);
void reader_rig_unplug(struct reader_rig *rig, const char *path);

/* Types text and runs until the host has taken it, and 10 ms more. */
void reader_rig_type(struct reader_rig *rig, struct wedge_device *device, const char *text);

/* How many events of a kind there are. */
size_t reader_rig_count(const struct reader_rig *rig, enum reader_event_kind kind);

/* The n-th event of a kind, counted from 0; fails the test if there is none. */
const struct reader_event *reader_rig_event(const struct reader_rig *rig,
                                            enum reader_event_kind kind, size_t n);

/* The state that the reader at port was last told to be in. */
enum reader_state reader_rig_state(const struct reader_rig *rig, const char *port);

/* Upper-case hex of the n-th card, in ret_text. */
const char *reader_rig_card(const struct reader_rig *rig, size_t n,
                            char ret_text[static CARD_NUMBER_HEX_SIZE]);
