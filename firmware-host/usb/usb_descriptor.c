#include "usb_descriptor.h"

#include <string.h>

/* bDescriptorType, USB 2.0 table 9-5. */
enum { TYPE_DEVICE = 1, TYPE_CONFIGURATION = 2, TYPE_INTERFACE = 4, TYPE_ENDPOINT = 5 };

enum { DEVICE_LEN = 18, CONFIGURATION_LEN = 9, INTERFACE_LEN = 9, ENDPOINT_LEN = 7 };

static uint16_t read_le16(const uint8_t *bytes)
{
    return (uint16_t)(bytes[0] | bytes[1] << 8);
}

/* The descriptor at the walk's place, whole and at least min_len long, or NULL. */
static const uint8_t *peek(const struct usb_descriptor_walk *walk, size_t min_len)
{
    size_t left = (size_t)(walk->end - walk->at);
    if (left < 2 || walk->at[0] < 2 || walk->at[0] > left || walk->at[0] < min_len) {
        return NULL;
    }
    return walk->at;
}

size_t usb_descriptor_keep_configuration(uint8_t *bytes, size_t len, uint8_t value)
{
    enum { AT_TOTAL_LEN = 2, AT_VALUE = 5 };
    struct usb_descriptor_walk walk = {.at = bytes, .end = bytes + len};
    const uint8_t *device = peek(&walk, DEVICE_LEN);
    if (!device || device[1] != TYPE_DEVICE) {
        return len;
    }
    walk.at += device[0];
    for (const uint8_t *found; (found = peek(&walk, CONFIGURATION_LEN));) {
        size_t left = (size_t)(walk.end - walk.at);
        size_t total_len = read_le16(found + AT_TOTAL_LEN);
        total_len = total_len < left ? total_len : left;
        if (found[1] != TYPE_CONFIGURATION || total_len < found[0]) {
            break;
        }
        if (found[AT_VALUE] == value) {
            memmove(bytes + device[0], found, total_len);
            return device[0] + total_len;
        }
        walk.at += total_len;
    }
    return len;
}

struct usb_descriptor_walk usb_descriptor_walk_start(const uint8_t *bytes, size_t len)
{
    struct usb_descriptor_walk walk = {.at = bytes, .end = bytes + len};
    const uint8_t *device = peek(&walk, DEVICE_LEN);
    if (!device || device[1] != TYPE_DEVICE) {
        return (struct usb_descriptor_walk){.at = bytes, .end = bytes};
    }
    walk.at += device[0];
    const uint8_t *configuration = peek(&walk, CONFIGURATION_LEN);
    if (!configuration || configuration[1] != TYPE_CONFIGURATION) {
        return (struct usb_descriptor_walk){.at = bytes, .end = bytes};
    }
    size_t total_len = read_le16(configuration + 2);
    if (total_len < (size_t)(walk.end - walk.at)) {
        walk.end = walk.at + total_len;
    }
    if (walk.end - walk.at < configuration[0]) {
        walk.end = walk.at;
        return walk;
    }
    walk.at += configuration[0];
    return walk;
}

bool usb_descriptor_next_interface(struct usb_descriptor_walk *walk,
                                   struct usb_interface *ret_interface)
{
    for (const uint8_t *found; (found = peek(walk, 2)); walk->at += found[0]) {
        if (found[1] != TYPE_INTERFACE || found[0] < INTERFACE_LEN) {
            continue;
        }
        *ret_interface = (struct usb_interface){
            .number = found[2],
            .alternate = found[3],
            .class_code = found[5],
            .subclass = found[6],
            .protocol = found[7],
        };
        walk->at += found[0];
        return true;
    }
    return false;
}

bool usb_descriptor_next_endpoint(struct usb_descriptor_walk *walk,
                                  struct usb_endpoint *ret_endpoint)
{
    for (const uint8_t *found; (found = peek(walk, 2)); walk->at += found[0]) {
        if (found[1] == TYPE_INTERFACE) {
            return false;
        }
        if (found[1] != TYPE_ENDPOINT || found[0] < ENDPOINT_LEN) {
            continue;
        }
        *ret_endpoint = (struct usb_endpoint){
            .address = found[2],
            .type = found[3] & 3,
            .packet_len = read_le16(found + 4) & 0x7ff,
            .interval = found[6],
        };
        walk->at += found[0];
        return true;
    }
    return false;
}

bool usb_descriptor_next_of_type(struct usb_descriptor_walk *walk, uint8_t type,
                                 const uint8_t **ret_bytes, size_t *ret_len)
{
    for (const uint8_t *found; (found = peek(walk, 2)); walk->at += found[0]) {
        if (found[1] == TYPE_INTERFACE) {
            return false;
        }
        if (found[1] == type) {
            *ret_bytes = found;
            *ret_len = found[0];
            walk->at += found[0];
            return true;
        }
    }
    return false;
}

bool usb_endpoint_is_interrupt_in(const struct usb_endpoint *endpoint)
{
    return endpoint->type == USB_ENDPOINT_INTERRUPT && (endpoint->address & USB_ENDPOINT_IN) &&
           (endpoint->address & USB_ENDPOINT_NUMBER) != 0 && endpoint->packet_len > 0;
}
