#include "usb_port.h"

#include "check.h"
#include "usb_backend.h"

const char *usb_status_name(enum usb_status status)
{
    static const char *const names[] = {
        [USB_DONE] = "done",       [USB_CANCELLED] = "cancelled", [USB_TIMED_OUT] = "timed out",
        [USB_STALLED] = "stalled", [USB_OVERFLOW] = "overflow",   [USB_GONE] = "gone",
        [USB_FAILED] = "failed",
    };
    CHECK((size_t)status < ARRAY_LEN(names));
    return names[status];
}

bool usb_port_listen(struct usb_port *port, const struct usb_listener *listener, struct error *err)
{
    return port->methods->listen(port, listener, err);
}

bool usb_port_run(struct usb_port *port, int64_t wait_us, struct error *err)
{
    CHECK(wait_us >= 0);
    return port->methods->run(port, wait_us, err);
}

void usb_port_wake(struct usb_port *port)
{
    port->methods->wake(port);
}

void usb_port_destroy(struct usb_port *port)
{
    if (port) {
        port->methods->destroy(port);
    }
}

bool usb_handle_open(struct usb_port *port, uint64_t device_id, struct usb_handle **ret_handle,
                     struct error *err)
{
    return port->methods->open(port, device_id, ret_handle, err);
}

void usb_handle_close(struct usb_handle *handle)
{
    if (handle) {
        handle->port->methods->close(handle);
    }
}

bool usb_handle_claim(struct usb_handle *handle, uint8_t interface, struct error *err)
{
    return handle->port->methods->claim(handle, interface, err);
}

void usb_handle_release(struct usb_handle *handle, uint8_t interface)
{
    handle->port->methods->release(handle, interface);
}

bool usb_handle_clear_halt(struct usb_handle *handle, uint8_t endpoint, struct error *err)
{
    return handle->port->methods->clear_halt(handle, endpoint, err);
}

bool usb_handle_reset(struct usb_handle *handle, struct error *err)
{
    return handle->port->methods->reset(handle, err);
}

bool usb_transfer_create(struct usb_handle *handle, size_t capacity,
                         struct usb_transfer **ret_transfer, struct error *err)
{
    CHECK(capacity <= USB_TRANSFER_MAX_BYTES);
    return handle->port->methods->transfer_create(handle, capacity, ret_transfer, err);
}

void usb_transfer_destroy(struct usb_transfer *transfer)
{
    if (transfer) {
        CHECK(!transfer->in_flight);
        transfer->handle->port->methods->transfer_destroy(transfer);
    }
}

bool usb_transfer_submit(struct usb_transfer *transfer, struct error *err)
{
    CHECK(!transfer->in_flight);
    CHECK(transfer->len <= transfer->capacity && transfer->on_end);
    if (!transfer->handle->port->methods->submit(transfer, err)) {
        return false;
    }
    transfer->in_flight = true;
    return true;
}

void usb_transfer_cancel(struct usb_transfer *transfer)
{
    if (transfer->in_flight) {
        transfer->handle->port->methods->cancel(transfer);
    }
}

void usb_transfer_end(struct usb_transfer *transfer, enum usb_status status, size_t actual_len)
{
    CHECK(transfer->in_flight && actual_len <= transfer->capacity);
    transfer->in_flight = false;
    transfer->status = status;
    transfer->actual_len = actual_len;
    transfer->on_end(transfer, transfer->user);
}
