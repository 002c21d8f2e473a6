#include "libusb_port.h"

#include "check.h"
#include "libusb_handle.h"
#include "log.h"
#include "usb_sysfs.h"
#include <stdio.h>
#include <string.h>

/* libusb counts a wait in milliseconds in an int; an hour is no busy loop. */
#define WAIT_MAX_S 3600

#define DEVICES_MAX 256 /* of all kinds, plugged in at once */
#define PORTS_MAX   7   /* on the way to a device, USB 2.0 section 4.1.1 */

struct known_device {
    struct usb_device shown;
    libusb_device *device; /* referenced */
    struct known_device *next;
};

/* What the hot-plug callback saw: it may do no more than write it down. */
struct notice {
    libusb_device *device; /* referenced */
    bool left;
    struct notice *next;
};

struct libusb_port {
    struct usb_port base;
    libusb_context *context;
    libusb_hotplug_callback_handle hotplug;
    bool listening;
    struct usb_listener listener;
    struct known_device *devices;
    size_t device_count;
    uint64_t last_id;
    struct notice *first_notice;
    struct notice **last_notice; /* where the next one goes */
};

static struct libusb_port *of_port(struct usb_port *base)
{
    return (struct libusb_port *)base;
}

static int LIBUSB_CALL on_hotplug(libusb_context *context, libusb_device *device,
                                  libusb_hotplug_event event, void *user)
{
    (void)context; /* the port's own */
    struct libusb_port *port = user;
    struct notice *notice = calloc(1, sizeof *notice);
    if (notice) {
        notice->device = libusb_ref_device(device);
        notice->left = event == LIBUSB_HOTPLUG_EVENT_DEVICE_LEFT;
        *port->last_notice = notice;
        port->last_notice = &notice->next;
    }
    return 0;
}

static struct known_device **find_by_device(struct libusb_port *port, const libusb_device *device)
{
    struct known_device **at = &port->devices;
    while (*at && (*at)->device != device) {
        at = &(*at)->next;
    }
    return at;
}

static struct known_device *find_by_id(struct libusb_port *port, uint64_t device_id)
{
    struct known_device *at = port->devices;
    while (at && at->shown.id != device_id) {
        at = at->next;
    }
    return at;
}

/* "1-2.3" as Linux names it; false for a root hub. */
static bool format_path(libusb_device *device, char ret_path[static USB_PATH_SIZE])
{
    uint8_t ports[PORTS_MAX];
    int count = libusb_get_port_numbers(device, ports, PORTS_MAX);
    if (count <= 0) {
        return false;
    }
    size_t len = (size_t)snprintf(ret_path, USB_PATH_SIZE, "%u", libusb_get_bus_number(device));
    for (int i = 0; i < count && len < USB_PATH_SIZE; i++) {
        len += (size_t)snprintf(ret_path + len, USB_PATH_SIZE - len, "%c%u", i == 0 ? '-' : '.',
                                ports[i]);
    }
    return len < USB_PATH_SIZE;
}

static bool describe(struct libusb_port *port, libusb_device *device, struct usb_device *ret_shown)
{
    struct libusb_device_descriptor descriptor;
    if (libusb_get_device_descriptor(device, &descriptor) != 0 ||
        descriptor.bDeviceClass == LIBUSB_CLASS_HUB || !format_path(device, ret_shown->path)) {
        return false;
    }
    ret_shown->vid = descriptor.idVendor;
    ret_shown->pid = descriptor.idProduct;
    ret_shown->bus = libusb_get_bus_number(device);
    ret_shown->address = libusb_get_device_address(device);
    (void)snprintf(ret_shown->node, sizeof ret_shown->node, "/dev/bus/usb/%03u/%03u",
                   ret_shown->bus, ret_shown->address); /* always fits */
    struct error err;
    if (!usb_sysfs_read(ret_shown, &err)) {
        log_event(LOG_DEBUG, "usb_device_unread", "port=%s reason=%s", ret_shown->path,
                  LOG_TEXT(err.text));
        return false;
    }
    ret_shown->id = ++port->last_id;
    return true;
}

/* libusb may tell the same arrival twice, from the first look and from the event. */
static void arrive(struct libusb_port *port, libusb_device *device)
{
    if (*find_by_device(port, device) || port->device_count == DEVICES_MAX) {
        return;
    }
    struct known_device *known = calloc(1, sizeof *known);
    if (!known || !describe(port, device, &known->shown)) {
        free(known);
        return;
    }
    known->device = libusb_ref_device(device);
    known->next = port->devices;
    port->devices = known;
    port->device_count++;
    port->listener.on_arrive(&known->shown, port->listener.user);
}

