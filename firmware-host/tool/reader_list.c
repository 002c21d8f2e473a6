#include "reader_list.h"

#include "reader_drivers.h"
#include "usb_id.h"
#include <stdio.h>

struct listing {
    struct usb_port *port;
    const struct reader_config *config;
    size_t count;
};

/* Which right is missing, as only a try to open it tells. */
static void print_reason(struct usb_port *port, uint64_t device_id)
{
    AUTO(usb_handle) struct usb_handle *handle = NULL;
    struct error err;
    if (!usb_handle_open(port, device_id, &handle, &err)) {
        (void)printf("%-12s %s\n", "", err.text);
    }
}

static void on_arrive(const struct usb_device *device, void *user)
{
    struct listing *listing = user;
    const struct reader_driver *driver = reader_drivers_find(listing->config, device);
    if (!driver) {
        return;
    }
    if (listing->count++ == 0) {
        (void)printf("%-12s %-9s %-6s %-7s %s\n", "PORT", "ID", "DRIVER", "ACCESS", "NAME");
    }
    char id[USB_ID_SIZE];
    usb_id_format(&(struct usb_id){device->vid, device->pid}, id);
    bool may_open = !device->node[0] || access(device->node, R_OK | W_OK) == 0;
    (void)printf("%-12s %-9s %-6s %-7s %s\n", device->path, id, driver->name,
                 may_open ? "yes" : "denied", device->name);
    if (!may_open) {
        print_reason(listing->port, device->id);
    }
}

static void on_leave(uint64_t device_id, void *user)
{
    (void)device_id; /* a list is of one moment */
    (void)user;
}

bool reader_list_run(const struct reader_options *options, struct error *err)
{
    AUTO(usb_port) struct usb_port *port = NULL;
    if (!reader_source_open(options->source, clock_system(), &port, err)) {
        return false;
    }
    struct listing listing = {.port = port, .config = &options->config};
    struct usb_listener listener = {.on_arrive = on_arrive, .on_leave = on_leave, .user = &listing};
    if (!usb_port_listen(port, &listener, err) || !usb_port_run(port, 0, err)) {
        return false;
    }
    if (listing.count == 0) {
        (void)printf("no supported card reader is plugged in\n");
    }
    return fflush(stdout) == 0 || error_set(err, ERROR_IO, "cannot write to standard output");
}
