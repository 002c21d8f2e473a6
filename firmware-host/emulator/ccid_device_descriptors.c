#include "ccid_device_descriptors.h"

#include "check.h"
#include "standard_requests.h"
#include <stdio.h>
#include <string.h>

enum { TYPE_DEVICE = 1, TYPE_CONFIGURATION = 2, TYPE_STRING = 3 };

#define DEVICE_LEN        18
#define CONFIGURATION_LEN 9

/* Three endpoints an interface, numbered on. */
uint8_t ccid_device_descriptors_bulk_out(unsigned interface)
{
    return (uint8_t)(3 * interface + 1);
}

uint8_t ccid_device_descriptors_bulk_in(unsigned interface)
{
    return (uint8_t)(USB_DIRECTION_IN | (3 * interface + 2));
}

uint8_t ccid_device_descriptors_interrupt(unsigned interface)
{
    return (uint8_t)(USB_DIRECTION_IN | (3 * interface + 3));
}

#define STRING_COUNT 5

static const char *const usual_strings[STRING_COUNT] = {
    [1] = "Shoushi",
    [2] = "Contactless reader in software",
    [3] = "SHOUSHI-0002",
    [4] = "CCID",
};

static const char *const acr122_strings[STRING_COUNT] = {
    [1] = "ACS",
    [2] = "ACR122U PICC Interface",
    [4] = "CCID USB Reader",
};

static size_t put(uint8_t *at, const uint8_t *bytes, size_t len)
{
    memcpy(at, bytes, len);
    return len;
}

static size_t put_le32(uint8_t *at, uint32_t value)
{
    const uint8_t bytes[] = {(uint8_t)value, (uint8_t)(value >> 8), (uint8_t)(value >> 16),
                             (uint8_t)(value >> 24)};
    return put(at, bytes, sizeof bytes);
}

/* dwFeatures, table 5.1-1. */
static uint32_t features_of(const struct ccid_device_profile *profile)
{
    enum {
        AUTOMATIC_PARAMETERS_BY_ATR = 0x02,
        AUTOMATIC_VOLTAGE = 0x08,
        AUTOMATIC_CLOCK = 0x10,
        AUTOMATIC_RATE = 0x20,
        AUTOMATIC_NEGOTIATION = 0x40,
        AUTOMATIC_IFSD = 0x400,
    };
    static const uint32_t levels[] = {
        [CCID_DEVICE_CHARACTER] = 0,
        [CCID_DEVICE_TPDU] = 0x10000,
        [CCID_DEVICE_SHORT_APDU] = 0x20000,
        [CCID_DEVICE_EXTENDED_APDU] = 0x40000,
    };
    uint32_t level = levels[profile->level];
    if (profile->is_acr122) {
        return level | AUTOMATIC_NEGOTIATION;
    }
    if (profile->level < CCID_DEVICE_SHORT_APDU || profile->needs_parameters) {
        return level | AUTOMATIC_VOLTAGE | AUTOMATIC_CLOCK | AUTOMATIC_RATE;
    }
    return level | AUTOMATIC_PARAMETERS_BY_ATR | AUTOMATIC_VOLTAGE | AUTOMATIC_CLOCK |
           AUTOMATIC_RATE | AUTOMATIC_NEGOTIATION | AUTOMATIC_IFSD;
}

/* Section 5.1. */
static size_t put_class_descriptor(uint8_t *at, const struct ccid_device_profile *profile)
{
    enum { LEN = 54, TYPE = 0x21, VOLTAGES_ALL = 7, T0 = 1, T1 = 2, BUSY_SLOTS = 1 };
    uint16_t version = profile->is_acr122 ? 0x0100 : 0x0110;
    uint32_t protocols = profile->level < CCID_DEVICE_SHORT_APDU ? T0 | T1 : T1;
    uint32_t clock_khz = profile->is_acr122 ? 4000 : 13560;
    size_t len = put(at,
                     (const uint8_t[]){LEN, TYPE, (uint8_t)version, (uint8_t)(version >> 8),
                                       (uint8_t)(profile->slot_count - 1), VOLTAGES_ALL},
                     6);
    len += put_le32(at + len, protocols);
    len += put_le32(at + len, clock_khz); /* dwDefaultClock */
    len += put_le32(at + len, clock_khz); /* dwMaximumClock */
    at[len++] = 0;                        /* bNumClockSupported: none but the default */
    len += put_le32(at + len, profile->is_acr122 ? 10752 : 106000); /* dwDataRate */
    len += put_le32(at + len, profile->is_acr122 ? 250000 : 848000);
    at[len++] = 0;                  /* bNumDataRatesSupported */
    len += put_le32(at + len, 254); /* dwMaxIFSD */
    len += put_le32(at + len, 0);   /* dwSynchProtocols */
    len += put_le32(at + len, 0);   /* dwMechanical */
    len += put_le32(at + len, features_of(profile));
    len += put_le32(at + len, ccid_device_profile_message_max(profile));
    len += put(at + len, (const uint8_t[]){0, 0, 0, 0, 0, BUSY_SLOTS}, 6);
    CHECK(len == LEN);
    return len;
}

