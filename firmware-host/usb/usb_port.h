#pragma once
/* The seam between the reader drivers and USB: what Linux's usbfs offers, cut down to what a card
 * reader needs. libusb_port.h is the real one; emulated_bus.h is a bus in this process with readers
 * in software. A port belongs to one thread, which calls usb_port_run() again and again; every
 * callback comes from there and from nowhere else. Only usb_port_wake() may come from any thread.
 */

#include "cleanup.h"
#include "error.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define USB_PATH_SIZE           32   /* "1-2.3.4.5.6.7" with its NUL: bus and at most 7 ports */
#define USB_NAME_SIZE           64   /* a string descriptor as UTF-8, cut */
#define USB_NODE_SIZE           64   /* "/dev/bus/usb/001/004" */
#define USB_DESCRIPTORS_MAX     4096 /* bytes of device and configuration descriptors together */
#define USB_TRANSFER_MAX_BYTES  4096
#define USB_WAIT_WITHOUT_END_US INT64_MAX

/* One device while it is plugged in. The same device plugged in again is another one. */
struct usb_device {
    uint64_t id; /* never used twice by a port */
    uint16_t vid, pid;
    uint8_t bus, address;
    char path[USB_PATH_SIZE]; /* where it is plugged in; what tells two equal readers apart */
    char name[USB_NAME_SIZE]; /* manufacturer and product as the device says them, or "" */
    char node[USB_NODE_SIZE]; /* device node, or "" where there is none */
    size_t descriptors_len;
    uint8_t descriptors[USB_DESCRIPTORS_MAX]; /* as the device gave them: not to be trusted */
};

/* Hears of devices. on_arrive borrows the device until on_leave with its id returned. */
struct usb_listener {
    void (*on_arrive)(const struct usb_device *device, void *user);
    void (*on_leave)(uint64_t device_id, void *user);
    void *user;
};

enum usb_status {
    USB_DONE,      /* actual_len bytes; may be 0 or more than asked for by the protocol */
    USB_CANCELLED, /* by usb_transfer_cancel */
    USB_TIMED_OUT,
    USB_STALLED,  /* endpoint halted, or control request not supported */
    USB_OVERFLOW, /* the device sent more than the buffer holds */
    USB_GONE,     /* the device is not there any more */
    USB_FAILED,   /* anything else */
};

/* "done", "stalled", … for reasons and logs. */
const char *usb_status_name(enum usb_status status);

/* The eight bytes that open a control transfer (USB 2.0 section 9.3). */
struct usb_setup {
    uint8_t request_type, request;
    uint16_t value, index;
};

#define USB_DIRECTION_IN 0x80 /* in an endpoint's address and in request_type */

enum usb_transfer_kind { USB_CONTROL, USB_INTERRUPT, USB_BULK };

struct usb_handle; /* an open device */

/* One request to a device, usable again and again. Filled in by its owner while idle, by the port
 * when it ends. */
struct usb_transfer {
    enum usb_transfer_kind kind;
    uint8_t endpoint;       /* with its direction bit; 0 for control */
    struct usb_setup setup; /* control only */
    unsigned timeout_ms;    /* 0: waits until cancelled or gone */
    size_t len;             /* bytes to send, or room for bytes to receive; at most capacity */
    void (*on_end)(struct usb_transfer *transfer, void *user);
    void *user;

    enum usb_status status; /* valid in on_end */
    size_t actual_len;

    uint8_t *data;   /* the port's, capacity bytes */
    size_t capacity; /* set at creation, as is all that follows */
    struct usb_handle *handle;
    bool in_flight;
};

struct usb_port;

/* Asks for listener to be told of every device that is there, and of every later change. The calls
 * come from usb_port_run(). Once a port. */
bool usb_port_listen(struct usb_port *port, const struct usb_listener *listener, struct error *err)
    MUST_USE;

/* Waits at most wait_us (0: not at all; USB_WAIT_WITHOUT_END_US) for something to happen, then
 * makes the callbacks that are due and returns. An error means that the port as a whole is broken.
 */
bool usb_port_run(struct usb_port *port, int64_t wait_us, struct error *err) MUST_USE;

/* Makes a usb_port_run() that waits, or the next one, return. Any thread. */
void usb_port_wake(struct usb_port *port);

/* Every handle must be closed. */
void usb_port_destroy(struct usb_port *port);
DEFINE_AUTO(usb_port);

/* ERROR_DENIED and ERROR_GONE can be passing states right after a plug, while udev sets the rights:
 * worth another try. The text of ERROR_DENIED says what is missing. */
bool usb_handle_open(struct usb_port *port, uint64_t device_id, struct usb_handle **ret_handle,
                     struct error *err) MUST_USE;

/* Gives back what is still claimed. No transfer may be in flight. */
void usb_handle_close(struct usb_handle *handle);
DEFINE_AUTO_AS(usb_handle, struct usb_handle, usb_handle_close);

/* Takes an interface from the kernel's driver, if one has it, and claims it; ERROR_BUSY if another
 * program holds it. Releasing gives it back to the kernel. */
bool usb_handle_claim(struct usb_handle *handle, uint8_t interface, struct error *err) MUST_USE;
void usb_handle_release(struct usb_handle *handle, uint8_t interface);

/* Ends a stall. Waits for the device's answer, for as long as the kernel does (5 s). */
bool usb_handle_clear_halt(struct usb_handle *handle, uint8_t endpoint, struct error *err) MUST_USE;

/* Resets the port that the device is plugged into: the last resort. Interfaces have to be claimed
 * again. ERROR_GONE if the device came back as another one, which then arrives by itself. */
bool usb_handle_reset(struct usb_handle *handle, struct error *err) MUST_USE;

/* A transfer on this handle with room for capacity bytes (at most USB_TRANSFER_MAX_BYTES). */
bool usb_transfer_create(struct usb_handle *handle, size_t capacity,
                         struct usb_transfer **ret_transfer, struct error *err) MUST_USE;

/* The transfer must not be in flight. */
void usb_transfer_destroy(struct usb_transfer *transfer);
DEFINE_AUTO(usb_transfer);

/* Sends it on its way. If true is returned, on_end comes exactly once, from usb_port_run(). */
bool usb_transfer_submit(struct usb_transfer *transfer, struct error *err) MUST_USE;

/* Asks for a transfer in flight to end; on_end still comes, also where there is nothing to cancel
 * any more. */
void usb_transfer_cancel(struct usb_transfer *transfer);
