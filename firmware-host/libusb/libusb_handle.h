#pragma once
/* Open devices and their transfers: the half of libusb_port.c's methods that works on a handle. For
 * that file alone; reader thread. */

#include "usb_backend.h"
#include <libusb.h>

/* Fills err with libusb's word for result; false. */
bool libusb_handle_fail(int result, const char *what, struct error *err) MUST_USE;

/* shown is for the text of an error. */
bool libusb_handle_open(struct usb_port *port, libusb_device *device,
                        const struct usb_device *shown, struct usb_handle **ret_handle,
                        struct error *err) MUST_USE;
void libusb_handle_close(struct usb_handle *base);
bool libusb_handle_claim(struct usb_handle *base, uint8_t interface, struct error *err) MUST_USE;
void libusb_handle_release(struct usb_handle *base, uint8_t interface);
bool libusb_handle_clear_halt(struct usb_handle *base, uint8_t endpoint, struct error *err)
    MUST_USE;
bool libusb_handle_reset(struct usb_handle *base, struct error *err) MUST_USE;

bool libusb_handle_transfer_create(struct usb_handle *handle, size_t capacity,
                                   struct usb_transfer **ret_transfer, struct error *err) MUST_USE;
void libusb_handle_transfer_destroy(struct usb_transfer *base);
bool libusb_handle_transfer_submit(struct usb_transfer *base, struct error *err) MUST_USE;
void libusb_handle_transfer_cancel(struct usb_transfer *base);
