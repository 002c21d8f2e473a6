#pragma once
/* A USB bus in this process: a usb_port whose devices are made of software and are plugged in, used
 * and pulled out by whoever drives it (tests, emulator_control.h). Every transfer of a driver is
 * shown to the device packet by packet. Time comes from the clock that it was given: with a clock
 * turned by hand and waits of 0 everything happens in steps that the test chooses.
 *
 * All functions belong to the thread that runs the port. */

#include "clock.h"
#include "emulated_device.h"
#include <poll.h>

#define EMULATED_DEVICES_MAX    16 /* plugged in, or pulled out and still open */
#define EMULATED_COMPANION_FDS  16
#define EMULATED_COMPANIONS_MAX 4

struct emulated_bus;

/* clock is borrowed. */
bool emulated_bus_create(const struct clock *clock, struct emulated_bus **ret_bus,
                         struct error *err) MUST_USE;

/* The bus as the drivers see it; usb_port_destroy() ends the bus and all its devices. */
struct usb_port *emulated_bus_port(struct emulated_bus *bus);

/* Plugs a device in at a port path such as "1-2.3"; taken over if true. ERROR_BUSY if the path is
 * taken, ERROR_INVALID if it is none. The kernel's own driver has it from then on. */
bool emulated_bus_plug(struct emulated_bus *bus, const char *path, struct emulated_device *device,
                       uint64_t *ret_device_id, struct error *err) MUST_USE;

/* Pulls it out: what is in flight ends, an open handle stays good for closing only. ERROR_GONE if
 * nothing is there. */
bool emulated_bus_unplug(struct emulated_bus *bus, const char *path, struct error *err) MUST_USE;

/* The device plugged in at path (NULL: the only one plugged in at all), or NULL. */
struct emulated_device *emulated_bus_find(struct emulated_bus *bus, const char *path,
                                          uint64_t *ret_device_id);

/* The same by id; NULL once it was pulled out. */
struct emulated_device *emulated_bus_find_by_id(struct emulated_bus *bus, uint64_t device_id);

/* Where the only device is plugged in, borrowed until it is pulled out; NULL if there is not
 * exactly one. */
const char *emulated_bus_find_path(struct emulated_bus *bus);

/* "PORT VID:PID, …" of what is plugged in; cut where ret_text ends. */
void emulated_bus_list(const struct emulated_bus *bus, char *ret_text, size_t size);

/* Which of the two a host hears of first when a device is pulled out; the real one does both. */
enum emulated_unplug_order { EMULATED_TRANSFERS_FIRST, EMULATED_NOTICE_FIRST };
void emulated_bus_set_unplug_order(struct emulated_bus *bus, enum emulated_unplug_order order);

/* How long the host hears nothing of a plug or unplug, as when udev is busy; 0 at first. */
void emulated_bus_set_notice_delay(struct emulated_bus *bus, int64_t delay_ms);

/* The next count opens, or claims, fail with code. */
void emulated_bus_fail_opens(struct emulated_bus *bus, unsigned count, enum error_code code);
void emulated_bus_fail_claims(struct emulated_bus *bus, unsigned count, enum error_code code);

/* Whether the kernel's driver has the interfaces of the device at path. */
bool emulated_bus_kernel_has(struct emulated_bus *bus, const char *path);

/* How often a driver has reset a device. */
unsigned emulated_bus_reset_count(const struct emulated_bus *bus);

/* Something that lives on the bus's thread: its descriptors are waited for and run() is called each
 * time round. Destroyed with the bus. */
struct emulated_companion {
    size_t (*list_fds)(struct pollfd ret_fds[static EMULATED_COMPANION_FDS], void *user);
    void (*run)(int64_t now_us, void *user);
    int64_t (*deadline_us)(const void *user); /* when run() is due by itself; INT64_MAX: never */
    /* Begins to end what it has under way on the bus; both may be NULL. */
    void (*stop)(void *user);
    bool (*is_stopped)(const void *user);
    void (*destroy)(void *user);
    void *user;
};

/* At most EMULATED_COMPANIONS_MAX. */
void emulated_bus_add_companion(struct emulated_bus *bus,
                                const struct emulated_companion *companion);

/* Before a bus with companions that use it is destroyed: asks them to end, and whether they have.
 * The port has to be run in between. */
void emulated_bus_stop(struct emulated_bus *bus);
bool emulated_bus_is_stopped(const struct emulated_bus *bus);
