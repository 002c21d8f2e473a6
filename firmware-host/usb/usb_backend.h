#pragma once
/* What an implementation of usb_port.h fills in: a table of methods behind each function there.
 * Only such implementations include this; threads as in usb_port.h. */

#include "usb_port.h"

struct usb_port_methods {
    bool (*listen)(struct usb_port *port, const struct usb_listener *listener, struct error *err);
    bool (*run)(struct usb_port *port, int64_t wait_us, struct error *err);
    void (*wake)(struct usb_port *port);
    void (*destroy)(struct usb_port *port);

    bool (*open)(struct usb_port *port, uint64_t device_id, struct usb_handle **ret_handle,
                 struct error *err);
    void (*close)(struct usb_handle *handle);
    bool (*claim)(struct usb_handle *handle, uint8_t interface, struct error *err);
    void (*release)(struct usb_handle *handle, uint8_t interface);
    bool (*clear_halt)(struct usb_handle *handle, uint8_t endpoint, struct error *err);
    bool (*reset)(struct usb_handle *handle, struct error *err);

    bool (*transfer_create)(struct usb_handle *handle, size_t capacity,
                            struct usb_transfer **ret_transfer, struct error *err);
    void (*transfer_destroy)(struct usb_transfer *transfer);
    bool (*submit)(struct usb_transfer *transfer, struct error *err);
    void (*cancel)(struct usb_transfer *transfer);
};

/* First member of an implementation's own structs. */
struct usb_port {
    const struct usb_port_methods *methods;
};

struct usb_handle {
    struct usb_port *port;
};

/* Ends a transfer: writes down the result and tells its owner, who may submit or destroy it there.
 * The implementation does not touch the transfer afterwards. */
void usb_transfer_end(struct usb_transfer *transfer, enum usb_status status, size_t actual_len);