static size_t put_endpoint(uint8_t *at, uint8_t address, uint8_t type, uint8_t interval)
{
    uint8_t packet_len = type == 3 ? 8 : CCID_DEVICE_PACKET_LEN;
    return put(at, (const uint8_t[]){7, 5, address, type, packet_len, 0, interval}, 7);
}

static size_t put_interface(uint8_t *at, const struct ccid_device_profile *profile,
                            unsigned interface)
{
    enum { BULK = 2, INTERRUPT = 3, CLASS_CCID = 0x0b, CLASS_VENDOR = 0xff, INTERVAL_MS = 16 };
    uint8_t class_code = profile->is_vendor_class ? CLASS_VENDOR : CLASS_CCID;
    uint8_t endpoint_count = profile->has_interrupt ? 3 : 2;
    size_t len = put(
        at, (const uint8_t[]){9, 4, (uint8_t)interface, 0, endpoint_count, class_code, 0, 0, 4}, 9);
    if (!profile->is_descriptor_behind) {
        len += put_class_descriptor(at + len, profile);
    }
    len += put_endpoint(at + len, ccid_device_descriptors_bulk_out(interface), BULK, 0);
    len += put_endpoint(at + len, ccid_device_descriptors_bulk_in(interface), BULK, 0);
    if (profile->has_interrupt) {
        len += put_endpoint(at + len, ccid_device_descriptors_interrupt(interface), INTERRUPT,
                            INTERVAL_MS);
    }
    if (profile->is_descriptor_behind) {
        len += put_class_descriptor(at + len, profile);
    }
    return len;
}

void ccid_device_descriptors_fill(struct emulated_device *device,
                                  const struct ccid_device_profile *profile)
{
    struct usb_id id = profile->id;
    const char *const *strings = profile->is_acr122 ? acr122_strings : usual_strings;
    device->vid = id.vid;
    device->pid = id.pid;
    (void)snprintf(device->name, sizeof device->name, "%s %s", strings[1], strings[2]); /* fits */
    uint8_t serial = profile->is_acr122 ? 0 : 3;
    const uint8_t device_descriptor[DEVICE_LEN] = {
        DEVICE_LEN,
        TYPE_DEVICE,
        0x00,
        0x02, /* USB 2.00 */
        0,
        0,
        0,
        CCID_DEVICE_PACKET_LEN,
        (uint8_t)id.vid,
        (uint8_t)(id.vid >> 8),
        (uint8_t)id.pid,
        (uint8_t)(id.pid >> 8),
        0x07,
        0x02, /* release 2.07 */
        1,
        2,
        serial,
        1,
    };
    uint8_t *bytes = device->descriptors;
    size_t len = put(bytes, device_descriptor, sizeof device_descriptor);
    len += put(bytes + len,
               (const uint8_t[]){CONFIGURATION_LEN, TYPE_CONFIGURATION, 0, 0,
                                 profile->interface_count, 1, 0, 0x80, 100},
               CONFIGURATION_LEN);
    for (unsigned i = 0; i < profile->interface_count; i++) {
        len += put_interface(bytes + len, profile, i);
    }
    size_t total_len = len - DEVICE_LEN;
    bytes[DEVICE_LEN + 2] = (uint8_t)total_len;
    bytes[DEVICE_LEN + 3] = (uint8_t)(total_len >> 8);
    device->descriptors_len = len;
}

size_t ccid_device_descriptors_get(const struct emulated_device *device,
                                   const struct ccid_device_profile *profile, uint8_t type,
                                   uint8_t number, uint8_t ret_bytes[static USB_DESCRIPTORS_MAX])
{
    size_t configuration_len = device->descriptors_len - DEVICE_LEN;
    switch (type) {
    case TYPE_DEVICE:
        return put(ret_bytes, device->descriptors, DEVICE_LEN);
    case TYPE_CONFIGURATION:
        return number == 0 ? put(ret_bytes, device->descriptors + DEVICE_LEN, configuration_len)
                           : 0;
    case TYPE_STRING:
        return standard_requests_string(profile->is_acr122 ? acr122_strings : usual_strings,
                                        STRING_COUNT, number, ret_bytes);
    default:
        return 0;
    }
}
