#include "port_probe.h"

#include "check.h"
#include "usb_backend.h"
#include <stdlib.h>

#define TRANSFERS_MAX 256

struct probed_transfer {
    struct usb_transfer base;
    struct usb_transfer *inner;
    bool lost; /* ended by the machine going to sleep */
};

struct probed_handle {
    struct usb_handle base;
    struct usb_handle *inner;
};

struct port_probe {
    struct usb_port base;
    struct usb_port *inner;
    unsigned runs;
    unsigned broken_runs; /* still to come */
    int64_t last_wait_us;
    bool asleep;
    size_t transfer_count;
    struct probed_transfer *transfers[TRANSFERS_MAX];
};

static struct port_probe *of_port(struct usb_port *base)
{
    return (struct port_probe *)base;
}

static struct usb_handle *inner_of(struct usb_handle *base)
{
    return ((struct probed_handle *)base)->inner;
}

static bool is_awake(const struct usb_handle *base, struct error *err)
{
    return !of_port(base->port)->asleep || error_set(err, ERROR_GONE, "the machine sleeps");
}

static bool port_listen(struct usb_port *base, const struct usb_listener *listener,
                        struct error *err)
{
    return usb_port_listen(of_port(base)->inner, listener, err);
}

static bool port_run(struct usb_port *base, int64_t wait_us, struct error *err)
{
    struct port_probe *probe = of_port(base);
    probe->runs++;
    probe->last_wait_us = wait_us;
    if (probe->broken_runs > 0) {
        probe->broken_runs--;
        return error_set(err, ERROR_IO, "scripted");
    }
    return usb_port_run(probe->inner, 0, err); /* the test turns the clock */
}

static void port_wake(struct usb_port *base)
{
    usb_port_wake(of_port(base)->inner);
}

static void port_destroy(struct usb_port *base)
{
    CHECK(of_port(base)->transfer_count == 0);
    usb_port_destroy(of_port(base)->inner);
    free(base);
}

static bool port_open(struct usb_port *base, uint64_t device_id, struct usb_handle **ret_handle,
                      struct error *err)
{
    struct probed_handle *handle = calloc(1, sizeof *handle);
    CHECK(handle);
    handle->base.port = base;
    if (!is_awake(&handle->base, err) ||
        !usb_handle_open(of_port(base)->inner, device_id, &handle->inner, err)) {
        free(handle);
        return false;
    }
    *ret_handle = &handle->base;
    return true;
}

static void handle_close(struct usb_handle *base)
{
    usb_handle_close(inner_of(base));
    free(base);
}

static bool handle_claim(struct usb_handle *base, uint8_t interface, struct error *err)
{
    return is_awake(base, err) && usb_handle_claim(inner_of(base), interface, err);
}

static void handle_release(struct usb_handle *base, uint8_t interface)
{
    usb_handle_release(inner_of(base), interface);
}

static bool handle_clear_halt(struct usb_handle *base, uint8_t endpoint, struct error *err)
{
    return is_awake(base, err) && usb_handle_clear_halt(inner_of(base), endpoint, err);
}

static bool handle_reset(struct usb_handle *base, struct error *err)
{
    return is_awake(base, err) && usb_handle_reset(inner_of(base), err);
}

static void on_inner_end(struct usb_transfer *inner, void *user)
{
    struct probed_transfer *transfer = user;
    enum usb_status status = transfer->lost ? USB_GONE : inner->status;
    transfer->lost = false;
    usb_transfer_end(&transfer->base, status, status == USB_DONE ? inner->actual_len : 0);
}

static bool transfer_create(struct usb_handle *handle, size_t capacity,
                            struct usb_transfer **ret_transfer, struct error *err)
{
    struct port_probe *probe = of_port(handle->port);
    struct probed_transfer *transfer = calloc(1, sizeof *transfer);
    CHECK(transfer && probe->transfer_count < TRANSFERS_MAX);
    if (!usb_transfer_create(inner_of(handle), capacity, &transfer->inner, err)) {
        free(transfer);
        return false;
    }
    transfer->inner->on_end = on_inner_end;
    transfer->inner->user = transfer;
    transfer->base.data = transfer->inner->data;
    transfer->base.capacity = capacity;
    transfer->base.handle = handle;
    probe->transfers[probe->transfer_count++] = transfer;
    *ret_transfer = &transfer->base;
    return true;
}

static void transfer_destroy(struct usb_transfer *base)
{
    struct port_probe *probe = of_port(base->handle->port);
    for (size_t i = 0; i < probe->transfer_count; i++) {
        if (&probe->transfers[i]->base == base) {
            probe->transfers[i] = probe->transfers[--probe->transfer_count];
            break;
        }
    }
    usb_transfer_destroy(((struct probed_transfer *)base)->inner);
    free(base);
}

static bool transfer_submit(struct usb_transfer *base, struct error *err)
{
    struct usb_transfer *inner = ((struct probed_transfer *)base)->inner;
    inner->kind = base->kind;
    inner->endpoint = base->endpoint;
    inner->setup = base->setup;
    inner->timeout_ms = base->timeout_ms;
    inner->len = base->len;
    return is_awake(base->handle, err) && usb_transfer_submit(inner, err);
}

static void transfer_cancel(struct usb_transfer *base)
{
    usb_transfer_cancel(((struct probed_transfer *)base)->inner);
}

struct port_probe *port_probe_create(struct usb_port *inner)
{
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
    struct port_probe *probe = calloc(1, sizeof *probe);
    CHECK(probe);
    probe->base.methods = &methods;
    probe->inner = inner;
    return probe;
}

struct usb_port *port_probe_port(struct port_probe *probe)
{
    return &probe->base;
}

unsigned port_probe_runs(const struct port_probe *probe)
{
    return probe->runs;
}

int64_t port_probe_last_wait_us(const struct port_probe *probe)
{
    return probe->last_wait_us;
}

void port_probe_break(struct port_probe *probe, unsigned count)
{
    probe->broken_runs = count;
}

void port_probe_suspend(struct port_probe *probe)
{
    probe->asleep = true;
    for (size_t i = 0; i < probe->transfer_count; i++) {
        if (probe->transfers[i]->base.in_flight) {
            probe->transfers[i]->lost = true;
            usb_transfer_cancel(probe->transfers[i]->inner);
        }
    }
}

void port_probe_resume(struct port_probe *probe)
{
    probe->asleep = false;
}
