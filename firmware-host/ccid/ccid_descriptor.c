#include "ccid_descriptor.h"

#include "usb_descriptor.h"

enum { CLASS_SMART_CARD = 0x0b, CLASS_VENDOR = 0xff };

/* The class descriptor, CCID 1.1 table 5.1-1. */
enum {
    CLASS_DESCRIPTOR_TYPE = 0x21,
    CLASS_DESCRIPTOR_LEN = 54,
    AT_VERSION = 2,
    AT_MAX_SLOT_INDEX = 4,
    AT_VOLTAGE_SUPPORT = 5,
    AT_PROTOCOLS = 6,
    AT_FEATURES = 40,
    AT_MESSAGE_MAX = 44,
};

/* dwFeatures. */
#define FEATURE_PARAMETERS_BY_ATR 0x00000002u
#define FEATURE_VOLTAGE_BY_ITSELF 0x00000008u
#define FEATURE_PARAMETERS_AGREED 0x00000040u
#define FEATURE_PPS_BY_ITSELF     0x00000080u
#define FEATURE_LEVELS            0x00070000u
#define FEATURE_LEVEL_TPDU        0x00010000u
#define FEATURE_LEVEL_SHORT_APDU  0x00020000u
#define FEATURE_LEVEL_EXTENDED    0x00040000u
#define FEATURE_PARAMETERS_SETTLED                                                                 \
    (FEATURE_PARAMETERS_BY_ATR | FEATURE_PARAMETERS_AGREED | FEATURE_PPS_BY_ITSELF)

#define VERSION_1 0x0100u

#define PROTOCOL_T1 0x00000002u /* dwProtocols */

static uint16_t read_le16(const uint8_t *bytes)
{
    return (uint16_t)(bytes[0] | bytes[1] << 8);
}

static uint32_t read_le32(const uint8_t *bytes)
{
    return read_le16(bytes) | (uint32_t)read_le16(bytes + 2) << 16;
}

/* The class descriptor of the interface that the walk has just returned; NULL if there is none of
 * the right length. Some readers have it behind their endpoints. */
static const uint8_t *find_class_descriptor(struct usb_descriptor_walk walk, size_t *ret_len)
{
    const uint8_t *bytes;
    size_t len;
    *ret_len = 0;
    while (usb_descriptor_next_of_type(&walk, CLASS_DESCRIPTOR_TYPE, &bytes, &len)) {
        *ret_len = len;
        if (len == CLASS_DESCRIPTOR_LEN) {
            return bytes;
        }
    }
    return NULL;
}

static bool is_ccid(const struct usb_interface *interface, struct usb_descriptor_walk walk)
{
    size_t len;
    if (interface->alternate != 0) {
        return false;
    }
    if (interface->class_code == CLASS_SMART_CARD) {
        return true;
    }
    if (interface->class_code != CLASS_VENDOR) {
        return false;
    }
    const uint8_t *found = find_class_descriptor(walk, &len);
    return found && read_le16(found + AT_VERSION) >> 8 == VERSION_1 >> 8;
}

static bool read_endpoints(struct usb_descriptor_walk walk, struct ccid_interface *interface,
                           struct error *err)
{
    struct usb_endpoint endpoint;
    while (usb_descriptor_next_endpoint(&walk, &endpoint)) {
        bool in = endpoint.address & USB_ENDPOINT_IN;
        if ((endpoint.address & USB_ENDPOINT_NUMBER) == 0 || endpoint.packet_len == 0) {
            return error_set(err, ERROR_UNSUPPORTED, "an endpoint %02x that cannot be",
                             endpoint.address);
        }
        if (endpoint.type == USB_ENDPOINT_BULK) {
            *(in ? &interface->bulk_in : &interface->bulk_out) = endpoint.address;
        } else if (endpoint.type == USB_ENDPOINT_INTERRUPT && in) {
            interface->interrupt_in = endpoint.address;
            interface->interrupt_len = endpoint.packet_len;
        }
    }
    return (interface->bulk_in && interface->bulk_out) ||
           error_set(err, ERROR_UNSUPPORTED, "a CCID interface without two bulk endpoints");
}