static void leave(struct libusb_port *port, const libusb_device *device)
{
    struct known_device **at = find_by_device(port, device);
    struct known_device *known = *at;
    if (!known) {
        return;
    }
    *at = known->next;
    port->device_count--;
    port->listener.on_leave(known->shown.id, port->listener.user);
    libusb_unref_device(known->device);
    free(known);
}

static struct notice *take_notice(struct libusb_port *port)
{
    struct notice *notice = port->first_notice;
    if (notice) {
        port->first_notice = notice->next;
        if (!port->first_notice) {
            port->last_notice = &port->first_notice;
        }
    }
    return notice;
}

static void deliver_notices(struct libusb_port *port)
{
    for (struct notice *notice; (notice = take_notice(port));) {
        if (notice->left) {
            leave(port, notice->device);
        } else {
            arrive(port, notice->device);
        }
        libusb_unref_device(notice->device);
        free(notice);
    }
}

static bool port_listen(struct usb_port *base, const struct usb_listener *listener,
                        struct error *err)
{
    struct libusb_port *port = of_port(base);
    CHECK(!port->listening);
    port->listener = *listener;
    int result = libusb_hotplug_register_callback(
        port->context, LIBUSB_HOTPLUG_EVENT_DEVICE_ARRIVED | LIBUSB_HOTPLUG_EVENT_DEVICE_LEFT,
        LIBUSB_HOTPLUG_ENUMERATE, LIBUSB_HOTPLUG_MATCH_ANY, LIBUSB_HOTPLUG_MATCH_ANY,
        LIBUSB_HOTPLUG_MATCH_ANY, on_hotplug, port, &port->hotplug);
    if (result != 0) {
        return libusb_handle_fail(result, "cannot listen for USB devices", err);
    }
    port->listening = true;
    return true;
}

static bool port_run(struct usb_port *base, int64_t wait_us, struct error *err)
{
    struct libusb_port *port = of_port(base);
    if (port->first_notice) {
        wait_us = 0;
    }
    struct timeval wait = {.tv_sec = WAIT_MAX_S};
    if (wait_us < WAIT_MAX_S * 1000000LL) {
        wait.tv_sec = wait_us / 1000000;
        wait.tv_usec = wait_us % 1000000;
    }
    int result = libusb_handle_events_timeout_completed(port->context, &wait, NULL);
    if (result != 0 && result != LIBUSB_ERROR_INTERRUPTED) {
        return libusb_handle_fail(result, "cannot wait for USB events", err);
    }
    deliver_notices(port);
    return true;
}

static void port_wake(struct usb_port *base)
{
    libusb_interrupt_event_handler(of_port(base)->context);
}

static void port_destroy(struct usb_port *base)
{
    struct libusb_port *port = of_port(base);
    if (port->listening) {
        libusb_hotplug_deregister_callback(port->context, port->hotplug);
    }
    for (struct notice *notice; (notice = take_notice(port));) {
        libusb_unref_device(notice->device);
        free(notice);
    }
    while (port->devices) {
        struct known_device *known = port->devices;
        port->devices = known->next;
        libusb_unref_device(known->device);
        free(known);
    }
    libusb_exit(port->context);
    free(port);
}

static bool port_open(struct usb_port *base, uint64_t device_id, struct usb_handle **ret_handle,
                      struct error *err)
{
    struct known_device *known = find_by_id(of_port(base), device_id);
    if (!known) {
        return error_set(err, ERROR_GONE, "the device has left");
    }
    return libusb_handle_open(base, known->device, &known->shown, ret_handle, err);
}

static const struct usb_port_methods methods = {
    .listen = port_listen,
    .run = port_run,
    .wake = port_wake,
    .destroy = port_destroy,
    .open = port_open,
    .close = libusb_handle_close,
    .claim = libusb_handle_claim,
    .release = libusb_handle_release,
    .clear_halt = libusb_handle_clear_halt,
    .reset = libusb_handle_reset,
    .transfer_create = libusb_handle_transfer_create,
    .transfer_destroy = libusb_handle_transfer_destroy,
    .submit = libusb_handle_transfer_submit,
    .cancel = libusb_handle_transfer_cancel,
};

bool libusb_port_create(struct usb_port **ret_port, struct error *err)
{
    struct libusb_port *port = calloc(1, sizeof *port);
    if (!port) {
        return error_set(err, ERROR_NO_MEMORY, "USB: out of memory");
    }
    port->base.methods = &methods;
    port->last_notice = &port->first_notice;
    int result = libusb_init(&port->context);
    if (result != 0) {
        free(port);
        return libusb_handle_fail(result, "cannot start libusb", err);
    }
    *ret_port = &port->base;
    return true;
}
