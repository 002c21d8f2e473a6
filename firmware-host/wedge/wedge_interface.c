#include "wedge_interface.h"

#include "usb_descriptor.h"

/* The HID descriptor, HID 1.11 section 6.2.1. */
enum { TYPE_HID = 0x21, TYPE_REPORT = 0x22, HID_LEN = 9, AT_TYPE = 6, AT_LEN = 7 };

enum kind { KIND_BOOT_KEYBOARD, KIND_UNSAID, KIND_OTHER };

static enum kind kind_of(const struct usb_interface *interface)
{
    if (interface->class_code != USB_CLASS_HID || interface->alternate != 0) {
        return KIND_OTHER;
    }
    if (interface->subclass != HID_SUBCLASS_BOOT) {
        return KIND_UNSAID;
    }
    return interface->protocol == HID_PROTOCOL_KEYBOARD ? KIND_BOOT_KEYBOARD : KIND_OTHER;
}

static uint16_t find_descriptor_len(struct usb_descriptor_walk walk)
{
    const uint8_t *bytes;
    size_t len;
    while (usb_descriptor_next_of_type(&walk, TYPE_HID, &bytes, &len)) {
        if (len >= HID_LEN && bytes[AT_TYPE] == TYPE_REPORT) {
            return (uint16_t)(bytes[AT_LEN] | bytes[AT_LEN + 1] << 8);
        }
    }
    return 0;
}

static bool find_endpoint(struct usb_descriptor_walk walk, struct wedge_interface *interface)
{
    struct usb_endpoint endpoint;
    while (usb_descriptor_next_endpoint(&walk, &endpoint)) {
        if (usb_endpoint_is_interrupt_in(&endpoint)) {
            interface->endpoint = endpoint.address;
            interface->packet_len = endpoint.packet_len;
            return true;
        }
    }
    return false;
}

static size_t append_kind(const uint8_t *descriptors, size_t len, enum kind kind, size_t count,
                          struct wedge_interface *found)
{
    struct usb_descriptor_walk walk = usb_descriptor_walk_start(descriptors, len);
    struct usb_interface shown;
    while (count < WEDGE_INTERFACES_MAX && usb_descriptor_next_interface(&walk, &shown)) {
        struct wedge_interface interface = {
            .number = shown.number,
            .is_boot = kind == KIND_BOOT_KEYBOARD,
            .descriptor_len = find_descriptor_len(walk),
        };
        if (kind_of(&shown) == kind && find_endpoint(walk, &interface)) {
            found[count++] = interface;
        }
    }
    return count;
}

size_t wedge_interface_find(const uint8_t *descriptors, size_t len,
                            struct wedge_interface ret_found[static WEDGE_INTERFACES_MAX])
{
    size_t count = append_kind(descriptors, len, KIND_BOOT_KEYBOARD, 0, ret_found);
    return append_kind(descriptors, len, KIND_UNSAID, count, ret_found);
}