static bool check_level(uint32_t features, struct error *err)
{
    switch (features & FEATURE_LEVELS) {
    case FEATURE_LEVEL_SHORT_APDU:
    case FEATURE_LEVEL_EXTENDED:
        return true;
    case FEATURE_LEVEL_TPDU:
    case 0:
        return error_set(err, ERROR_UNSUPPORTED,
                         "the reader works at %s level (dwFeatures %08x): only readers that take "
                         "whole APDUs are supported, as contactless ones do",
                         features & FEATURE_LEVELS ? "TPDU" : "character", features);
    default:
        return error_set(err, ERROR_UNSUPPORTED, "dwFeatures %08x names several levels", features);
    }
}

/* The voltage to begin with: found by the reader, or the highest that it has. */
static uint8_t power_select_of(uint32_t features, uint8_t voltages)
{
    if (features & FEATURE_VOLTAGE_BY_ITSELF) {
        return 0;
    }
    for (uint8_t i = 0; i < 3; i++) { /* 5 V, 3 V, 1.8 V */
        if (voltages & 1u << i) {
            return (uint8_t)(i + 1);
        }
    }
    return 0;
}

static bool read_class_descriptor(struct usb_descriptor_walk walk, struct ccid_interface *interface,
                                  struct error *err)
{
    size_t len;
    const uint8_t *found = find_class_descriptor(walk, &len);
    if (!found) {
        return error_set(err, ERROR_UNSUPPORTED, "a CCID interface %s, %zu bytes instead of %d",
                         len ? "whose descriptor has a wrong length" : "without a descriptor", len,
                         CLASS_DESCRIPTOR_LEN);
    }
    uint32_t features = read_le32(found + AT_FEATURES);
    interface->message_max = read_le32(found + AT_MESSAGE_MAX);
    if (!check_level(features, err)) {
        return false;
    }
    if (found[AT_MAX_SLOT_INDEX] >= CCID_SLOTS_MAX) {
        return error_set(err, ERROR_UNSUPPORTED, "%d slots: at most %d are read",
                         found[AT_MAX_SLOT_INDEX] + 1, CCID_SLOTS_MAX);
    }
    if (interface->message_max < CCID_MESSAGE_MIN) {
        return error_set(err, ERROR_UNSUPPORTED, "messages of %u bytes hold no card's answer",
                         interface->message_max);
    }
    interface->slot_count = (uint8_t)(found[AT_MAX_SLOT_INDEX] + 1);
    interface->power_select = power_select_of(features, found[AT_VOLTAGE_SUPPORT]);
    interface->wants_parameters = (features & FEATURE_PARAMETERS_SETTLED) == 0;
    interface->speaks_t1 = read_le32(found + AT_PROTOCOLS) & PROTOCOL_T1;
    return true;
}

static bool read_interface(const struct usb_interface *shown, struct usb_descriptor_walk walk,
                           struct ccid_interface *ret_interface, struct error *err)
{
    struct ccid_interface interface = {.number = shown->number};
    if (shown->protocol != 0) {
        return error_set(err, ERROR_UNSUPPORTED,
                         "protocol %d: a card with a USB plug (ICCD) and no reader",
                         shown->protocol);
    }
    if (!read_class_descriptor(walk, &interface, err) || !read_endpoints(walk, &interface, err)) {
        return false;
    }
    *ret_interface = interface;
    return true;
}

bool ccid_descriptor_is_reader(const uint8_t *bytes, size_t len)
{
    struct usb_descriptor_walk walk = usb_descriptor_walk_start(bytes, len);
    struct usb_interface interface;
    while (usb_descriptor_next_interface(&walk, &interface)) {
        if (is_ccid(&interface, walk)) {
            return true;
        }
    }
    return false;
}

bool ccid_descriptor_read(const uint8_t *bytes, size_t len, struct ccid_layout *ret_layout,
                          struct error *err)
{
    struct ccid_layout layout = {0};
    struct usb_descriptor_walk walk = usb_descriptor_walk_start(bytes, len);
    struct usb_interface interface;
    struct error first = {0};
    while (usb_descriptor_next_interface(&walk, &interface)) {
        struct error fault = {0};
        if (layout.count == CCID_INTERFACES_MAX || !is_ccid(&interface, walk)) {
            continue;
        }
        if (read_interface(&interface, walk, &layout.interfaces[layout.count], &fault)) {
            layout.count++;
        } else if (!first.code) {
            first = fault;
        }
    }
    if (layout.count == 0) {
        return error_set(err, ERROR_UNSUPPORTED, "%s",
                         first.code ? first.text : "it has no CCID interface");
    }
    *ret_layout = layout;
    return true;
}
