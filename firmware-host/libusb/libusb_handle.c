#include "libusb_handle.h"

#include "check.h"
#include "usb_holder.h"
#include "usb_sysfs.h"
#include <stdio.h>
#include <string.h>

struct libusb_handle {
    struct usb_handle base;
    libusb_device_handle *handle;
    char node[USB_NODE_SIZE];
};

struct libusb_request {
    struct usb_transfer base;
    struct libusb_transfer *transfer;
    uint8_t bytes[]; /* LIBUSB_CONTROL_SETUP_SIZE and the data */
};

static enum error_code code_of(int result)
{
    switch (result) {
    case LIBUSB_ERROR_ACCESS:
        return ERROR_DENIED;
    case LIBUSB_ERROR_NO_DEVICE:
    case LIBUSB_ERROR_NOT_FOUND:
        return ERROR_GONE;
    case LIBUSB_ERROR_BUSY:
        return ERROR_BUSY;
    case LIBUSB_ERROR_TIMEOUT:
        return ERROR_TIMEOUT;
    case LIBUSB_ERROR_NO_MEM:
        return ERROR_NO_MEMORY;
    case LIBUSB_ERROR_INTERRUPTED:
        return ERROR_INTERRUPTED;
    default:
        return ERROR_IO;
    }
}

bool libusb_handle_fail(int result, const char *what, struct error *err)
{
    return error_set(err, code_of(result), "%s: %s", what, libusb_strerror(result));
}

static struct libusb_handle *of_handle(struct usb_handle *base)
{
    return (struct libusb_handle *)base;
}

bool libusb_handle_open(struct usb_port *port, libusb_device *device,
                        const struct usb_device *shown, struct usb_handle **ret_handle,
                        struct error *err)
{
    struct libusb_handle *handle = calloc(1, sizeof *handle);
    if (!handle) {
        return error_set(err, ERROR_NO_MEMORY, "USB handle: out of memory");
    }
    handle->base.port = port;
    memcpy(handle->node, shown->node, sizeof handle->node);
    int result = libusb_open(device, &handle->handle);
    if (result != 0) {
        free(handle);
        return result == LIBUSB_ERROR_ACCESS ? usb_sysfs_explain_denied(shown, err)
                                             : libusb_handle_fail(result, shown->node, err);
    }
    /* Supported on Linux, where alone this is built. */
    CHECK(libusb_set_auto_detach_kernel_driver(handle->handle, 1) == 0);
    *ret_handle = &handle->base;
    return true;
}

void libusb_handle_close(struct usb_handle *base)
{
    struct libusb_handle *handle = of_handle(base);
    libusb_close(handle->handle);
    free(handle);
}

/* Names who holds it, and what to do about the one that usually does. */
static bool explain_busy(const struct libusb_handle *handle, struct error *err)
{
    char holder[64];
    enum usb_holder found = usb_holder_find("/proc", handle->node, holder, sizeof holder);
    if (found == USB_HOLDER_UNKNOWN) {
        return error_set(err, ERROR_BUSY,
                         "another program holds the reader: \"fuser -v %s\" as root names it",
                         handle->node);
    }
    bool is_pcscd = strncmp(holder, "pcscd ", 6) == 0;
    return error_set(err, ERROR_BUSY, "another program holds the reader%s %s%s",
                     found == USB_HOLDER_SEEN ? ":" : ", most likely", holder,
                     is_pcscd ? "; stop it with \"systemctl disable --now pcscd.socket pcscd\""
                              : "");
}

bool libusb_handle_claim(struct usb_handle *base, uint8_t interface, struct error *err)
{
    int result = libusb_claim_interface(of_handle(base)->handle, interface);
    if (result == LIBUSB_ERROR_BUSY) {
        return explain_busy(of_handle(base), err);
    }
    if (result == LIBUSB_ERROR_NOT_FOUND) {
        return error_set(err, ERROR_GONE,
                         "cannot claim the reader: the system has not set it up, as when its port "
                         "has too little power for it");
    }
    return result == 0 || libusb_handle_fail(result, "cannot claim the reader", err);
}

