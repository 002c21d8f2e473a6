#include "recording_port.h"

#include "check.h"
#include "usb_backend.h"
#include <stdio.h>
#include <string.h>

#define DEVICES_MAX 64 /* remembered for their descriptors; those beyond are not recorded */

struct recording_port {
    struct usb_port base;
    struct usb_port *inner;
    const struct clock *clock;
    struct recording_writer *writer;
    char only_path[USB_PATH_SIZE]; /* "" for any */
    struct usb_listener listener;
    size_t device_count;
    const struct usb_device *devices[DEVICES_MAX]; /* borrowed until they leave */
};

struct recorded_handle {
    struct usb_handle base;
    struct usb_handle *inner;
    bool is_recorded;
};

struct wrapped_transfer {
    struct usb_transfer base;
    struct usb_transfer *inner;
};

static struct recording_port *of_port(struct usb_port *base)
{
    return (struct recording_port *)base;
}

static struct recorded_handle *of_handle(struct usb_handle *base)
{
    return (struct recorded_handle *)base;
}

static void note(struct usb_handle *base, const char *what, unsigned number)
{
    const struct recorded_handle *handle = of_handle(base);
    if (handle->is_recorded) {
        char text[64];
        (void)snprintf(text, sizeof text, "%s %02x", what, number); /* fits */
        recording_writer_note(of_port(base->port)->writer, text);
    }
}

static void on_arrive(const struct usb_device *device, void *user)
{
    struct recording_port *port = user;
    if (port->device_count < DEVICES_MAX) {
        port->devices[port->device_count++] = device;
    }
    port->listener.on_arrive(device, port->listener.user);
}

static void on_leave(uint64_t device_id, void *user)
{
    struct recording_port *port = user;
    for (size_t i = 0; i < port->device_count; i++) {
        if (port->devices[i]->id == device_id) {
            port->devices[i] = port->devices[--port->device_count];
            break;
        }
    }
    port->listener.on_leave(device_id, port->listener.user);
}

static bool port_listen(struct usb_port *base, const struct usb_listener *listener,
                        struct error *err)
{
    struct recording_port *port = of_port(base);
    port->listener = *listener;
    struct usb_listener own = {.on_arrive = on_arrive, .on_leave = on_leave, .user = port};
    return usb_port_listen(port->inner, &own, err);
}

static bool port_run(struct usb_port *base, int64_t wait_us, struct error *err)
{
    return usb_port_run(of_port(base)->inner, wait_us, err);
}

static void port_wake(struct usb_port *base)
{
    usb_port_wake(of_port(base)->inner);
}

static void port_destroy(struct usb_port *base)
{
    usb_port_destroy(of_port(base)->inner);
    free(base);
}

/* Whether the conversation with the device is to be written down; the first one begins it. */
static bool is_recorded(struct recording_port *port, uint64_t device_id)
{
    for (size_t i = 0; i < port->device_count; i++) {
        const struct usb_device *device = port->devices[i];
        if (device->id == device_id &&
            (!port->only_path[0] || strcmp(device->path, port->only_path) == 0)) {
            return recording_writer_begin(port->writer, device, clock_mono_us(port->clock));
        }
    }
    return false;
}

static bool port_open(struct usb_port *base, uint64_t device_id, struct usb_handle **ret_handle,
                      struct error *err)
{
    struct recording_port *port = of_port(base);
    struct recorded_handle *handle = calloc(1, sizeof *handle);
    if (!handle) {
        return error_set(err, ERROR_NO_MEMORY, "recording: out of memory");
    }
    if (!usb_handle_open(port->inner, device_id, &handle->inner, err)) {
        free(handle);
        return false;
    }
    handle->base.port = base;
    handle->is_recorded = is_recorded(port, device_id);
    *ret_handle = &handle->base;
    return true;
}

static void handle_close(struct usb_handle *base)
{
    usb_handle_close(of_handle(base)->inner);
    free(base);
}

