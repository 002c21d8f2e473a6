#pragma once
/* Open devices and transfers of an emulated bus, and what the bus keeps of each device. Shared by
 * emulated_bus.c and emulated_handle.c alone; the thread that runs the bus. */

#include "emulated_bus.h"
#include "usb_backend.h"

enum notice { NOTICE_NONE, NOTICE_ARRIVAL, NOTICE_LEAVE };

/* A device's place on the bus, from plug until it is pulled out, told, and closed. */
struct place {
    struct usb_device shown;
    struct emulated_device *device;
    bool plugged;
    enum notice notice; /* that the host is still to hear */
    int64_t notice_at_us;
    unsigned open_count;
    unsigned claim_count; /* of interfaces; the kernel has them all when it is 0 */
};

struct request {
    struct usb_transfer base;
    struct request *next; /* in flight, in order of submission */
    unsigned round;       /* the last one in which it was looked at */
    bool cancelled;
    int64_t timeout_us; /* moment; INT64_MAX for none */
    uint8_t bytes[];
};

struct scripted_failure {
    unsigned count;
    enum error_code code;
};

struct emulated_bus {
    struct usb_port base;
    const struct clock *clock;
    int wake_event;
    struct usb_listener listener;
    struct place *places[EMULATED_DEVICES_MAX];
    size_t place_count;
    uint64_t last_id;
    uint8_t last_address;
    struct request *requests;
    unsigned round;
    unsigned reset_count;
    enum emulated_unplug_order unplug_order;
    int64_t notice_delay_ms;
    struct scripted_failure open_failure, claim_failure;
    size_t companion_count;
    struct emulated_companion companions[EMULATED_COMPANIONS_MAX];
};

/* The place of a device that is plugged in, or NULL. */
struct place *emulated_bus_place(struct emulated_bus *bus, uint64_t device_id);

const struct place *emulated_handle_place(struct usb_handle *base);

/* Shows every request in flight to its device once; true if any of them ended. */
bool emulated_handle_run_requests(struct emulated_bus *bus, int64_t now_us);

/* The methods behind usb_handle_… and usb_transfer_… */
bool emulated_handle_open(struct usb_port *base, uint64_t device_id, struct usb_handle **ret_handle,
                          struct error *err) MUST_USE;
void emulated_handle_close(struct usb_handle *base);
bool emulated_handle_claim(struct usb_handle *base, uint8_t interface, struct error *err) MUST_USE;
void emulated_handle_release(struct usb_handle *base, uint8_t interface);
bool emulated_handle_clear_halt(struct usb_handle *base, uint8_t endpoint, struct error *err)
    MUST_USE;
bool emulated_handle_reset(struct usb_handle *base, struct error *err) MUST_USE;
bool emulated_handle_transfer_create(struct usb_handle *handle, size_t capacity,
                                     struct usb_transfer **ret_transfer, struct error *err)
    MUST_USE;
void emulated_handle_transfer_destroy(struct usb_transfer *base);
bool emulated_handle_transfer_submit(struct usb_transfer *base, struct error *err) MUST_USE;
void emulated_handle_transfer_cancel(struct usb_transfer *base);
