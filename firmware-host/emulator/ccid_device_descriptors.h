#pragma once
/* What a CCID reader in software says of itself: USB 2.0 section 9.6 and CCID 1.1 chapter 5. For
 * ccid_device.c; any thread. */

#include "ccid_device_profile.h"
#include "emulated_device.h"

#define CCID_DEVICE_PACKET_LEN 64 /* of bulk endpoints: full speed */

/* Endpoint addresses of interface 0 and 1. */
uint8_t ccid_device_descriptors_bulk_out(unsigned interface);
uint8_t ccid_device_descriptors_bulk_in(unsigned interface);
uint8_t ccid_device_descriptors_interrupt(unsigned interface);

/* Fills in ids, name, device and configuration descriptors. */
void ccid_device_descriptors_fill(struct emulated_device *device,
                                  const struct ccid_device_profile *profile);

/* GET_DESCRIPTOR: type and number from wValue. The length, 0 if there is none such. */
size_t ccid_device_descriptors_get(const struct emulated_device *device,
                                   const struct ccid_device_profile *profile, uint8_t type,
                                   uint8_t number, uint8_t ret_bytes[static USB_DESCRIPTORS_MAX]);