static bool handle_claim(struct usb_handle *base, uint8_t interface, struct error *err)
{
    note(base, "claim", interface);
    return usb_handle_claim(of_handle(base)->inner, interface, err);
}

static void handle_release(struct usb_handle *base, uint8_t interface)
{
    note(base, "release", interface);
    usb_handle_release(of_handle(base)->inner, interface);
}

static bool handle_clear_halt(struct usb_handle *base, uint8_t endpoint, struct error *err)
{
    note(base, "clear halt", endpoint);
    return usb_handle_clear_halt(of_handle(base)->inner, endpoint, err);
}

static bool handle_reset(struct usb_handle *base, struct error *err)
{
    note(base, "reset", 0);
    return usb_handle_reset(of_handle(base)->inner, err);
}

static void on_inner_end(struct usb_transfer *inner, void *user)
{
    struct wrapped_transfer *transfer = user;
    struct usb_handle *handle = transfer->base.handle;
    if (of_handle(handle)->is_recorded) {
        struct recording_port *port = of_port(handle->port);
        recording_writer_add(port->writer, inner, clock_mono_us(port->clock));
    }
    usb_transfer_end(&transfer->base, inner->status, inner->actual_len);
}

static bool transfer_create(struct usb_handle *handle, size_t capacity,
                            struct usb_transfer **ret_transfer, struct error *err)
{
    struct wrapped_transfer *transfer = calloc(1, sizeof *transfer);
    if (!transfer) {
        return error_set(err, ERROR_NO_MEMORY, "recording: out of memory");
    }
    if (!usb_transfer_create(of_handle(handle)->inner, capacity, &transfer->inner, err)) {
        free(transfer);
        return false;
    }
    transfer->inner->on_end = on_inner_end;
    transfer->inner->user = transfer;
    transfer->base.data = transfer->inner->data;
    transfer->base.capacity = capacity;
    transfer->base.handle = handle;
    *ret_transfer = &transfer->base;
    return true;
}

static void transfer_destroy(struct usb_transfer *base)
{
    usb_transfer_destroy(((struct wrapped_transfer *)base)->inner);
    free(base);
}

static bool transfer_submit(struct usb_transfer *base, struct error *err)
{
    struct usb_transfer *inner = ((struct wrapped_transfer *)base)->inner;
    inner->kind = base->kind;
    inner->endpoint = base->endpoint;
    inner->setup = base->setup;
    inner->timeout_ms = base->timeout_ms;
    inner->len = base->len;
    return usb_transfer_submit(inner, err);
}

static void transfer_cancel(struct usb_transfer *base)
{
    usb_transfer_cancel(((struct wrapped_transfer *)base)->inner);
}

static const struct usb_port_methods methods = {
    .listen = port_listen,
    .run = port_run,
    .wake = port_wake,
    .destroy = port_destroy,
    .open = port_open,
    .close = handle_close,
    .claim = handle_claim,
    .release = handle_release,
    .clear_halt = handle_clear_halt,
    .reset = handle_reset,
    .transfer_create = transfer_create,
    .transfer_destroy = transfer_destroy,
    .submit = transfer_submit,
    .cancel = transfer_cancel,
};

bool recording_port_create(struct usb_port *inner, const struct clock *clock,
                           struct recording_writer *writer, const char *only_path,
                           struct usb_port **ret_port, struct error *err)
{
    struct recording_port *port = calloc(1, sizeof *port);
    if (!port) {
        return error_set(err, ERROR_NO_MEMORY, "recording: out of memory");
    }
    port->base.methods = &methods;
    port->inner = inner;
    port->clock = clock;
    port->writer = writer;
    (void)snprintf(port->only_path, sizeof port->only_path, "%s",
                   only_path ? only_path : ""); /* a longer one is no port and fits nothing */
    *ret_port = &port->base;
    return true;
}
