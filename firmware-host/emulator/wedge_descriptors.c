#include "wedge_descriptors.h"

#include "check.h"
#include "standard_requests.h"
#include <stdio.h>
#include <string.h>

/* USB 2.0 table 9-5, HID 1.11 section 7.1. */
enum {
    TYPE_DEVICE = 1,
    TYPE_CONFIGURATION = 2,
    TYPE_STRING = 3,
    TYPE_HID = 0x21,
    TYPE_REPORT = 0x22
};

#define DEVICE_LEN 18

static const uint8_t device_descriptor[DEVICE_LEN] = {
    18,   1,          /* bLength, DEVICE */
    0x10, 0x01,       /* USB 1.10 */
    0,    0,    0, 8, /* class by interface; packets of 8 bytes on endpoint 0 */
    0,    0,    0, 0, /* vendor and product, filled in */
    0x00, 0x01,       /* release 1.00 */
    1,    2,    3, 1, /* manufacturer, product, serial number; one configuration */
};

static const uint8_t configuration_descriptor[] = {
    9, 2,    52,   0, 2,  1, 0,  0xa0, 50, /* CONFIGURATION: 2 interfaces, 100 mA */
    9, 4,    0,    0, 1,  3, 1,  1,    4,  /* INTERFACE 0: HID, boot, keyboard */
    9, 0x21, 16,   1, 33, 1, 34, 65,   0,  /* HID 1.10, US, report of 65 bytes */
    7, 5,    0x81, 3, 8,  0, 10,           /* ENDPOINT 1 IN, interrupt, 8 bytes, 10 ms */
    9, 4,    1,    0, 0,  3, 0,  0,    5,  /* INTERFACE 1: HID, no endpoint */
    9, 0x21, 16,   1, 33, 1, 34, 35,   0,  /* HID 1.10, report of 35 bytes */
};

/* Appendix B.1 with the range of usages that these readers give. */
static const uint8_t keyboard_report[] = {
    0x05, 0x01, 0x09, 0x06, 0xa1, 0x01, 0x05, 0x07, 0x19, 0xe0, 0x29, 0xe7, 0x15,
    0x00, 0x25, 0x01, 0x75, 0x01, 0x95, 0x08, 0x81, 0x02, 0x95, 0x01, 0x75, 0x08,
    0x81, 0x01, 0x95, 0x05, 0x75, 0x01, 0x05, 0x08, 0x19, 0x01, 0x29, 0x05, 0x91,
    0x02, 0x95, 0x01, 0x75, 0x03, 0x91, 0x01, 0x95, 0x06, 0x75, 0x08, 0x15, 0x00,
    0x26, 0xff, 0x00, 0x05, 0x07, 0x19, 0x00, 0x2a, 0xff, 0x00, 0x81, 0x00, 0xc0,
};

/* The same with an id, behind one with the keys of a telephone, as chips for keyboards have them.
 */
static const uint8_t numbered_report[] = {
    0x05, 0x0c, 0x09, 0x01, 0xa1, 0x01, 0x85, 0x02, 0x15, 0x00, 0x26, 0xff, 0x03, 0x19, 0x00,
    0x2a, 0xff, 0x03, 0x75, 0x10, 0x95, 0x01, 0x81, 0x00, 0xc0, 0x05, 0x01, 0x09, 0x06, 0xa1,
    0x01, 0x85, 0x01, 0x05, 0x07, 0x19, 0xe0, 0x29, 0xe7, 0x15, 0x00, 0x25, 0x01, 0x75, 0x01,
    0x95, 0x08, 0x81, 0x02, 0x95, 0x01, 0x75, 0x08, 0x81, 0x01, 0x95, 0x06, 0x75, 0x08, 0x15,
    0x00, 0x26, 0xff, 0x00, 0x05, 0x07, 0x19, 0x00, 0x2a, 0xff, 0x00, 0x81, 0x00, 0xc0,
};

/* A bit for each of 120 keys behind the modifiers. */
static const uint8_t bitmap_report[] = {
    0x05, 0x01, 0x09, 0x06, 0xa1, 0x01, 0x05, 0x07, 0x19, 0xe0, 0x29, 0xe7, 0x15, 0x00, 0x25, 0x01,
    0x75, 0x01, 0x95, 0x08, 0x81, 0x02, 0x19, 0x00, 0x29, 0x77, 0x95, 0x78, 0x81, 0x02, 0xc0,
};

struct form_row {
    const char *name;
    bool is_boot;
    uint8_t packet_len;
    const uint8_t *report;
    uint8_t report_len;
};

#define REPORT(bytes) (bytes), sizeof(bytes)

static const struct form_row forms[] = {
    [WEDGE_FORM_BOOT] = {"boot", true, 8, REPORT(keyboard_report)},
    [WEDGE_FORM_PLAIN] = {"plain", false, 8, REPORT(keyboard_report)},
    [WEDGE_FORM_NUMBERED] = {"numbered", false, 16, REPORT(numbered_report)},
    [WEDGE_FORM_BITMAP] = {"bitmap", false, 32, REPORT(bitmap_report)},
    [WEDGE_FORM_STUBBORN] = {"stubborn", true, 16, REPORT(numbered_report)},
};

