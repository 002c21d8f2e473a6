#pragma once
/* What a wedge reader in software says of itself: USB 2.0 section 9.6 and HID 1.11 section 6.2 and
 * appendix B.1. For wedge_device.c; any thread. */

#include "emulated_device.h"
#include "usb_id.h"

/* Fills in ids, name, device and configuration descriptors. */
void wedge_descriptors_fill(struct emulated_device *device, struct usb_id id);

/* GET_DESCRIPTOR: type and number from wValue, and wIndex. The length, 0 if there is none such. */
size_t wedge_descriptors_get(const struct emulated_device *device, uint8_t type, uint8_t number,
                             uint16_t index, uint8_t ret_bytes[static USB_DESCRIPTORS_MAX]);