void libusb_handle_release(struct usb_handle *base, uint8_t interface)
{
    /* It fails when the device is gone, and then there is nothing to give back. */
    (void)libusb_release_interface(of_handle(base)->handle, interface);
}

bool libusb_handle_clear_halt(struct usb_handle *base, uint8_t endpoint, struct error *err)
{
    int result = libusb_clear_halt(of_handle(base)->handle, endpoint);
    return result == 0 || libusb_handle_fail(result, "cannot clear a stall", err);
}

bool libusb_handle_reset(struct usb_handle *base, struct error *err)
{
    int result = libusb_reset_device(of_handle(base)->handle);
    return result == 0 || libusb_handle_fail(result, "cannot reset the device", err);
}

static enum usb_status status_of(enum libusb_transfer_status status)
{
    switch (status) {
    case LIBUSB_TRANSFER_COMPLETED:
        return USB_DONE;
    case LIBUSB_TRANSFER_CANCELLED:
        return USB_CANCELLED;
    case LIBUSB_TRANSFER_TIMED_OUT:
        return USB_TIMED_OUT;
    case LIBUSB_TRANSFER_STALL:
        return USB_STALLED;
    case LIBUSB_TRANSFER_OVERFLOW:
        return USB_OVERFLOW;
    case LIBUSB_TRANSFER_NO_DEVICE:
        return USB_GONE;
    default:
        return USB_FAILED;
    }
}

static void LIBUSB_CALL on_transfer(struct libusb_transfer *transfer)
{
    struct libusb_request *request = transfer->user_data;
    size_t actual_len = transfer->actual_length > 0 ? (size_t)transfer->actual_length : 0;
    if (actual_len > request->base.len) {
        actual_len = request->base.len;
    }
    usb_transfer_end(&request->base, status_of(transfer->status), actual_len);
}

bool libusb_handle_transfer_create(struct usb_handle *handle, size_t capacity,
                                   struct usb_transfer **ret_transfer, struct error *err)
{
    struct libusb_request *request =
        calloc(1, sizeof *request + LIBUSB_CONTROL_SETUP_SIZE + capacity);
    struct libusb_transfer *transfer = libusb_alloc_transfer(0);
    if (!request || !transfer) {
        free(request);
        libusb_free_transfer(transfer);
        return error_set(err, ERROR_NO_MEMORY, "USB transfer: out of memory");
    }
    request->transfer = transfer;
    request->base.data = request->bytes + LIBUSB_CONTROL_SETUP_SIZE;
    request->base.capacity = capacity;
    request->base.handle = handle;
    *ret_transfer = &request->base;
    return true;
}

void libusb_handle_transfer_destroy(struct usb_transfer *base)
{
    struct libusb_request *request = (struct libusb_request *)base;
    libusb_free_transfer(request->transfer);
    free(request);
}

bool libusb_handle_transfer_submit(struct usb_transfer *base, struct error *err)
{
    struct libusb_request *request = (struct libusb_request *)base;
    libusb_device_handle *handle = of_handle(base->handle)->handle;
    int len = (int)base->len;
    switch (base->kind) {
    case USB_CONTROL:
        libusb_fill_control_setup(request->bytes, base->setup.request_type, base->setup.request,
                                  base->setup.value, base->setup.index, (uint16_t)base->len);
        libusb_fill_control_transfer(request->transfer, handle, request->bytes, on_transfer,
                                     request, base->timeout_ms);
        break;
    case USB_INTERRUPT:
        libusb_fill_interrupt_transfer(request->transfer, handle, base->endpoint, base->data, len,
                                       on_transfer, request, base->timeout_ms);
        break;
    case USB_BULK:
        libusb_fill_bulk_transfer(request->transfer, handle, base->endpoint, base->data, len,
                                  on_transfer, request, base->timeout_ms);
        break;
    }
    int result = libusb_submit_transfer(request->transfer);
    return result == 0 || libusb_handle_fail(result, "cannot submit a transfer", err);
}

void libusb_handle_transfer_cancel(struct usb_transfer *base)
{
    /* Fails if it has ended already and only its callback is still to come. */
    (void)libusb_cancel_transfer(((struct libusb_request *)base)->transfer);
}
