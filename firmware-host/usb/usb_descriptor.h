#pragma once
/* Reading what a device says of itself: device and configuration descriptors (USB 2.0 chapter 9),
 * looked at as bytes of a stranger. Lengths that point past the end, or are too short for their
 * type, end the walk; nothing is believed beyond them. Pure; any thread. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define USB_CLASS_HID          3
#define USB_CLASS_HUB          9
#define HID_SUBCLASS_BOOT      1
#define HID_PROTOCOL_KEYBOARD  1
#define USB_ENDPOINT_BULK      2
#define USB_ENDPOINT_INTERRUPT 3
#define USB_ENDPOINT_IN        0x80 /* in an endpoint's address */
#define USB_ENDPOINT_NUMBER    0x0f

struct usb_interface {
    uint8_t number, alternate;
    uint8_t class_code, subclass, protocol;
};

struct usb_endpoint {
    uint8_t address; /* with its direction bit */
    uint8_t type;    /* 0 to 3, USB_ENDPOINT_… */
    uint16_t packet_len;
    uint8_t interval;
};

/* A place in the descriptors of the first configuration. */
struct usb_descriptor_walk {
    const uint8_t *at, *end;
};

/* Of a device descriptor and all configurations behind it, as the kernel gives them, keeps that of
 * value (bConfigurationValue) alone, which is the one in use; returns the length left. All stays
 * where there is no such configuration. */
size_t usb_descriptor_keep_configuration(uint8_t *bytes, size_t len, uint8_t value);

/* Begins at the first configuration behind the device descriptor; an empty walk if there is none.
 * bytes must live as long as the walk. */
struct usb_descriptor_walk usb_descriptor_walk_start(const uint8_t *bytes, size_t len);

/* The next interface (each alternate setting counts); false at the end. */
bool usb_descriptor_next_interface(struct usb_descriptor_walk *walk,
                                   struct usb_interface *ret_interface);

/* The next endpoint of the interface that the walk has just returned; false if it has no more. */
bool usb_descriptor_next_endpoint(struct usb_descriptor_walk *walk,
                                  struct usb_endpoint *ret_endpoint);

/* The next descriptor of a type that the interface has besides; false if it has no more. The bytes
 * are borrowed, at least 2. */
bool usb_descriptor_next_of_type(struct usb_descriptor_walk *walk, uint8_t type,
                                 const uint8_t **ret_bytes, size_t *ret_len);

/* An interrupt IN endpoint that can be: a number, and room in its packets. */
bool usb_endpoint_is_interrupt_in(const struct usb_endpoint *endpoint);
