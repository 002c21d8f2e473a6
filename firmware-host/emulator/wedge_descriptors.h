#pragma once
/* What a wedge reader in software says of itself: USB 2.0 section 9.6 and HID 1.11 section 6.2 and
 * appendix B.1. For wedge_device.c; any thread. */

#include "emulated_device.h"
#include "usb_id.h"

/* How it tells which keys are held; the names are the words of commands. */
enum wedge_form {
    WEDGE_FORM_BOOT,  /* "boot": a boot keyboard, and its reports are the same in both protocols */
    WEDGE_FORM_PLAIN, /* "plain": such reports, but no boot protocol (the ACR1281U-C2's keyboard) */
    WEDGE_FORM_NUMBERED, /* "numbered": no boot protocol, an id before each report */
    WEDGE_FORM_BITMAP,   /* "bitmap": no boot protocol, a bit for each key */
    WEDGE_FORM_STUBBORN, /* "stubborn": takes SET_PROTOCOL and goes on with ids before its reports
                          */
};

/* False if there is no such word. */
bool wedge_form_find(const char *name, enum wedge_form *ret_form) MUST_USE;

bool wedge_form_is_boot(enum wedge_form form);

/* The report in which one key is held (usage 0: none), at most WEDGE_REPORT_MAX bytes; its length.
 */
#define WEDGE_REPORT_MAX 16
size_t wedge_form_report(enum wedge_form form, uint8_t modifiers, uint8_t usage,
                         uint8_t ret_report[static WEDGE_REPORT_MAX]);

/* Fills in ids, name, device and configuration descriptors. */
void wedge_descriptors_fill(struct emulated_device *device, struct usb_id id, enum wedge_form form);

/* GET_DESCRIPTOR: type and number from wValue, and wIndex. The length, 0 if there is none such. */
size_t wedge_descriptors_get(const struct emulated_device *device, enum wedge_form form,
                             uint8_t type, uint8_t number, uint16_t index,
                             uint8_t ret_bytes[static USB_DESCRIPTORS_MAX]);