/* Three feature reports of 255 bytes on a vendor page, by which such readers are set up. */
static const uint8_t vendor_report[] = {
    0x06, 0xa0, 0xff, 0x09, 0x01, 0xa1, 0x01, 0x85, 0x01, 0x09, 0x08, 0x26,
    0xff, 0x00, 0x15, 0x00, 0x75, 0x08, 0x95, 0xff, 0xb1, 0x02, 0x85, 0x02,
    0x09, 0x08, 0xb1, 0x02, 0x85, 0x03, 0x09, 0x08, 0xb1, 0x02, 0xc0,
};

static const char *const strings[] = {
    [1] = "Shoushi",    [2] = "Card reader in software", [3] = "SHOUSHI-0001", [4] = "Keyboard",
    [5] = "Vendor HID",
};

bool wedge_form_find(const char *name, enum wedge_form *ret_form)
{
    for (size_t i = 0; i < ARRAY_LEN(forms); i++) {
        if (strcmp(forms[i].name, name) == 0) {
            *ret_form = (enum wedge_form)i;
            return true;
        }
    }
    return false;
}

bool wedge_form_is_boot(enum wedge_form form)
{
    return forms[form].is_boot;
}

size_t wedge_form_report(enum wedge_form form, uint8_t modifiers, uint8_t usage,
                         uint8_t ret_report[static WEDGE_REPORT_MAX])
{
    const uint8_t boot[] = {modifiers, 0, usage, 0, 0, 0, 0, 0};
    memset(ret_report, 0, WEDGE_REPORT_MAX);
    if (form == WEDGE_FORM_BITMAP) {
        ret_report[0] = modifiers;
        ret_report[1 + usage / 8] |= (uint8_t)(usage ? 1U << usage % 8 : 0);
        return WEDGE_REPORT_MAX;
    }
    bool is_numbered = form == WEDGE_FORM_NUMBERED || form == WEDGE_FORM_STUBBORN;
    ret_report[0] = is_numbered;
    memcpy(ret_report + is_numbered, boot, sizeof boot);
    return sizeof boot + is_numbered;
}

/* What of the configuration goes by the form of the reports. */
static void fill_form(uint8_t *configuration, const struct form_row *form)
{
    enum { AT_SUBCLASS = 15, AT_PROTOCOL = 16, AT_REPORT_LEN = 25, AT_PACKET_LEN = 31 };
    configuration[AT_SUBCLASS] = form->is_boot;
    configuration[AT_PROTOCOL] = form->is_boot;
    configuration[AT_REPORT_LEN] = form->report_len;
    configuration[AT_PACKET_LEN] = form->packet_len;
}

void wedge_descriptors_fill(struct emulated_device *device, struct usb_id id, enum wedge_form form)
{
    device->vid = id.vid;
    device->pid = id.pid;
    (void)snprintf(device->name, sizeof device->name, "%s %s", strings[1], strings[2]); /* fits */
    uint8_t *bytes = device->descriptors;
    memcpy(bytes, device_descriptor, sizeof device_descriptor);
    bytes[8] = (uint8_t)id.vid;
    bytes[9] = (uint8_t)(id.vid >> 8);
    bytes[10] = (uint8_t)id.pid;
    bytes[11] = (uint8_t)(id.pid >> 8);
    memcpy(bytes + DEVICE_LEN, configuration_descriptor, sizeof configuration_descriptor);
    fill_form(bytes + DEVICE_LEN, &forms[form]);
    device->descriptors_len = DEVICE_LEN + sizeof configuration_descriptor;
}

static size_t copy(uint8_t *ret_bytes, const uint8_t *bytes, size_t len)
{
    memcpy(ret_bytes, bytes, len);
    return len;
}

size_t wedge_descriptors_get(const struct emulated_device *device, enum wedge_form form,
                             uint8_t type, uint8_t number, uint16_t index,
                             uint8_t ret_bytes[static USB_DESCRIPTORS_MAX])
{
    enum { HID_OF_KEYBOARD = 18, HID_OF_VENDOR = 43, HID_LEN = 9 };
    const uint8_t *configuration = device->descriptors + DEVICE_LEN;
    switch (type) {
    case TYPE_DEVICE:
        return copy(ret_bytes, device->descriptors, DEVICE_LEN);
    case TYPE_CONFIGURATION:
        return number == 0 ? copy(ret_bytes, configuration, device->descriptors_len - DEVICE_LEN)
                           : 0;
    case TYPE_STRING:
        return standard_requests_string(strings, ARRAY_LEN(strings), number, ret_bytes);
    case TYPE_HID:
        return index > 1 ? 0
                         : copy(ret_bytes,
                                configuration + (index ? HID_OF_VENDOR : HID_OF_KEYBOARD), HID_LEN);
    case TYPE_REPORT:
        if (index == 0) {
            return copy(ret_bytes, forms[form].report, forms[form].report_len);
        }
        return index == 1 ? copy(ret_bytes, vendor_report, sizeof vendor_report) : 0;
    default:
        return 0;
    }
}
